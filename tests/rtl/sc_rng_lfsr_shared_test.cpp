// sc_rng_lfsr_shared: the r of `lfsr-shared` in docs/encoders.md.
#include "models.hpp"
#include "tests/rtl/rng.hpp"

using namespace leaf;

TEST_CASE("sc_rng_lfsr_shared lets a row of lanes read one register", "[rtl][encoder]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    Dut<Model> dut;
    Random random(24);
    ShiftRegister shift_register{P::Width, P::Taps, P::StartState};
    std::vector<std::uint64_t> states;  // s(n)
    const auto state = [&](std::size_t n) {
      while (states.size() <= n) {
        states.push_back(shift_register.state);
        shift_register.step(P::Width);
      }
      return states[n];
    };
    const int q = P::Width % 7 == 0 ? 5 : 7;
    play_frames<P>(
        dut, random, 300,
        [&](std::size_t i, int t, int presentations) {
          const auto n = i / P::Lanes * static_cast<std::size_t>(presentations);
          const auto s = state(n + static_cast<std::size_t>(t));
          int r = 0;
          for (int j = 0; j < 8; ++j) {
            const int lane = static_cast<int>(i % P::Lanes);
            r |= static_cast<int>(s >> (lane + q * j) % P::Width & 1) << (7 - j);
          }
          return r;
        },
        [&](std::uint64_t seed) {
          shift_register.state = seeded(P::StartState, seed, P::Width);
          states.clear();
        });
  });
}
