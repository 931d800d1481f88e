// A generated folder on the disk.
#pragma once

#include <filesystem>

#include "deliverable/file_set.hpp"

namespace scbnn {

/// Writes the folder whole or not at all (a sibling is written, then renamed). Replaces only an
/// earlier output of this program with nothing of the user's in it. Throws InputError otherwise,
/// or when the disk is full or the place is not writable.
void write_folder(const FileSet& files, const std::filesystem::path& folder);

}  // namespace scbnn
