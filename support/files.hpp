// Whole files in and out.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace scbnn {

/// The first `most` bytes of a file, which by default is more than any file of ours may have: a
/// device that never ends ends there. `wanted` says what kind of file is needed ("an ONNX file").
/// Throws InputError where it is a folder or cannot be read.
[[nodiscard]] std::string read_file(const std::filesystem::path& file,
                                    std::string_view wanted = "a file",
                                    std::size_t most = std::size_t{1} << 31U);

/// Throws InputError if it cannot be written.
void write_file(const std::string& file, const std::string& bytes);

/// Throws InputError now rather than after minutes of work where `file` could not be written; an
/// empty name and "-" are no files.
void check_writable(const std::string& file);

}  // namespace scbnn
