// sc_pe_array: every PE takes its own row of weights, all in one rhythm; sums and tags of groups
// that follow each other, with gaps and holds.
#include <algorithm>
#include <deque>
#include <optional>

#include "models.hpp"
#include "tests/rtl/leaf.hpp"

using namespace leaf;

namespace {

/// One plane of one chunk, as it stands at the inputs.
struct Operand {
  Elements act;
  std::vector<Elements> weights;  ///< by PE
  bool first_plane, last_plane, first_chunk;
  bool group_end = false;
  std::uint64_t tag = 0;
  std::vector<std::uint64_t> sums{};  ///< of the group, where it ends
};

/// The operands of one group of neurons: planes of any bits, plane k weighs 2^(k-1), plane 0 what
/// is missing to T; or presentations, which weigh 1.
template <class P>
std::vector<Operand> group(Random& random) {
  constexpr bool kPresent = P::Word == "presentations";
  constexpr int kPlanes = kPresent ? P::Presentations / P::PerCycle : bits_for(P::Presentations);
  constexpr std::uint64_t kSumMost = (std::uint64_t{1} << P::SumWidth) - 1;
  const auto chunks =
      1 + random.below(std::min<std::uint64_t>(kSumMost / (P::Simd * P::Presentations), 12));
  // In some groups nearly every product is +1, for sums near their largest value.
  const bool agree = random.chance(30);
  std::vector<Operand> operands;
  std::vector<std::uint64_t> sums(P::Pe);
  for (std::size_t c = 0; c < chunks; ++c) {
    std::vector<Elements> weights;
    for (int p = 0; p < P::Pe; ++p) {
      weights.push_back(p && agree ? weights[0] : random.elements(1, P::Simd));
    }
    for (int k = kPlanes - 1; k >= 0; --k) {
      Operand operand{{}, weights, k == kPlanes - 1, k == 0, c == 0};
      for (int q = 0; q < P::PerCycle; ++q) {
        const Elements act = agree && !random.chance(10) ? weights[0] : random.elements(1, P::Simd);
        operand.act.insert(operand.act.end(), act.begin(), act.end());
      }
      const std::uint64_t weight =
          kPresent ? 1
          : k      ? std::uint64_t{1} << (k - 1)
                   : P::Presentations - ((std::uint64_t{1} << (kPlanes - 1)) - 1);
      for (std::size_t p = 0; p < P::Pe; ++p) {
        for (std::size_t s = 0; s < operand.act.size(); ++s)
          sums[p] += weight * (operand.act[s] == weights[p][s % P::Simd]);
      }
      operand.tag = random.bits(P::TagWidth);
      operands.push_back(operand);
    }
  }
  operands.back().group_end = true;
  operands.back().sums = sums;
  return operands;
}

}  // namespace

TEST_CASE("sc_pe_array computes its neurons side by side", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    constexpr std::size_t kRegisters = P::Registers;
    Dut<Model> dut;
    Random random(18);
    for (int phase = 0; phase < 40; ++phase) {
      const int hold = static_cast<int>(random.below(3)) * 30;
      const int gap = static_cast<int>(random.below(3)) * 30;
      // A reset in the middle of a group, whether the pipeline moves or not.
      dut->advance_i = random.chance(50);
      dut->valid_i = random.chance(50);
      dut.reset();
      std::deque<Operand> waiting;
      for (int g = 0; g < 8; ++g) {
        for (Operand& operand : group<P>(random)) waiting.push_back(std::move(operand));
      }
      const Operand idle = waiting.front();
      const std::size_t abort_at = random.chance(20) ? random.below(waiting.size()) : 0;
      std::deque<std::optional<Operand>> counted(kRegisters);  // what moved in, the last one first
      std::optional<std::vector<std::uint64_t>> sums;
      const auto busy = [&] {
        return sums || std::any_of(counted.begin(), counted.end(),
                                   [](const auto& operand) { return operand.has_value(); });
      };
      while (waiting.size() > abort_at || (abort_at == 0 && busy())) {
        const bool advance = !random.chance(hold);
        const bool valid = waiting.size() > abort_at && !random.chance(gap);
        const Operand& in = valid ? waiting.front() : idle;
        dut->advance_i = advance;
        dut->valid_i = valid;
        dut->first_plane_i = valid ? in.first_plane : random.chance(50);
        dut->last_plane_i = valid ? in.last_plane : random.chance(50);
        dut->first_chunk_i = valid ? in.first_chunk : random.chance(50);
        dut->group_end_i = valid ? in.group_end : random.chance(50);
        write(dut->tag_i, 0, P::TagWidth, valid ? in.tag : random.bits(P::TagWidth));
        write_elements(dut->act_i, 1, valid ? in.act : random.elements(1, P::PerCycle * P::Simd));
        for (int p = 0; p < P::Pe; ++p) {
          for (int s = 0; s < P::Simd; ++s) {
            write(dut->weight_row_i, p * P::Simd + s, 1,
                  valid ? in.weights[static_cast<std::size_t>(p)][static_cast<std::size_t>(s)]
                        : random.bits(1));
          }
        }
        dut.settle();
        counted.push_front(valid ? std::optional(in) : std::nullopt);
        const std::optional<Operand> last = counted.back();
        REQUIRE(dut->ends_o == (last && last->group_end));
        if (dut->ends_o) REQUIRE(read(dut->tag_o, 0, P::TagWidth) == last->tag);
        if (sums) REQUIRE(read_elements(dut->sums_o, P::SumWidth, P::Pe) == *sums);
        dut.clock();
        if (!advance) {
          counted.pop_front();
          continue;
        }
        counted.pop_back();
        sums.reset();
        if (last && last->group_end) sums = last->sums;
        if (valid) waiting.pop_front();
      }
    }
  });
}
