// sc_score: score = gain*sum + (offset << shift), one cycle later; held while not enabled.
#include "models.hpp"
#include "tests/rtl/leaf.hpp"

using namespace leaf;

TEST_CASE("sc_score scales and shifts exactly and holds its score", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    constexpr int kScale = P::GainWidth + P::OffsetWidth;
    constexpr int kWidth = P::SumWidth + kScale + bits_for(P::ShiftMax);
    constexpr bool kAll = kWidth <= 16;
    Dut<Model> dut;
    Random random(5);
    std::int64_t expected = 0;
    const std::uint64_t rounds = kAll ? std::uint64_t{1} << kWidth : 50000;
    for (std::uint64_t round = 0; round < rounds; ++round) {
      // Every input where they are few, each now and then with a held cycle in between.
      std::uint64_t choice = round;
      const auto draw = [&](int width) {
        if (!kAll)
          return random.chance(10) ? (random.chance(50) ? 0 : random.bits(width) | 1)
                                   : random.bits(width);
        const std::uint64_t value = choice & ((std::uint64_t{1} << width) - 1);
        choice >>= width;
        return value;
      };
      const std::uint64_t sum = draw(P::SumWidth);
      const std::uint64_t scale = draw(kScale);
      const std::uint64_t shift = draw(bits_for(P::ShiftMax)) % (P::ShiftMax + 1);
      const std::uint64_t gain =
          P::GainWidth == 0 ? 1 : scale & ((std::uint64_t{1} << P::GainWidth) - 1);
      const std::int64_t offset = as_signed(scale >> P::GainWidth, P::OffsetWidth);
      const bool enable = round == 0 || random.chance(90);
      write(dut->sum_i, 0, P::SumWidth, sum);
      write(dut->scale_i, 0, kScale, scale);
      dut->shift_i = static_cast<std::uint8_t>(P::ShiftMax == 0 ? random.below(2) : shift);
      dut->enable_i = enable;
      for (int held = 0; held < 2; ++held) {
        if (enable || held == 1)
          expected = static_cast<std::int64_t>(gain * sum) + offset * (std::int64_t{1} << shift);
        dut.clock();
        const std::int64_t score = as_signed(read(dut->score_o, 0, P::ScoreWidth), P::ScoreWidth);
        require_equal(score, expected,
                      {{"sum", sum}, {"scale", scale}, {"shift", shift}, {"enable", enable}});
        dut->enable_i = 1;
      }
    }
  });
}
