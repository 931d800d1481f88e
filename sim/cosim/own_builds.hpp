// Which simulators this user's scbnn has built: one in a folder that somebody passed on
// is a stranger's program, whatever it is called.
#pragma once

#include <filesystem>
#include <string>

namespace scbnn::cosim {

/// Whether `program` is, byte for byte, what remember_build() recorded for this content and
/// place. The record is kept in $XDG_CACHE_HOME/scbnn or ~/.cache/scbnn, outside of all generated
/// folders; without such a place no program is known.
[[nodiscard]] bool is_own_build(const std::filesystem::path& program, const std::string& content);

/// Records a program that has just been built. What cannot be recorded is built again the next
/// time.
void remember_build(const std::filesystem::path& program, const std::string& content);

}  // namespace scbnn::cosim
