// sc_finish: sums and rows become beats, two moves after their end is told; held beats hold all.
#include "models.hpp"
#include "tests/rtl/stream.hpp"

using namespace leaf;

namespace {

template <class P>
struct Shape {
  static constexpr bool kScores = P::Step == "scores";
  static constexpr int kNeuronWidth = kScores ? P::GainWidth + P::OffsetWidth : P::ThresholdWidth;
  static constexpr int kDataWidth = kScores ? P::ScoreWidth : 1;
};

struct Beat {
  Elements data;
  bool last;
  std::uint64_t side;
  bool operator==(const Beat&) const = default;
};

/// A group whose sums end.
struct Group {
  Elements sums, neurons;
  std::uint64_t addr, shift, side;
  bool last;
};

template <class P>
Group random_group(Random& random) {
  using S = Shape<P>;
  Group group{random.elements(P::SumWidth, P::Pe), {},
              random.bits(P::AddrWidth),           random.below(P::ShiftMax + 1),
              random.bits(P::SideWidth),           random.chance(30)};
  for (const std::uint64_t sum : group.sums) {
    // At the sum, beside it, or anywhere.
    const std::uint64_t near = (sum << group.shift) + random.below(3);
    group.neurons.push_back(!S::kScores && random.chance(70) && near > 0 &&
                                    (near - 1) >> S::kNeuronWidth == 0
                                ? near - 1
                                : random.bits(S::kNeuronWidth));
  }
  return group;
}

/// What a group becomes, straight from the arithmetic.
template <class P>
Beat beat_of(const Group& group) {
  Beat beat{{}, group.last, group.side};
  for (std::size_t p = 0; p < P::Pe; ++p) {
    const std::uint64_t neuron = group.neurons[p];
    if (Shape<P>::kScores) {
      const std::uint64_t gain =
          P::GainWidth ? neuron & ((std::uint64_t{1} << P::GainWidth) - 1) : 1;
      const auto score =
          static_cast<std::int64_t>(gain * group.sums[p]) +
          as_signed(neuron >> P::GainWidth, P::OffsetWidth) * (std::int64_t{1} << group.shift);
      beat.data.push_back(static_cast<std::uint64_t>(score) &
                          ((std::uint64_t{1} << P::ScoreWidth) - 1));
    } else {
      // A threshold that is wide enough for every sum at its scale.
      const std::uint64_t ones = (std::uint64_t{1} << P::ThresholdWidth) - 1;
      beat.data.push_back((group.sums[p] << group.shift & ones) >= neuron);
    }
  }
  return beat;
}

}  // namespace

TEST_CASE("sc_finish makes a beat of every group", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    using S = Shape<P>;
    Dut<Model> dut;
    Random random(19);
    for (int phase = 0; phase < 60; ++phase) {
      const int gap = static_cast<int>(random.below(3)) * 35;
      const int stalls = static_cast<int>(random.below(3)) * 35;
      Sink<Beat> sink(random, stalls);
      std::vector<Group> groups;
      std::vector<Beat> expected;
      for (int g = 0; g < 40; ++g) {
        groups.push_back(random_group<P>(random));
        expected.push_back(beat_of<P>(groups.back()));
      }
      dut->ends_i = 0;
      dut->ready_i = 0;
      dut.reset();
      const std::size_t abort_at = random.chance(30) ? random.below(40) : 40;
      std::size_t ended = 0;
      bool fresh = false;  // sums of the last group are there
      for (int cycles = 0; sink.taken().size() < abort_at; ++cycles) {
        REQUIRE(cycles < 4000);
        const bool ends = ended < groups.size() && !random.chance(gap);
        const Group& in = groups[std::min(ended, groups.size() - 1)];
        dut->ends_i = ends;
        dut->addr_i = static_cast<std::uint8_t>(in.addr);
        dut->last_i = ends ? in.last : random.chance(50);
        dut->shift_i = static_cast<std::uint8_t>(ends ? in.shift : random.below(P::ShiftMax + 1));
        write(dut->side_i, 0, P::SideWidth, ends ? in.side : random.bits(P::SideWidth));
        write_elements(dut->sums_i, P::SumWidth,
                       fresh ? groups[ended - 1].sums : random.elements(P::SumWidth, P::Pe));
        dut->ready_i = sink.ready();
        dut.settle();
        REQUIRE(dut->advance_o == (!dut->valid_o || dut->ready_i));
        REQUIRE(dut->read_o == (ends && dut->advance_o));
        if (dut->read_o) REQUIRE(dut->addr_o == in.addr);
        sink.settled(dut->valid_o, {read_elements(dut->data_o, S::kDataWidth, P::Pe),
                                    dut->last_o != 0, read(dut->side_o, 0, P::SideWidth)});
        const bool moves_on = dut->advance_o;
        const bool was_fresh = fresh;
        dut.clock();
        if (moves_on) {
          fresh = ends;
          if (ends) write_elements(dut->row_i, S::kNeuronWidth, in.neurons);
          ended += ends;
          // A beat stands where sums were.
          REQUIRE(dut->valid_o == was_fresh);
        }
      }
      expected.resize(sink.taken().size());
      REQUIRE(sink.taken() == expected);
    }
  });
}
