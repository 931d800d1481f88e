// The planner: one function per decision.
#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "generator/plan/ceil_div.hpp"
#include "generator/plan/checks.hpp"
#include "generator/plan/design.hpp"
#include "generator/plan/folding.hpp"
#include "generator/plan/lfsr.hpp"
#include "generator/plan/pipeline.hpp"
#include "generator/plan/threshold_levels.hpp"
#include "generator/plan/widths.hpp"
#include "generator/verilog/name.hpp"
#include "support/problem.hpp"
#include "support/quoting.hpp"

namespace scbnn {
namespace {

constexpr int kWidestScore = 24;  // the result beat has 24 bits for the top score
constexpr int kFewestSlots = 8;   // with early stop other images must run while one waits
constexpr int kMostSlots = 64;
constexpr int kPixelLevels = 255;   // of 8 bits, besides 0
constexpr int kMostPerCycle = 128;  // presentations of a beat that the encoder makes at once
constexpr std::int64_t kMostCycles = 1'000'000'000;  // through all stages, so that int holds them

/// The network and configuration that a plan is made of, and the problems found on the way.
class Planner {
 public:
  Planner(const Network& network, const Config& given) : network_(network), config_(given) {
    FunctionSettings& function = config_.function;
    // The bits of a pixel are the exact planes of its count of 255 presentations.
    if (function.input == InputKind::kFixedPoint) function.presentations = kPixelLevels;
    design_.top = config_.top.value_or(to_module_name(network.name));
    design_.config = config_;
    design_.presentations_at_run_time = config_.presentations_max.has_value();
    design_.presentations_max = config_.presentations_max.value_or(function.presentations);
    if (design_.presentations_at_run_time) {
      for (int t = 1; t <= design_.presentations_max; t *= 2) {
        design_.presentation_choices.push_back(t);
      }
      design_.log2_width = std::max(1, unsigned_width(design_.log2_presentations_max()));
    } else {
      design_.presentation_choices = {design_.presentations_max};
    }
  }

  Design plan() {
    problems_ = check(network_, config_);
    check_name();
    stop_on_problems();
    plan_encoder();
    plan_accumulation();
    choose_coding();
    fold_layers();
    stop_on_problems();
    choose_encoder_speed();
    choose_slots();
    size_layers();
    check_widths();
    check_reached();
    stop_on_problems();
    connect();
    plan_control();
    return design_;
  }

 private:
  void complain(std::string where, std::string message) {
    problems_.push_back({std::move(where), std::move(message)});
  }
  /// With a prefix, too, the names of leaf modules are reserved for them.
  void check_name() {
    if (!config_.leaf_prefix) return;
    const std::string leaves = *config_.leaf_prefix + "sc_";
    if (!design_.top.starts_with(leaves)) return;
    complain(config_.place("top"),
             fmt::format("is {}; names that start with {} belong to the leaf modules, as "
                         "leaf_prefix says",
                         in_quotes(design_.top), leaves));
  }
  void stop_on_problems() {
    if (!problems_.empty()) throw InputError(std::move(problems_));
  }

  /// Everything except the presentations per cycle, which depend on the layers.
  void plan_encoder() {
    EncoderPlan& encoder = design_.encoder;
    encoder.settings = config_.function.encoder;
    const bool random = config_.function.input == InputKind::kStochastic &&
                        has_shift_registers(encoder.settings.kind);
    if (random) encoder.taps = lfsr_taps(encoder.settings.width);
    EncoderSettings seedless = encoder.settings;
    // A seed that comes at run time is not in them.
    if (config_.control != ControlKind::kNone) seedless.seed = 0;
    if (random) encoder.start_states = start_states(seedless);
    if (encoder.settings.kind == EncoderKind::kThreshold && !design_.presentations_at_run_time) {
      encoder.levels = threshold_levels(design_.presentations_max);
    }
    encoder.pixels = network_.input.shape.size();
    encoder.pixels_per_beat = config_.pixels_per_beat;
    encoder.beats = ceil_div(encoder.pixels, encoder.pixels_per_beat);
    encoder.closed = encoder.settings.kind == EncoderKind::kThreshold ||
                     (encoder.settings.kind == EncoderKind::kLfsr && encoder.settings.width == 8);
  }

  void plan_accumulation() {
    const bool output = config_.function.mode == Mode::kOutput;
    const bool planes = !output && config_.engine == FirstLayerEngine::kBitPlanes;
    design_.encoder.word = planes ? WordKind::kBitPlanes : WordKind::kPresentations;
    if (output) design_.totals = TotalsPlan{};
    first_.word = output ? WordKind::kBits : design_.encoder.word;
    if (!output) {
      first_.presentations = design_.presentations_max;
      first_.at_run_time = design_.presentations_at_run_time;
      if (!planes) first_.per_cycle = config_.presentations_per_cycle;
    }
  }

  /// Pixels are rounded where that is what is asked for: 8-bit input, and the evenly spaced levels
  /// of `threshold` at T = 2^b - 1.
  void choose_coding() {
    EncoderPlan& encoder = design_.encoder;
    const int levels = design_.presentations_max;
    const bool whole = config_.function.input == InputKind::kFixedPoint;
    const bool evenly = encoder.settings.kind == EncoderKind::kThreshold &&
                        encoder.word == WordKind::kBitPlanes &&
                        !design_.presentations_at_run_time && (levels & (levels + 1)) == 0 &&
                        !config_.encoder_presentations_per_cycle;
    if (!whole && !evenly) return;
    encoder.coding = PixelCoding::kRounded;
    encoder.pixel_bits = planes_of(levels);
    encoder.presentations_per_cycle = levels;
  }

  /// What divides T, or is a power of two where T is one.
  [[nodiscard]] std::vector<int> encoder_choices() const {
    if (design_.encoder.coding == PixelCoding::kRounded) return {design_.presentations_max};
    if (config_.encoder_presentations_per_cycle) return {*config_.encoder_presentations_per_cycle};
    if (design_.presentations_at_run_time) return design_.presentation_choices;
    std::vector<int> choices;
    for (int s = 1; s <= std::min(design_.presentations_max, kMostPerCycle); ++s) {
      if (design_.presentations_max % s == 0) choices.push_back(s);
    }
    return choices;
  }

  /// The fewest presentations per cycle with which the encoder is never the slowest stage.
  void choose_encoder_speed() {
    const auto keeps_up = [&](int presentations) {
      const std::vector<int> stage = cycles(design_, presentations).stage;
      const int target = presentations == config_.function.presentations
                             ? config_.cycles_per_image.value_or(0)
                             : 0;
      return stage[0] <= std::max(target, *std::max_element(stage.begin() + 1, stage.end()));
    };
    const std::vector<int>& all = design_.presentation_choices;
    for (const int choice : encoder_choices()) {
      design_.encoder.presentations_per_cycle = choice;
      if (std::all_of(all.begin(), all.end(), keeps_up)) return;
    }
  }

  /// Mode `output`: enough slots that images flow at the speed of the slowest stage.
  void choose_slots() {
    if (!design_.totals) return;
    int needed = 0;
    for (const int presentations : design_.presentation_choices) {
      const Cycles time = cycles(design_, presentations);
      needed = std::max(needed,
                        ceil_div(most_cycles_in_slot(design_, presentations), time.per_image) + 1);
    }
    const int given = config_.images_in_flight.value_or(std::max(needed, kFewestSlots));
    if (given < needed || given > kMostSlots) {
      complain(config_.place("images_in_flight"),
               config_.images_in_flight
                   ? fmt::format("is {}; allowed: {}..{}, to keep the pipeline full", given, needed,
                                 kMostSlots)
                   : fmt::format("would have to be {} to keep the pipeline full; allowed: at most "
                                 "{}, with a slower folding",
                                 needed, kMostSlots));
    }
    design_.totals->slots = given;
    design_.totals->slot_width = index_width(given);
  }

  [[nodiscard]] bool reads_pixels(std::size_t layer) const {
    return std::holds_alternative<Pixel>(network_.layers[layer].input.element);
  }

  /// What a layer adds up: presentations in the first one of mode `first`, otherwise only its
  /// synapses.
  [[nodiscard]] EnginePlan engine_of(std::size_t layer) const {
    EnginePlan engine = reads_pixels(layer) ? first_ : EnginePlan{};
    engine.multiplies = multiplies(config_.memory_of(network_.layers[layer].name));
    return engine;
  }

  /// How often an input word is visited per image and group of neurons.
  [[nodiscard]] int visits(std::size_t layer, int presentations) const {
    return engine_of(layer).visits(presentations) * (design_.totals ? presentations : 1);
  }

  [[nodiscard]] FoldingTask task_of(std::size_t l) const {
    const Layer& layer = network_.layers[l];
    const auto fixed = config_.folding.find(layer.name);
    const std::size_t source = layer.sources.front();
    // Before folding, the beats of the layers are not known.
    const int elements_in = source < design_.streams.size() ? design_.streams[source].elements
                                                            : config_.pixels_per_beat;
    return {layer.input.shape.size(), layer.output.shape.size(), elements_in,
            visits(l, config_.function.presentations),
            fixed == config_.folding.end() ? Folding{} : fixed->second};
  }

  static bool is_fixed(const FoldingTask& task) { return task.fixed.pe && task.fixed.simd; }

  /// Every layer must get its folding from its own keys or from the target.
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
             fmt::format("is not given, and not every layer gives its folding; set a target (such "
                         "as cycles_per_image = 1024), or give what is missing: {}",
                         missing));
    return false;
  }

  /// The target must be within reach of the encoder and of each layer's freedom.
  bool check_target(std::int64_t target) {
    const EncoderPlan& encoder = design_.encoder;
    const int presentations = config_.function.presentations;
    const int most_a_cycle = encoder_choices().back();
    const int beat_cycles = presentations <= most_a_cycle ? 1 : presentations / most_a_cycle;
    std::int64_t least = std::int64_t{encoder.beats} * beat_cycles;
    std::string limit =
        fmt::format("the encoder: {} beats of {} pixels", encoder.beats, encoder.pixels_per_beat);
    if (beat_cycles > 1) limit += fmt::format(", {} cycles each", beat_cycles);
    for (std::size_t l = 0; l < network_.layers.size(); ++l) {
      const FoldingTask task = task_of(l);
      if (is_fixed(task) || least_cycles(task) <= least) continue;
      least = least_cycles(task);
      limit = fmt::format("{}: {} {} per word", network_.layers[l].name, task.visits,
                          task.visits == 1 ? "cycle" : "cycles");
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
    std::int64_t cycles =
        std::int64_t{design_.encoder.beats} * design_.presentations_max;  // at most
    design_.streams.push_back({.name = "encoder", .elements = config_.pixels_per_beat});
    for (std::size_t l = 0; l < network_.layers.size(); ++l) {
      const FoldingTask task = task_of(l);
      const FoldingChoice choice = is_fixed(task) ? FoldingChoice{*task.fixed.pe, *task.fixed.simd}
                                                  : fold(task, *config_.cycles_per_image);
      LayerPlan layer;
      layer.name = network_.layers[l].name;
      layer.number = static_cast<int>(l) + 1;
      layer.module = design_.top + "_" + layer.name;
      layer.inputs = task.inputs;
      layer.outputs = task.outputs;
      layer.pe = choice.pe;
      layer.simd = choice.simd;
      layer.groups = ceil_div(task.outputs, choice.pe);
      layer.chunks = ceil_div(task.inputs, choice.simd);
      layer.engine = engine_of(l);
      layer.engine.count =
          plan_count({layer.simd * layer.engine.per_cycle, layer.pe,
                      unsigned_width(std::int64_t{layer.engine.presentations} * layer.inputs)},
                     config_.target, config_.clock_mhz, config_.pipeline_of(layer.name));
      layer.input = network_.layers[l].sources.front();  // stream s carries tensor s
      layer.output = design_.streams.size();
      // Else one path runs from the buffer of this layer to every enable of the engine before it.
      design_.streams[layer.input].sliced = layer.input != 0;
      if (reads_pixels(l) && design_.totals) layer.store = ImageStorePlan{};
      design_.streams.push_back({.name = layer.name, .elements = layer.pe});
      design_.layers.push_back(layer);
      cycles += std::int64_t{layer.groups} * layer.chunks * visits(l, design_.presentations_max);
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
      const int presentations = layer.engine.presentations;
      if (reads_pixels(l) && design_.encoder.word == WordKind::kPresentations) {
        layer.planes = design_.presentations_max;
      } else {
        layer.planes = planes_of(presentations);
        layer.last_plane_weight = presentations - ((1 << (layer.planes - 1)) - 1);
      }
      layer.engine.log2_width = index_width(planes_of(presentations));
      const auto* scores = std::get_if<Scores>(&network_.layers[l].finish);
      set_widths(layer, scores, presentations, layer.engine.at_run_time);
      choose_memories(layer);
    }
    if (design_.totals) {
      const Totals totals =
          totals_of(design_.scorer(), network_.scores(), design_.presentations_max);
      design_.totals->total_width = totals.width;
      // Below all ones, which is never.
      design_.totals->margin_width = unsigned_width(totals.largest_lead + 1);
    }
  }

  void choose_memories(LayerPlan& layer) {
    const MemoryKind kind = config_.memory_of(layer.name);
    int cycles = 1;
    if (const auto cell = cell_of(kind)) {
      if (!technology_) {
        technology_ = find_technology(config_.macro.technology, config_.place("macro.technology"));
      }
      cycles = write_cycles(*cell, *technology_, config_);
    }
    layer.weights = plan_memory(kind, "weights", layer.groups * layer.chunks, layer.pe * layer.simd,
                                config_.macro, cycles);
    layer.neurons = plan_memory(kind, layer.scores() ? "scores" : "thresholds", layer.groups,
                                layer.pe * layer.neuron_width(), config_.macro, cycles);
    layer.engine.keeps_padding = layer.weights.coded && layer.inputs % layer.simd != 0;
  }

  void check_widths() {
    const LayerPlan& last = design_.scorer();
    const int width =
        std::max(last.scores()->score_width, design_.totals ? design_.totals->total_width : 0);
    if (width <= kWidestScore) return;
    complain(
        network_.name,
        fmt::format("{}'s scores take {} bits; allowed: {}, as the result beat has no more for "
                    "the top score",
                    last.name, width, kWidestScore));
  }

  /// Stages within the target may still be held up between each other, if one of them runs once
  /// through its inputs per image. That is rare, and reported rather than handled.
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

  /// Streams, now that every width is known: what they carry, and their side data.
  void connect() {
    SideFields settings;
    if (design_.totals) settings.add(SideField::kMargin, design_.totals->margin_width);
    if (design_.presentations_at_run_time) {
      settings.add(SideField::kLog2Presentations, design_.log2_width);
    }
    settings.add(SideField::kError, 1);
    EncoderPlan& encoder = design_.encoder;
    encoder.time_width = index_width(design_.presentations_max);
    encoder.log2_width = index_width(planes_of(design_.presentations_max));
    encoder.seed_width =
        encoder.settings.kind == EncoderKind::kLattice ? 8 : encoder.settings.width;
    encoder.seed_at_run_time = config_.control != ControlKind::kNone &&
                               encoder.coding == PixelCoding::kRandom &&
                               encoder.settings.kind != EncoderKind::kThreshold;
    design_.pixels = {
        .name = "check", .elements = encoder.pixels_per_beat, .bits = 8, .side = settings};
    if (encoder.seed_at_run_time) {
      SideFields seeded{{SideField::kSeed, encoder.seed_width}};
      for (const SideFields::Field& field : settings) seeded.add(field.what, field.width);
      design_.pixels.side = seeded;
    }
    design_.streams.front().side = settings;
    for (LayerPlan& layer : design_.layers) {
      Stream& before = design_.streams[layer.input];
      if (layer.input == 0) before.bits = layer.planes;
      if (ImageStorePlan* store = std::get_if<ImageStorePlan>(&layer.store)) {
        *store = {.presentations = design_.presentations_max,
                  .slots = design_.totals->slots,
                  .slot_width = design_.totals->slot_width,
                  .time_width = encoder.time_width,
                  .log2_width = encoder.log2_width,
                  .margin_width = design_.totals->margin_width};
        before.frames_held = store->slots;
      }
      Stream& stream = design_.streams[layer.output];
      stream.bits = layer.output_bits();
      if (design_.totals) {
        stream.side = {{SideField::kSlot, design_.totals->slot_width},
                       {SideField::kFirst, 1},
                       {SideField::kLast, 1},
                       {SideField::kError, 1}};
      } else {
        stream.side = {{SideField::kError, 1}};
      }
    }
    const LayerPlan& last = design_.scorer();
    design_.result = {
        .class_width = index_width(last.outputs),
        .score_width = design_.totals ? design_.totals->total_width : last.scores()->score_width,
        .beat_width = design_.totals ? 40 : 32};
  }

  void plan_control() {
    design_.macros = plan_macros(design_.layers, config_);
    if (config_.control == ControlKind::kNone) return;
    for (LayerPlan& layer : design_.layers) {
      if (!is_writable(layer.weights.kind)) continue;
      layer.load.emplace();
      layer.load->include(layer.weights);
      layer.load->include(layer.neurons);
      layer.counts_errors = layer.weights.coded;
    }
    ControlPlan& control = design_.control.emplace();
    control.map = register_map(design_);
    for (const LayerPlan& layer : design_.layers) {
      if (!layer.load) continue;
      control.load.include(layer.weights);
      control.load.include(layer.neurons);
    }
  }

  const Network& network_;
  Config config_;
  Design design_;
  EnginePlan first_;  ///< of the first layer
  std::optional<Technology> technology_;
  std::vector<Problem> problems_;
};

}  // namespace

Design plan(const Network& network, const Config& config) {
  return Planner(network, config).plan();
}

}  // namespace scbnn
