// From a Design to the files of the generated folder, and onto the disk.
#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>

#include "generator/emit/test_frame.hpp"
#include "generator/network/network.hpp"
#include "generator/plan/design.hpp"

namespace scbnn {

/// Contents by path inside the folder ("rtl/sc_popcount.v"), in path order.
using FileSet = std::map<std::string, std::string>;

/// What a run of the generator is called with, for the headers of generated files.
struct Provenance {
  std::string command;      ///< "scbnn generate --model models/x.onnx --config c.toml --out DIR"
  std::string model_file;   ///< as given
  std::string model_bytes;  ///< copied into the folder as model.onnx
};

/// Every file of the deliverable; same input, same bytes. `frames` are what the testbench sends;
/// without any there is no testbench.
[[nodiscard]] FileSet emit(const Design& design, const Network& network,
                           const Provenance& provenance, std::span<const TestFrame> frames = {});

/// Writes the folder whole or not at all (a sibling is written, then renamed). Replaces only an
/// earlier output of this program with nothing of the user's in it. Throws InputError otherwise,
/// or when the disk is full or the place is not writable.
void write_folder(const FileSet& files, const std::filesystem::path& folder);

}  // namespace scbnn
