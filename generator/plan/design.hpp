// Every decision about the hardware, once it has been made. The writer prints a Design and decides
// nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "generator/config/config.hpp"
#include "generator/plan/layer_plan.hpp"
#include "generator/plan/macro_plan.hpp"
#include "generator/plan/register_map.hpp"
#include "generator/plan/stream.hpp"
#include "network/network.hpp"

namespace scbnn {

/// How pixels become bits.
enum class PixelCoding {
  kRandom,   ///< compared with the numbers of an encoder, presentation by presentation
  kRounded,  ///< rounded to some bits, which are the exact planes of their level: no presentations
};

/// The first stage: AXI4-Stream pixels in, bits of every presentation (or their counts) out.
struct EncoderPlan {
  PixelCoding coding = PixelCoding::kRandom;
  int pixel_bits = 8;  ///< kRounded: of a level
  EncoderSettings settings;
  std::uint32_t taps = 0;                   ///< bit k-1 is set for the polynomial's term x^k
  std::vector<std::uint32_t> start_states;  ///< one per shift register
  std::vector<int> levels;                  ///< kThreshold at a fixed T: r of each presentation
  bool closed = false;                      ///< x = (p >= r), else x = (p > r); docs/encoders.md
  WordKind word = WordKind::kBitPlanes;     ///< what it gives
  int pixels = 0;                           ///< pixels of a frame
  int pixels_per_beat = 0;
  int beats = 0;                    ///< ceil(pixels / pixels_per_beat)
  int presentations_per_cycle = 1;  ///< divides T, or every T from it on
  int time_width = 1;               ///< of the number of a presentation
  int log2_width = 1;               ///< of the port for log2 T, used or not
  int seed_width = 1;               ///< bits of the seed that count
  bool seed_at_run_time = false;    ///< the seed is a register

  /// Cycles that a beat takes.
  [[nodiscard]] int beat_cycles(int presentations) const {
    return presentations <= presentations_per_cycle ? 1 : presentations / presentations_per_cycle;
  }
  /// Cycles from a beat to its bits: none where they are the pixel's own.
  [[nodiscard]] int latency(int presentations) const {
    return coding == PixelCoding::kRounded ? 0 : beat_cycles(presentations) + 1;
  }
};

/// Mode `output`: class scores add up over the presentations of an image.
struct TotalsPlan {
  int slots = 2;         ///< images in flight
  int slot_width = 1;    ///< of a slot's number
  int margin_width = 1;  ///< of the margin; all ones is never
  int total_width = 1;   ///< of a class's signed total
};

/// The last stage: scores (or their totals) in, AXI4-Stream result out.
struct ResultPlan {
  int class_width = 1;  ///< of a class's number
  int score_width = 1;  ///< of the top score, or total
  int beat_width = 32;  ///< of the result: class, score, and the presentations used if they vary
};

/// The registers and ports of a design with a control port.
struct ControlPlan {
  RegisterMap map;
  LoadPort load;  ///< shared by all memories that are loaded: of the widest
};

struct Design {
  std::string top;  ///< module name
  Config config;
  EncoderPlan encoder;
  int presentations_max = 1;  ///< T, or the largest T
  bool presentations_at_run_time = false;
  std::vector<int> presentation_choices;  ///< every T that it can be asked for, rising
  int log2_width = 1;                     ///< of log2 T where it is chosen at run time
  Stream pixels;                          ///< from ingest to the encoder, with a frame's settings
  std::vector<Stream> streams;            ///< the encoder's, then each layer's
  std::vector<LayerPlan> layers;
  std::optional<TotalsPlan> totals;  ///< mode `output`
  ResultPlan result;
  std::optional<ControlPlan> control;
  std::optional<MacroPlan> macros;  ///< where memories are made of tiles

  [[nodiscard]] const Stream& input_of(const LayerPlan& layer) const {
    return streams[layer.input];
  }
  [[nodiscard]] const Stream& output_of(const LayerPlan& layer) const {
    return streams[layer.output];
  }
  /// The layer whose scores decide on the class.
  [[nodiscard]] const LayerPlan& scorer() const;
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

/// The cycles of a design at T presentations, none of them cut short by early stop.
[[nodiscard]] Cycles cycles(const Design& design, int presentations);

/// Mode `output`: an image that waits for no other leaves its slot after no more cycles.
[[nodiscard]] int most_cycles_in_slot(const Design& design, int presentations);

/// Folds, sizes and checks. Throws InputError with every rule broken.
[[nodiscard]] Design plan(const Network& network, const Config& config);

}  // namespace scbnn
