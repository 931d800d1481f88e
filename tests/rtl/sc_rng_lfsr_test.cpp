// sc_rng_lfsr: the r of `lfsr` in docs/encoders.md, one sample or several a cycle.
#include "models.hpp"
#include "tests/rtl/rng.hpp"

using namespace leaf;

TEST_CASE("sc_rng_lfsr gives every pixel its lane's samples", "[rtl][encoder]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    Dut<Model> dut;
    Random random(21);
    LaneSamples<P> lanes;
    // Long enough for every lane of 8 bits to go through its whole period.
    const int longest = 260 * P::Lanes / P::PixelsPerBeat + 1;
    play_frames<P>(dut, random, longest, [&](std::size_t i, int t, int presentations) {
      const auto n = i / P::Lanes * static_cast<std::size_t>(presentations);
      return lanes.sample(i, n + static_cast<std::size_t>(t));
    });
  });
}

namespace {

/// docs/encoders.md: width 8, 16 lanes, seed 0, T = 2.
const std::vector<int> kFirst{1, 57, 47, 27, 39, 215, 95, 15, 96, 181, 153, 200, 158, 100, 83, 37};
const std::vector<int> kSecond{28,  139, 26,  30, 248, 68,  40,  183,
                               234, 150, 168, 43, 253, 155, 187, 192};

/// Looks at the model if its set is the one above, two presentations a cycle; true if it is.
template <class Model>
bool check_listed() {
  using P = Params<Model>;
  if constexpr (P::Width == 8 && P::Lanes == 16 && P::PixelsPerBeat == 16 &&
                P::Presentations == 2 && P::PerCycle == 2) {
    Dut<Model> dut;
    dut->step_i = dut->end_beat_i = dut->end_frame_i = dut->log2_i = 0;
    dut.reset();
    for (std::size_t p = 0; p < 16; ++p) {
      CHECK(static_cast<int>(read(dut->r_o, static_cast<int>(8 * p), 8)) == kFirst[p]);
      CHECK(static_cast<int>(read(dut->r_o, static_cast<int>(8 * (16 + p)), 8)) == kSecond[p]);
    }
    dut->step_i = dut->end_beat_i = 1;
    dut.clock();
    CHECK(read(dut->r_o, 0, 8) == 75);
    return true;
  }
  return false;
}

}  // namespace

TEST_CASE("sc_rng_lfsr gives the r that the document lists", "[rtl][encoder]") {
  [&]<class... Model>(std::type_identity<std::tuple<Model...>>) {
    REQUIRE((check_listed<Model>() + ...) == 1);
  }(std::type_identity<Models>{});
}
