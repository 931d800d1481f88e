// One layer engine: where its inputs wait, what it computes per cycle, what its sums become.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "generator/plan/memory.hpp"

namespace scbnn {

/// What an element of an input word consists of.
enum class WordKind {
  kBits,           ///< one bit: a layer after the first, or one presentation
  kBitPlanes,      ///< the exact bipolar planes of a count, docs/arithmetic.md
  kPresentations,  ///< the bits of the presentations: bit t is x(t)
};

/// Two frames: one is computed while the next one is written.
struct FrameBufferPlan {};

/// Mode `output`, first layer: images, each with its bits of all presentations, wait for turns.
struct ImageStorePlan {
  int presentations = 1;  ///< T_max
  int slots = 2;
  int slot_width = 1;
  int time_width = 1;    ///< of the number of a presentation
  int log2_width = 1;    ///< of log2 T
  int margin_width = 1;  ///< of the lead with which an image's presentations end
};

/// Where the engine reads its inputs; it sees the same port on both.
using InputStorePlan = std::variant<FrameBufferPlan, ImageStorePlan>;

/// What counts products: cells of three bits, or of six.
enum class Counters {
  kThreeTwo,  ///< full adders
  kSixThree,  ///< after the first level, counters that fill LUTs of six inputs
};
[[nodiscard]] std::string_view name_of(Counters counters);

/// How products become a count: a tree of counters with registers between its levels.
struct CountPlan {
  Counters counters = Counters::kThreeTwo;
  int registers = 1;  ///< on the way, each a cycle
  int tail = 0;       ///< levels after the last one
};

/// What the engine adds up.
struct EnginePlan {
  WordKind word = WordKind::kBits;
  int presentations = 1;       ///< T (or T_max) that a sum is over
  bool at_run_time = false;    ///< log2 T comes with every frame
  int log2_width = 1;          ///< of the port for log2 T, used or not
  int per_cycle = 1;           ///< presentations (kPresentations) or planes that are summed at once
  bool multiplies = false;     ///< weights are in a memory that multiplies
  bool keeps_padding = false;  ///< weight bits of synapses beyond the last may be anything
  CountPlan count;

  /// Cycles that an input word takes at T presentations.
  [[nodiscard]] int visits(int presentations_now) const;
};

/// A neuron is on where its sum reaches its threshold.
struct ThresholdPlan {
  int width = 1;  ///< of a stored threshold
};

/// Class scores, in the last layer.
struct ScorePlan {
  std::optional<int> gain_width;  ///< of an unsigned gain; absent where every gain is 1
  int offset_width = 1;           ///< of a signed offset
  int score_width = 1;            ///< of a signed score

  [[nodiscard]] int gain_bits() const { return gain_width.value_or(0); }
};

using FinishPlan = std::variant<ThresholdPlan, ScorePlan>;

/// A layer with its input store, its memories and its engine.
struct LayerPlan {
  std::string name;    ///< "layer1"
  int number = 1;      ///< counted from 1: in the coordinates of faults
  std::string module;  ///< of its generated module
  int inputs = 0;
  int outputs = 0;
  int pe = 0;
  int simd = 0;
  int groups = 0;             ///< ceil(outputs / pe): passes over the inputs
  int chunks = 0;             ///< ceil(inputs / simd): words of the input store
  int planes = 1;             ///< bits of an element of an input word
  int last_plane_weight = 1;  ///< kBitPlanes: weight of plane 0; plane k >= 1 weighs 2^(k-1)
  int count_width = 0;        ///< of one PE's popcount, 0..simd
  int sum_width = 0;          ///< of S_j, 0..T_max * inputs
  std::size_t input = 0;      ///< the stream that it takes, in Design::streams
  std::size_t output = 0;     ///< the stream that it gives
  InputStorePlan store;
  EnginePlan engine;
  FinishPlan finish;
  MemoryPlan weights;
  MemoryPlan neurons;            ///< thresholds, or scores: gains and offsets
  std::optional<LoadPort> load;  ///< through which its memories are loaded
  bool counts_errors = false;    ///< of code words in its memories

  [[nodiscard]] const ImageStorePlan* image_store() const {
    return std::get_if<ImageStorePlan>(&store);
  }
  [[nodiscard]] const ThresholdPlan* thresholds() const {
    return std::get_if<ThresholdPlan>(&finish);
  }
  [[nodiscard]] const ScorePlan* scores() const { return std::get_if<ScorePlan>(&finish); }
  /// Of one of its memories, in files, registers and reports: "layer1_weights".
  [[nodiscard]] std::string name_of(const MemoryPlan& memory) const;
  /// Bits of what is stored for a neuron besides its weights.
  [[nodiscard]] int neuron_width() const;
  /// Bits of what a PE gives.
  [[nodiscard]] int output_bits() const { return scores() ? scores()->score_width : 1; }
  /// Bits of the number of a chunk, at least 1.
  [[nodiscard]] int chunk_width() const;
};

}  // namespace scbnn
