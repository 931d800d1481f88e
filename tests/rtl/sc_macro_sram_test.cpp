// sc_macro_sram: the model of a tile of SRAM does what is asked, and ends the simulation at illegal
// use.
#include "models.hpp"
#include "tests/rtl/tile.hpp"

using namespace leaf;

TEST_CASE("sc_macro_sram keeps what was written", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() { exercise_tile<Model, Params<Model>>(); });
}

TEST_CASE("sc_macro_sram ends the simulation where a rule of use is broken", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    check_rules_of_use<Model, P>();
  });
}
