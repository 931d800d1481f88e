// sc_rng_lattice: the r of `lattice` in docs/encoders.md.
#include "models.hpp"
#include "tests/rtl/rng.hpp"

using namespace leaf;

TEST_CASE("sc_rng_lattice moves every pixel's byte by the stride", "[rtl][encoder]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    Dut<Model> dut;
    Random random(24);
    // Bytes repeat after 256 pixels at the latest, beats after 256 beats.
    const int longest = 260;
    int first = P::Seed;
    play_frames<P>(
        dut, random, longest,
        [&](std::size_t i, int t, int) {
          return reversed(t) ^ (P::Stride * static_cast<int>(i) + first) % 256;
        },
        [&](std::uint64_t seed) { first = static_cast<int>(seed % 256); });
  });
}
