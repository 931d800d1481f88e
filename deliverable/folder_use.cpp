// Locks of the folder itself, by flock(2): they end with their process.
#include "deliverable/folder_use.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "support/problem.hpp"

namespace scbnn {
namespace {

int open_folder(const std::filesystem::path& folder) {
  return ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

}  // namespace

FolderInUse::FolderInUse(const std::filesystem::path& folder) : lock_(-1) {
  for (;;) {
    lock_.reset(open_folder(folder));
    if (lock_.get() < 0) return;
    while (::flock(lock_.get(), LOCK_SH) != 0 && errno == EINTR) {
    }
    // The folder may have been replaced while this waited: then it is another one that counts.
    struct stat held {};
    struct stat named {};
    if (::fstat(lock_.get(), &held) != 0 || ::stat(folder.c_str(), &named) != 0 ||
        held.st_ino == named.st_ino) {
      return;
    }
  }
}

int lock_for_replacing(const std::filesystem::path& folder) {
  const int place = open_folder(folder);
  if (place < 0) return place;
  if (::flock(place, LOCK_EX | LOCK_NB) == 0) return place;
  const bool in_use = errno == EWOULDBLOCK;
  ::close(place);
  if (in_use) {
    throw InputError(folder.string(),
                     "is in use: scbnn simulate runs in it, or scbnn generate replaces it; wait "
                     "until it ends, or name another folder");
  }
  return -1;
}

}  // namespace scbnn
