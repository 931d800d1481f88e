// What a counter of ones must do, as two numbers and after registers that have each an enable.
#pragma once

#include <optional>
#include <vector>

#include "tests/rtl/leaf.hpp"

namespace leaf {

/// What stands in registers one after the other, each of which takes what is before it when it is
/// enabled. Empty: not known yet.
class Registers {
 public:
  explicit Registers(int count) : held_(static_cast<std::size_t>(count)) {}

  /// A clock edge: bit r of `enables` is that of register r; `input` stands before the first one.
  void clock(std::uint64_t enables, std::uint64_t input) {
    for (std::size_t r = held_.size(); r-- > 0;) {
      if (enables >> r & 1) held_[r] = r == 0 ? std::optional(input) : held_[r - 1];
    }
  }

  /// What comes out; without registers, what stands before them.
  [[nodiscard]] std::optional<std::uint64_t> output(std::uint64_t input) const {
    return held_.empty() ? std::optional(input) : held_.back();
  }

 private:
  std::vector<std::optional<std::uint64_t>> held_;
};

/// ones_o + more_o.
template <class Model>
std::uint64_t count_of(Dut<Model>& dut, int width) {
  return read(dut->ones_o, 0, width) + read(dut->more_o, 0, width);
}

/// Every input of narrow ones without registers.
template <class Model, int Width, int Registers>
void check_every_input() {
  if constexpr (Width <= 16 && Registers == 0) {
    Dut<Model> dut;
    for (std::uint64_t bits = 0; bits < std::uint64_t{1} << Width; ++bits) {
      write(dut->bits_i, 0, Width, bits);
      dut.settle();
      require_equal(count_of(dut, bits_for(Width)), __builtin_popcountll(bits), {{"bits", bits}});
    }
  }
}

/// A single one and a single zero at every place, then every density of ones; registers are enabled
/// each by itself.
template <class Model, int Width, int Registers>
void check_wide_inputs() {
  Dut<Model> dut;
  Random random(1);
  leaf::Registers registers(Registers);
  for (int round = 0; round < 2 * Width + 500; ++round) {
    Elements bits(Width);
    std::uint64_t ones = 0;
    const int density = static_cast<int>(random.below(101));
    for (int i = 0; i < Width; ++i) {
      const bool one = round < Width       ? i == round
                       : round < 2 * Width ? i != round - Width
                                           : random.chance(density);
      bits[static_cast<std::size_t>(i)] = one;
      ones += one;
    }
    write_elements(dut->bits_i, 1, bits);
    std::uint64_t enables = 0;
    for (int r = 0; r < Registers; ++r) {
      enables |= static_cast<std::uint64_t>(round < 2 * Width || random.chance(70)) << r;
    }
    dut->enable_i = static_cast<std::uint8_t>(enables);
    dut.clock();
    registers.clock(enables, ones);
    if (const auto count = registers.output(ones)) {
      REQUIRE(count_of(dut, bits_for(Width)) == *count);
    }
  }
}

}  // namespace leaf
