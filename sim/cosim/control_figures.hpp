// What a run did at the control port of its design.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace scbnn::cosim {

/// In the order in which the harness reports them (Control::figures).
struct ControlFigures {
  std::uint64_t load_writes = 0;         ///< that loaded every memory once
  std::uint64_t weight_load_writes = 0;  ///< those of weights among them
  std::uint64_t load_cycles = 0;         ///< of all load_writes
  std::uint64_t accesses = 0;            ///< of the run
  std::uint64_t refused = 0;             ///< those answered by an error, as they had to be
  std::uint64_t reloads = 0;             ///< of a memory between frames
  std::uint64_t unreadable_words = 0;    ///< answered by an error: their code says they are wrong
  /// CORRECTED and UNCORRECTABLE, one after the other, of each layer whose memories hold code
  /// words.
  std::vector<std::uint64_t> memory_errors;

  [[nodiscard]] static ControlFigures of(const std::vector<std::uint64_t>& told) {
    constexpr std::size_t kSingle = 7;
    return {told.at(0), told.at(1), told.at(2), told.at(3),
            told.at(4), told.at(5), told.at(6), {told.begin() + kSingle, told.end()}};
  }

  ControlFigures& operator+=(const ControlFigures& other) {
    load_writes += other.load_writes;
    weight_load_writes += other.weight_load_writes;
    load_cycles += other.load_cycles;
    accesses += other.accesses;
    refused += other.refused;
    reloads += other.reloads;
    unreadable_words += other.unreadable_words;
    memory_errors.resize(other.memory_errors.size());
    for (std::size_t e = 0; e < memory_errors.size(); ++e)
      memory_errors[e] += other.memory_errors[e];
    return *this;
  }
};

}  // namespace scbnn::cosim
