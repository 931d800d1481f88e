// A manifest against the model and the configuration in the same folder.
#pragma once

#include <filesystem>

#include "generator/config/config.hpp"
#include "network/network.hpp"

namespace scbnn::cli {

/// Throws InputError, key by key, unless the manifest of a generated folder says what `network` and
/// `config`, which were read from that folder, give. A checksum that the file itself holds
/// protects against accidents; this keeps a made-up manifest from steering what is built and run.
/// Where the folder came from (command, names of model and technology) is not compared.
void check_manifest(const std::filesystem::path& folder, Network network, const Config& config);

}  // namespace scbnn::cli
