// The fast model: the golden model's function, bit-packed and vectorized, for sweeps over data
// sets. Tested equal to the golden model; picks its instructions at run time.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "network/faults.hpp"
#include "network/function.hpp"
#include "network/network.hpp"

namespace scbnn::fast {

/// The instruction sets, slowest first.
enum class Isa { kPortable, kAvx2, kAvx512 };

[[nodiscard]] std::string to_string(Isa isa);

/// Those that this machine has, slowest first; never empty.
[[nodiscard]] std::vector<Isa> available();

/// A network prepared for one function, with its faults. Immutable after construction: threads may
/// share it.
class Model {
 public:
  Model(const Network& network, const FunctionSettings& settings, Isa isa = available().back());
  Model(const Network& network, const FunctionSettings& settings, const FaultSettings& faults,
        Isa isa = available().back());
  ~Model();
  Model(Model&&) noexcept;
  Model& operator=(Model&&) noexcept;

  [[nodiscard]] int classes() const;

  /// Scores of `count` images that lie one after another in `pixels`, [image][class]. `used`, if
  /// not empty, gets the presentations used, one per image: T in mode `first`, 1 with 8-bit input.
  /// `first` is the number of the first image, on which faults depend that are drawn afresh for
  /// every image. One thread.
  void run(std::span<const std::uint8_t> pixels, int count, std::span<std::int64_t> scores,
           std::span<int> used = {}, std::uint64_t first = 0) const;

  /// Mode `output`: the totals after each of all T presentations, whatever the margin:
  /// [presentation][image][class], T * count * classes() of them. Without faults that are drawn
  /// afresh for every image. One thread.
  void run_totals(std::span<const std::uint8_t> pixels, int count,
                  std::span<std::int64_t> totals) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace scbnn::fast
