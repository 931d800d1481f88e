// The files that scbnn evaluate writes besides its figures.
#pragma once

#include <string>

namespace scbnn::cli {

/// Throws InputError if it cannot be written.
void write_file(const std::string& file, const std::string& bytes);

/// Throws InputError now rather than after minutes of work where `file` could not be written; an
/// empty name and "-" are no files.
void check_writable(const std::string& file);

}  // namespace scbnn::cli
