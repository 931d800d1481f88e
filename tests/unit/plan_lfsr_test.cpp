// The shift registers: polynomials as documented and primitive, jumps as plain stepping.
#include <catch2/catch.hpp>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "generator/plan/lfsr.hpp"
#include "sim/golden/lfsr.hpp"

namespace {

std::uint32_t low_bits(int width) { return 0xFFFFFFFFU >> (32 - width); }

/// A step as docs/encoders.md writes it.
std::uint32_t plain_step(int width, std::uint32_t taps, std::uint32_t state) {
  std::uint32_t feedback = 0;
  for (int k = 1; k <= width; ++k) feedback ^= (taps >> (k - 1)) & (state >> (k - 1)) & 1U;
  return ((state << 1) | feedback) & low_bits(width);
}

std::vector<std::uint64_t> prime_factors(std::uint64_t number) {
  std::vector<std::uint64_t> factors;
  for (std::uint64_t p = 2; p * p <= number; ++p) {
    if (number % p != 0) continue;
    factors.push_back(p);
    while (number % p == 0) number /= p;
  }
  if (number > 1) factors.push_back(number);
  return factors;
}

/// Taps by width from the table of docs/encoders.md: cells "| 8 | 8 6 5 4 |".
std::map<int, std::uint32_t> documented_taps() {
  std::ifstream stream(std::filesystem::path(SCBNN_SOURCE_DIR) / "docs" / "encoders.md");
  std::map<int, std::uint32_t> taps;
  for (std::string line; std::getline(stream, line);) {
    std::vector<std::string> cells;
    std::istringstream columns(line);
    for (std::string cell; std::getline(columns, cell, '|');) cells.push_back(cell);
    for (std::size_t c = 1; c + 1 < cells.size(); c += 2) {
      if (cells.size() != 11 || cells[c].find_first_not_of("0123456789 ") != std::string::npos)
        break;
      std::istringstream terms(cells[c + 1]);
      std::uint32_t mask = 0;
      for (int term = 0; terms >> term;) mask |= std::uint32_t{1} << (term - 1);
      taps[std::stoi(cells[c])] = mask;
    }
  }
  return taps;
}

}  // namespace

TEST_CASE("the polynomials are the documented ones", "[plan][lfsr]") {
  const std::map<int, std::uint32_t> documented = documented_taps();
  REQUIRE(documented.size() == 25);
  for (const auto& [width, taps] : documented) {
    CAPTURE(width);
    CHECK(scbnn::lfsr_taps(width) == taps);
  }
  CHECK(scbnn::lfsr_taps(8) == 0xB8);
}

TEST_CASE("a step matrix steps as the definition says", "[plan][lfsr]") {
  for (int width = 8; width <= 32; ++width) {
    const std::uint32_t taps = scbnn::lfsr_taps(width);
    const scbnn::StateMap step = scbnn::lfsr_step(width);
    std::uint32_t state = 1;
    for (int i = 0; i < 1000; ++i) {
      const std::uint32_t next = plain_step(width, taps, state);
      if (step(state) != next) FAIL("width " << width << ", state " << state);
      state = next;
    }
  }
}

TEST_CASE("every register runs through all 2^W - 1 states", "[plan][lfsr]") {
  // The order of the step divides 2^W - 1, and no prime can be taken out of it.
  for (int width = 8; width <= 32; ++width) {
    CAPTURE(width);
    const scbnn::StateMap step = scbnn::lfsr_step(width);
    const scbnn::StateMap identity = scbnn::power(step, width, 0);
    const std::uint64_t period = (std::uint64_t{1} << width) - 1;
    CHECK(scbnn::power(step, width, period) == identity);
    for (const std::uint64_t prime : prime_factors(period)) {
      CHECK_FALSE(scbnn::power(step, width, period / prime) == identity);
    }
  }
}

TEST_CASE("the 8-bit register by hand", "[plan][lfsr]") {
  // 1 -> 2 -> 4 -> 8; then bit 3 (tap 4) feeds back: 17, 35, 71, 142; bits 7 and 3 cancel: 28.
  const std::vector<std::uint32_t> expected{1, 2, 4, 8, 17, 35, 71, 142, 28};
  const scbnn::StateMap step = scbnn::lfsr_step(8);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    CHECK(scbnn::power(step, 8, i)(1) == expected[i]);
  }
}

TEST_CASE("start states stand where stepping leads", "[plan][lfsr]") {
  for (const int width : {8, 9, 13, 16, 20}) {
    const std::uint32_t taps = scbnn::lfsr_taps(width);
    for (const int lanes : {1, 2, 3, 16, 63, 64}) {
      const std::vector<std::uint32_t> starts =
          scbnn::start_states({scbnn::EncoderKind::kLfsr, width, lanes, 0});
      REQUIRE(starts.size() == static_cast<std::size_t>(lanes));
      const std::uint32_t apart = low_bits(width) / static_cast<std::uint32_t>(lanes);
      std::uint32_t state = width == 8 ? 1 : 0x9e3779b9U & low_bits(width);
      for (const std::uint32_t start : starts) {
        if (start != state) FAIL("width " << width << ", lanes " << lanes);
        for (std::uint32_t i = 0; i < 8 * apart; ++i) state = plain_step(width, taps, state);
      }
    }
  }
}

TEST_CASE("a seed is XORed in, and no register starts at 0", "[plan][lfsr]") {
  const auto states = [](std::uint32_t seed) {
    return scbnn::start_states({scbnn::EncoderKind::kLfsr, 8, 3, seed});
  };
  const std::vector<std::uint32_t> plain = states(0);
  CHECK(plain[0] == 1);
  for (const std::uint32_t seed : {0x5AU, 0xFFFFFF5AU}) {
    for (std::size_t l = 0; l < 3; ++l) CHECK(states(seed)[l] == (plain[l] ^ 0x5AU));
  }
  for (std::size_t l = 0; l < 3; ++l) CHECK(states(plain[l])[l] == 1);
  // Wider registers cancel at the dense state.
  CHECK(scbnn::start_states({scbnn::EncoderKind::kLfsr, 9, 3, 0x1B9})[0] == 1);
  CHECK(scbnn::start_states({scbnn::EncoderKind::kLfsr, 32, 3, 0x9E3779B9})[0] == 1);
}

TEST_CASE("the golden model starts in the same states", "[plan][lfsr]") {
  for (int width = 8; width <= 32; ++width) {
    for (const int lanes : {1, 7, 16, 64}) {
      for (const std::uint32_t seed : {0U, 1U, 0xDEADBEEFU}) {
        CAPTURE(width, lanes, seed);
        CHECK(scbnn::start_states({scbnn::EncoderKind::kLfsr, width, lanes, seed}) ==
              scbnn::golden::lfsr_start_states(width, lanes, seed));
      }
    }
  }
}
