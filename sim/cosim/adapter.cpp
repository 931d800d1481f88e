// Prints the adapter of a simulator.
#include "sim/cosim/adapter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace scbnn::cosim {
namespace {

struct StreamWires {
  std::string name;  // "encoder", "layer1"
  std::string data;  // "data"
};

std::vector<StreamWires> streams(const Deliverable& deliverable) {
  std::vector<StreamWires> result{{"encoder", "data"}};
  for (const LayerStream& layer : deliverable.layers) result.push_back({layer.name, "data"});
  return result;
}

/// The registers, the memories that can be loaded, and the driver's functions under common names.
std::string control_part(const Deliverable& deliverable) {
  if (!deliverable.has_control()) return "  static constexpr bool kControl = false;\n";
  std::string registers;
  for (const ControlRegister& each : deliverable.registers) {
    std::string role = "k";
    bool upper = true;
    for (const char letter : each.kind) {
      if (letter != '-') role += upper ? static_cast<char>(letter - 'a' + 'A') : letter;
      upper = letter == '-';
    }
    registers += fmt::format(
        "      {{\"{}\", {:#x}, scbnn::cosim::RegisterRole::{}, {}, {}, {}, {:#x}U}},\n", each.name,
        each.offset, role, each.writable, each.width, each.wide_error, each.reset);
  }
  std::string memories;
  for (const std::string& file : deliverable.loads) {
    const auto memory = std::find_if(deliverable.memories.begin(), deliverable.memories.end(),
                                     [&](const Memory& each) { return each.file == file; });
    memories += fmt::format("      {{\"{}\", {}, {}, {}, {}, {}, {}}},\n", file, memory->rows,
                            memory->width, memory->lane_width, memory->check_bits,
                            memory->stored_width(), memory->kind == "weights");
  }
  std::string errors;
  std::size_t error_count = 0;
  for (const ControlRegister& each : deliverable.registers) {
    if (!each.name.starts_with("CORRECTED_") && !each.name.starts_with("UNCORRECTABLE_")) continue;
    errors += fmt::format("{}{:#x}", error_count++ > 0 ? ", " : "", each.offset);
  }
  const auto offset = [&](const char* name) { return deliverable.find_register(name)->offset; };
  std::string set;
  for (const auto& [name, function, value] :
       {std::array{"PRESENTATIONS", "presentations", "log2"},
        std::array{"MARGIN", "margin", "margin"}, std::array{"SEED", "seed", "seed"}}) {
    if (deliverable.find_register(name) == nullptr) {
      set += fmt::format("    (void){};\n", value);
    } else {
      const std::string bits = name == std::string_view("MARGIN")
                                   ? fmt::format(" & {:#x}U", deliverable.margin_mask)
                                   : "";
      set += fmt::format("    if (status == 0) status = {}_set_{}(bus, {}{});\n", deliverable.top,
                         function, value, bits);
    }
  }
  const std::string& top = deliverable.top;
  const bool loads = !deliverable.loads.empty();
  return fmt::format(
      R"(  static constexpr bool kControl = true;
  static constexpr std::array<scbnn::cosim::RegisterInfo, {count}> kRegisters{{{{
{registers}  }}}};
  static constexpr std::array<scbnn::cosim::LoadInfo, {loads}> kMemories{{{{
{memories}  }}}};
  static constexpr std::uint32_t kCycles = {cycles};
  static constexpr std::uint32_t kFrames = {frames};
  static constexpr std::uint32_t kImages = {images};
  static constexpr std::uint32_t kBadFrames = {bad};
  static constexpr std::uint32_t kRefused = {refused};
  static constexpr std::uint32_t kStalls = {stalls};
  static constexpr std::uint32_t kUncorrectable = {uncorrectable};
  static constexpr std::array<std::uint32_t, {error_count}> kMemoryErrors{{{{{errors}}}}};
  using Bus = {top}_bus;
  static int init(const Bus* bus) {{ return {top}_init(bus); }}
  static int start(const Bus* bus) {{ return {top}_start(bus); }}
  static int stop(const Bus* bus, std::uint32_t patience) {{ return {top}_stop(bus, patience); }}
  static int counter(const Bus* bus, std::uint32_t offset, std::uint32_t* value) {{
    return {top}_counter(bus, offset, value);
  }}
  static int set_settings(const Bus* bus, std::uint32_t log2, std::uint32_t margin,
                          std::uint32_t seed) {{
    int status = 0;
    (void)bus;
{set}    return status;
  }}
  static int load(const Bus* bus, std::uint32_t memory, const std::vector<std::uint32_t>& words) {{
    {load}
  }}
  static int verify(const Bus* bus, std::uint32_t memory, const std::vector<std::uint32_t>& words,
                    std::uint32_t* at) {{
    {verify}
  }}
)",
      fmt::arg("count", deliverable.registers.size()), fmt::arg("registers", registers),
      fmt::arg("loads", deliverable.loads.size()), fmt::arg("memories", memories),
      fmt::arg("cycles", offset("CYCLES")), fmt::arg("frames", offset("FRAMES")),
      fmt::arg("images", offset("IMAGES")), fmt::arg("bad", offset("BAD_FRAMES")),
      fmt::arg("refused", offset("REFUSED")), fmt::arg("stalls", offset("STALLS_INPUT")),
      fmt::arg("uncorrectable", loads ? offset("UNCORRECTABLE") : 0), fmt::arg("errors", errors),
      fmt::arg("error_count", error_count), fmt::arg("top", top), fmt::arg("set", set),
      fmt::arg("load", loads ? fmt::format("return {}_words(memory) != words.size() "
                                           "? -100 : {}_load(bus, memory, "
                                           "words.data(), {}_words(memory));",
                                           top, top, top)
                             : "(void)bus, (void)memory, (void)words;\n    return -1;"),
      fmt::arg("verify", loads ? fmt::format("return {}_verify(bus, memory, "
                                             "words.data(), {}_words(memory), at);",
                                             top, top)
                               : "(void)bus, (void)memory, (void)words, (void)at;\n"
                                 "    return -1;"));
}

std::string wire(const std::string& name) {
  return fmt::format("root.{}__DOT__{}", kVerilatedTop, name);
}

/// The statement that sets a setting's port, if the design has it.
std::string setting(const char* port, const char* value, std::uint64_t mask) {
  return mask == 0 ? fmt::format("    (void){};\n", value)
                   : fmt::format("    model.{} = {} & {}U;\n", port, value, mask);
}

}  // namespace

std::string adapter_header(const Deliverable& deliverable) {
  std::string samples;
  std::string reads;
  int number = 0;
  for (const StreamWires& stream : streams(deliverable)) {
    const std::string name = wire(stream.name);
    // Side of a presentation: {slot, first, last, error}.
    const std::string presentation =
        deliverable.slots && number > 0
            ? fmt::format("{{{0}_side >> 3U, ({0}_side & 4U) != 0}}", name)
            : "{}";
    samples += fmt::format("    sample({0}, {1}_valid, {1}_ready, {1}_last, {1}_{2}, {3});\n",
                           number, name, stream.data, presentation);
    if (number > 0) {
      reads += fmt::format("    counts[{}] += {}__DOT__weight_read;\n", number - 1,
                           wire("u_" + stream.name));
    }
    ++number;
  }
  return fmt::format(
      R"(// What the harness drives and samples in module {top}. Written by scbnn simulate.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "Vdesign.h"
#include "Vdesign___024root.h"
#include "control.hpp"
{driver}
struct Adapter {{
{control}
  static constexpr std::uint32_t kBeatPixels = {pixels};
  static constexpr std::uint32_t kStreams = {streams};
  static constexpr std::uint32_t kSlots = {slots};

  static void set_settings(Vdesign& model, std::uint32_t log2, std::uint32_t margin) {{
    (void)model;
{settings}  }}

  template <class Sample>
  static void sample(const Vdesign___024root& root, Sample&& sample) {{
{samples}  }}

  static void count_weight_reads(const Vdesign___024root& root,
                                 std::array<std::uint64_t, {layers}>& counts) {{
{reads}  }}
}};
)",
      fmt::arg("top", deliverable.top), fmt::arg("pixels", deliverable.pixels_per_beat),
      fmt::arg("streams", number), fmt::arg("slots", deliverable.slots.value_or(0)),
      fmt::arg("settings", deliverable.has_control()
                               ? "    (void)log2;\n    (void)margin;\n"
                               : setting("cfg_log2_presentations", "log2",
                                         deliverable.log2_presentations_mask) +
                                     setting("cfg_margin", "margin", deliverable.margin_mask)),
      fmt::arg("control", control_part(deliverable)),
      fmt::arg("driver", deliverable.has_control()
                             ? fmt::format("extern \"C\" {{\n#include \"../../driver/{}.h\"\n}}\n",
                                           deliverable.top)
                             : ""),
      fmt::arg("samples", samples), fmt::arg("layers", number - 1), fmt::arg("reads", reads));
}

std::string monitor_configuration(const Deliverable& deliverable) {
  // In modules of any name, as Verilator looks for them in its own spelling; which modules have
  // these wires follows from what they are called: the top, and weight_read its layers.
  std::string text = "`verilator_config\n";
  const auto make_public = [&](const std::string& variable) {
    text += fmt::format("public_flat_rd -module \"*\" -var \"{}\"\n", variable);
  };
  bool first = true;
  for (const StreamWires& stream : streams(deliverable)) {
    for (const std::string& signal :
         {std::string("valid"), std::string("ready"), std::string("last"), stream.data}) {
      make_public(stream.name + "_" + signal);
    }
    if (!first && deliverable.slots) make_public(stream.name + "_side");
    first = false;
  }
  make_public("weight_read");
  return text;
}

}  // namespace scbnn::cosim
