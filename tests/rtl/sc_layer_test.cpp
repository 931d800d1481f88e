// sc_layer: every neuron of every frame against plain loops, with the memories and frame buffer in
// software.
#include "models.hpp"
#include "tests/rtl/stream.hpp"

using namespace leaf;

namespace {

/// Weights and last steps of a layer, as numbers.
struct Network {
  std::vector<Elements> weights;       ///< [neuron][input]
  std::vector<std::uint64_t> neurons;  ///< threshold, or {offset, gain}
};

/// One frame of counts, at T = `presentations` (2^log2 at run time).
struct Frame {
  Elements counts;
  std::uint64_t presentations;
  int log2;
  std::uint64_t side;
};

struct Beat {
  Elements data;  ///< of the neurons that exist
  bool last;
  std::uint64_t side;
  bool operator==(const Beat&) const = default;
};

/// The sum over presentations and inputs of the equal bits.
std::uint64_t sum_of(const Elements& weights, const Frame& frame) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    sum += weights[i] ? frame.counts[i] : frame.presentations - frame.counts[i];
  }
  return sum;
}

template <class P>
struct Shape {
  static constexpr bool kScores = P::Finish == "scores";
  static constexpr bool kPresent = P::Word == "presentations";
  static constexpr int kGroups = (P::Outputs + P::Pe - 1) / P::Pe;
  static constexpr int kChunks = (P::Inputs + P::Simd - 1) / P::Simd;
  static constexpr int kCountBits = bits_for(P::Presentations);
  static constexpr int kPlanes = kPresent ? P::Presentations : kCountBits;
  static constexpr int kThresholdWidth =
      clog2((P::AtRunTime ? 2 : 1) * P::Presentations * P::Inputs + 2);
  static constexpr int kNeuronWidth = kScores ? P::GainWidth + P::OffsetWidth : kThresholdWidth;
  static constexpr int kDataWidth = kScores ? P::ScoreWidth : 1;
};

/// The output of one neuron, straight from the arithmetic.
template <class P>
std::uint64_t output_of(const Network& network, std::size_t neuron, const Frame& frame) {
  const std::uint64_t sum = sum_of(network.weights[neuron], frame);
  const std::uint64_t last_step = network.neurons[neuron];
  if (Shape<P>::kScores) {
    const std::uint64_t gain =
        P::GainWidth ? last_step & ((std::uint64_t{1} << P::GainWidth) - 1) : 1;
    const std::int64_t offset = as_signed(last_step >> P::GainWidth, P::OffsetWidth);
    const auto score =
        static_cast<std::int64_t>(gain * sum) + offset * (std::int64_t{1} << frame.log2);
    return static_cast<std::uint64_t>(score) & ((std::uint64_t{1} << P::ScoreWidth) - 1);
  }
  const int shift = P::AtRunTime ? Shape<P>::kCountBits - frame.log2 : 0;
  return sum << shift >= last_step;
}

template <class P>
Frame random_frame(Random& random) {
  Frame frame{{}, P::Presentations, 0, random.bits(P::SideWidth)};
  if (P::AtRunTime) {
    frame.log2 = static_cast<int>(random.below(Shape<P>::kCountBits));
    frame.presentations = std::uint64_t{1} << frame.log2;
  }
  const auto kind = random.below(6);
  for (int i = 0; i < P::Inputs; ++i) {
    frame.counts.push_back(kind == 0   ? 0
                           : kind == 1 ? frame.presentations
                                       : random.below(frame.presentations + 1));
  }
  return frame;
}

/// Random weights; thresholds at or beside the sums of some of the frames, or at the ends of their
/// range.
template <class P>
Network random_network(Random& random, const std::vector<Frame>& frames) {
  Network network;
  for (int j = 0; j < P::Outputs; ++j) {
    network.weights.push_back(random.elements(1, P::Inputs));
    if (Shape<P>::kScores) {
      network.neurons.push_back(random.bits(P::GainWidth + P::OffsetWidth));
      continue;
    }
    const Frame& frame = frames[random.below(frames.size())];
    const std::uint64_t most = (P::AtRunTime ? 2u : 1u) * P::Presentations * P::Inputs + 1;
    const std::uint64_t near = (sum_of(network.weights.back(), frame)
                                << (P::AtRunTime ? Shape<P>::kCountBits - frame.log2 : 0)) +
                               random.below(2);
    network.neurons.push_back(random.chance(80) ? near : random.chance(50) ? 0 : most);
  }
  return network;
}

/// What stands in the frame buffer for a chunk: bit planes by the definition of their weights, or
/// presentations; junk elsewhere.
template <class P>
Elements word_of(Random& random, const Frame& frame, std::size_t chunk) {
  constexpr std::size_t kSimd = P::Simd;
  Elements word(Shape<P>::kPlanes * kSimd);
  for (auto& bit : word) bit = random.bits(1);
  if (Shape<P>::kPresent) {
    // The presentations, the pixel's ones at random places among them.
    for (std::size_t s = 0; s < kSimd && chunk * kSimd + s < P::Inputs; ++s) {
      std::uint64_t ones = frame.counts[chunk * kSimd + s];
      for (std::uint64_t t = 0; t < frame.presentations; ++t) {
        const bool one = random.below(frame.presentations - t) < ones;
        word[t * kSimd + s] = one;
        ones -= one;
      }
    }
    return word;
  }
  const int planes = bits_for(frame.presentations);
  const std::uint64_t half = std::uint64_t{1} << (planes - 1);
  for (std::size_t s = 0; s < kSimd && chunk * kSimd + s < P::Inputs; ++s) {
    const std::uint64_t c = frame.counts[chunk * kSimd + s];
    const bool top = c >= half;
    const std::uint64_t rest = top ? c - (frame.presentations - (half - 1)) : c;
    word[s] = top;
    for (std::size_t k = 1; k < static_cast<std::size_t>(planes); ++k)
      word[k * kSimd + s] = rest >> (k - 1) & 1;
  }
  return word;
}

/// Cycles on a word: planes, or presentations in portions.
template <class P>
std::uint64_t steps_of(const Frame& frame) {
  return Shape<P>::kPresent ? frame.presentations / P::PerCycle
                            : static_cast<std::uint64_t>(bits_for(frame.presentations));
}

/// Whether the memory of weights multiplies.
template <class P>
constexpr bool kInMemory = [] {
  if constexpr (requires { P::InMemory; }) return P::InMemory != 0;
  return false;
}();

/// Registers on the way to a count.
template <class P>
constexpr int kRegisters = [] {
  if constexpr (requires { P::Registers; }) return P::Registers;
  return 1;
}();

/// Whether weights beyond the inputs are anything.
template <class P>
constexpr bool kAnyPadding = [] {
  if constexpr (requires { P::KeepPadding; }) return P::KeepPadding != 0;
  return false;
}();

template <class P>
Elements weight_row(Random& random, const Network& network, std::size_t row) {
  Elements bits(P::Pe * P::Simd);
  for (std::size_t p = 0; p < P::Pe; ++p) {
    for (std::size_t s = 0; s < P::Simd; ++s) {
      const std::size_t neuron = row / Shape<P>::kChunks * P::Pe + p;
      const std::size_t input = row % Shape<P>::kChunks * P::Simd + s;
      if (neuron < P::Outputs && input < P::Inputs)
        bits[p * P::Simd + s] = network.weights[neuron][input];
      if (kAnyPadding<P> && input >= P::Inputs) bits[p * P::Simd + s] = random.bits(1);
    }
  }
  return bits;
}

template <class P>
Elements neuron_row(const Network& network, std::size_t group) {
  Elements row(P::Pe);
  for (std::size_t p = 0; p < P::Pe && group * P::Pe + p < P::Outputs; ++p)
    row[p] = network.neurons[group * P::Pe + p];
  return row;
}

}  // namespace

TEST_CASE("sc_layer computes every neuron of every frame", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    using S = Shape<P>;
    Dut<Model> dut;
    Random random(17);
    for (int phase = 0; phase < 30; ++phase) {
      const int idle = static_cast<int>(random.below(3)) * 35;
      const int stalls = static_cast<int>(random.below(3)) * 35;
      Sink<Beat> sink(random, stalls);
      std::vector<Frame> frames;
      for (int f = 0; f < 6; ++f) frames.push_back(random_frame<P>(random));
      const Network network = random_network<P>(random, frames);
      std::vector<Beat> expected;
      std::vector<std::uint64_t> due;  // the cycle of each beat when nothing waits
      std::uint64_t work = 0;
      for (const Frame& frame : frames) {
        for (int g = 0; g < S::kGroups; ++g) {
          Beat beat{{}, g + 1 == S::kGroups, frame.side};
          for (int j = g * P::Pe; j < std::min<int>((g + 1) * P::Pe, P::Outputs); ++j) {
            beat.data.push_back(output_of<P>(network, static_cast<std::size_t>(j), frame));
          }
          expected.push_back(beat);
          work += static_cast<std::uint64_t>(S::kChunks) * steps_of<P>(frame);
          due.push_back(work - 1 + (kInMemory<P> ? 4 : 3) + kRegisters<P>);
        }
      }
      dut->frame_valid_i = 0;
      dut.reset();
      const std::uint64_t abort_at = random.chance(30) ? random.below(2 * work) : ~std::uint64_t{0};
      std::size_t current = 0;
      bool valid = false;
      std::vector<std::uint64_t> shown;
      bool waiting = false;
      std::uint64_t cycles = 0;
      for (; sink.taken().size() < expected.size() && cycles < abort_at; ++cycles) {
        REQUIRE(cycles < 100 * work + 1000);
        valid = current < frames.size() && (valid || !random.chance(idle));
        dut->frame_valid_i = valid;
        dut->log2_i = static_cast<std::uint8_t>(valid ? frames[current].log2 : 0);
        write(dut->side_i, 0, P::SideWidth,
              valid ? frames[current].side : random.bits(P::SideWidth));
        dut->ready_i = sink.ready();
        dut.settle();
        const std::size_t groups_done = sink.taken().size() % S::kGroups;
        const int neurons =
            std::min<int>(P::Pe, P::Outputs - static_cast<int>(groups_done) * P::Pe);
        if (dut->valid_o && !waiting) shown.push_back(cycles);
        waiting = dut->valid_o && !dut->ready_i;
        sink.settled(dut->valid_o, {read_elements(dut->data_o, S::kDataWidth, neurons),
                                    dut->last_o != 0, read(dut->side_o, 0, P::SideWidth)});
        // The memories answer in the next cycle, and hold their answer.
        const bool read_word = dut->read_o, read_weight = dut->weight_read_o,
                   read_neuron = dut->neuron_read_o;
        const std::size_t word = dut->read_addr_o, weight = dut->weight_addr_o,
                          neuron = dut->neuron_addr_o;
        const Elements act = read_elements(dut->weight_act_o, 1, P::Simd);
        const bool release = dut->release_o;
        if (read_word) {
          REQUIRE(valid);
          REQUIRE(word < S::kChunks);
        }
        if (release) REQUIRE(valid);
        dut.clock();
        if (read_word) write_elements(dut->word_i, 1, word_of<P>(random, frames[current], word));
        if (read_weight) {
          REQUIRE(weight < S::kGroups * S::kChunks);
          Elements row = weight_row<P>(random, network, weight);
          if (kInMemory<P>) {
            for (std::size_t bit = 0; bit < row.size(); ++bit) row[bit] ^= act[bit % P::Simd] ^ 1;
          }
          write_elements(dut->weight_row_i, 1, row);
        }
        if (read_neuron) {
          REQUIRE(neuron < S::kGroups);
          write_elements(dut->neuron_row_i, S::kNeuronWidth, neuron_row<P>(network, neuron));
        }
        if (release) {
          ++current;
          valid = false;
        }
      }
      if (abort_at <= cycles) expected.resize(std::min(expected.size(), sink.taken().size()));
      REQUIRE(sink.taken() == expected);
      if (idle == 0 && stalls == 0) {
        for (std::size_t b = 0; b < shown.size(); ++b) REQUIRE(shown[b] == due[b]);
      }
    }
  });
}
