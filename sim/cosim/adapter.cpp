// Prints the adapter of a simulator.
#include "sim/cosim/adapter.hpp"

#include <fmt/format.h>

#include <vector>

namespace scbnn::cosim {
namespace {

struct StreamWires {
  std::string name;  // "encoder", "layer1"
  std::string data;  // "data"
};

/// A module's name inside Verilator's: two underscores in a row are its own.
std::string verilated_name(const std::string& module) {
  std::string name;
  for (std::size_t at = 0; at < module.size(); ++at) {
    if (module.compare(at, 2, "__") == 0) {
      name += "___05F";
      ++at;
    } else {
      name += module[at];
    }
  }
  return name;
}

std::vector<StreamWires> streams(const Deliverable& deliverable) {
  std::vector<StreamWires> result{{"encoder", "data"}};
  for (const LayerStream& layer : deliverable.layers) result.push_back({layer.name, "data"});
  return result;
}

std::string wire(const Deliverable& deliverable, const std::string& name) {
  return fmt::format("root.{}__DOT__{}", verilated_name(deliverable.top), name);
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
    const std::string name = wire(deliverable, stream.name);
    // Side of a presentation: {slot, first, last, error}.
    const std::string presentation =
        deliverable.slots > 0 && number > 0
            ? fmt::format("{{{0}_side >> 3U, ({0}_side & 4U) != 0}}", name)
            : "{}";
    samples += fmt::format("    sample({0}, {1}_valid, {1}_ready, {1}_last, {1}_{2}, {3});\n",
                           number, name, stream.data, presentation);
    if (number > 0) {
      reads += fmt::format("    counts[{}] += {}__DOT__weight_read;\n", number - 1,
                           wire(deliverable, "u_" + stream.name));
    }
    ++number;
  }
  return fmt::format(
      R"(// What the harness drives and samples in module {top}. Written by scbnn simulate.
#pragma once

#include <array>
#include <cstdint>

#include "Vdesign.h"
#include "Vdesign___024root.h"

struct Adapter {{
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
      fmt::arg("streams", number), fmt::arg("slots", deliverable.slots),
      fmt::arg("settings",
               setting("cfg_log2_presentations", "log2", deliverable.log2_presentations_mask) +
                   setting("cfg_margin", "margin", deliverable.margin_mask)),
      fmt::arg("samples", samples), fmt::arg("layers", number - 1), fmt::arg("reads", reads));
}

std::string monitor_configuration(const Deliverable& deliverable) {
  std::string text = "`verilator_config\n";
  const auto make_public = [&](const std::string& module, const std::string& variable) {
    text += fmt::format("public_flat_rd -module \"{}\" -var \"{}\"\n", module, variable);
  };
  bool first = true;
  for (const StreamWires& stream : streams(deliverable)) {
    for (const std::string& signal :
         {std::string("valid"), std::string("ready"), std::string("last"), stream.data}) {
      make_public(deliverable.top, stream.name + "_" + signal);
    }
    if (!first) {
      if (deliverable.slots > 0) make_public(deliverable.top, stream.name + "_side");
      make_public(deliverable.top + "_" + stream.name, "weight_read");
    }
    first = false;
  }
  return text;
}

}  // namespace scbnn::cosim
