// One record per program: its SHA-256, in a file named by content and place.
#include "sim/cosim/own_builds.hpp"

#include <sys/stat.h>

#include <cstdlib>
#include <optional>

#include "deliverable/sha256.hpp"
#include "support/files.hpp"
#include "support/problem.hpp"

namespace scbnn::cosim {
namespace {

namespace fs = std::filesystem;

std::optional<fs::path> cache_folder() {
  const auto absolute = [](const char* variable) -> std::optional<fs::path> {
    const char* value = std::getenv(variable);
    if (value == nullptr || value[0] != '/') return std::nullopt;
    return fs::path(value);
  };
  if (const auto cache = absolute("XDG_CACHE_HOME")) return *cache / "scbnn";
  if (const auto home = absolute("HOME")) return *home / ".cache" / "scbnn";
  return std::nullopt;
}

std::optional<fs::path> record_of(const fs::path& program, const std::string& content) {
  const auto cache = cache_folder();
  if (!cache) return std::nullopt;
  std::error_code error;
  const fs::path place = fs::weakly_canonical(program, error);
  return *cache / "simulators" / sha256(content + '\0' + place.string());
}

}  // namespace

bool is_own_build(const fs::path& program, const std::string& content) {
  const auto record = record_of(program, content);
  if (!record || !fs::is_regular_file(fs::symlink_status(program))) return false;
  try {
    return read_file(*record) == sha256(read_file(program));
  } catch (const InputError&) {
    return false;
  }
}

void remember_build(const fs::path& program, const std::string& content) {
  const auto record = record_of(program, content);
  if (!record) return;
  try {
    std::error_code error;
    fs::create_directories(record->parent_path(), error);
    ::chmod(record->parent_path().c_str(), 0700);
    write_file(*record, sha256(read_file(program)));
  } catch (const InputError&) {
    return;  // it works without a record
  }
}

}  // namespace scbnn::cosim
