// sc_popcount: the number of ones, as two numbers, over all inputs or over random, sparse and dense
// ones.
#include "models.hpp"
#include "tests/rtl/popcount.hpp"

using namespace leaf;

TEST_CASE("sc_popcount counts the ones of every input", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    check_every_input<Model, Params<Model>::Width, Params<Model>::Registers>();
  });
}

TEST_CASE("sc_popcount counts the ones of wide inputs", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    check_wide_inputs<Model, Params<Model>::Width, Params<Model>::Registers>();
  });
}
