// Whole files in and out.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace scbnn {

/// The first `most` bytes of a file or a pipe, by default more than any file of ours may have.
/// `wanted` says what kind of file is needed ("an ONNX file").
/// Throws InputError where it is a folder or a device, or cannot be read.
[[nodiscard]] std::string read_file(const std::filesystem::path& file,
                                    std::string_view wanted = "a file",
                                    std::size_t most = std::size_t{1} << 31U);

/// Writes an output that a user named. A file appears whole or not at all: the bytes go to a file
/// beside it, which takes its place (its permissions stay; of a link, the file that it leads to).
/// What is no file (a device, a FIFO, a socket's end) is written through and stays what it is.
/// Throws InputError if it cannot be written; an earlier file is then as it was.
void write_file(const std::filesystem::path& file, std::string_view bytes);

/// The same for an output that a tool has written to `made`, a file of ours; `made` is gone after.
void place_file(const std::filesystem::path& made, const std::filesystem::path& file);

/// Throws InputError now rather than after minutes of work where write_file() would; writes and
/// creates nothing. An empty name and "-" are no files.
void check_writable(const std::string& file);

}  // namespace scbnn
