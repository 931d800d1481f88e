// sc_operands: each issue's plane of its word, padded, and its weights, a move later; or the
// products of both, two moves later.
#include <optional>

#include "models.hpp"
#include "tests/rtl/leaf.hpp"

using namespace leaf;

namespace {

struct Issue {
  std::uint64_t row, plane, tag;
  bool first_plane, last_plane, first_chunk, last_chunk;
  Elements word;     ///< of its chunk
  Elements weights;  ///< of its row
};

template <class P>
constexpr bool kInMemory = [] {
  if constexpr (requires { P::InMemory; }) return P::InMemory != 0;
  return false;
}();

template <class P>
constexpr bool kKeepPadding = [] {
  if constexpr (requires { P::KeepPadding; }) return P::KeepPadding != 0;
  return false;
}();

/// Whether synapse s of the chunk exists.
template <class P>
bool exists(const Issue& issue, std::size_t s) {
  return !issue.last_chunk || s < (P::Inputs - 1) % P::Simd + 1;
}

/// The activations of an issue: its plane, +1 where there is no input.
template <class P>
Elements act_of(const Issue& issue) {
  Elements act(P::PerCycle * P::Simd);
  for (std::size_t bit = 0; bit < act.size(); ++bit) {
    act[bit] = issue.word[issue.plane * P::PerCycle * P::Simd + bit] != 0 ||
               !exists<P>(issue, bit % P::Simd);
  }
  return act;
}

}  // namespace

TEST_CASE("sc_operands brings plane and weights of an issue together", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    Dut<Model> dut;
    Random random(20);
    for (int phase = 0; phase < 40; ++phase) {
      const int hold = static_cast<int>(random.below(3)) * 30;
      const int gap = static_cast<int>(random.below(3)) * 30;
      dut->advance_i = 1;
      dut->issue_i = 0;
      dut.reset();
      std::vector<Issue> issues;
      for (int chunk = 0; chunk < 30; ++chunk) {
        Issue issue{};
        issue.row = random.bits(P::RowWidth);
        issue.first_chunk = random.chance(40);
        issue.last_chunk = random.chance(40);
        issue.word = random.elements(1, P::Planes * P::PerCycle * P::Simd);
        issue.weights = random.elements(1, P::Pe * P::Simd);
        for (std::size_t b = 0; !kKeepPadding<P> && b < issue.weights.size(); ++b) {
          issue.weights[b] &= exists<P>(issue, b % P::Simd);
        }
        const std::uint64_t top = random.below(P::Planes);
        for (std::uint64_t plane = top + 1; plane-- > 0;) {
          issue.plane = plane;
          issue.first_plane = plane == top;
          issue.last_plane = plane == 0;
          issue.tag = random.bits(P::TagWidth);
          issues.push_back(issue);
        }
      }
      std::size_t next = 0;
      std::optional<Issue> first, second;  // one and two moves ago
      while (next < issues.size() || first || second) {
        const bool advance = !random.chance(hold);
        const bool issue = next < issues.size() && advance && !random.chance(gap);
        const Issue& in = issues[std::min(next, issues.size() - 1)];
        dut->advance_i = advance;
        dut->issue_i = issue;
        dut->row_i = static_cast<std::uint8_t>(in.row);
        dut->plane_i = static_cast<std::uint8_t>(issue ? in.plane : random.below(P::Planes));
        dut->first_plane_i = issue ? in.first_plane : random.chance(50);
        dut->last_plane_i = issue ? in.last_plane : random.chance(50);
        dut->first_chunk_i = issue ? in.first_chunk : random.chance(50);
        dut->last_chunk_i = issue ? in.last_chunk : random.chance(50);
        write(dut->tag_i, 0, P::TagWidth, issue ? in.tag : random.bits(P::TagWidth));
        dut.settle();
        const std::optional<Issue>& shown = kInMemory<P> ? second : first;
        REQUIRE(dut->valid_o == shown.has_value());
        if (shown) {
          REQUIRE(dut->first_plane_o == shown->first_plane);
          REQUIRE(dut->last_plane_o == shown->last_plane);
          REQUIRE(dut->first_chunk_o == shown->first_chunk);
          REQUIRE(dut->group_end_o == (shown->last_plane && shown->last_chunk));
          REQUIRE(read(dut->tag_o, 0, P::TagWidth) == shown->tag);
          Elements act = act_of<P>(*shown);
          Elements row = shown->weights;
          for (std::size_t b = 0; b < row.size(); ++b) {
            if (kInMemory<P>)
              row[b] ^= act[b % P::Simd] ^ 1;
            else
              row[b] &= exists<P>(*shown, b % P::Simd);
          }
          if (kInMemory<P>) act.assign(act.size(), 1);
          REQUIRE(read_elements(dut->act_o, 1, P::PerCycle * P::Simd) == act);
          REQUIRE(read_elements(dut->weight_row_o, 1, P::Pe * P::Simd) == row);
        }
        const bool reads = kInMemory<P> ? advance && first : issue && in.first_plane;
        REQUIRE(dut->weight_read_o == reads);
        Elements row;
        if (reads) {
          const Issue& of = kInMemory<P> ? *first : in;
          REQUIRE(dut->weight_addr_o == of.row);
          row = of.weights;
          if (kInMemory<P>) {
            const Elements act = act_of<P>(of);
            REQUIRE(read_elements(dut->weight_act_o, 1, P::Simd) == act);
            for (std::size_t b = 0; b < row.size(); ++b) row[b] ^= act[b % P::Simd] ^ 1;
          }
        }
        dut.clock();
        if (reads) write_elements(dut->weight_row_i, 1, row);
        if (issue && in.first_plane) write_elements(dut->word_i, 1, in.word);
        if (!advance) continue;
        second = first;
        first.reset();
        if (!issue) continue;
        first = in;
        ++next;
      }
    }
  });
}
