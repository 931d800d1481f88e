// The words of a command line, before CLI11 asks for what is missing.
#pragma once

#include <CLI/CLI.hpp>
#include <span>
#include <string>

namespace scbnn::cli {

/// Throws InputError for a verb that does not exist, or for every option that its verb does not
/// have, with the nearest name: CLI11 would first say that something else is missing.
/// `words` are the arguments after the program's name.
void check_words(const CLI::App& app, std::span<const std::string> words);

}  // namespace scbnn::cli
