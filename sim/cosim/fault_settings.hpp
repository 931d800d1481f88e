// The faults of a simulation, as the fault leaves read them.
#pragma once

#include <cstdint>
#include <filesystem>

#include "network/faults.hpp"
#include "network/function.hpp"
#include "sim/cosim/deliverable.hpp"

namespace scbnn::cosim {

/// Writes the file that +scbnn_faults names (faults/sc_fault_hash.vh); `first` is the number of the
/// image that the first frame shows. Throws InputError if it cannot be written.
void write_fault_settings(const std::filesystem::path& file, const Deliverable& deliverable,
                          const FunctionSettings& function, const FaultSettings& faults,
                          std::uint64_t first);

}  // namespace scbnn::cosim
