// Reads manifest.json and compares checksums.
#include "sim/cosim/deliverable.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "deliverable/checksums.hpp"
#include "deliverable/manifest.hpp"
#include "deliverable/sha256.hpp"
#include "support/files.hpp"
#include "support/problem.hpp"

namespace scbnn::cosim {
namespace {

namespace fs = std::filesystem;

std::uint32_t low_bits(int count) {
  return count < 32 ? (std::uint32_t{1} << static_cast<unsigned>(count)) - 1 : ~0U;
}

LayerStream layer_stream(const manifest::Layer& layer) {
  LayerStream stream{.name = layer.name,
                     .inputs = layer.inputs,
                     .outputs = layer.outputs,
                     .pe = layer.pe,
                     .simd = layer.simd,
                     .groups = layer.groups,
                     .chunks = layer.chunks};
  if (layer.threshold_width == 0) stream.score_width = layer.score_width;
  return stream;
}

/// The ports or registers that a run sets: bits of T's logarithm and of the margin.
void read_setting(const std::string& name, int width, Deliverable& deliverable) {
  if (name == "cfg_margin" || name == "MARGIN") deliverable.margin_mask = low_bits(width);
  if (name == "cfg_log2_presentations" || name == "PRESENTATIONS") {
    deliverable.presentations_at_run_time = true;
    deliverable.log2_presentations_mask = low_bits(width);
  }
}

void read_control(const manifest::Manifest& manifest, Deliverable& deliverable) {
  for (const manifest::Register& each : manifest.control->registers) {
    deliverable.registers.push_back({each.name, each.kind, static_cast<std::uint32_t>(each.offset),
                                     each.writable, static_cast<unsigned>(each.width),
                                     each.wide_error, each.reset});
    read_setting(each.name, each.width, deliverable);
  }
  for (const manifest::Load& load : manifest.control->load) {
    for (const manifest::Memory& memory : manifest.memories) {
      if (memory.name == load.memory) deliverable.loads.push_back(memory.file);
    }
  }
}

bool takes_part(const std::string& path, const Deliverable& deliverable,
                const std::vector<std::string>& sources) {
  return path == "model.onnx" || path == "config.toml" || path.starts_with("mem/") ||
         path.starts_with("driver/") || path == deliverable.top + ".f" ||
         std::find(sources.begin(), sources.end(), path) != sources.end();
}

}  // namespace

const PlannedCycles* Deliverable::planned(int presentations) const {
  const auto found = std::find_if(cycles.begin(), cycles.end(), [&](const PlannedCycles& row) {
    return row.presentations == presentations;
  });
  return found == cycles.end() ? nullptr : &*found;
}

const ControlRegister* Deliverable::find_register(const std::string& name) const {
  const auto found = std::find_if(registers.begin(), registers.end(),
                                  [&](const ControlRegister& each) { return each.name == name; });
  return found == registers.end() ? nullptr : &*found;
}

const LayerStream& Deliverable::layer(const std::string& name) const {
  const auto found = std::find_if(layers.begin(), layers.end(),
                                  [&](const LayerStream& stream) { return stream.name == name; });
  if (found == layers.end()) {
    throw InputError((folder / kManifestName).string(), "names no layer '" + name + "'");
  }
  return *found;
}

Deliverable open_deliverable(const fs::path& folder) {
  const manifest::Manifest manifest = manifest::read(folder);
  const manifest::Plan& plan = manifest.plan;
  Deliverable deliverable{.folder = fs::canonical(folder),
                          .top = manifest.top,
                          .pixels = plan.encoder.pixels,
                          .pixels_per_beat = plan.encoder.pixels_per_beat,
                          .beats = plan.encoder.beats,
                          .planes = plan.layers.front().planes,
                          .rounds_pixels = plan.encoder.coding == "rounded",
                          .by_presentation = plan.first_layer == "presentations",
                          .slots = plan.slots,
                          .files = manifest.files};
  for (const manifest::Layer& layer : plan.layers) {
    deliverable.layers.push_back(layer_stream(layer));
  }
  for (const manifest::Cycles& row : plan.cycles) {
    deliverable.cycles.push_back({row.presentations, row.per_image, row.first_result});
  }
  for (const manifest::Port& port : manifest.ports) {
    read_setting(port.name, port.width, deliverable);
  }
  for (const manifest::Memory& memory : manifest.memories) {
    deliverable.memories.push_back({memory.layer, memory.kind, memory.file, memory.rows,
                                    memory.width, memory.lane_width,
                                    memory.check_bits.value_or(0)});
    if (memory.kind != "weights" || memory.memory != "rram-2t2r") continue;
    for (LayerStream& layer : deliverable.layers) layer.multiplies |= layer.name == memory.layer;
  }
  if (manifest.control) read_control(manifest, deliverable);
  return deliverable;
}

std::vector<std::string> edited_files(const Deliverable& deliverable) {
  const std::vector<std::string> sources = verilog_sources(deliverable);
  std::vector<std::string> edited;
  for (const std::string& entry : foreign_entries(deliverable.folder)) {
    if (entry.starts_with(kManifestName))
      edited.push_back(std::string(kManifestName) + " (changed)");
  }
  for (const auto& [path, sum] : deliverable.files) {
    if (!takes_part(path, deliverable, sources)) continue;
    const fs::path file = deliverable.folder / path;
    if (!fs::is_regular_file(file)) {
      edited.push_back(path + " (missing)");
    } else if (sha256(read_file(file)) != sum) {
      edited.push_back(path + " (changed)");
    }
  }
  for (const std::string& source : sources) {
    if (!deliverable.files.contains(source)) edited.push_back(source + " (not shipped)");
  }
  return edited;
}

std::vector<std::string> verilog_sources(const Deliverable& deliverable) {
  std::istringstream lines(read_file(deliverable.file_list()));
  std::vector<std::string> sources;
  for (std::string line; std::getline(lines, line);) {
    line.erase(std::min(line.find("//"), line.size()));
    line.erase(line.find_last_not_of(" \t\r") + 1);
    line.erase(0, line.find_first_not_of(" \t"));
    if (!line.empty() && line[0] != '#' && line[0] != '+' && line[0] != '-')
      sources.push_back(line);
  }
  return sources;
}

}  // namespace scbnn::cosim
