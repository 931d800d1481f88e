// sc_compressor: the rows of its tree add up to the number of ones, over all inputs or over random
// ones.
#include "models.hpp"
#include "tests/rtl/popcount.hpp"

using namespace leaf;

TEST_CASE("sc_compressor counts the ones of every input", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    check_every_input<Model, Params<Model>::Width, Params<Model>::Registers>();
  });
}

TEST_CASE("sc_compressor counts the ones of wide inputs", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    check_wide_inputs<Model, Params<Model>::Width, Params<Model>::Registers>();
  });
}
