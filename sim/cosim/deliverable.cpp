// Reads manifest.json and compares checksums.
#include "sim/cosim/deliverable.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>

#include "deliverable/checksums.hpp"
#include "deliverable/sha256.hpp"
#include "support/problem.hpp"

namespace scbnn::cosim {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

Json read_manifest(const fs::path& folder) {
  const fs::path file = folder / kManifestName;
  if (!fs::is_directory(folder)) {
    throw InputError(folder.string(), fs::exists(folder)
                                          ? "is not a folder; give one that scbnn generate wrote"
                                          : "does not exist; scbnn generate writes such a folder");
  }
  if (!fs::exists(file)) {
    throw InputError(folder.string(),
                     "has no manifest.json: not a folder that scbnn generate wrote");
  }
  try {
    return Json::parse(read_bytes(file));
  } catch (const Json::exception& error) {
    throw InputError(file.string(), std::string("is not valid JSON: ") + error.what());
  }
}

LayerStream layer_stream(const Json& plan) {
  LayerStream layer;
  plan.at("name").get_to(layer.name);
  plan.at("inputs").get_to(layer.inputs);
  plan.at("outputs").get_to(layer.outputs);
  plan.at("pe").get_to(layer.pe);
  plan.at("simd").get_to(layer.simd);
  plan.at("groups").get_to(layer.groups);
  plan.at("chunks").get_to(layer.chunks);
  if (plan.at("threshold_width") == 0) plan.at("score_width").get_to(layer.score_width);
  return layer;
}

/// The control port; settings that are ports elsewhere are registers here.
void read_control(const Json& control, const Json& memories, Deliverable& deliverable) {
  for (const Json& each : control.at("registers")) {
    deliverable.registers.push_back(
        {each.at("name").get<std::string>(), each.at("kind").get<std::string>(),
         each.at("offset").get<std::uint32_t>(), each.at("writable").get<bool>(),
         each.at("width").get<unsigned>(), each.at("wide_error").get<bool>(),
         each.at("reset").get<std::uint32_t>()});
    const ControlRegister& found = deliverable.registers.back();
    const std::uint32_t mask = found.width < 32 ? (std::uint32_t{1} << found.width) - 1 : ~0U;
    if (found.name == "MARGIN") deliverable.margin_mask = mask;
    if (found.name == "PRESENTATIONS") {
      deliverable.presentations_at_run_time = true;
      deliverable.log2_presentations_mask = mask;
    }
  }
  for (const Json& load : control.at("load")) {
    for (const Json& memory : memories) {
      if (memory.at("name") == load.at("memory")) {
        deliverable.loads.push_back(memory.at("file").get<std::string>());
      }
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
  const Json manifest = read_manifest(folder);
  Deliverable deliverable;
  deliverable.folder = fs::canonical(folder);
  try {
    manifest.at("top").get_to(deliverable.top);
    const Json& plan = manifest.at("plan");
    const Json& encoder = plan.at("encoder");
    encoder.at("pixels").get_to(deliverable.pixels);
    encoder.at("pixels_per_beat").get_to(deliverable.pixels_per_beat);
    encoder.at("beats").get_to(deliverable.beats);
    for (const Json& layer : plan.at("layers")) deliverable.layers.push_back(layer_stream(layer));
    plan.at("layers").at(0).at("planes").get_to(deliverable.planes);
    for (const Json& row : plan.at("cycles")) {
      deliverable.cycles.push_back({row.at("presentations").get<int>(),
                                    row.at("per_image").get<int>(),
                                    row.at("first_result").get<int>()});
    }
    deliverable.by_presentation = plan.at("first_layer") == "presentations";
    deliverable.slots = plan.value("slots", 0);
    for (const Json& port : manifest.at("ports")) {
      const auto mask = [&] { return (std::uint32_t{1} << port.at("width").get<unsigned>()) - 1U; };
      if (port.at("name") == "cfg_margin") deliverable.margin_mask = mask();
      if (port.at("name") != "cfg_log2_presentations") continue;
      deliverable.presentations_at_run_time = true;
      deliverable.log2_presentations_mask = mask();
    }
    for (const Json& memory : manifest.at("memories")) {
      deliverable.memories.push_back(
          {memory.at("layer").get<std::string>(), memory.at("kind").get<std::string>(),
           memory.at("file").get<std::string>(), memory.at("rows").get<int>(),
           memory.at("width").get<int>(), memory.at("lane_width").get<int>(),
           memory.value("check_bits", 0)});
      if (memory.at("kind") != "weights" || memory.at("memory") != "rram-2t2r") continue;
      for (LayerStream& layer : deliverable.layers) {
        layer.multiplies |= layer.name == deliverable.memories.back().layer;
      }
    }
    if (manifest.contains("control")) {
      read_control(manifest.at("control"), manifest.at("memories"), deliverable);
    }
  } catch (const Json::exception& error) {
    throw InputError((folder / kManifestName).string(),
                     std::string("is not a manifest of this version of scbnn: ") + error.what());
  }
  return deliverable;
}

std::vector<std::string> edited_files(const Deliverable& deliverable) {
  const Json manifest = read_manifest(deliverable.folder);
  const std::vector<std::string> sources = verilog_sources(deliverable);
  std::vector<std::string> edited;
  for (const std::string& entry : foreign_entries(deliverable.folder)) {
    if (entry.starts_with(kManifestName))
      edited.push_back(std::string(kManifestName) + " (changed)");
  }
  const Json files = manifest.value("files", Json::object());
  for (const auto& [path, sum] : files.items()) {
    if (!takes_part(path, deliverable, sources)) continue;
    const fs::path file = deliverable.folder / path;
    if (!fs::is_regular_file(file)) {
      edited.push_back(path + " (missing)");
    } else if (sha256(read_bytes(file)) != sum) {
      edited.push_back(path + " (changed)");
    }
  }
  for (const std::string& source : sources) {
    if (!files.contains(source)) edited.push_back(source + " (not shipped)");
  }
  return edited;
}

std::vector<std::string> verilog_sources(const Deliverable& deliverable) {
  std::istringstream lines(read_bytes(deliverable.file_list()));
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

std::string read_bytes(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw InputError(path.string(), "cannot be read");
  std::string bytes{std::istreambuf_iterator<char>(file), {}};
  if (file.bad()) throw InputError(path.string(), "cannot be read");
  return bytes;
}

}  // namespace scbnn::cosim
