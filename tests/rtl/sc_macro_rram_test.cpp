// sc_macro_rram: the model of a tile of 2T2R resistive memory does what is asked, and ends the
// simulation at illegal use.
#include "models.hpp"
#include "tests/rtl/tile.hpp"

using namespace leaf;

TEST_CASE("sc_macro_rram keeps what was written", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() { exercise_tile<Model, Params<Model>>(); });
}

TEST_CASE("sc_macro_rram ends the simulation where a rule of use is broken", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    check_rules_of_use<Model, P>();
    std::vector<TileAccess> both{{.write = true, .row = 0}};
    both.resize(1 + P::WriteCycles);
    both.push_back({.read = true, .write = true, .row = 0});
    CHECK(ends<Model, P>(both));
  });
}
