// Reads and writes whole files, and complains early.
#include "support/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

#include "support/descriptor.hpp"
#include "support/problem.hpp"

namespace scbnn {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse_writing(const fs::path& file, int error) {
  throw InputError(file.string(), fmt::format("cannot be written: {}", std::strerror(error)));
}

/// Where a name leads to; the end of a chain of links need not exist.
fs::path final_target(const fs::path& file) {
  std::error_code error;
  fs::path target = file;
  constexpr int kMostLinks = 40;  // as the kernel has it
  for (int links = 0; fs::is_symlink(target, error); ++links) {
    if (links == kMostLinks) refuse_writing(file, ELOOP);
    const fs::path next = fs::read_symlink(target, error);
    if (error) refuse_writing(file, error.value());
    target = target.parent_path() / next;  // an absolute one replaces it
  }
  return target;
}

/// Whether a new file may take the place of `target`.
bool takes_a_file(const fs::path& target) {
  std::error_code error;
  const fs::file_status status = fs::status(target, error);
  return !fs::exists(status) || fs::is_regular_file(status);
}

/// Throws unless all bytes have arrived.
void write_all(const fs::path& file, int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) refuse_writing(file, errno);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

constexpr mode_t kNewFile = 0666;
constexpr std::size_t kPiece = std::size_t{1} << 20U;

/// A file beside `target` until it takes its place; removed if it does not.
class Beside {
 public:
  explicit Beside(fs::path target)
      : target_(std::move(target)),
        path_(target_.parent_path() /
              fmt::format(".{}.scbnn-{}", target_.filename().string(), ::getpid())),
        descriptor_(::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kNewFile)) {}
  ~Beside() {
    if (is_open() && !path_.empty()) ::unlink(path_.c_str());
  }
  Beside(const Beside&) = delete;
  Beside& operator=(const Beside&) = delete;

  [[nodiscard]] bool is_open() const { return descriptor_.get() >= 0; }
  [[nodiscard]] int descriptor() const { return descriptor_.get(); }

  /// `name` is what the user called it, for messages.
  void take_its_place(const fs::path& name) {
    struct stat earlier {};
    if (::stat(target_.c_str(), &earlier) == 0) {
      static_cast<void>(::fchmod(descriptor_.get(), earlier.st_mode & 07777U));
    }
    if (::fsync(descriptor_.get()) != 0 && errno != EINVAL) refuse_writing(name, errno);
    if (::rename(path_.c_str(), target_.c_str()) != 0) refuse_writing(name, errno);
    path_.clear();
  }

 private:
  fs::path target_;
  fs::path path_;
  Descriptor descriptor_;
};

/// Lets `write` fill the output `file`, given a descriptor; whole or not at all where it is a file.
template <typename Write>
void put(const fs::path& file, Write write) {
  const fs::path target = final_target(file);
  if (takes_a_file(target)) {
    std::error_code error;
    if (fs::exists(target, error) && ::access(target.c_str(), W_OK) != 0) {
      refuse_writing(file, errno);
    }
    Beside beside(target);
    if (beside.is_open()) {
      write(beside.descriptor());
      beside.take_its_place(file);
      return;
    }
  }
  // A device, a FIFO; or a file in a folder that takes no new ones.
  Descriptor through(
      ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOCTTY | O_CLOEXEC, kNewFile));
  if (through.get() < 0) refuse_writing(file, errno);
  write(through.get());
  if (through.close() != 0) refuse_writing(file, errno);
}

}  // namespace

std::string read_file(const std::filesystem::path& file, std::string_view wanted,
                      std::size_t most) {
  std::error_code error;
  const fs::file_status status = fs::status(file, error);
  if (fs::is_directory(status)) {
    throw InputError(file.string(), fmt::format("is a folder; {} is needed", wanted));
  }
  if (fs::is_character_file(status) || fs::is_block_file(status)) {  // it may never end
    throw InputError(file.string(), fmt::format("is a device; {} is needed", wanted));
  }
  errno = 0;
  std::ifstream stream(file, std::ios::binary);
  std::string bytes;
  while (stream && bytes.size() < most) {
    const std::size_t before = bytes.size();
    bytes.resize(std::min(most, before + kPiece));
    stream.read(bytes.data() + before, static_cast<std::streamsize>(bytes.size() - before));
    bytes.resize(before + static_cast<std::size_t>(stream.gcount()));
  }
  if (!stream.is_open() || stream.bad()) {
    throw InputError(file.string(), fmt::format("cannot be read: {}", std::strerror(errno)));
  }
  return bytes;
}

void write_file(const fs::path& file, std::string_view bytes) {
  put(file, [&](int descriptor) { write_all(file, descriptor, bytes); });
}

void place_file(const fs::path& made, const fs::path& file) {
  const fs::path target = final_target(file);
  std::error_code error;
  if (takes_a_file(target)) {
    check_writable(file.string());
    fs::rename(made, target, error);
    if (!error) return;  // else another file system
  }
  std::ifstream stream(made, std::ios::binary);
  put(file, [&](int descriptor) {
    std::string piece(kPiece, '\0');
    while (stream.read(piece.data(), static_cast<std::streamsize>(piece.size())) ||
           stream.gcount() > 0) {
      write_all(file, descriptor, {piece.data(), static_cast<std::size_t>(stream.gcount())});
    }
  });
  fs::remove(made, error);
}

void check_writable(const std::string& file) {
  if (file.empty() || file == "-") return;
  const fs::path target = final_target(file);
  std::error_code error;
  if (fs::is_directory(target, error)) throw InputError(file, "cannot be written: is a folder");
  fs::path place = target;
  int rights = W_OK;
  if (!fs::exists(target, error)) {
    place = target.has_parent_path() ? target.parent_path() : fs::path(".");
    rights |= X_OK;
  }
  if (::access(place.c_str(), rights) != 0) refuse_writing(file, errno);
}

}  // namespace scbnn
