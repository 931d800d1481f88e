// Binary operators of other domains: QONNX, Brevitas, FINN.
#pragma once

#include <string>

#include "generator/import/call.hpp"

namespace scbnn::import {

/// Whether apply_dialect knows the operator of this domain.
[[nodiscard]] bool is_dialect(const std::string& domain, const std::string& op_type);

/// The node's value. Throws Refusal for what is not supported.
[[nodiscard]] Value apply_dialect(const Call& call);

}  // namespace scbnn::import
