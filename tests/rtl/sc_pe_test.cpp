// sc_pe: the sum of a neuron over chunks and bit planes equals the sum over presentations, which
// may also come themselves, some of them a cycle.
#include <algorithm>
#include <optional>
#include <vector>

#include "models.hpp"
#include "tests/rtl/leaf.hpp"

using namespace leaf;

namespace {

/// One plane of one chunk of one neuron, as it stands at the inputs.
struct Issue {
  Elements act, weight;
  bool first_plane, last_plane, first_chunk;
  bool last;              ///< of its neuron
  std::uint64_t sum = 0;  ///< of the neuron, where `last`
};

/// Bit planes of the count `c` of `presentations`, plane 0 first, by the definition of their
/// weights.
Elements planes_of(std::uint64_t c, std::uint64_t presentations, int planes) {
  const std::uint64_t half = std::uint64_t{1} << (planes - 1);
  Elements bits{c >= half};
  const std::uint64_t rest = bits[0] ? c - (presentations - (half - 1)) : c;
  for (int k = 1; k < planes; ++k) bits.push_back(rest >> (k - 1) & 1);
  return bits;
}

/// The issues of one neuron of `chunks` chunks, each pixel with a random number of ones of
/// `presentations`: bit planes, or `per_cycle` presentations at a time. Of some neurons nearly
/// every product is +1, for sums near their largest value.
std::vector<Issue> neuron(Random& random, int simd, std::uint64_t presentations, int chunks,
                          int per_cycle) {
  std::vector<Issue> issues;
  const int copies = std::max(1, per_cycle);
  const int planes = per_cycle ? static_cast<int>(presentations) : bits_for(presentations);
  std::uint64_t sum = 0;
  const bool agree = random.chance(30);
  for (int chunk = 0; chunk < chunks; ++chunk) {
    const Elements weight = random.elements(1, simd);
    std::vector<Elements> bits;
    const auto kind = random.below(6);
    for (int s = 0; s < simd; ++s) {
      std::uint64_t count = kind == 0   ? 0
                            : kind == 1 ? presentations
                                        : random.below(presentations + 1);
      if (agree && !random.chance(3)) {
        count = weight[static_cast<std::size_t>(s)] ? presentations : 0;
      }
      if (per_cycle) {
        Elements each(static_cast<std::size_t>(presentations));
        for (std::size_t t = 0; t < count; ++t) each[t] = 1;
        for (std::size_t t = each.size(); t > 1; --t) std::swap(each[t - 1], each[random.below(t)]);
        bits.push_back(each);
      } else {
        bits.push_back(planes_of(count, presentations, planes));
      }
      sum += weight[static_cast<std::size_t>(s)] ? count : presentations - count;
    }
    for (int plane = planes - copies; plane >= 0; plane -= copies) {
      Issue issue{{}, weight, plane == planes - copies, plane == 0, chunk == 0, false};
      for (int q = 0; q < copies; ++q) {
        for (const Elements& pixel : bits)
          issue.act.push_back(pixel[static_cast<std::size_t>(plane + q)]);
      }
      issues.push_back(issue);
    }
  }
  issues.back().last = true;
  issues.back().sum = sum;
  return issues;
}

}  // namespace

TEST_CASE("sc_pe sums chunks and planes to the sum over presentations", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    constexpr std::uint64_t kMost =
        ((std::uint64_t{1} << P::SumWidth) - 1) / (P::Simd * P::Presentations);
    constexpr bool kPresent = P::Word == "presentations";
    constexpr std::size_t kRegisters = P::Registers;
    Dut<Model> dut;
    Random random(3);
    std::uint64_t held = 0;
    bool known = false;
    for (int round = 0; round < 300; ++round) {
      // With run-time T = 2^k the planes above k are not visited.
      std::uint64_t presentations = P::Presentations;
      if (P::PerCycle == 1 && (presentations & (presentations - 1)) == 0) {
        presentations >>= random.below(static_cast<std::uint64_t>(bits_for(presentations)));
      }
      const int chunks = 1 + static_cast<int>(random.below(std::min<std::uint64_t>(kMost, 12)));
      const auto issues =
          neuron(random, P::Simd, presentations, chunks, kPresent ? P::PerCycle : 0);
      // Issues move on stage by stage, each in a cycle of its own choice, into registers that are
      // free: kRegisters of them, then the sum.
      const int hold = random.chance(50) ? 0 : 40;
      std::vector<std::optional<std::size_t>> counted(kRegisters);
      std::size_t fed = 0;
      for (std::size_t summed = 0; summed < issues.size();) {
        std::uint64_t enables = 0;
        bool count = false;
        std::size_t at_sum = issues.size();
        for (std::size_t stage = kRegisters + 1; stage-- > 0;) {
          const std::optional<std::size_t> waits = stage > 0             ? counted[stage - 1]
                                                   : fed < issues.size() ? std::optional(fed)
                                                                         : std::nullopt;
          const bool room = stage == kRegisters || !counted[stage];
          if (!waits || !room || random.chance(hold)) continue;
          enables |= std::uint64_t{1} << stage;
          if (stage == kRegisters) at_sum = *waits;
          if (stage < kRegisters) counted[stage] = waits;
          if (stage > 0) counted[stage - 1].reset();
          if (stage == 0) {
            count = true;
            ++fed;
          }
        }
        const bool sum = at_sum < issues.size();
        const Issue& in = count ? issues[fed - 1] : issues[random.below(issues.size())];
        write_elements(dut->act_i, 1, count ? in.act : random.elements(1, P::PerCycle * P::Simd));
        write_elements(dut->weight_i, 1, count ? in.weight : random.elements(1, P::Simd));
        dut->enable_i = static_cast<std::uint8_t>(enables);
        dut->first_plane_i = sum ? issues[summed].first_plane : random.chance(50);
        dut->last_plane_i = sum ? issues[summed].last_plane : random.chance(50);
        dut->first_chunk_i = sum ? issues[summed].first_chunk : random.chance(50);
        dut.clock();
        if (sum && (kPresent || issues[summed].last_plane)) known = false;
        if (sum && issues[summed].last) {
          held = issues[summed].sum;
          known = true;
        }
        // The sum stands until the next chunk is summed.
        if (known) REQUIRE(read(dut->sum_o, 0, P::SumWidth) == held);
        summed += sum;
      }
    }
  });
}
