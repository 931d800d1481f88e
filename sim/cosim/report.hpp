// A report in words: mismatches with the command that reproduces them, and the table that ends a
// run.
#pragma once

#include <string>

#include "sim/cosim/cosim.hpp"

namespace scbnn::cosim {

/// How the run was requested, for commands and tables.
struct Invocation {
  std::string folder;  ///< as given
  std::string data;
  std::string split;
  bool allow_edited = false;
  std::string encoder_seeds{};  ///< the option that says so, or none
  std::string faults{};         ///< the options that say which bits fail, or none
};

/// A line for each of the first mismatches and violations, and the command that shows the first one
/// again. Empty for a run without any.
[[nodiscard]] std::string mismatch_text(const Invocation& invocation, const Options& options,
                                        const Report& report);

/// One name and value per line.
[[nodiscard]] std::string table_text(const Invocation& invocation, const Deliverable& deliverable,
                                     const Options& options, const Report& report);

}  // namespace scbnn::cosim
