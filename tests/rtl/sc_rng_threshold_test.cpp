// sc_rng_threshold: the levels of `threshold` in docs/encoders.md, all of them.
#include "models.hpp"
#include "tests/rtl/rng.hpp"

using namespace leaf;

namespace {

/// ceil((2 j + 1) * 255 / (2 T)), j being the rank of rev(t) among rev(0), .. rev(T-1).
int level(int t, int presentations) {
  int rank = 0;
  for (int other = 0; other < presentations; ++other) rank += reversed(other) < reversed(t);
  int r = 0;
  while (r * 2 * presentations < (2 * rank + 1) * 255) ++r;
  return r;
}

}  // namespace

TEST_CASE("sc_rng_threshold gives evenly spaced levels", "[rtl][encoder]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    Dut<Model> dut;
    const int settings = P::AtRunTime ? bits_for(P::Presentations) : 1;
    for (int log2 = 0; log2 < settings; ++log2) {
      const int presentations = P::AtRunTime ? 1 << log2 : P::Presentations;
      std::vector<int> levels;
      for (int time = 0; time < presentations; time += P::PerCycle) {
        dut->time_i = static_cast<std::uint8_t>(time);
        dut->log2_i = static_cast<std::uint8_t>(log2);
        dut.settle();
        for (int s = 0; s < P::PerCycle && time + s < presentations; ++s) {
          for (int p = 0; p < P::PixelsPerBeat; ++p) {
            const auto got = read(dut->r_o, 8 * (s * P::PixelsPerBeat + p), 8);
            require_equal(static_cast<std::int64_t>(got), level(time + s, presentations),
                          {{"T", presentations}, {"t", time + s}, {"p", p}});
            if (p == 0) levels.push_back(static_cast<int>(got));
          }
        }
      }
      // As many levels are reached as p T / 255 says, rounded to the nearest.
      for (int pixel = 0; pixel < 256; ++pixel) {
        int count = 0;
        for (const int r : levels) count += pixel >= r;
        require_equal(count, (2 * pixel * presentations + 255) / 510,
                      {{"T", presentations}, {"pixel", pixel}});
      }
    }
  });
}
