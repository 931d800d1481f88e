// From a Design to the files of the generated folder.
#pragma once

#include <span>
#include <string>

#include "deliverable/file_set.hpp"
#include "generator/emit/flow/test_frame.hpp"
#include "generator/plan/design.hpp"
#include "network/network.hpp"

namespace scbnn {

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

}  // namespace scbnn
