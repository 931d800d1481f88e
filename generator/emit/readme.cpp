// The folder's README: for someone who has the folder and nothing else.
#include "generator/emit/readme.hpp"

#include <fmt/format.h>

#include "generator/emit/top_interface.hpp"
#include "generator/emit/verilog_files.hpp"
#include "generator/emit/version.hpp"

namespace scbnn {
namespace {

std::string opening(const Design& design, const Network& network, const Provenance& provenance) {
  return fmt::format(
      "# {0}\n\n"
      "A stochastic-computing accelerator for the binarized network `{1}` ({2}), as synthesizable\n"
      "Verilog-2005: pixels in, class out, over AXI4-Stream. Written by {3}:\n\n"
      "    {4}\n\n"
      "Input: {5} pixels of 8 bits ({6} x {7} x {8}, channel by channel, row by row); {9}.\n",
      design.top, network.name, network_shape(design), generator_name(), provenance.command,
      design.encoder.pixels, network.input.channels, network.input.height, network.input.width,
      function_summary(design));
}

std::string checking(const Design& design) {
  return fmt::format(
      "\n## Check it\n\n"
      "`tb/{0}_tb.v` sends a few frames, two of them of the wrong length, without gaps and then "
      "with\n"
      "random gaps and back-pressure, and checks every result and the planned cycles. It prints "
      "PASS\n"
      "or FAIL lines, the verdict last. In this folder:\n\n"
      "    mkdir -p build\n"
      "    iverilog -g2005 -o build/tb -s {0}_tb tb/{0}_tb.v -f {0}.f && vvp build/tb\n\n"
      "or, several times faster,\n\n"
      "    verilator --binary --timing -Wno-fatal --Mdir build/tb-verilated \\\n"
      "      --top-module {0}_tb tb/{0}_tb.v -f {0}.f\n"
      "    build/tb-verilated/V{0}_tb\n\n"
      "(`build/` is for such things: `scbnn generate` replaces this folder only while every other "
      "file\n"
      "is as it was written.) With scbnn, thousands of images and every layer's output:\n\n"
      "    scbnn simulate . --data fashion-mnist\n",
      design.top);
}

std::string port_table(const Design& design) {
  std::string out =
      "\n## Ports\n\n"
      "One clock; every port is synchronous to its rising edge, `aresetn` (active low) included.\n"
      "AXI4-Stream: a beat moves in a cycle in which valid and ready are both high.\n\n"
      "| port | direction | bits | |\n|---|---|---|---|\n";
  for (const verilog::PortGroup& group : top_ports(design)) {
    for (const verilog::Port& port : group.ports) {
      std::string meaning = port.note;
      if (port.name == "s_axis_tdata") {
        meaning =
            fmt::format("bits 8k+7 .. 8k of beat b: pixel {}*b+k", design.encoder.pixels_per_beat);
      } else if (port.name == "m_axis_tdata") {
        meaning = "bits 7..0 the class, 31..8 its score, signed";
      } else if (port.name == "cfg_log2_presentations") {
        meaning = fmt::format("log2 T, 0..{}; sampled with a frame's first beat",
                              design.log2_presentations_max());
      }
      out += fmt::format("| `{}` | {} | {} | {} |\n", port.name,
                         port.direction == verilog::Direction::kInput ? "in" : "out", port.width,
                         meaning);
    }
  }
  out += fmt::format(
      "\nA frame is {} beats, the last one with TLAST. Every TLAST gives one result beat, in "
      "order; a\n"
      "frame that was too short or too long gives one with `m_axis_tuser` high and class and score "
      "0,\n"
      "and does no harm to the others.\n",
      design.encoder.beats);
  return out;
}

std::string cycle_table(const Design& design) {
  std::string out =
      "\n## Cycles\n\n"
      "Images that follow each other without gaps, results taken at once; exact. A stage's cycles "
      "are\n"
      "what it works on one image; the slowest sets the pace.\n\n"
      "| T | cycles an image | first result after | encoder |";
  for (const LayerPlan& layer : design.layers) out += fmt::format(" {} |", layer.name);
  out += "\n|---|---|---|---|";
  for (std::size_t i = 0; i < design.layers.size(); ++i) out += "---|";
  out += '\n';
  for (const int presentations : presentation_choices(design)) {
    const Cycles planned = cycles(design, presentations);
    out += fmt::format("| {} | {} | {} |", presentations, planned.per_image, planned.first_result);
    for (const int stage : planned.stage) out += fmt::format(" {} |", stage);
    out += '\n';
  }
  return out;
}

std::string layer_table(const Design& design) {
  std::string out =
      "\n## Layers\n\n"
      "PE neurons are computed at a time, SIMD inputs a cycle each.\n\n"
      "| layer | inputs | neurons | PE | SIMD | groups | chunks | bit planes |\n"
      "|---|---|---|---|---|---|---|---|\n";
  for (const LayerPlan& layer : design.layers) {
    out +=
        fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} |\n", layer.name, layer.inputs,
                    layer.outputs, layer.pe, layer.simd, layer.groups, layer.chunks, layer.planes);
  }
  return out;
}

std::string memory_table(std::span<const MemoryImage> memories) {
  std::string out =
      "\n## Memories\n\n"
      "Read with `$readmemh`, relative to the folder in which a tool runs: run it here, or copy "
      "`mem/`\n"
      "there.\n\n"
      "| file | rows | bits a row | |\n|---|---|---|---|\n";
  for (const MemoryImage& memory : memories) {
    out += fmt::format("| `{}` | {} | {} | {}; {} |\n", memory.file(), memory.rows, memory.width,
                       memory.row_layout, memory.bit_layout);
  }
  return out;
}

std::string file_table(const Design& design, std::span<const std::string> verilog,
                       bool has_testbench) {
  std::string out = "\n## Files\n\n";
  out += fmt::format(
      "- `{0}.f`: the Verilog files below, in compile order; `{0}.core`: the same for FuseSoC\n"
      "- `{0}.sdc`: clock ({1} MHz) and times at the ports\n"
      "- `manifest.json`: network, plan, ports, memories and the SHA-256 of every file\n"
      "- `model.onnx`, `config.toml`: what all this was made from\n",
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
         port_table(design) + cycle_table(design) + layer_table(design) + memory_table(memories) +
         file_table(design, verilog, has_testbench);
}

}  // namespace scbnn
