// What faults an accelerator can have, and how a user names them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "generator/config/config.hpp"
#include "network/faults.hpp"
#include "support/problem.hpp"

namespace scbnn::cli {

/// The kind of this name; a problem at `where` if there is none.
[[nodiscard]] std::optional<FaultKind> read_kind(const std::string& where, const std::string& text,
                                                 std::vector<Problem>& problems);

/// A rate in 0..1; a problem at `where` if it is none.
[[nodiscard]] std::optional<double> read_rate(const std::string& where, const std::string& text,
                                              std::vector<Problem>& problems);

/// Problems of kinds that this function does not have.
void check_kind(const std::string& where, FaultKind kind, const Config& config,
                std::vector<Problem>& problems);

}  // namespace scbnn::cli
