// The folder's README: for someone who has the folder and nothing else.
#include "generator/emit/documents/readme.hpp"

#include <fmt/format.h>

#include "generator/cost/macro_cost.hpp"
#include "generator/emit/control/control.hpp"
#include "generator/emit/top/top_interface.hpp"
#include "generator/emit/top/verilog_files.hpp"
#include "support/quoting.hpp"
#include "support/version.hpp"

namespace scbnn {
namespace {

std::string stated_by(StatedRange::Source source) {
  if (source == StatedRange::Source::kAssumed) return "assumed: nothing declares it";
  return fmt::format("declared by the {}", name_of(source));
}

std::string opening(const Design& design, const Network& network, const Provenance& provenance) {
  return fmt::format(R"(# {}

A stochastic-computing accelerator for the binarized network {} ({}), as synthesizable
Verilog-2005: pixels in, class out, over AXI4-Stream. Written by {}:

    {}

- Input: {} pixels of 8 bits ({} x {} x {}: row by row, the channels of a pixel together).
- Trained on: x = {} for a pixel p in 0..255 ({}).
- Function: {}.
)",
                     design.top, markdown_code(network.name), network_shape(design),
                     generator_name(), provenance.command, design.encoder.pixels,
                     network.input.shape.height, network.input.shape.width,
                     network.input.shape.channels, formula(network.input_range.range),
                     stated_by(network.input_range.source), function_summary(design));
}

std::string checking(const Design& design) {
  return fmt::format(R"(
## Check it

`tb/{0}_tb.v` sends a few frames, some of the wrong length, first without gaps and then with
random gaps and back-pressure, and checks every result. It prints PASS or FAIL lines; the last line
is the verdict. In this folder:

    mkdir -p build
    iverilog -g2005 -o build/tb -s {0}_tb tb/{0}_tb.v -f {0}.f && vvp build/tb

or, several times faster,

    mkdir -p build
    verilator --binary --timing -Wno-fatal --Mdir build/tb-verilated \
      --top-module {0}_tb tb/{0}_tb.v -f {0}.f
    build/tb-verilated/V{0}_tb

Keep such outputs in `build/`: `scbnn generate` replaces this folder only if every other file is
unchanged. To check thousands of images and every layer with scbnn:

    scbnn simulate . --data NAME
)",
                     design.top);
}

std::string meaning(const Design& design, const verilog::Port& port) {
  if (port.name == "s_axis_tdata") {
    return fmt::format("bits 8k+7 .. 8k of beat b: pixel {}*b+k", design.encoder.pixels_per_beat);
  }
  if (port.name == "m_axis_tdata") {
    return std::string("bits 7..0 the class, 31..8 its score, signed") +
           (design.totals ? "; 39..32 the presentations used" : "");
  }
  if (port.name == "cfg_margin") {
    return "an image's presentations end once its class leads by this score, >= 1; all ones: "
           "never; "
           "sampled with a frame's first beat";
  }
  if (port.name == "cfg_log2_presentations") {
    return fmt::format(
        "log2 T, 0..{}; sampled with a frame's first beat; larger values count as {}",
        design.log2_presentations_max(), design.log2_presentations_max());
  }
  return port.note;
}

std::string port_table(const Design& design) {
  std::string out = R"(
## Ports

One clock; every port is synchronous to its rising edge, `aresetn` (active low) included.
AXI4-Stream: a beat moves in a cycle in which valid and ready are both high.

| port | direction | bits | meaning |
|---|---|---|---|
)";
  for (const verilog::PortGroup& group : top_ports(design)) {
    for (const verilog::Port& port : group.ports) {
      const bool in = port.direction == verilog::Direction::kInput;
      out += fmt::format("| `{}` | {} | {} | {} |\n", port.name, in ? "in" : "out", port.width,
                         meaning(design, port));
    }
  }
  return out +
         fmt::format(R"(
A frame is {} beats, the last one with TLAST. Every TLAST gives one result beat, in order; a frame
that was too short or too long gives one with `m_axis_tuser` high and class and score 0, and does not
affect other frames.
)",
                     design.encoder.beats) +
         (design.totals ? fmt::format(R"(
Up to {} images are in flight and take turns: no presentation is started before it is known to be
needed, and results leave in the order in which the images came.
)",
                                      design.totals->slots)
                        : "");
}

std::string control_section(const Design& design) {
  if (!design.control) return "";
  const RegisterMap& map = design.control->map;
  std::string out = fmt::format(R"(
## Control

Registers of 32 bits over AXI4-Lite, offsets in bytes. An address without a register, or not a multiple of
4, is answered by DECERR; a write to a read-only register, of part of a word, or of a value that is
refused, by SLVERR. Neither has an effect. Settings are sampled with a frame's first beat. After
reset no frame is accepted: write 1 to `CONTROL`.

{}
`driver/{}.h` and `.c` are a driver in C99 that needs no operating system and no library.
)",
                                register_table(map), design.top);
  if (map.targets.empty()) return out;
  out += R"(
Loading: stop, wait until idle, write `LOAD_SELECT`, then every word to `LOAD_DATA`: bit k of row r
is bit r * width + k of the whole. Write `LOAD_SELECT` again to read the words back.

| number | memory | words |
|---|---|---|
)";
  for (std::size_t index = 0; index < map.targets.size(); ++index) {
    out += fmt::format("| {} | `{}`: `driver/{}.bin` | {} |\n", index, map.targets[index].name,
                       map.targets[index].name, map.targets[index].words());
  }
  return out;
}

std::string cycle_table(const Design& design) {
  std::string out = fmt::format(R"(
## Cycles

For images without gaps between them and results that are taken immediately{}. The
cycles of a stage are those in which it works on one image; the slowest stage sets the rate.

| T | cycles per image | first result after | encoder |)",
                                design.totals ? ", all T presentations used" : "");
  std::string rule = "|---|---|---|---|";
  for (const LayerPlan& layer : design.layers) {
    out += fmt::format(" {} |", layer.name);
    rule += "---|";
  }
  out += '\n' + rule + '\n';
  for (const int presentations : design.presentation_choices) {
    const Cycles planned = cycles(design, presentations);
    out += fmt::format("| {} | {} | {} |", presentations, planned.per_image, planned.first_result);
    for (const int stage : planned.stage) out += fmt::format(" {} |", stage);
    out += '\n';
  }
  return out;
}

std::string layer_table(const Design& design) {
  std::string out = R"(
## Layers

PE neurons are computed at a time, with SIMD inputs each per cycle.

| layer | inputs | neurons | PE | SIMD | groups | chunks | bits per input |
|---|---|---|---|---|---|---|---|
)";
  for (const LayerPlan& layer : design.layers) {
    out +=
        fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} |\n", layer.name, layer.inputs,
                    layer.outputs, layer.pe, layer.simd, layer.groups, layer.chunks, layer.planes);
  }
  return out;
}

std::string tile_table(std::span<const MemoryImage> memories) {
  std::string out;
  for (const MemoryImage& memory : memories) {
    const MemoryPlan& plan = memory.plan;
    if (!plan.tiles) continue;
    if (out.empty()) {
      out = fmt::format(R"(
Macros are tiles of {} rows and {} columns. Simulation uses models of them, which report a
violated rule of use and stop; synthesis sees black boxes.

| memory | tiles | in depth | in width | rows in a tile's row | cells used | cycles per write |
|---|---|---|---|---|---|---|
)",
                        plan.tiles->rows, plan.tiles->columns);
    }
    out += fmt::format("| {} | {} | {} | {} | {} | {:.1f} % | {} |\n", memory.name,
                       plan.tiles->tiles(), plan.tiles->down, plan.tiles->across, plan.tiles->mux,
                       100 * plan.utilization(), plan.tiles->write_cycles);
  }
  return out;
}

std::string memory_table(std::span<const MemoryImage> memories) {
  std::string out = R"(
## Memories

Read with `$readmemh`, relative to the folder in which a tool runs: run it here, or copy `mem/`
there. One row per line, most significant digit first.

| file | memory | rows | bits per row | row | bits |
|---|---|---|---|---|---|
)";
  for (const MemoryImage& memory : memories) {
    const MemoryPlan& plan = memory.plan;
    const std::string checks =
        plan.coded ? fmt::format(" + {}", plan.stored_width() - plan.width) : "";
    out += fmt::format("| `{}` | {} | {} | {}{} | {} | {} |\n", memory.file(), name_of(plan.kind),
                       plan.rows, plan.width, checks, memory.row_layout, memory.bit_layout);
  }
  return out + tile_table(memories);
}

std::string macro_table(const Design& design) {
  if (!design.macros) return "";
  const MacroPlan& plan = *design.macros;
  const MacroCosts costs = macro_costs(design);
  std::string out = fmt::format(R"(
## Macros

Synthesis takes the Verilog files of `{}_synthesis.f`: black boxes from `macros/` in place of the tiles'
models. Their Liberty and LEF views are in the same folder, with figures of the technology {} ({});
`manifest.json` says which figures are estimates.

| macro | um x um | um2 | read | write | a row read | a row written |
|---|---|---|---|---|---|---|
)",
                                design.top, markdown_code(plan.technology.name),
                                markdown_text(plan.technology.process));
  for (const Macro& macro : plan.macros) {
    const TileFigures& tile = macro.tile;
    out += fmt::format(
        "| `{}` | {:.2f} x {:.2f} | {:.1f} | {:.2f} ns | {:.2f} ns | {:.3f} pJ | {:.3f} pJ |\n",
        macro.name, tile.width, tile.height, tile.area, tile.read_time, tile.write_time,
        tile.read_energy, tile.write_energy);
  }
  out +=
      fmt::format("\n| layer | tiles | um2 | pJ of reads per image (T = {}) |\n|---|---|---|---|\n",
                  costs.presentations);
  for (const LayerPlan& layer : design.layers) {
    const MacroTotals sum = totals(costs, layer.name);
    if (sum.tiles == 0) continue;
    out += fmt::format("| {} | {} | {:.1f} | {:.1f} |\n", layer.name, sum.tiles, sum.area,
                       sum.read_energy);
  }
  return out;
}

std::string file_table(const Design& design, std::span<const std::string> verilog,
                       bool has_testbench) {
  std::string out = fmt::format(R"(
## Files

- `{0}.f`: the Verilog files below, in compile order; `{0}.core`: the same for FuseSoC
- `{0}.sdc`: clock ({1} MHz) and port delays
- `manifest.json`: network, plan, ports, memories and the SHA-256 of every file
- `model.onnx`, `config.toml`: what the folder was generated from
)",
                                design.top, design.config.clock_mhz);
  if (has_testbench) out += "- `tb/`: testbench and its frames\n";
  out += "\nVerilog:\n\n";
  for (const std::string& file : verilog) out += fmt::format("- `{}`\n", file);
  return out;
}

}  // namespace

std::string readme(const Design& design, const Network& network, const Provenance& provenance,
                   std::span<const MemoryImage> memories, std::span<const std::string> verilog,
                   bool has_testbench) {
  return opening(design, network, provenance) + (has_testbench ? checking(design) : "") +
         port_table(design) + control_section(design) + cycle_table(design) + layer_table(design) +
         memory_table(memories) + macro_table(design) + file_table(design, verilog, has_testbench);
}

}  // namespace scbnn
