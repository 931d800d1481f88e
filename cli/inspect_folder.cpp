// scbnn inspect DIR: the manifest of a generated folder as tables.
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include "cli/inspect.hpp"
#include "deliverable/checksums.hpp"
#include "deliverable/manifest.hpp"
#include "network/input_range.hpp"

namespace scbnn::cli {
namespace {

namespace fs = std::filesystem;

std::string listed(const std::vector<int>& values) {
  return fmt::format("{}", fmt::join(values, ", "));
}

void print_design(const manifest::Manifest& manifest, std::FILE* out) {
  const manifest::Network& network = manifest.network;
  const manifest::Function& function = manifest.function;
  std::string sizes = fmt::to_string(std::int64_t{network.input.channels} * network.input.height *
                                     network.input.width);
  for (const manifest::NetworkLayer& layer : network.layers) {
    sizes += fmt::format("-{}", layer.outputs);
  }
  say(out, "top      {}\n", manifest.top);
  say(out, "made by  {}: {}\n", manifest.generator, manifest.command);
  say(out, "network  {} ({}), {} weights\n", network.name, sizes, network.weights);
  const InputRange range{network.input.scale, network.input.offset};
  say(out, "range    pixel p in 0..255 is read as x = {} ({})\n", formula(range),
      network.input.stated_by);
  say(out, "input    {}, T = {}{}\n", function.input, listed(function.presentations),
      function.presentations_at_run_time ? ", chosen at run time" : "");
  const manifest::Encoder& encoder = function.encoder;
  say(out, "encoder  {}", encoder.kind);
  if (encoder.width) {
    say(out, " of {} bits, {} lanes, seed {}", *encoder.width, encoder.lanes.value_or(0),
        encoder.seed.value_or(0));
  }
  if (encoder.stride) {
    say(out, " of stride {}, seed {}", *encoder.stride, encoder.seed.value_or(0));
  }
  const manifest::Plan& plan = manifest.plan;
  say(out, "; {} presentations per cycle\n", plan.encoder.presentations_per_cycle);
  say(out, "mode     {}", function.mode);
  if (function.margin) {
    const std::string margin =
        std::visit([](const auto& value) { return fmt::format("{}", value); }, *function.margin);
    say(out, ", {} images in flight, margin {}", plan.slots.value_or(0), margin);
  } else {
    say(out, ", first layer by {}", plan.first_layer);
  }
  say(out, "\n");
}

void print_plan(const manifest::Plan& plan, std::FILE* out) {
  say(out, "\n{:10} {:>8} {:>8} {:>6} {:>6} {:>8} {:>8} {:>8}  {}\n", "layer", "inputs", "outputs",
      "PE", "SIMD", "groups", "chunks", "bits", "module");
  for (const manifest::Layer& layer : plan.layers) {
    say(out, "{:10} {:>8} {:>8} {:>6} {:>6} {:>8} {:>8} {:>8}  {}\n", layer.name, layer.inputs,
        layer.outputs, layer.pe, layer.simd, layer.groups, layer.chunks, layer.planes,
        layer.module);
  }
  say(out, "\n{:>4} {:>16} {:>20}  {}\n", "T", "cycles per image", "cycles to 1st result",
      "cycles of each stage (encoder, layers)");
  for (const manifest::Cycles& row : plan.cycles) {
    say(out, "{:>4} {:>16} {:>20}  {}\n", row.presentations, row.per_image, row.first_result,
        listed(row.stage));
  }
}

void print_ports(const std::vector<manifest::Port>& ports, std::FILE* out) {
  say(out, "\n{:26} {:9} {:>5}\n", "port", "direction", "bits");
  for (const manifest::Port& port : ports) {
    say(out, "{:26} {:9} {:>5}\n", port.name, port.direction, port.width);
  }
}

void print_memories(const std::vector<manifest::Memory>& memories, std::FILE* out) {
  say(out, "\n{:26} {:10} {:10} {:>8} {:>8} {:>10}  {}\n", "memory", "kind", "built as", "rows",
      "width", "bits", "file");
  std::int64_t total = 0;
  for (const manifest::Memory& memory : memories) {
    const int width = memory.stored_width.value_or(memory.width);
    const std::int64_t bits = std::int64_t{memory.rows} * width;
    total += bits;
    say(out, "{:26} {:10} {:10} {:>8} {:>8} {:>10}  {}\n", memory.name, memory.kind, memory.memory,
        memory.rows, width, bits, memory.file);
    if (memory.check_bits) {
      say(out, "{:26} {} bits per row, in code words of {} and {} check bits\n", "", memory.width,
          memory.lane_width, *memory.check_bits);
    }
    if (!memory.tiles) continue;
    const manifest::Tiles& map = *memory.tiles;
    say(out, "{:26} {} tiles of {} x {} ({} x {}, mux {}), {:.1f} % of their cells used\n", "",
        map.tiles, map.rows, map.columns, map.down, map.across, map.mux, 100 * map.utilization);
  }
  say(out, "{:26} {:10} {:10} {:>8} {:>8} {:>10}\n", "total", "", "", "", "", total);
}

/// The macros that memories are made of, and what they cost.
void print_macros(const manifest::Macros& macros, std::FILE* out) {
  say(out, "\n{:26} {:>10} {:>10} {:>10} {:>9} {:>9} {:>12} {:>12}\n", "macro", "width um",
      "height um", "area um2", "read ns", "write ns", "read pJ", "write pJ");
  for (const manifest::Macro& macro : macros.macros) {
    say(out, "{:26} {:>10.2f} {:>10.2f} {:>10.1f} {:>9.2f} {:>9.2f} {:>12.3f} {:>12.3f}\n",
        macro.name, macro.width_um, macro.height_um, macro.area_um2, macro.read_ns, macro.write_ns,
        macro.read_energy_pj, macro.write_energy_pj);
  }
  say(out, "\n{:26} {:>8} {:>14} {:>22}\n", "layer", "tiles", "macros um2",
      "pJ of reads per image");
  const auto row = [&](const std::string& name, int tiles, double area, double energy) {
    say(out, "{:26} {:>8} {:>14.1f} {:>22.1f}\n", name, tiles, area, energy);
  };
  for (const manifest::MacroLayer& layer : macros.layers) {
    row(layer.name, layer.tiles, layer.area_um2, layer.read_energy_pj_per_image);
  }
  row("total", macros.tiles, macros.area_um2, macros.read_energy_pj_per_image);
  say(out, "technology {} ({}), reads at T = {}\n", macros.technology, macros.process,
      macros.presentations);
}

void print_state(const manifest::Manifest& manifest, const std::vector<std::string>& changed,
                 std::FILE* out) {
  if (changed.empty()) {
    say(out, "\nfiles    {}, all as generated\n", manifest.files.size());
    return;
  }
  say(out, "\nnot as generated:\n");
  for (const std::string& entry : changed) say(out, "  {}\n", entry);
}

/// Everything that is not as it was generated: changed, missing and foreign files.
std::vector<std::string> changed_entries(const fs::path& folder,
                                         const manifest::Manifest& manifest) {
  std::vector<std::string> changed = foreign_entries(folder);
  std::error_code error;
  for (const auto& [path, sum] : manifest.files) {
    if (!fs::exists(folder / path, error)) changed.push_back(path + " (missing)");
  }
  std::sort(changed.begin(), changed.end());
  return changed;
}

}  // namespace

Json inspect_folder(const fs::path& folder, std::FILE* out) {
  const manifest::Manifest manifest = manifest::read(folder);
  const std::vector<std::string> changed = changed_entries(folder, manifest);
  print_design(manifest, out);
  print_plan(manifest.plan, out);
  print_ports(manifest.ports, out);
  print_memories(manifest.memories, out);
  if (manifest.macros) print_macros(*manifest.macros, out);
  print_state(manifest, changed, out);
  Json figures = Json::parse(manifest::to_text(manifest));
  figures["files"] = manifest.files;
  figures["changed"] = changed;
  return figures;
}

}  // namespace scbnn::cli
