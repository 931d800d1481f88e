// scbnn inspect DIR: the manifest of a generated folder as tables.
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <string>
#include <vector>

#include "cli/inspect.hpp"
#include "deliverable/checksums.hpp"
#include "support/problem.hpp"

namespace scbnn::cli {
namespace {

namespace fs = std::filesystem;

std::string text(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

std::int64_t number(const Json& value) { return value.get<std::int64_t>(); }

std::string listed(const Json& values) {
  std::string result;
  for (const Json& value : values) {
    if (!result.empty()) result += ", ";
    result += text(value);
  }
  return result;
}

Json read_manifest(const fs::path& folder) {
  const fs::path file = folder / kManifestName;
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    throw InputError(folder.string(), std::string("holds no ") + kManifestName +
                                          "; a folder that 'scbnn generate' made is needed");
  }
  Json manifest = Json::parse(stream, nullptr, false);
  if (!manifest.is_object()) throw InputError(file.string(), "is not a JSON object");
  return manifest;
}

void print_design(const Json& manifest, std::FILE* out) {
  const Json& network = manifest.at("network");
  const Json& input = network.at("input");
  const Json& function = manifest.at("function");
  std::string sizes = fmt::to_string(number(input.at("channels")) * number(input.at("height")) *
                                     number(input.at("width")));
  for (const Json& layer : network.at("layers"))
    sizes += fmt::format("-{}", number(layer.at("outputs")));
  fmt::print(out, "top      {}\n", text(manifest.at("top")));
  fmt::print(out, "made by  {}: {}\n", text(manifest.at("generator")),
             text(manifest.at("command")));
  fmt::print(out, "network  {} ({}), {} weights\n", text(network.at("name")), sizes,
             number(network.at("weights")));
  fmt::print(out, "input    {}, T = {}{}\n", text(function.at("input")),
             listed(function.at("presentations")),
             function.at("presentations_at_run_time").get<bool>() ? ", chosen at run time" : "");
  const Json& encoder = function.at("encoder");
  fmt::print(out, "encoder  {}", text(encoder.at("kind")));
  if (encoder.contains("width")) {
    fmt::print(out, " of {} bits, {} lanes, seed {}", number(encoder.at("width")),
               number(encoder.at("lanes")), number(encoder.at("seed")));
  }
  if (encoder.contains("stride")) {
    fmt::print(out, " of stride {}, seed {}", number(encoder.at("stride")),
               number(encoder.at("seed")));
  }
  const Json& plan = manifest.at("plan");
  fmt::print(out, "; {} of a beat at once\n",
             number(plan.at("encoder").at("presentations_per_cycle")));
  fmt::print(out, "mode     {}", text(function.at("mode")));
  if (function.contains("margin")) {
    const Json& margin = function.at("margin");
    fmt::print(out, ", {} images in flight, margin {}", number(plan.at("slots")),
               margin.is_string() ? text(margin) : fmt::to_string(number(margin)));
  } else {
    fmt::print(out, ", first layer by {}", text(plan.at("first_layer")));
  }
  fmt::print(out, "\n");
}

void print_plan(const Json& plan, std::FILE* out) {
  fmt::print(out, "\n{:10} {:>8} {:>8} {:>6} {:>6} {:>8} {:>8} {:>8}  {}\n", "layer", "inputs",
             "outputs", "PE", "SIMD", "groups", "chunks", "bits", "module");
  for (const Json& layer : plan.at("layers")) {
    fmt::print(out, "{:10} {:>8} {:>8} {:>6} {:>6} {:>8} {:>8} {:>8}  {}\n", text(layer.at("name")),
               number(layer.at("inputs")), number(layer.at("outputs")), number(layer.at("pe")),
               number(layer.at("simd")), number(layer.at("groups")), number(layer.at("chunks")),
               number(layer.at("planes")), text(layer.at("module")));
  }
  fmt::print(out, "\n{:>4} {:>16} {:>20}  {}\n", "T", "cycles an image", "cycles to 1st result",
             "cycles of each stage (encoder, layers)");
  for (const Json& row : plan.at("cycles")) {
    fmt::print(out, "{:>4} {:>16} {:>20}  {}\n", number(row.at("presentations")),
               number(row.at("per_image")), number(row.at("first_result")),
               listed(row.at("stage")));
  }
}

void print_ports(const Json& ports, std::FILE* out) {
  fmt::print(out, "\n{:26} {:9} {:>5}\n", "port", "direction", "bits");
  for (const Json& port : ports) {
    fmt::print(out, "{:26} {:9} {:>5}\n", text(port.at("name")), text(port.at("direction")),
               number(port.at("width")));
  }
}

void print_memories(const Json& memories, std::FILE* out) {
  fmt::print(out, "\n{:26} {:10} {:10} {:>8} {:>8} {:>10}  {}\n", "memory", "kind", "built as",
             "rows", "width", "bits", "file");
  std::int64_t total = 0;
  for (const Json& memory : memories) {
    const bool coded = memory.contains("check_bits");
    const std::int64_t width = number(memory.at(coded ? "stored_width" : "width"));
    const std::int64_t bits = number(memory.at("rows")) * width;
    total += bits;
    fmt::print(out, "{:26} {:10} {:10} {:>8} {:>8} {:>10}  {}\n", text(memory.at("name")),
               text(memory.at("kind")), text(memory.at("memory")), number(memory.at("rows")), width,
               bits, text(memory.at("file")));
    if (coded) {
      fmt::print(out, "{:26} {} bits a row, in code words of {} and {} check bits\n", "",
                 number(memory.at("width")), number(memory.at("lane_width")),
                 number(memory.at("check_bits")));
    }
    if (!memory.contains("tiles")) continue;
    const Json& map = memory.at("tiles");
    fmt::print(out, "{:26} {} tiles of {} x {} ({} x {}, mux {}), {:.1f} % of their cells used\n",
               "", number(map.at("tiles")), number(map.at("rows")), number(map.at("columns")),
               number(map.at("down")), number(map.at("across")), number(map.at("mux")),
               100 * map.at("utilization").get<double>());
  }
  fmt::print(out, "{:26} {:10} {:10} {:>8} {:>8} {:>10}\n", "total", "", "", "", "", total);
}

/// The macros that memories are made of, and what they cost.
void print_macros(const Json& macros, std::FILE* out) {
  fmt::print(out, "\n{:26} {:>10} {:>10} {:>10} {:>9} {:>9} {:>12} {:>12}\n", "macro", "width um",
             "height um", "area um2", "read ns", "write ns", "read pJ", "write pJ");
  const auto figure = [](const Json& macro, const char* key) {
    return macro.at(key).get<double>();
  };
  for (const Json& macro : macros.at("macros")) {
    fmt::print(out, "{:26} {:>10.2f} {:>10.2f} {:>10.1f} {:>9.2f} {:>9.2f} {:>12.3f} {:>12.3f}\n",
               text(macro.at("name")), figure(macro, "width_um"), figure(macro, "height_um"),
               figure(macro, "area_um2"), figure(macro, "read_ns"), figure(macro, "write_ns"),
               figure(macro, "read_energy_pj"), figure(macro, "write_energy_pj"));
  }
  fmt::print(out, "\n{:26} {:>8} {:>14} {:>22}\n", "layer", "tiles", "macros um2",
             "pJ of reads an image");
  const auto row = [&](const std::string& name, const Json& sums) {
    fmt::print(out, "{:26} {:>8} {:>14.1f} {:>22.1f}\n", name, number(sums.at("tiles")),
               figure(sums, "area_um2"), figure(sums, "read_energy_pj_per_image"));
  };
  for (const Json& layer : macros.at("layers")) row(text(layer.at("name")), layer);
  row("total", macros);
  fmt::print(out, "technology {} ({}), reads at T = {}\n", text(macros.at("technology")),
             text(macros.at("process")), number(macros.at("presentations")));
}

void print_state(const Json& manifest, const std::vector<std::string>& changed, std::FILE* out) {
  if (changed.empty()) {
    fmt::print(out, "\nfiles    {}, all as generated\n", manifest.at("files").size());
    return;
  }
  fmt::print(out, "\nnot as generated:\n");
  for (const std::string& entry : changed) fmt::print(out, "  {}\n", entry);
}

/// Everything that is not as it was generated: changed, missing and foreign files.
std::vector<std::string> changed_entries(const fs::path& folder, const Json& manifest) {
  std::vector<std::string> changed = foreign_entries(folder);
  std::error_code error;
  for (const auto& [path, sum] : manifest.at("files").items()) {
    if (!fs::exists(folder / path, error)) changed.push_back(path + " (missing)");
  }
  std::sort(changed.begin(), changed.end());
  return changed;
}

}  // namespace

Json inspect_folder(const fs::path& folder, std::FILE* out) {
  Json manifest = read_manifest(folder);
  try {
    const std::vector<std::string> changed = changed_entries(folder, manifest);
    print_design(manifest, out);
    print_plan(manifest.at("plan"), out);
    print_ports(manifest.at("ports"), out);
    print_memories(manifest.at("memories"), out);
    if (manifest.contains("macros")) print_macros(manifest.at("macros"), out);
    print_state(manifest, changed, out);
    manifest["changed"] = changed;
  } catch (const nlohmann::json::exception& error) {
    throw InputError((folder / kManifestName).string(),
                     std::string("is not a manifest of this program: ") + error.what());
  }
  return manifest;
}

}  // namespace scbnn::cli
