// The planner: one function a decision.
#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "generator/config/verilog_name.hpp"
#include "generator/plan/checks.hpp"
#include "generator/plan/design.hpp"
#include "generator/plan/folding.hpp"
#include "generator/plan/lfsr.hpp"
#include "generator/plan/widths.hpp"
#include "generator/support/problem.hpp"

namespace scbnn {
namespace {

constexpr int kWidestScore = 24;  // the result beat has 24 bits for the top score
constexpr std::int64_t kMostCycles = 1'000'000'000;  // through all stages, so that int holds them

int ceil_div(int numerator, int denominator) { return (numerator - 1) / denominator + 1; }

/// The network and configuration that a plan is made of, and the problems found on the way.
class Planner {
 public:
  Planner(const Network& network, const Config& config) : network_(network), config_(config) {
    const FunctionSettings& function = config.function;
    design_.top = config.top.value_or(to_module_name(network.name));
    design_.config = config;
    design_.presentations_at_run_time = config.presentations_max.has_value();
    design_.presentations_max = config.presentations_max.value_or(function.presentations);
  }

  Design plan() {
    problems_ = check(network_, config_);
    stop_on_problems();
    plan_encoder();
    fold_layers();
    stop_on_problems();
    size_layers();
    check_widths();
    check_reached();
    stop_on_problems();
    return design_;
  }

 private:
  void complain(std::string where, std::string message) {
    problems_.push_back({std::move(where), std::move(message)});
  }
  void stop_on_problems() {
    if (!problems_.empty()) throw InputError(std::move(problems_));
  }

  void plan_encoder() {
    EncoderPlan& encoder = design_.encoder;
    encoder.settings = config_.function.encoder;
    encoder.taps = lfsr_taps(encoder.settings.width);
    encoder.start_states = start_states(encoder.settings);
    encoder.pixels = network_.input.size();
    encoder.pixels_per_beat = config_.pixels_per_beat;
    encoder.beats = ceil_div(encoder.pixels, encoder.pixels_per_beat);
  }

  /// T_max of a layer: the first one sums over the presentations, the others run once.
  [[nodiscard]] int presentations_max(std::size_t layer) const {
    return layer == 0 ? design_.presentations_max : 1;
  }

  [[nodiscard]] FoldingTask task_of(std::size_t l) const {
    const Layer& layer = network_.layers[l];
    const auto fixed = config_.folding.find(layer.name);
    const int elements_in =
        design_.layers.empty() ? config_.pixels_per_beat : design_.layers.back().pe;
    const int planes = l == 0 ? planes_of(config_.function.presentations) : 1;
    return {layer.inputs, layer.outputs, elements_in, planes,
            fixed == config_.folding.end() ? Folding{} : fixed->second};
  }

  static bool is_fixed(const FoldingTask& task) { return task.fixed.pe && task.fixed.simd; }

  /// Every layer must be told its folding by its own keys or by the target.
  bool check_folding_is_given() {
    std::string missing;
    for (std::size_t l = 0; l < network_.layers.size(); ++l) {
      const FoldingTask task = task_of(l);
      if (is_fixed(task)) continue;
      missing += fmt::format("{}[layers.{}]", missing.empty() ? "" : "; ", network_.layers[l].name);
      if (!task.fixed.pe) missing += fmt::format(" pe = 1..{}", task.outputs);
      if (!task.fixed.simd) missing += fmt::format(" simd = 1..{}", task.inputs);
    }
    if (missing.empty()) return true;
    complain(config_.place("cycles_per_image"),
             fmt::format("is not given, and not every layer names its folding; write a target "
                         "(cycles_per_image = 1024, say), or what is missing: {}",
                         missing));
    return false;
  }

  /// The target must be within reach of the encoder and of each layer's freedom.
  bool check_target(std::int64_t target) {
    const EncoderPlan& encoder = design_.encoder;
    const int presentations = config_.function.presentations;
    std::int64_t least = std::int64_t{encoder.beats} * presentations;
    std::string limit = fmt::format("the encoder: {} beats of {} pixels, {} presentations",
                                    encoder.beats, encoder.pixels_per_beat, presentations);
    for (std::size_t l = 0; l < network_.layers.size(); ++l) {
      const FoldingTask task = task_of(l);
      if (is_fixed(task) || least_cycles(task) <= least) continue;
      least = least_cycles(task);
      limit = fmt::format("{}: {} planes", network_.layers[l].name, task.planes);
      if (task.fixed.pe) limit += fmt::format(", pe = {}", *task.fixed.pe);
      if (task.fixed.simd) limit += fmt::format(", simd = {}", *task.fixed.simd);
    }
    if (target >= least) return true;
    complain(config_.place("cycles_per_image"),
             fmt::format("is {}; allowed: at least {}, for {}", target, least, limit));
    return false;
  }

  void fold_layers() {
    if (config_.cycles_per_image ? !check_target(*config_.cycles_per_image)
                                 : !check_folding_is_given()) {
      return;
    }
    std::int64_t cycles = std::int64_t{design_.encoder.beats} * design_.presentations_max;
    for (std::size_t l = 0; l < network_.layers.size(); ++l) {
      const FoldingTask task = task_of(l);
      const FoldingChoice choice = is_fixed(task) ? FoldingChoice{*task.fixed.pe, *task.fixed.simd}
                                                  : fold(task, *config_.cycles_per_image);
      LayerPlan layer;
      layer.name = network_.layers[l].name;
      layer.inputs = task.inputs;
      layer.outputs = task.outputs;
      layer.pe = choice.pe;
      layer.simd = choice.simd;
      layer.groups = ceil_div(task.outputs, choice.pe);
      layer.chunks = ceil_div(task.inputs, choice.simd);
      design_.layers.push_back(layer);
      cycles += std::int64_t{layer.groups} * layer.chunks * planes_of(presentations_max(l));
    }
    if (cycles > kMostCycles) {
      complain(config_.place(config_.cycles_per_image ? "cycles_per_image" : "layers"),
               fmt::format("an image takes {} cycles through all stages; allowed: at most {}",
                           cycles, kMostCycles));
    }
  }

  void size_layers() {
    for (std::size_t l = 0; l < design_.layers.size(); ++l) {
      LayerPlan& layer = design_.layers[l];
      const int presentations = presentations_max(l);
      layer.planes = planes_of(presentations);
      layer.last_plane_weight = presentations - ((1 << (layer.planes - 1)) - 1);
      const bool last = l + 1 == design_.layers.size();
      set_widths(layer, last ? &network_.scores : nullptr, presentations,
                 l == 0 && design_.presentations_at_run_time);
    }
  }

  void check_widths() {
    const LayerPlan& last = design_.layers.back();
    if (last.score_width <= kWidestScore) return;
    complain(
        network_.name,
        fmt::format("{}'s scores take {} bits; allowed: {}, as the result beat has no more for "
                    "the top score",
                    last.name, last.score_width, kWidestScore));
  }

  /// Stages within the target may still be held up between each other, if one of them runs once
  /// through its inputs an image. That is rare, and told rather than built.
  void check_reached() {
    if (!config_.cycles_per_image) return;
    const int target = *config_.cycles_per_image;
    const Cycles reached = cycles(design_, config_.function.presentations);
    const int slowest = *std::max_element(reached.stage.begin(), reached.stage.end());
    if (reached.per_image <= std::max(target, slowest)) return;
    complain(config_.place("cycles_per_image"),
             fmt::format("is {}, and the stages take at most {}, but a gearbox between two of them "
                         "needs {}; allowed: {}, or other pe and simd for the layers",
                         target, slowest, reached.per_image, reached.per_image));
  }

  const Network& network_;
  const Config& config_;
  Design design_;
  std::vector<Problem> problems_;
};

}  // namespace

Design plan(const Network& network, const Config& config) {
  return Planner(network, config).plan();
}

}  // namespace scbnn
