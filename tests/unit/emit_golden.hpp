// The generated folders that tests/golden/ holds, read by people whenever they change.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "deliverable/checksums.hpp"
#include "tests/unit/emit_fixture.hpp"

namespace scbnn::test {

/// What is approved of a folder: all of it, but the copied leaf modules, which are reviewed in
/// rtl/, and in the manifest their checksums and the seal over them.
inline FileSet approved_part(FileSet files) {
  nlohmann::ordered_json manifest = nlohmann::ordered_json::parse(files.at(kManifestName));
  for (auto& [path, sum] : manifest["files"].items()) {
    if (path.starts_with("rtl/sc_")) sum = "(of the leaf module)";
  }
  manifest["manifest_sha256"] = "(of the manifest)";
  files[kManifestName] = manifest.dump(2) + '\n';
  std::erase_if(files, [](const auto& file) { return file.first.starts_with("rtl/sc_"); });
  return files;
}

/// Every approved file by its path under tests/golden/.
inline FileSet golden_files() {
  FileSet golden;
  const auto add = [&](const Network& network, const std::vector<std::string>& settings) {
    const Design design = design_of(network, settings);
    for (auto& [path, text] : approved_part(deliverable(network, design))) {
      golden[design.top + '/' + path] = text;
    }
  };
  add(random_network({12, 6, 4, 3}, 1), kRunTimeSettings);
  add(random_network({12, 6, 4, 3}, 2, true), kFixedSettings);
  add(random_network({12, 6, 4, 3}, 3), kOutputSettings);
  add(random_network({12, 6, 4, 3}, 4), kControlSettings);
  return golden;
}

}  // namespace scbnn::test
