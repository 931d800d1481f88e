// Who reads a generated folder for a while, and who replaces it: not both at once.
#pragma once

#include <filesystem>

#include "support/descriptor.hpp"

namespace scbnn {

/// A folder in use stays in its place: write_folder() refuses to replace it. Several may use it.
class FolderInUse {
 public:
  /// Waits while the folder is being replaced. A folder that does not exist needs no lock:
  /// what reads it says so.
  explicit FolderInUse(const std::filesystem::path& folder);

 private:
  Descriptor lock_;
};

/// A lock for replacing the folder; below 0 if there is none (no folder, no locks there). Throws
/// InputError while the folder is in use.
[[nodiscard]] int lock_for_replacing(const std::filesystem::path& folder);

}  // namespace scbnn
