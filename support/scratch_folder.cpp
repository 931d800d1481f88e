// Locks by flock(2): they belong to an open file, so that they end with their process.
#include "support/scratch_folder.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>
#include <vector>

#include "support/problem.hpp"
#include "support/text.hpp"

namespace scbnn {
namespace {

namespace fs = std::filesystem;

/// Whether `name` is STEM-PID or STEM-PID-N.
bool is_scratch(std::string_view name, const std::string& stem) {
  if (!name.starts_with(stem + '-')) return false;
  name.remove_prefix(stem.size() + 1);
  const auto dash = std::min(name.find('-'), name.size());
  const std::string_view pid = name.substr(0, dash);
  const std::string_view number = name.substr(std::min(dash + 1, name.size()));
  return !pid.empty() && std::all_of(pid.begin(), pid.end(), is_digit) &&
         (dash == name.size() || !number.empty()) &&
         std::all_of(number.begin(), number.end(), is_digit);
}

/// The folder itself, no link to one, with a lock; or below 0 if there is none or another has it.
int locked(const fs::path& folder) {
  const int place = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (place < 0) return place;
  if (::flock(place, LOCK_EX | LOCK_NB) == 0) return place;
  ::close(place);
  return -1;
}

/// Makes the folder and locks it. Another may take it for one that was left, between the two: then
/// it is made once more.
std::pair<fs::path, int> make(const fs::path& parent, const std::string& stem,
                              const std::string& whose) {
  for (int attempt = 0; attempt < 1000; ++attempt) {
    const fs::path path =
        parent / (attempt == 0 ? fmt::format("{}-{}", stem, ::getpid())
                               : fmt::format("{}-{}-{}", stem, ::getpid(), attempt));
    if (::mkdir(path.c_str(), 0777) != 0) {
      if (errno == EEXIST) continue;
      break;
    }
    const int lock = locked(path);
    struct stat held {};
    struct stat named {};
    if (lock >= 0 && ::fstat(lock, &held) == 0 && ::lstat(path.c_str(), &named) == 0 &&
        held.st_ino == named.st_ino) {
      return {path, lock};
    }
    if (lock >= 0) ::close(lock);
    // Where a file system has no locks nothing that was left is ever removed.
    if (lock < 0 && ::access(path.c_str(), F_OK) == 0 && errno != EWOULDBLOCK) return {path, -1};
  }
  throw InputError(whose, std::string("cannot be written: ") + std::strerror(errno));
}

}  // namespace

void remove_left_folders(const fs::path& parent, const std::string& stem) {
  std::error_code error;
  std::vector<fs::path> left;
  for (fs::directory_iterator entry(parent, error), end; !error && entry != end;
       entry.increment(error)) {
    if (is_scratch(entry->path().filename().string(), stem)) left.push_back(entry->path());
  }
  for (const fs::path& folder : left) {
    const Descriptor lock(locked(folder));
    struct stat its {};
    if (lock.get() < 0 || ::fstat(lock.get(), &its) != 0 || its.st_uid != ::geteuid()) continue;
    fs::remove_all(folder, error);
  }
}

ScratchFolder::ScratchFolder(const fs::path& parent, const std::string& stem,
                             const std::string& whose)
    : lock_(-1) {
  remove_left_folders(parent, stem);
  auto [path, lock] = make(parent, stem, whose);
  path_ = std::move(path);
  lock_.reset(lock);
}

ScratchFolder::~ScratchFolder() { static_cast<void>(remove()); }

std::error_code ScratchFolder::remove() const {
  std::error_code error;
  fs::remove_all(path_, error);
  return error;
}

}  // namespace scbnn
