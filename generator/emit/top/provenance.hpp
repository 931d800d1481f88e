// What a run of the generator is called with.
#pragma once

#include <string>

namespace scbnn {

/// For the headers of generated files, and for the folder's own copies.
struct Provenance {
  std::string command;      ///< "scbnn generate --model models/x.onnx --config c.toml --out DIR"
  std::string model_file;   ///< as given
  std::string model_bytes;  ///< copied into the folder as model.onnx
};

}  // namespace scbnn
