// sc_pe_array: every PE takes its own row of weights and its own threshold or scale, in one rhythm.
#include <algorithm>

#include "models.hpp"
#include "tests/rtl/leaf.hpp"

using namespace leaf;

TEST_CASE("sc_pe_array computes its neurons side by side", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    constexpr int kCopies = std::max(1, P::PerCycle);  // presentations of one issue
    constexpr int kPlanes = P::PerCycle ? P::Presentations / kCopies : bits_for(P::Presentations);
    constexpr int kNeuronWidth = P::Last ? P::GainWidth + P::OffsetWidth : P::ThresholdWidth;
    constexpr int kDataWidth = P::Last ? P::ScoreWidth : 1;
    constexpr std::uint64_t kSumMost = (std::uint64_t{1} << P::SumWidth) - 1;
    Dut<Model> dut;
    Random random(18);
    for (int round = 0; round < 200; ++round) {
      std::uint64_t shift = random.below(P::ShiftMax + 1);
      const auto chunks =
          1 + random.below(std::min<std::uint64_t>(kSumMost / (P::Simd * P::Presentations), 12));
      // The planes of one round are any bits: plane k weighs 2^(k-1), plane 0 what is missing to T.
      std::vector<std::vector<Elements>> acts(chunks);
      std::vector<std::vector<Elements>> weights(chunks);
      // In some rounds nearly every product is +1, for sums near their largest value.
      const bool agree = random.chance(30);
      std::vector<std::uint64_t> sums(P::Pe);
      for (std::size_t c = 0; c < chunks; ++c) {
        for (int p = 0; p < P::Pe; ++p) {
          weights[c].push_back(p && agree ? weights[c][0] : random.elements(1, P::Simd));
        }
        for (int k = 0; k < kPlanes; ++k) {
          acts[c].emplace_back();
          for (int q = 0; q < kCopies; ++q) {
            const Elements act =
                agree && !random.chance(10) ? weights[c][0] : random.elements(1, P::Simd);
            acts[c].back().insert(acts[c].back().end(), act.begin(), act.end());
          }
          const std::uint64_t weight =
              P::PerCycle ? 1
              : k         ? std::uint64_t{1} << (k - 1)
                          : P::Presentations - ((std::uint64_t{1} << (kPlanes - 1)) - 1);
          for (std::size_t p = 0; p < P::Pe; ++p) {
            for (std::size_t s = 0; s < kCopies * P::Simd; ++s)
              sums[p] +=
                  weight * (acts[c][static_cast<std::size_t>(k)][s] == weights[c][p][s % P::Simd]);
          }
        }
      }
      while (!P::Last && *std::max_element(sums.begin(), sums.end()) << shift >> P::ThresholdWidth)
        --shift;
      Elements neurons;
      std::vector<std::int64_t> outputs;
      for (std::size_t p = 0; p < P::Pe; ++p) {
        if (P::Last) {
          const std::uint64_t scale = random.bits(kNeuronWidth);
          const std::uint64_t gain =
              P::GainWidth ? scale & ((std::uint64_t{1} << P::GainWidth) - 1) : 1;
          outputs.push_back(static_cast<std::int64_t>(gain * sums[p]) +
                            as_signed(scale >> P::GainWidth, P::OffsetWidth) *
                                (std::int64_t{1} << shift));
          neurons.push_back(scale);
        } else {
          const std::uint64_t most = (std::uint64_t{1} << P::ThresholdWidth) - 1;
          neurons.push_back(random.chance(70) ? std::min(most, (sums[p] << shift) + random.below(2))
                                              : random.below(most + 1));
          outputs.push_back(sums[p] << shift >= neurons.back());
        }
      }
      // Three stages, each behind the other by one moved cycle; nothing moves while held.
      const int hold = random.chance(50) ? 0 : 40;
      const std::size_t issues = chunks * kPlanes;
      for (std::size_t t = 0; t < issues + 2;) {
        const bool advance = !random.chance(hold);
        const bool count = advance && t < issues;
        const bool sum = advance && t >= 1 && t <= issues;
        const bool step = advance && t == issues + 1;
        const auto plane_of = [&](std::size_t issue) { return kPlanes - 1 - issue % kPlanes; };
        const std::size_t chunk = t / kPlanes;
        write_elements(dut->act_i, 1,
                       count ? acts[chunk][plane_of(t)] : random.elements(1, kCopies * P::Simd));
        for (int p = 0; p < P::Pe; ++p) {
          for (int s = 0; s < P::Simd; ++s) {
            write(dut->weight_row_i, p * P::Simd + s, 1,
                  count ? weights[chunk][static_cast<std::size_t>(p)][static_cast<std::size_t>(s)]
                        : random.bits(1));
          }
        }
        dut->count_enable_i = count;
        dut->sum_enable_i = sum;
        dut->first_plane_i = sum ? plane_of(t - 1) == kPlanes - 1 : random.chance(50);
        dut->last_plane_i = sum ? plane_of(t - 1) == 0 : random.chance(50);
        dut->first_chunk_i = sum ? (t - 1) / kPlanes == 0 : random.chance(50);
        dut->step_enable_i = step;
        dut->shift_i = static_cast<std::uint8_t>(step ? shift : random.below(P::ShiftMax + 1));
        write_elements(dut->neuron_row_i, kNeuronWidth,
                       step ? neurons : random.elements(kNeuronWidth, P::Pe));
        dut.clock();
        t += advance;
      }
      for (int held = 0; held < 2; ++held) {
        for (int p = 0; p < P::Pe; ++p) {
          const std::uint64_t data = read(dut->data_o, p * kDataWidth, kDataWidth);
          REQUIRE((P::Last ? as_signed(data, kDataWidth) : static_cast<std::int64_t>(data)) ==
                  outputs[static_cast<std::size_t>(p)]);
        }
        dut->step_enable_i = 0;
        dut.clock();
      }
    }
  });
}
