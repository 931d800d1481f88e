// What every leaf test uses: a clocked model, its ports as numbers, seeded random numbers.
#pragma once

#include <verilated.h>

#include <catch2/catch.hpp>
#include <cstdint>
#include <cstdlib>
#include <initializer_list>
#include <random>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace leaf {

/// Elements of a port, each of at most 64 bits; element 0 in the port's low bits.
using Elements = std::vector<std::uint64_t>;

/// Bits [lo, lo + width) of a port of any width; width 0..64.
template <class Port>
[[nodiscard]] std::uint64_t read(const Port& port, int lo, int width) {
  std::uint64_t value = 0;
  if constexpr (std::is_integral_v<Port>) {
    value = lo < 64 ? static_cast<std::uint64_t>(port) >> lo : 0;
  } else {
    const auto words = static_cast<int>(sizeof(port) / 4);
    for (int bit = 0; bit < width;) {
      const int word = (lo + bit) / 32;
      const int shift = (lo + bit) % 32;
      if (word < words) value |= static_cast<std::uint64_t>(port[word] >> shift) << bit;
      bit += 32 - shift;
    }
  }
  return width < 64 ? value & ((std::uint64_t{1} << width) - 1) : value;
}

/// Sets bits [lo, lo + width) of a port of any width; width 0..64. The port must have these bits.
template <class Port>
void write(Port& port, int lo, int width, std::uint64_t value) {
  if constexpr (std::is_integral_v<Port>) {
    const std::uint64_t ones = width < 64 ? (std::uint64_t{1} << width) - 1 : ~std::uint64_t{0};
    port = static_cast<Port>((static_cast<std::uint64_t>(port) & ~(ones << lo)) |
                             ((value & ones) << lo));
  } else {
    for (int bit = 0; bit < width;) {
      const int shift = (lo + bit) % 32;
      const int take = std::min(32 - shift, width - bit);
      const auto ones = static_cast<std::uint32_t>(((std::uint64_t{1} << take) - 1) << shift);
      auto& word = port[(lo + bit) / 32];
      word = (word & ~ones) | (static_cast<std::uint32_t>(value >> bit << shift) & ones);
      bit += take;
    }
  }
}

/// A whole port as `count` elements of `width` bits.
template <class Port>
[[nodiscard]] Elements read_elements(const Port& port, int width, int count) {
  Elements elements(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    elements[static_cast<std::size_t>(i)] = read(port, i * width, width);
  }
  return elements;
}

/// Sets a whole port to elements of `width` bits.
template <class Port>
void write_elements(Port& port, int width, const Elements& elements) {
  int lo = 0;
  for (const std::uint64_t element : elements) {
    write(port, lo, width, element);
    lo += width;
  }
}

/// The bits that hold 0..value: $clog2(value + 1).
[[nodiscard]] constexpr int bits_for(std::uint64_t value) {
  int bits = 0;
  while (value >> bits) ++bits;
  return bits;
}

/// Verilog's $clog2.
[[nodiscard]] constexpr int clog2(std::uint64_t value) {
  return value < 2 ? 0 : bits_for(value - 1);
}

/// Two's complement of `width` bits as a number.
[[nodiscard]] constexpr std::int64_t as_signed(std::uint64_t value, int width) {
  const std::uint64_t sign = std::uint64_t{1} << (width - 1);
  return static_cast<std::int64_t>((value ^ sign) - sign);
}

/// Seeded random numbers; the seed is SCBNN_TEST_SEED (default 1) plus a number of the test's own.
class Random {
 public:
  explicit Random(std::uint64_t own) : engine_(seed() + 1000003 * own) {}

  /// SCBNN_TEST_SEED, to be printed with a failure.
  [[nodiscard]] static std::uint64_t seed() {
    const char* text = std::getenv("SCBNN_TEST_SEED");
    return text ? std::strtoull(text, nullptr, 10) : 1;
  }

  [[nodiscard]] std::uint64_t below(std::uint64_t limit) { return engine_() % limit; }
  [[nodiscard]] std::uint64_t bits(int width) { return width == 0 ? 0 : engine_() >> (64 - width); }
  [[nodiscard]] bool chance(int percent) { return below(100) < static_cast<unsigned>(percent); }

  /// Random elements: mostly uniform, now and then all zeros or all ones, where carries and corners
  /// are.
  [[nodiscard]] Elements elements(int width, int count) {
    const auto kind = below(8);
    Elements elements(static_cast<std::size_t>(count));
    for (auto& element : elements) {
      element = kind == 0 ? 0 : kind == 1 ? ~std::uint64_t{0} >> (64 - width) : bits(width);
    }
    return elements;
  }

 private:
  std::mt19937_64 engine_;
};

/// One model with its context. The clock rests low: drive inputs, settle(), look at outputs,
/// clock(). A mutated netlist has an input `mutsel`; SCBNN_MUTANT sets it.
template <class Model>
class Dut {
 public:
  Dut() : model_{&context_} {
    if constexpr (requires(Model & m) { m.mutsel; }) {
      const char* text = std::getenv("SCBNN_MUTANT");
      model_.mutsel = static_cast<std::remove_reference_t<decltype(model_.mutsel)>>(
          text ? std::strtoul(text, nullptr, 10) : 0);
    }
    model_.eval();
  }

  Model* operator->() { return &model_; }

  /// Lets the inputs of this cycle reach the outputs.
  void settle() { model_.eval(); }

  /// One rising edge of clk_i; outputs that depend on registers alone are the next cycle's
  /// afterwards.
  void clock() {
    model_.clk_i = 1;
    model_.eval();
    model_.clk_i = 0;
    model_.eval();
    ++cycle_;
  }

  /// `cycles` cycles of reset.
  void reset(int cycles = 2) {
    model_.rst_i = 1;
    for (int i = 0; i < cycles; ++i) clock();
    model_.rst_i = 0;
    model_.eval();
  }

  [[nodiscard]] std::uint64_t cycle() const { return cycle_; }

  /// Whether the model has ended the simulation ($finish).
  [[nodiscard]] bool finished() const { return context_.gotFinish(); }

 private:
  VerilatedContext context_;
  Model model_;
  std::uint64_t cycle_ = 0;
};

/// REQUIRE(got == want) for long loops, with the inputs of the first failure by name.
inline void require_equal(std::int64_t got, std::int64_t want,
                          std::initializer_list<std::pair<const char*, std::uint64_t>> inputs) {
  if (got == want) return;
  std::string text;
  for (const auto& [name, value] : inputs) {
    text += std::string(" ") + name + "=" + std::to_string(value);
  }
  INFO("inputs:" << text);
  REQUIRE(got == want);
}

/// Runs `test.template operator()<Model>()` for every model in the tuple, each as a section named
/// by its set.
template <class Models, template <class> class Params, class Test>
void for_each_model(Test&& test) {
  [&]<class... Model>(std::type_identity<std::tuple<Model...>>) {
    (
        [&] {
          DYNAMIC_SECTION(Params<Model>::kSet) {
            INFO("SCBNN_TEST_SEED=" << Random::seed());
            test.template operator()<Model>();
            SUCCEED("every comparison of this parameter set held");
          }
        }(),
        ...);
  }(std::type_identity<Models>{});
}

}  // namespace leaf
