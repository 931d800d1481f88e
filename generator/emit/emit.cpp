// Puts the deliverable together.
#include "generator/emit/emit.hpp"

#include <set>
#include <string>
#include <vector>

#include "deliverable/checksums.hpp"
#include "generator/config/config.hpp"
#include "generator/emit/control/control.hpp"
#include "generator/emit/documents/manifest.hpp"
#include "generator/emit/documents/readme.hpp"
#include "generator/emit/flow/flow_files.hpp"
#include "generator/emit/flow/testbench.hpp"
#include "generator/emit/macros/macro_files.hpp"
#include "generator/emit/memories/memory_images.hpp"
#include "generator/emit/stages/layer.hpp"
#include "generator/emit/top/leaf_prefix.hpp"
#include "generator/emit/top/verilog_files.hpp"

namespace scbnn {

namespace {

/// The configuration as the folder has it: the files that it names are the folder's copies.
Config self_contained(const Design& design) {
  Config config = design.config;
  if (!design.macros) return config;
  MacroSettings& macro = config.macro;
  if (is_technology_file(macro.technology)) macro.technology = kTechnologyFile;
  if (macro.foundry) macro.foundry = kFoundryFile;
  return config;
}

}  // namespace

manifest::Manifest manifest_of(const Design& design, const Network& network,
                               const Provenance& provenance) {
  return manifest_of(design, network, provenance, memory_images(design, network));
}

FileSet emit(const Design& design, const Network& network, const Provenance& provenance,
             std::span<const TestFrame> frames) {
  FileSet files;
  const std::string header = generated_header(design, network, provenance);
  const std::vector<MemoryImage> memories = memory_images(design, network);
  for (const MemoryImage& memory : memories) files[memory.file()] = memory.hex;

  // Leaves first, the top last: the order in which tools without a library search compile.
  std::vector<std::string> texts;
  std::vector<std::string> verilog;
  for (const LayerPlan& layer : design.layers) {
    texts.push_back(layer_module_text(design, layer, header));
    verilog.push_back("rtl/" + layer.module + ".v");
  }
  if (design.control) {
    texts.push_back(control_module_text(design, header));
    verilog.push_back("rtl/" + control_module(design) + ".v");
    files.merge(driver(design, header, memories));
  }
  texts.push_back(top_module(design, header));
  verilog.push_back("rtl/" + design.top + ".v");
  for (std::size_t i = 0; i < texts.size(); ++i) files[verilog[i]] = texts[i];
  std::set<std::string> tiles;
  if (design.macros) {
    for (const Macro& macro : design.macros->macros) tiles.insert(tile_leaf(macro.kind));
  }
  const FileSet leaves = leaf_modules(texts, tiles);
  std::vector<std::string> order;
  for (const auto& [path, text] : leaves) order.push_back(path);
  order.insert(order.end(), verilog.begin(), verilog.end());
  files.insert(leaves.begin(), leaves.end());

  std::vector<std::string> testbench_data;
  if (!frames.empty()) {
    for (const auto& [path, text] : testbench(design, frames, header)) {
      files[path] = text;
      if (path.ends_with(".hex")) testbench_data.push_back(path);
    }
  }

  if (design.macros) {
    files.merge(macro_files(*design.macros));
    files[design.top + "_synthesis.f"] = file_list(synthesis_files(*design.macros, order));
  }

  files[design.top + ".f"] = file_list(order);
  files[design.top + ".sdc"] = constraints(design);
  files[design.top + ".core"] = fusesoc_core(design, order, memories, testbench_data);
  files["README.md"] = readme(design, network, provenance, memories, order, !frames.empty());
  files["config.toml"] = to_toml(self_contained(design));
  if (design.config.leaf_prefix) files = with_leaf_prefix(files, *design.config.leaf_prefix);
  files["model.onnx"] = provenance.model_bytes;
  files[kManifestName] =
      seal_manifest(manifest::to_text(manifest_of(design, network, provenance, memories)), files);
  return files;
}

}  // namespace scbnn
