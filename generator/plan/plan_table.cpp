// Columns of right-aligned numbers.
#include "generator/plan/plan_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace scbnn {
namespace {

using Row = std::vector<std::string>;

/// 1,234,567; not negative.
std::string grouped(std::int64_t number) {
  if (number < 1000) return fmt::format("{}", number);
  return fmt::format("{},{:03}", grouped(number / 1000), number % 1000);
}

std::string aligned(const std::vector<Row>& rows) {
  std::vector<std::size_t> widths(rows.front().size());
  for (const Row& row : rows) {
    for (std::size_t c = 0; c < row.size(); ++c) widths[c] = std::max(widths[c], row[c].size());
  }
  std::string text;
  for (const Row& row : rows) {
    std::string line = fmt::format("{:<{}}", row[0], widths[0]);
    for (std::size_t c = 1; c + 1 < row.size(); ++c) {
      line += fmt::format("  {:>{}}", row[c], widths[c]);
    }
    line += row.back().empty() ? "" : "  " + row.back();
    text += line + '\n';
  }
  return text;
}

/// Pixels of a beat, and presentations that are made at once if more than one.
std::string beat_text(const EncoderPlan& encoder) {
  if (encoder.presentations_per_cycle == 1) return fmt::format("{}", encoder.pixels_per_beat);
  return fmt::format("{} x {}", encoder.pixels_per_beat, encoder.presentations_per_cycle);
}

std::int64_t stored_bits(const LayerPlan& layer) {
  return std::int64_t{layer.groups} * layer.pe * layer.chunks * layer.simd;
}

/// What engines count with.
std::string count_line(const Design& design) {
  std::string text =
      fmt::format("target {}: counters {}; registers before a sum:", name_of(design.config.target),
                  name_of(design.layers.front().engine.count.counters));
  for (const LayerPlan& layer : design.layers) {
    text += fmt::format("{} {} ({})", &layer == &design.layers.front() ? "" : ",",
                        layer.engine.count.registers, layer.name);
  }
  return text + '\n';
}

/// The tiles of macro kinds, one line per memory; empty without macros.
std::string tile_lines(const Design& design) {
  std::vector<Row> rows;
  std::int64_t tiles = 0;
  std::int64_t bits = 0;
  std::int64_t cells = 0;
  for (const LayerPlan& layer : design.layers) {
    for (const MemoryPlan* memory : {&layer.weights, &layer.neurons}) {
      if (!memory->tiles) continue;
      if (rows.empty()) {
        rows.push_back({"memory", "kind", "rows", "bits per row", "tiles", "used", ""});
      }
      const TileMap& map = *memory->tiles;
      rows.push_back({fmt::format("{} {}", layer.name, memory->contents),
                      std::string(name_of(memory->kind)), grouped(memory->rows),
                      grouped(memory->stored_width()),
                      fmt::format("{} = {} x {}", grouped(map.tiles()), map.down, map.across),
                      fmt::format("{:.1f} %", 100 * memory->utilization()), ""});
      tiles += map.tiles();
      bits += memory->bits();
      cells += map.cells();
    }
  }
  if (rows.empty()) return {};
  return aligned(rows) + fmt::format("{} tiles of {} x {}, {:.1f} % of their cells used\n",
                                     grouped(tiles), design.config.macro.rows,
                                     design.config.macro.columns,
                                     100 * static_cast<double>(bits) / static_cast<double>(cells));
}

}  // namespace

std::string plan_table(const Design& design, int presentations) {
  const Cycles time = cycles(design, presentations);
  const auto mark = [&](std::size_t stage) {
    return time.stage[stage] == time.per_image ? "<- slowest" : "";
  };
  const EncoderPlan& encoder = design.encoder;
  std::vector<Row> rows{{"stage", "inputs", "outputs", "PE", "SIMD", "groups", "chunks", "visits",
                         "cycles", "weight bits", "used", ""}};
  rows.push_back({"encoder", grouped(encoder.pixels), "", beat_text(encoder), "", "",
                  grouped(encoder.beats), "", grouped(time.stage[0]), "",
                  fmt::format("{:.1f} %", 100.0 * time.stage[0] / time.per_image), mark(0)});
  std::int64_t bits = 0;
  std::int64_t xnors = 0;
  for (std::size_t l = 0; l < design.layers.size(); ++l) {
    const LayerPlan& layer = design.layers[l];
    const int visits = time.stage[l + 1] / (layer.groups * layer.chunks);
    const int parallel = layer.engine.per_cycle;
    const std::int64_t layer_xnors = std::int64_t{layer.pe} * layer.simd * parallel;
    const double needed = 1.0 * layer.inputs * layer.outputs * visits * parallel;
    rows.push_back(
        {layer.name, grouped(layer.inputs), grouped(layer.outputs), grouped(layer.pe),
         grouped(layer.simd), grouped(layer.groups), grouped(layer.chunks),
         fmt::format("{}", visits), grouped(time.stage[l + 1]), grouped(stored_bits(layer)),
         fmt::format("{:.1f} %",
                     100.0 * needed / (static_cast<double>(layer_xnors) * time.per_image)),
         mark(l + 1)});
    bits += stored_bits(layer);
    xnors += layer_xnors;
  }
  std::string text = aligned(rows);
  if (*std::max_element(time.stage.begin(), time.stage.end()) < time.per_image) {
    text += fmt::format("a gearbox between two stages needs {} cycles\n", grouped(time.per_image));
  }
  return text +
         fmt::format(
             "T = {}: {} cycles per image, first result after {}; {} XNORs per cycle, {} weight "
             "bits; {} images per second at {} MHz\n",
             presentations, grouped(time.per_image), grouped(time.first_result), grouped(xnors),
             grouped(bits),
             grouped(static_cast<std::int64_t>(design.config.clock_mhz * 1e6 / time.per_image)),
             design.config.clock_mhz);
}

std::string plan_table(const Design& design) {
  std::string text = plan_table(design, design.config.function.presentations) + count_line(design);
  if (!design.presentations_at_run_time) return text + tile_lines(design);
  text += "cycles per image at run-time T:";
  for (const int t : design.presentation_choices) {
    text +=
        fmt::format("{} {} (T = {})", t == 1 ? "" : ",", grouped(cycles(design, t).per_image), t);
  }
  return text + '\n' + tile_lines(design);
}

}  // namespace scbnn
