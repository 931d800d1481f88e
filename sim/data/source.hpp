// The bytes of a data file, unpacked on the way where the file is gzip-compressed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <istream>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace scbnn {

/// Reads a file's contents from front to back. Whether it is gzip-compressed follows from its first
/// two bytes. Throws InputError, naming the file: cannot be read, corrupt or truncated gzip, bytes
/// after the compressed data that are no further member of it.
class Source {
 public:
  explicit Source(const std::filesystem::path& file);
  Source(std::string name, std::unique_ptr<std::istream> stream);
  ~Source();
  Source(Source&&) noexcept;
  Source& operator=(Source&&) noexcept;

  [[nodiscard]] const std::string& name() const { return name_; }

  /// Fills `bytes`; returns how many there were, fewer only at the end of the contents.
  [[nodiscard]] std::size_t read(std::span<std::uint8_t> bytes);

  /// The next `size` bytes. Memory grows with what the file really holds, not with `size`.
  /// Throws InputError if there are fewer; `what` says of what.
  [[nodiscard]] std::vector<std::uint8_t> take(std::size_t size, const std::string& what);

  /// Throws InputError if there are bytes left; `size` bytes were expected in all.
  void expect_end(std::size_t size);

 private:
  class Inflate;

  void end_member();
  std::size_t read_raw(std::span<std::uint8_t> bytes);

  std::string name_;
  std::unique_ptr<std::istream> stream_;
  std::unique_ptr<Inflate> inflate_;  ///< null for a plain file
  std::size_t taken_ = 0;             ///< bytes of contents delivered so far
};

/// `folder`/`name` or `folder`/`name`.gz, whichever exists (the plain file first); empty if
/// neither.
[[nodiscard]] std::filesystem::path plain_or_gzip(const std::filesystem::path& folder,
                                                  const std::string& name);

}  // namespace scbnn
