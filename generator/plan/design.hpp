// Every decision about the hardware, made. The writer prints a Design and decides nothing.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "generator/config/config.hpp"
#include "generator/plan/memory.hpp"
#include "network/network.hpp"

namespace scbnn {

/// The first stage: AXI4-Stream pixels in, bits of every presentation (or their counts) out.
struct EncoderPlan {
  EncoderSettings settings;
  std::uint32_t taps = 0;                   ///< bit k-1 is set for the polynomial's term x^k
  std::vector<std::uint32_t> start_states;  ///< one a shift register
  std::vector<int> levels;                  ///< kThreshold at a fixed T: r of each presentation
  int pixels = 0;                           ///< pixels of a frame
  int pixels_per_beat = 0;
  int beats = 0;                    ///< ceil(pixels / pixels_per_beat)
  int presentations_per_cycle = 1;  ///< divides T, or every T from it on

  /// Cycles that a beat takes.
  [[nodiscard]] int beat_cycles(int presentations) const {
    return presentations <= presentations_per_cycle ? 1 : presentations / presentations_per_cycle;
  }
};

/// What an element of the first layer's input word is made of.
enum class WordKind {
  kBitPlanes,      ///< the exact bipolar planes of the count, docs/arithmetic.md
  kPresentations,  ///< the bits of the presentations: bit t is x(t)
};

/// One layer engine with its input buffer.
struct LayerPlan {
  std::string name;  ///< "layer1"; also the generated module's stem
  int inputs = 0;
  int outputs = 0;
  int pe = 0;
  int simd = 0;
  int groups = 0;  ///< ceil(outputs / pe): passes over the inputs
  int chunks = 0;  ///< ceil(inputs / simd): words of the input buffer
  int planes = 1;  ///< bits of an element of an input word; more than 1 in the first layer
  int last_plane_weight = 1;  ///< kBitPlanes: weight of plane 0; plane k >= 1 weighs 2^(k-1)
  int count_width = 0;        ///< of one PE's popcount, 0..simd
  int sum_width = 0;          ///< of S_j, 0..T_max * inputs
  int threshold_width = 0;    ///< of a stored threshold; 0 in the last layer
  int gain_width = 0;         ///< last layer: bits of an unsigned gain, 0 if every gain is 1
  int offset_width = 0;       ///< last layer: bits of a signed offset
  int score_width = 0;        ///< last layer: bits of a signed score
  MemoryPlan weights;
  MemoryPlan neurons;  ///< thresholds; in the last layer scores: gains and offsets

  [[nodiscard]] bool is_last() const { return threshold_width == 0; }
  /// Bits of what is stored for a neuron beside its weights.
  [[nodiscard]] int neuron_width() const {
    return is_last() ? gain_width + offset_width : threshold_width;
  }
};

struct Design {
  std::string top;  ///< module name
  Config config;
  EncoderPlan encoder;
  int presentations_max = 1;  ///< T_max
  bool presentations_at_run_time = false;
  WordKind word_kind = WordKind::kBitPlanes;
  int presentations_per_cycle = 1;  ///< kPresentations: that the first layer takes at once
  std::vector<LayerPlan> layers;
  int class_width = 8;  ///< of the class in the result beat

  // Mode `output`.
  int slots = 0;         ///< images in flight; 0 in mode `first`
  int margin_width = 0;  ///< bits of the margin port; all ones is never
  int total_width = 0;   ///< bits of a class's signed total

  [[nodiscard]] bool accumulates_scores() const { return slots > 0; }

  /// F with T_max = 2^F; only where T is chosen at run time.
  [[nodiscard]] int log2_presentations_max() const;
};

/// What the co-simulation must measure, exactly, for back-to-back frames without gaps or
/// back-pressure.
struct Cycles {
  std::vector<int> stage;  ///< per image, all presentations: the encoder, then each layer
  int per_image = 0;       ///< from one result beat to the next in the steady state: the slowest
                           ///< stage, or a gearbox that makes the stage before it wait for longer
  int first_result = 0;    ///< from the first pixel beat accepted to the first result beat
};

/// Planes of a count 0..T: ceil(log2(T + 1)).
[[nodiscard]] int planes_of(int presentations);

/// Cycles that the first layer spends on an input word at T presentations.
[[nodiscard]] int word_cycles(const Design& design, int presentations);

/// The cycles of a design at T presentations, none of them cut short by early stop.
[[nodiscard]] Cycles cycles(const Design& design, int presentations);

/// Mode `output`: an image that waits for no other one leaves its slot after no more cycles.
[[nodiscard]] int most_cycles_in_slot(const Design& design, int presentations);

/// Folds, sizes and checks. Throws InputError with every rule broken.
[[nodiscard]] Design plan(const Network& network, const Config& config);

}  // namespace scbnn
