// Random networks, images and foldings for co-simulation tests.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "generator/config/config.hpp"
#include "network/network.hpp"
#include "sim/cosim/build.hpp"
#include "sim/cosim/deliverable.hpp"
#include "sim/data/dataset.hpp"

namespace scbnn::cosim_test {

/// A dense network of random weights. Thresholds lie where random inputs come out either way, a few
/// are always or never reached; the last layer has gains where `scaled`.
[[nodiscard]] Network random_network(TensorShape input, const std::vector<int>& outputs,
                                     bool scaled, std::uint64_t seed);

/// Images of all sorts: noise, black, white, bright and dark halves.
[[nodiscard]] Dataset random_images(TensorShape shape, int count, std::uint64_t seed);

/// Plans and writes the design to a fresh folder under the tests' scratch folder, and opens it.
[[nodiscard]] cosim::Deliverable deliver(const Network& network, const Config& config,
                                         const std::string& name);

/// Where `deliver` puts the design of this name.
[[nodiscard]] std::filesystem::path folder_of(const std::string& name);

/// For designs that are compiled for a few thousand cycles: one compiler that hardly optimizes,
/// Verilator's own library compiled once for all of them, and whatever reset must set set at
/// random.
[[nodiscard]] cosim::BuildOptions build_options();

/// The number in this variable of the environment, with which a user asks for other designs.
[[nodiscard]] std::uint64_t number(const char* variable, std::uint64_t otherwise);

}  // namespace scbnn::cosim_test
