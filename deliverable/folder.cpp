// The one place that writes to the disk: a folder appears whole or not at all.
#include "deliverable/folder.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <set>
#include <string_view>
#include <vector>

#include "deliverable/checksums.hpp"
#include "deliverable/folder_use.hpp"
#include "support/descriptor.hpp"
#include "support/problem.hpp"
#include "support/scratch_folder.hpp"

namespace scbnn {
namespace {

namespace fs = std::filesystem;

std::string reason(int error) { return std::strerror(error); }

/// Keeps an interrupt from ending the program halfway; it is delivered on release. A file that
/// grows past a limit is an error that we report, not the end either.
class SignalHold {
 public:
  SignalHold() {
    sigemptyset(&held_);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&held_, signal);
    pthread_sigmask(SIG_BLOCK, &held_, &before_);
    too_large_ = std::signal(SIGXFSZ, SIG_IGN);
  }
  ~SignalHold() { release(); }
  SignalHold(const SignalHold&) = delete;
  SignalHold& operator=(const SignalHold&) = delete;

  [[nodiscard]] bool arrived() const {
    sigset_t pending;
    sigpending(&pending);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
      if (sigismember(&pending, signal) == 1 && sigismember(&before_, signal) == 0) return true;
    }
    return false;
  }
  void release() {
    if (too_large_ != SIG_ERR) std::signal(SIGXFSZ, too_large_);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

 private:
  sigset_t held_{};
  sigset_t before_{};
  void (*too_large_)(int) = SIG_ERR;
};

/// 0, or the errno of the step that failed.
int try_write(const fs::path& path, std::string_view text) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  if (file.get() < 0) return errno;
  while (!text.empty()) {
    const ssize_t written = ::write(file.get(), text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  // Starts the way to the disk that sync() waits for later, file after file; a hint only.
  static_cast<void>(::sync_file_range(file.get(), 0, 0, SYNC_FILE_RANGE_WRITE));
  return file.close() == 0 ? 0 : errno;
}

/// Brings a file or a folder's entries to the disk.
int sync(const fs::path& path) {
  const Descriptor place(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (place.get() < 0) return errno;
  // Some file systems cannot sync a folder; that is no loss of data.
  return ::fsync(place.get()) == 0 || errno == EINVAL ? 0 : errno;
}

/// Throws unless `folder` may be replaced: absent, empty, or our own and untouched.
void check_replaceable(const fs::path& folder) {
  const auto refuse = [&](const std::string& why) { throw InputError(folder.string(), why); };
  std::error_code error;
  const fs::file_type type = fs::symlink_status(folder, error).type();
  if (type == fs::file_type::not_found) return;
  if (type != fs::file_type::directory) refuse("exists and is not a folder");

  const std::string here = (fs::current_path() / "").string();
  if (here.starts_with((folder / "").string())) {
    refuse("is the working folder or contains it; name another one");
  }
  std::vector<std::string> foreign;
  try {
    foreign = foreign_entries(folder);
  } catch (const fs::filesystem_error& unreadable) {
    refuse("exists and cannot be read: " + unreadable.code().message());
  }
  if (foreign.empty()) return;
  constexpr std::size_t kShown = 8;
  std::string list;
  for (std::size_t i = 0; i < foreign.size() && i < kShown; ++i) {
    list += (i == 0 ? "" : ", ") + foreign[i];
  }
  if (foreign.size() > kShown) list += fmt::format(" and {} more", foreign.size() - kShown);
  refuse("holds files that this program did not write, or that were changed since: " + list +
         "; move them away or name another folder");
}

/// The folder's absolute path, links resolved; its parent must exist.
fs::path resolve(const fs::path& folder) {
  std::error_code error;
  fs::path absolute = fs::absolute(folder, error).lexically_normal();
  if (!absolute.has_filename()) absolute = absolute.parent_path();
  if (!absolute.has_filename()) throw InputError(folder.string(), "is not a place for an output");
  if (fs::exists(absolute, error)) return fs::canonical(absolute);
  const fs::path parent = absolute.parent_path();
  const fs::file_status status = fs::status(parent, error);
  if (!fs::exists(status)) {
    throw InputError(folder.string(), "the folder that should hold it does not exist: '" +
                                          parent.string() + "'; create it first");
  }
  if (!fs::is_directory(status)) {
    throw InputError(folder.string(), "'" + parent.string() + "' is not a folder");
  }
  return fs::canonical(parent) / absolute.filename();
}

/// Puts `fresh` in the place of `target`; an earlier folder is at `fresh` afterwards.
int put_in_place(const fs::path& fresh, const fs::path& target) {
  if (::rename(fresh.c_str(), target.c_str()) == 0) return 0;
  if (errno != ENOTEMPTY && errno != EEXIST) return errno;
  if (::renameat2(AT_FDCWD, fresh.c_str(), AT_FDCWD, target.c_str(), RENAME_EXCHANGE) == 0) {
    return 0;
  }
  if (errno != EINVAL && errno != ENOSYS) return errno;
  // A file system that cannot exchange: two renames, undone if the second fails.
  const fs::path aside = fresh.string() + "-old";
  if (::rename(target.c_str(), aside.c_str()) != 0) return errno;
  if (::rename(fresh.c_str(), target.c_str()) != 0) {
    const int error = errno;
    static_cast<void>(::rename(aside.c_str(), target.c_str()));
    return error;
  }
  return ::rename(aside.c_str(), fresh.c_str()) == 0 ? 0 : errno;
}

}  // namespace

void write_folder(const FileSet& files, const fs::path& folder) {
  const fs::path target = resolve(folder);
  const Descriptor replacing(lock_for_replacing(target));
  check_replaceable(target);

  SignalHold hold;
  const ScratchFolder scratch(
      target.parent_path(), fmt::format(".{}.scbnn", target.filename().string()), target.string());
  const auto fail = [&](const std::string& what, int error) {
    if (error != 0) throw InputError(folder.string(), what + reason(error));
  };
  std::set<fs::path> folders{scratch.path()};
  for (const auto& [path, text] : files) {
    if (hold.arrived()) break;
    const fs::path place = scratch.path() / path;
    for (fs::path parent = place.parent_path(); folders.insert(parent).second;
         parent = parent.parent_path()) {
    }
    std::error_code error;
    fs::create_directories(place.parent_path(), error);
    fail(fmt::format("cannot be written ({}): ", path), error.value());
    fail(fmt::format("cannot be written ({}): ", path), try_write(place, text));
  }
  for (const auto& [path, text] : files) {
    if (hold.arrived()) break;
    fail(fmt::format("cannot be written ({}): ", path), sync(scratch.path() / path));
  }
  for (const fs::path& written : folders) fail("cannot be written: ", sync(written));
  if (hold.arrived()) {
    static_cast<void>(scratch.remove());
    hold.release();  // the program ends here, unless somebody handles the signal
    throw InputError(folder.string(), "was not written: interrupted");
  }
  fail("cannot be put in place: ", put_in_place(scratch.path(), target));
  fail("cannot be put in place: ", sync(target.parent_path()));
  if (const std::error_code left = scratch.remove()) {
    throw InputError(folder.string(), "is written, but the earlier output could not be removed (" +
                                          scratch.path().string() + "): " + left.message());
  }
}

}  // namespace scbnn
