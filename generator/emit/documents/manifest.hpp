// manifest.json: the folder described for programs (docs/generated-design.md).
#pragma once

#include <span>
#include <string>

#include "generator/emit/emit.hpp"
#include "generator/emit/macros/macro_files.hpp"
#include "generator/emit/memories/memory_images.hpp"

namespace scbnn {

/// The number that changes when a reader of the manifest must change.
inline constexpr int kManifestFormat = 1;

/// The manifest without its checksums (seal_manifest adds them).
[[nodiscard]] std::string manifest(const Design& design, const Network& network,
                                   const Provenance& provenance,
                                   std::span<const MemoryImage> memories,
                                   const MacroSummary& macros);

}  // namespace scbnn
