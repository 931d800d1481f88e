// The rows of the configuration. A new key is one more row, and a field of Config.
#include "generator/config/schema.hpp"

#include <fmt/format.h>

#include <limits>
#include <type_traits>
#include <utility>

namespace scbnn {
namespace {

// Domains.

Domain integer(double low, double high) { return {Domain::Type::kInteger, low, high}; }
Domain integer_up_to(std::string_view high_text) {
  return {Domain::Type::kInteger, 1, std::numeric_limits<int>::max(), high_text};
}
Domain power_of_two(double low, double high) { return {Domain::Type::kPowerOfTwo, low, high}; }
Domain number(double low, double high) { return {Domain::Type::kNumber, low, high}; }
Domain module_name() { return {Domain::Type::kModuleName}; }
Domain fractions() { return {Domain::Type::kFractions}; }
Domain file_or_name() { return {Domain::Type::kFileOrName}; }
Domain choice(std::vector<Choice> choices) {
  return {.type = Domain::Type::kChoice, .choices = std::move(choices)};
}

template <typename Enum>
Choice word(std::string_view name, Enum enumerator) {
  return {name, static_cast<std::int64_t>(enumerator)};
}

Domain encoder_kinds() {
  std::vector<Choice> choices;
  for (const EncoderKind kind : kEncoderKinds) choices.push_back(word(name_of(kind), kind));
  return choice(std::move(choices));
}

Domain targets() {
  std::vector<Choice> choices;
  for (const Target target : kTargets) choices.push_back(word(name_of(target), target));
  return choice(std::move(choices));
}

Domain memory_kinds() {
  std::vector<Choice> choices;
  for (const MemoryKind kind : kMemoryKinds) choices.push_back(word(name_of(kind), kind));
  return choice(std::move(choices));
}

Domain ecc_kinds() {
  std::vector<Choice> choices;
  for (const EccKind kind : kEccKinds) choices.push_back(word(name_of(kind), kind));
  return choice(std::move(choices));
}

// Between the fields of a Config and Values.

template <typename Field>
std::optional<Value> to_value(const Field& field) {
  if constexpr (std::is_same_v<Field, double> || std::is_same_v<Field, std::string>) {
    return field;
  } else if constexpr (std::is_same_v<Field, Fractions>) {
    return field.empty() ? std::nullopt : std::optional<Value>(field);
  } else {
    return static_cast<std::int64_t>(field);  // integers and enumerators
  }
}
template <typename Field>
std::optional<Value> to_value(const std::optional<Field>& field) {
  return field ? to_value(*field) : std::nullopt;
}

template <typename Field>
void assign(Field& field, const Value& value) {
  if constexpr (std::is_same_v<Field, std::string> || std::is_same_v<Field, Fractions>) {
    field = std::get<Field>(value);
  } else {
    field = std::visit(
        [](const auto& held) {
          if constexpr (std::is_arithmetic_v<std::decay_t<decltype(held)>>) {
            return static_cast<Field>(held);
          } else {
            return Field{};  // check() lets no word through to a number
          }
        },
        value);
  }
}
template <typename Field>
void assign(std::optional<Field>& field, const Value& value) {
  assign(field.emplace(), value);
}

/// A key whose field is found by `field`, a lambda from a Config to a reference.
template <typename FieldOf>
Key row(Section section, std::string_view name, Domain domain, std::string_view absent,
        std::string_view meaning, FieldOf field) {
  return {
      section,
      name,
      std::move(domain),
      absent,
      meaning,
      [field](Config& config, const std::string&, const Value& v) { assign(field(config), v); },
      [field](const Config& config, const std::string&) { return to_value(field(config)); },
  };
}

/// A key of [layers.NAME].
template <typename Field>
Key layer_row(std::string_view name, Domain domain, std::string_view absent,
              std::string_view meaning, std::optional<Field> Folding::*field) {
  return {
      Section::kLayer,
      name,
      std::move(domain),
      absent,
      meaning,
      [field](Config& config, const std::string& layer, const Value& value) {
        assign(config.folding[layer].*field, value);
      },
      [field](const Config& config, const std::string& layer) {
        const auto found = config.folding.find(layer);
        return found == config.folding.end() ? std::nullopt : to_value(found->second.*field);
      },
  };
}

std::vector<Key> make_schema() {
  return {
      row(
          Section::kTop, "mode",
          choice({word(name_of(Mode::kFirst), Mode::kFirst),
                  word(name_of(Mode::kOutput), Mode::kOutput)}),
          "",
          "Where the presentations are accumulated: `first` in the sums of the first layer, the "
          "rest of the network runs once per image; `output` in the class scores, every "
          "presentation runs through the whole network.",
          [](auto& c) -> auto& { return c.function.mode; }),
      row(
          Section::kTop, "presentations", integer(1, 255), "",
          "T, the number of presentations per image. With `presentations_max`: a power of two up "
          "to that; the folding is planned for this T, and it is the default at run time.",
          [](auto& c) -> auto& { return c.function.presentations; }),
      row(
          Section::kTop, "presentations_max", power_of_two(1, 128), "T is fixed",
          "T is chosen at run time, image by image, among 1, 2, 4, .. up to this.",
          [](auto& c) -> auto& { return c.presentations_max; }),
      row(
          Section::kTop, "margin", integer(1, 16'777'215), "all T are presented",
          "Mode `output`: an image's presentations end once the leading class is ahead of the "
          "second by this score. In hardware each image has its own margin; this value is the "
          "default.",
          [](auto& c) -> auto& { return c.function.margin; }),
      row(
          Section::kTop, "images_in_flight", integer(2, 64),
          "as many as the pipeline needs, 8 or more",
          "Mode `output`: number of images whose presentations take turns, so that no presentation "
          "starts before it is known to be needed. If there are too few to keep the pipeline full, "
          "a message says how many are needed.",
          [](auto& c) -> auto& { return c.images_in_flight; }),
      row(
          Section::kTop, "engine",
          choice({word("bit-planes", FirstLayerEngine::kBitPlanes),
                  word("presentations", FirstLayerEngine::kPresentations)}),
          "",
          "Mode `first`: the first layer works through the bit planes of the counts, or through "
          "the presentations themselves as the paper does. The result is the same.",
          [](auto& c) -> auto& { return c.engine; }),
      row(
          Section::kTop, "presentations_per_cycle", integer(1, 255), "",
          "Engine `presentations`: presentations computed in parallel, each with its own XNORs; "
          "must divide T, and must be 1 where T is chosen at run time.",
          [](auto& c) -> auto& { return c.presentations_per_cycle; }),
      row(
          Section::kTop, "memory", memory_kinds(), "",
          "What holds weights and thresholds: constants, or a memory that can be loaded; see "
          "docs/memories.md.",
          [](auto& c) -> auto& { return c.memory; }),
      row(
          Section::kTop, "control",
          choice({word("none", ControlKind::kNone), word("axi4-lite", ControlKind::kAxi4Lite)}), "",
          "`axi4-lite`: registers that load the memories, set T, margin and seed, start and stop "
          "the design, and count events, with a C driver; see docs/control.md.",
          [](auto& c) -> auto& { return c.control; }),
      row(
          Section::kTop, "pixels_per_beat", integer(1, 16), "",
          "Pixels in a beat of the input stream, at most `encoder.lanes`. Encoder `lfsr-shared`: "
          "divides `encoder.lanes`; `sobol`: divides 16; `lattice`, `threshold`: any. By default "
          "16, or as many as the encoder allows.",
          [](auto& c) -> auto& { return c.pixels_per_beat; }),
      row(
          Section::kTop, "cycles_per_image", integer(1, 1'000'000'000),
          "every layer gives its folding",
          "The target: clock cycles from one image to the next at T = `presentations`. The planner "
          "folds every layer to meet it with as little hardware as possible.",
          [](auto& c) -> auto& { return c.cycles_per_image; }),
      row(
          Section::kTop, "clock_mhz", number(0.001, 10'000), "",
          "Clock frequency in the timing constraints, MHz. The planner gives engines the registers "
          "that it needs.",
          [](auto& c) -> auto& { return c.clock_mhz; }),
      row(
          Section::kTop, "target", targets(), "",
          "What the design is synthesized for: decides what engines are made of and how many "
          "registers they need at `clock_mhz`. Changes area, timing and latency, never a result.",
          [](auto& c) -> auto& { return c.target; }),
      row(
          Section::kTop, "pipeline", integer(0, 3), "as `clock_mhz` needs",
          "Registers between the products of an engine and its sums: each is a cycle of latency.",
          [](auto& c) -> auto& { return c.pipeline; }),
      row(
          Section::kTop, "top", module_name(), "from the model file's name",
          "Name of the top module.", [](auto& c) -> auto& { return c.top; }),
      row(
          Section::kTop, "leaf_prefix", module_name(), "none",
          "Prefix of the leaf modules' names (`npu_` turns sc_popcount into npu_sc_popcount), so "
          "that designs from different versions of scbnn can be used in one chip.",
          [](auto& c) -> auto& { return c.leaf_prefix; }),

      row(
          Section::kInput, "kind",
          choice({word("stochastic", InputKind::kStochastic),
                  word("fixed-point", InputKind::kFixedPoint)}),
          "",
          "How pixels reach the first layer: as T presentations of random bits, or as 8-bit "
          "numbers (the conventional BNN; `presentations` and `[encoder]` are then unused). `input "
          "= \"fixed-point\"` is short for it.",
          [](auto& c) -> auto& { return c.function.input; }),
      row(
          Section::kInput, "scale", fractions(), "what the model declares, else `2/255`",
          "The network was trained on x = `scale` * p + `offset` for a pixel p in 0..255; a list "
          "has one value per channel. Must be given together with `offset`.",
          [](auto& c) -> auto& { return c.input_range.scale; }),
      row(
          Section::kInput, "offset", fractions(), "what the model declares, else `-1`",
          "See `input.scale`.", [](auto& c) -> auto& { return c.input_range.offset; }),

      row(
          Section::kEncoder, "kind", encoder_kinds(), "",
          "The sequence that pixels are compared with, see docs/encoders.md.",
          [](auto& c) -> auto& { return c.function.encoder.kind; }),
      row(
          Section::kEncoder, "width", integer(8, 32), "",
          "Bits of a shift register; `lfsr-shared`: 16..32, by default 16.",
          [](auto& c) -> auto& { return c.function.encoder.width; }),
      row(
          Section::kEncoder, "lanes", integer(1, 64), "",
          "Lanes of shift registers; pixel i belongs to lane i mod `lanes`. `lfsr-shared`: at most "
          "`encoder.width`.",
          [](auto& c) -> auto& { return c.function.encoder.lanes; }),
      row(
          Section::kEncoder, "seed", integer(0, 4'294'967'295.0), "",
          "Its low `width` bits are XORed into the start states; `lattice`: its low 8 bits are the "
          "first pixel's byte.",
          [](auto& c) -> auto& { return c.function.encoder.seed; }),
      row(
          Section::kEncoder, "stride", integer(1, 255), "",
          "`lattice`: step from one pixel's byte to the next; must be odd.",
          [](auto& c) -> auto& { return c.function.encoder.stride; }),
      row(
          Section::kEncoder, "presentations_per_cycle", integer(1, 128), "as the target needs",
          "Presentations of a beat that the encoder computes per cycle: must divide T; where T is "
          "chosen at run time, a power of two up to `presentations_max`.",
          [](auto& c) -> auto& { return c.encoder_presentations_per_cycle; }),

      row(
          Section::kMacro, "technology", file_or_name(), "",
          "Technology of the macros' tiles: a built-in one (docs/macros.md) or a technology file. "
          "It gives the write time and the views in `macros/`.",
          [](auto& c) -> auto& { return c.macro.technology; }),
      row(
          Section::kMacro, "rows", power_of_two(2, 4096), "", "Rows of a tile.",
          [](auto& c) -> auto& { return c.macro.rows; }),
      row(
          Section::kMacro, "columns", integer(1, 4096), "", "Bits per row of a tile.",
          [](auto& c) -> auto& { return c.macro.columns; }),
      row(
          Section::kMacro, "ecc", ecc_kinds(), "",
          "`sram-macro`, `st-mram`: code words that correct one wrong bit per 32 and detect two; "
          "see docs/memories.md.",
          [](auto& c) -> auto& { return c.macro.ecc; }),
      row(
          Section::kMacro, "foundry", file_or_name(), "the macros of `macros/`",
          "A file that describes the ports of your foundry's macro (docs/macros.md); synthesis "
          "then builds the tiles from that macro.",
          [](auto& c) -> auto& { return c.macro.foundry; }),
      row(
          Section::kMacro, "write_cycles", integer(1, 1'000'000),
          "from the technology's write time and `clock_mhz`",
          "`st-mram`, `rram-2t2r`: cycles for which a write occupies a tile.",
          [](auto& c) -> auto& { return c.macro.write_cycles; }),

      layer_row("pe", integer_up_to("the layer's outputs"), "the planner chooses",
                "Neurons computed in parallel.", &Folding::pe),
      layer_row("simd", integer_up_to("the layer's inputs"), "the planner chooses",
                "Synapses per PE and cycle.", &Folding::simd),
      layer_row("memory", memory_kinds(), "as `memory` above",
                "What holds the weights and thresholds of this layer.", &Folding::memory),
      layer_row("pipeline", integer(0, 3), "as `pipeline` above",
                "Registers between the products of this layer's engine and its sums.",
                &Folding::pipeline),
  };
}

}  // namespace

std::span<const Key> schema() {
  static const std::vector<Key> kSchema = make_schema();
  return kSchema;
}

std::string full_name(const Key& key, std::string_view layer) {
  switch (key.section) {
    case Section::kTop:
      return std::string(key.name);
    case Section::kInput:
      return fmt::format("input.{}", key.name);
    case Section::kEncoder:
      return fmt::format("encoder.{}", key.name);
    case Section::kMacro:
      return fmt::format("macro.{}", key.name);
    case Section::kLayer:
      return fmt::format("layers.{}.{}", layer, key.name);
  }
  return {};
}

}  // namespace scbnn
