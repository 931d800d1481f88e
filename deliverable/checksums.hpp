// The manifest's list of files with their checksums: how a folder is known to be ours, unchanged.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "deliverable/file_set.hpp"

namespace scbnn {

/// The file that describes all the others.
inline constexpr const char* kManifestName = "manifest.json";

/// The subfolder in which the program simulates; it may hold anything.
inline constexpr const char* kScratchName = "build";

/// Adds "files" (SHA-256 by path) and "manifest_sha256" (of the manifest itself with 64 zeros in
/// that place) to the text of a JSON object without them.
[[nodiscard]] std::string seal_manifest(const std::string& manifest, const FileSet& files);

/// What is in `folder` besides an unchanged output of this program: changed files ("a.v
/// (changed)") and foreign ones ("notes.txt"), sorted. Empty for an unchanged output, whole or with
/// files missing; the scratch subfolder does not count. A folder without our manifest holds
/// foreign entries only.
[[nodiscard]] std::vector<std::string> foreign_entries(const std::filesystem::path& folder);

}  // namespace scbnn
