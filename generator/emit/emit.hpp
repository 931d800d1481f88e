// From a Design to the files of the generated folder.
#pragma once

#include <span>
#include <string>

#include "deliverable/file_set.hpp"
#include "deliverable/manifest.hpp"
#include "generator/emit/flow/test_frame.hpp"
#include "generator/emit/top/provenance.hpp"
#include "generator/plan/design.hpp"
#include "network/network.hpp"

namespace scbnn {

/// What the folder of `design` says of itself, but for its files.
[[nodiscard]] manifest::Manifest manifest_of(const Design& design, const Network& network,
                                             const Provenance& provenance);

/// Every file of the deliverable; same input, same bytes. `frames` are what the testbench sends;
/// without any there is no testbench.
[[nodiscard]] FileSet emit(const Design& design, const Network& network,
                           const Provenance& provenance, std::span<const TestFrame> frames = {});

}  // namespace scbnn
