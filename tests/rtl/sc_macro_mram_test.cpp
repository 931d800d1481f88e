// sc_macro_mram: the model of a tile of ST-MRAM does what is asked, and ends the simulation at
// illegal use.
#include "models.hpp"
#include "tests/rtl/tile.hpp"

using namespace leaf;

TEST_CASE("sc_macro_mram keeps what was written", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() { exercise_tile<Model, Params<Model>>(); });
}

TEST_CASE("sc_macro_mram ends the simulation where a rule of use is broken", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    check_rules_of_use<Model, P>();
  });
}
