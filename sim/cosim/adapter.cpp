// Prints the adapter of a simulator.
#include "sim/cosim/adapter.hpp"

#include <fmt/format.h>

#include <vector>

namespace scbnn::cosim {
namespace {

struct StreamWires {
  std::string name;  // "encoder", "layer1"
  std::string data;  // "planes", "data"
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
  std::vector<StreamWires> result{{"encoder", "planes"}};
  for (const LayerStream& layer : deliverable.layers) result.push_back({layer.name, "data"});
  return result;
}

}  // namespace

std::string adapter_header(const Deliverable& deliverable) {
  std::string samples;
  int number = 0;
  for (const StreamWires& stream : streams(deliverable)) {
    const std::string wire =
        fmt::format("root.{}__DOT__{}_", verilated_name(deliverable.top), stream.name);
    samples += fmt::format("    sample({0}, {1}valid, {1}ready, {1}last, {1}{2});\n", number, wire,
                           stream.data);
    ++number;
  }
  return fmt::format(
      R"(// What the harness drives and samples in module {top}. Written by scbnn simulate.
#pragma once

#include <cstdint>

#include "Vdesign.h"
#include "Vdesign___024root.h"

struct Adapter {{
  static constexpr std::uint32_t kBeatPixels = {pixels};
  static constexpr std::uint32_t kStreams = {streams};

  static void set_log2_presentations({model}, {value}) {{{body}}}

  template <class Sample>
  static void sample(const Vdesign___024root& root, Sample&& sample) {{
{samples}  }}
}};
)",
      fmt::arg("top", deliverable.top), fmt::arg("pixels", deliverable.pixels_per_beat),
      fmt::arg("streams", number),
      fmt::arg("model", deliverable.presentations_at_run_time ? "Vdesign& model" : "Vdesign&"),
      fmt::arg("value",
               deliverable.presentations_at_run_time ? "std::uint32_t value" : "std::uint32_t"),
      fmt::arg("body", deliverable.presentations_at_run_time
                           ? fmt::format(" model.cfg_log2_presentations = value & {}U; ",
                                         deliverable.log2_presentations_mask)
                           : ""),
      fmt::arg("samples", samples));
}

std::string monitor_configuration(const Deliverable& deliverable) {
  std::string text = "`verilator_config\n";
  for (const StreamWires& stream : streams(deliverable)) {
    for (const std::string& signal :
         {std::string("valid"), std::string("ready"), std::string("last"), stream.data}) {
      text += fmt::format("public_flat_rd -module \"{}\" -var \"{}_{}\"\n", deliverable.top,
                          stream.name, signal);
    }
  }
  return text;
}

}  // namespace scbnn::cosim
