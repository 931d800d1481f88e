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
    play_frames<P>(
        dut, random, longest,
        [&](std::size_t i, int t, int presentations) {
          const auto n = i / P::Lanes * static_cast<std::size_t>(presentations);
          return lanes.sample(i, n + static_cast<std::size_t>(t));
        },
        [&](std::uint64_t seed) { lanes.restart(seed); });
  });
}

namespace {

/// docs/encoders.md: width 8, 16 lanes, seed 0.
struct Listed {
  static constexpr int Width = 8;
  static constexpr std::uint64_t Taps = 0xb8;
  static constexpr int Lanes = 16;
  static constexpr std::string_view StartStates = "2553649ec899b5600f5fd7271b2f3901";
};

}  // namespace

TEST_CASE("the samples that sc_rng_lfsr is held to are those of the document", "[encoder]") {
  const std::vector<int> first{1, 57, 47, 27, 39, 215, 95, 15, 96, 181, 153, 200, 158, 100, 83, 37};
  const std::vector<int> second{28,  139, 26,  30, 248, 68,  40,  183,
                                234, 150, 168, 43, 253, 155, 187, 192};
  LaneSamples<Listed> lanes;
  for (std::size_t i = 0; i < 16; ++i) {
    CHECK(lanes.sample(i, 0) == first[i]);
    CHECK(lanes.sample(i, 1) == second[i]);
  }
  CHECK(lanes.sample(16, 2) == 75);
}
