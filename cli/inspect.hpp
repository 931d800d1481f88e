// The two halves of scbnn inspect.
#pragma once

#include <cstdio>
#include <filesystem>
#include <string>

#include "cli/output.hpp"

namespace scbnn::cli {

/// Prints what an ONNX file holds after import, and if it `explains` also what each node became,
/// and returns the figures. Throws InputError.
Json inspect_model(const std::filesystem::path& file, const std::string& output, bool explains,
                   std::FILE* out);

/// Prints what a generated folder says of itself, and whether its files are still as generated;
/// returns its manifest with "changed" added. Throws InputError if it is none of ours.
Json inspect_folder(const std::filesystem::path& folder, std::FILE* out);

}  // namespace scbnn::cli
