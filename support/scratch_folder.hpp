// A folder for work in progress that is always removed, even if a process is killed.
#pragma once

#include <filesystem>
#include <string>
#include <system_error>

#include "support/descriptor.hpp"

namespace scbnn {

/// PARENT/STEM-PID, or STEM-PID-N where there is one; gone with this object. It is locked for as
/// long as its process lives, and the next one with the same parent and stem removes those whose
/// lock is free: that of a process that was killed ends with it, whatever its number has come to
/// mean since.
class ScratchFolder {
 public:
  /// Removes what was left, then makes the folder; `parent` must exist. Throws InputError that
  /// speaks of `whose`.
  ScratchFolder(const std::filesystem::path& parent, const std::string& stem,
                const std::string& whose);
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  /// Removes what is there now, as the destructor does.
  std::error_code remove() const;

 private:
  std::filesystem::path path_;
  Descriptor lock_;
};

/// Removes what processes that have ended left there, as a new folder of that stem would.
void remove_left_folders(const std::filesystem::path& parent, const std::string& stem);

}  // namespace scbnn
