// The design as its manifest tells of it.
#pragma once

#include <span>

#include "deliverable/manifest.hpp"
#include "generator/emit/memories/memory_images.hpp"
#include "generator/emit/top/provenance.hpp"

namespace scbnn {

/// The manifest without its checksums (seal_manifest adds them).
[[nodiscard]] manifest::Manifest manifest_of(const Design& design, const Network& network,
                                             const Provenance& provenance,
                                             std::span<const MemoryImage> memories);

}  // namespace scbnn
