// Which registers a design has, where, and what they mean.
#include "generator/plan/register_map.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <utility>

#include "generator/plan/design.hpp"
#include "generator/plan/widths.hpp"
#include "support/text.hpp"

namespace scbnn {
namespace {

// Offsets in bytes. Those of one map version never move; a design leaves out what it does not have.
constexpr int kCountersAt = 0x40;
constexpr int kStallsAt = 0x80;
constexpr int kMemoryErrorsAt = 0x800;  // after the stalls of 255 layers

Register constant(std::string name, int offset, std::uint32_t value, std::string text,
                  std::vector<RegisterField> fields = {}) {
  return {.name = std::move(name),
          .offset = offset,
          .kind = RegisterKind::kConstant,
          .reset = value,
          .text = std::move(text),
          .fields = std::move(fields)};
}

Register counter(std::string name, int offset, std::string text) {
  return {.name = std::move(name),
          .offset = offset,
          .kind = RegisterKind::kCounter,
          .text = std::move(text)};
}

Register mode_register(const Design& design, const RegisterMap& map) {
  const auto bits = [](auto value) { return static_cast<std::uint32_t>(value); };
  const std::uint32_t value =
      bits(design.totals.has_value()) | bits(design.presentations_at_run_time) << 1U |
      bits(design.encoder.seed_at_run_time) << 2U | bits(design.presentations_max) << 8U |
      bits(design.layers.size()) << 16U | bits(map.targets.size()) << 24U;
  return constant("MODE", 0x14, value, "How the design was built.",
                  {{"OUTPUT", 0, 1, "0: mode first, 1: mode output"},
                   {"RUN_TIME_PRESENTATIONS", 1, 1, "the register PRESENTATIONS exists"},
                   {"RUN_TIME_SEED", 2, 1, "the register SEED exists"},
                   {"PRESENTATIONS_MAX", 8, 8, "T, or the largest T"},
                   {"LAYERS", 16, 8, "number of layers"},
                   {"MEMORIES", 24, 8, "number of memories that can be loaded"}});
}

void add_settings(std::vector<Register>& registers, const Design& design) {
  const FunctionSettings& function = design.config.function;
  const auto setting = [&](std::string name, int offset, int width, std::uint32_t reset,
                           bool wide_error, std::string text) {
    registers.push_back({.name = std::move(name),
                         .offset = offset,
                         .kind = RegisterKind::kSetting,
                         .writable = true,
                         .reset = reset & low_bits(width),
                         .width = width,
                         .wide_error = wide_error,
                         .text = std::move(text),
                         .fields = {}});
  };
  if (design.presentations_at_run_time) {
    const int most = design.log2_presentations_max();
    setting("PRESENTATIONS", 0x18, design.log2_width,
            static_cast<std::uint32_t>(
                std::bit_width(static_cast<unsigned>(function.presentations)) - 1),
            true,
            fmt::format("log2 T of the next frames, 0..{0}; a larger value counts as {0}.", most));
  }
  if (design.totals) {
    const int width = design.totals->margin_width;
    setting("MARGIN", 0x1c, width,
            function.margin ? static_cast<std::uint32_t>(
                                  std::min<std::int64_t>(*function.margin, low_bits(width)))
                            : low_bits(width),
            true,
            "Lead at which the presentations of the next frames end, 1 or more; all ones: never.");
  }
  if (design.encoder.seed_at_run_time) {
    setting("SEED", 0x20, design.encoder.seed_width, function.encoder.seed, false,
            "Seed of the encoder for the next frames; excess high bits are ignored.");
  }
}

void add_load_registers(std::vector<Register>& registers, const RegisterMap& map) {
  if (map.targets.empty()) return;
  registers.push_back(
      {.name = "LOAD_SELECT",
       .offset = 0x24,
       .kind = RegisterKind::kLoadSelect,
       .writable = true,
       .width = unsigned_width(std::max<std::int64_t>(1, std::ssize(map.targets) - 1)),
       .wide_error = true,
       .text = "Number of the memory to be loaded or read; writing it goes back to the first word. "
               "Refused unless the design is stopped and idle, or if there is no such memory.",
       .fields = {}});
  registers.push_back(
      {.name = "LOAD_DATA",
       .offset = 0x28,
       .kind = RegisterKind::kLoadData,
       .writable = true,
       .text = "The next word of the memory, to be written or read. The first access after "
               "LOAD_SELECT decides which of the two. Refused are the other kind of access, one "
               "after the last word, and any unless the design is stopped and idle. A read of a "
               "word with an uncorrectable error is answered by an error, too.",
       .fields = {}});
  registers.push_back({.name = "LOAD_COUNT",
                       .offset = 0x2c,
                       .kind = RegisterKind::kLoadCount,
                       .text = "Number of words transferred since LOAD_SELECT was written.",
                       .fields = {}});
}

void add_counters(std::vector<Register>& registers, const Design& design, bool loads) {
  int offset = kCountersAt;
  const auto next = [&] { return std::exchange(offset, offset + 4); };
  registers.push_back(
      counter("CYCLES", next(), "Cycles in which the design was running or not idle, low word."));
  registers.push_back(counter("CYCLES_HIGH", next(), "The same, high word."));
  registers.push_back(counter("FRAMES", next(), "Frames accepted, good or bad."));
  registers.push_back(counter("IMAGES", next(), "Results that have left, one for each frame."));
  registers.push_back(
      counter("BAD_FRAMES", next(), "Results of frames that were too short or too long."));
  registers.push_back(
      counter("REFUSED", next(), "Accesses of this port that were answered by an error."));
  const int uncorrectable = next();
  if (loads) {
    registers.push_back(counter("UNCORRECTABLE", uncorrectable,
                                "Words read from LOAD_DATA with an uncorrectable error."));
  }
  registers.push_back(counter("STALLS_INPUT", kStallsAt,
                              "Cycles in which a pixel beat waited, stopped or running."));
  for (std::size_t layer = 0; layer < design.layers.size(); ++layer) {
    const std::string& name = design.layers[layer].name;
    registers.push_back(counter("STALLS_" + upper(name),
                                kStallsAt + 4 + 4 * static_cast<int>(layer),
                                "Cycles in which a beat of " + name + " waited."));
  }
  for (std::size_t layer = 0; layer < design.layers.size(); ++layer) {
    const LayerPlan& plan = design.layers[layer];
    if (!plan.weights.coded) continue;
    const int at = kMemoryErrorsAt + 8 * static_cast<int>(layer);
    registers.push_back(
        counter("CORRECTED_" + upper(plan.name), at,
                "Cycles in which " + plan.name + " read a row with a word that was corrected."));
    registers.push_back(counter(
        "UNCORRECTABLE_" + upper(plan.name), at + 4,
        "Cycles in which " + plan.name + " read a row with a word that could not be corrected."));
  }
}

std::vector<LoadTarget> load_targets(const Design& design) {
  std::vector<LoadTarget> targets;
  for (const LayerPlan& layer : design.layers) {
    if (!layer.load) continue;
    for (const MemoryPlan* memory : {&layer.weights, &layer.neurons}) {
      targets.push_back({layer.name_of(*memory), layer.name, memory == &layer.weights, memory->rows,
                         memory->width, memory->lane_width, memory->lanes});
    }
  }
  return targets;
}

/// FNV-1a of what a driver depends on.
std::uint32_t fingerprint(const RegisterMap& map) {
  std::string text;
  for (const Register& each : map.registers) {
    text += fmt::format("{} {} {} {} {}\n", each.name, each.offset, each.writable, each.width,
                        each.reset);
  }
  for (const LoadTarget& target : map.targets) {
    text += fmt::format("{} {} {}\n", target.name, target.rows, target.width);
  }
  std::uint32_t hash = 0x811c9dc5;
  for (const char letter : text) {
    hash = (hash ^ static_cast<unsigned char>(letter)) * 0x01000193U;
  }
  return hash;
}

}  // namespace

std::string_view name_of(RegisterKind kind) {
  switch (kind) {
    case RegisterKind::kConstant:
      return "constant";
    case RegisterKind::kControl:
      return "control";
    case RegisterKind::kStatus:
      return "status";
    case RegisterKind::kSetting:
      return "setting";
    case RegisterKind::kLoadSelect:
      return "load-select";
    case RegisterKind::kLoadData:
      return "load-data";
    case RegisterKind::kLoadCount:
      return "load-count";
    case RegisterKind::kCounter:
      return "counter";
  }
  return "";
}

const Register* RegisterMap::find(const std::string& name) const {
  const auto found = std::find_if(registers.begin(), registers.end(),
                                  [&](const Register& each) { return each.name == name; });
  return found == registers.end() ? nullptr : &*found;
}

std::vector<const Register*> RegisterMap::counters() const {
  std::vector<const Register*> found;
  for (const Register& each : registers) {
    if (each.kind == RegisterKind::kCounter) found.push_back(&each);
  }
  return found;
}

RegisterMap register_map(const Design& design) {
  RegisterMap map;
  map.targets = load_targets(design);
  std::vector<Register>& all = map.registers;
  all.push_back(constant("ID", 0x00, kRegisterMapId, "\"SCBN\", first letter in the high byte."));
  all.push_back(constant("VERSION", 0x04, kRegisterMapVersion, "Version of this register map.",
                         {{"MINOR", 0, 16, "minor"}, {"MAJOR", 16, 16, "major"}}));
  all.push_back(
      {.name = "CONTROL",
       .offset = 0x0c,
       .kind = RegisterKind::kControl,
       .writable = true,
       .width = 2,
       .wide_error = true,
       .text = "Start and stop.",
       .fields = {{"RUN", 0, 1,
                   "1: frames are accepted; 0: no further frame begins, those inside are finished"},
                  {"CLEAR", 1, 1, "writing 1 sets all counters to 0; reads as 0"}}});
  all.push_back(
      {.name = "STATUS",
       .offset = 0x10,
       .kind = RegisterKind::kStatus,
       .width = 2,
       .text = "State of the design.",
       .fields = {{"RUNNING", 0, 1, "frames are accepted"}, {"IDLE", 1, 1, "no frame is inside"}}});
  all.push_back(mode_register(design, map));
  add_settings(all, design);
  add_load_registers(all, map);
  add_counters(all, design, !map.targets.empty());
  const Register design_register =
      constant("DESIGN", 0x08, fingerprint(map),
               "Identifies the design: computed from this map and the sizes of the memories, so "
               "that a driver refuses another design.");
  all.insert(all.begin() + 2, design_register);
  return map;
}

}  // namespace scbnn
