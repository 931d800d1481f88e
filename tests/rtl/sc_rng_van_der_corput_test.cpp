// sc_rng_van_der_corput: the r of `van-der-corput` in docs/encoders.md.
#include "models.hpp"
#include "tests/rtl/rng.hpp"

using namespace leaf;

TEST_CASE("sc_rng_van_der_corput scrambles the reversed bits of t", "[rtl][encoder]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    Dut<Model> dut;
    Random random(22);
    LaneSamples<P> lanes;
    const int longest = 260 * P::Lanes / P::PixelsPerBeat + 1;
    play_frames<P>(
        dut, random, longest,
        [&](std::size_t i, int t, int) { return reversed(t) ^ lanes.sample(i, i / P::Lanes); },
        [&](std::uint64_t seed) { lanes.restart(seed); });
  });
}
