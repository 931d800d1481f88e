// sc_rng_sobol: the r of `sobol` in docs/encoders.md, its direction numbers from the polynomials;
// and that of `van-der-corput`.
#include <fstream>
#include <sstream>

#include "models.hpp"
#include "tests/rtl/rng.hpp"

using namespace leaf;

namespace {

using Numbers = std::vector<int>;

/// The numbers of a cell, to base 10 or 16.
Numbers numbers(const std::string& cell, int base) {
  std::istringstream words(cell);
  Numbers found;
  for (std::string word; words >> word;) found.push_back(std::stoi(word, nullptr, base));
  return found;
}

/// m[0..7] of a dimension from its first ones, by the recurrence of the document's polynomial.
Numbers continued(const std::string& polynomial, Numbers m) {
  const std::size_t n = m.size();
  // Whether x^(n-i) is there, a_i.
  const auto coefficient = [&](std::size_t i) {
    const std::size_t power = n - i;
    const std::string term = power == 1 ? "x" : "x^" + std::to_string(power);
    std::istringstream words(polynomial);
    for (std::string word; words >> word;) {
      if (word == term) return true;
    }
    return false;
  };
  for (std::size_t k = n; k < 8; ++k) {
    int next = m[k - n] << n ^ m[k - n];
    for (std::size_t i = 1; i < n; ++i) next ^= coefficient(i) ? m[k - i] << i : 0;
    m.push_back(next);
  }
  return m;
}

/// V[d][k], held against the document's column of them.
std::vector<Numbers> directions() {
  std::ifstream file(SCBNN_SOURCE_DIR "/docs/encoders.md");
  std::vector<Numbers> all;
  for (std::string line; std::getline(file, line);) {
    // | d | polynomial | initial m | V[d][0..7] |
    std::istringstream row(line);
    std::vector<std::string> cells;
    for (std::string cell; std::getline(row, cell, '|');) cells.push_back(cell);
    if (cells.size() != 5 || cells[1].find_first_not_of(" 0123456789") != std::string::npos ||
        cells[4].size() < 24) {
      continue;
    }
    Numbers m = numbers(cells[3], 10);
    m = m.empty() ? Numbers(8, 1) : continued(cells[2], m);
    Numbers v;
    for (int k = 0; k < 8; ++k) v.push_back(m[static_cast<std::size_t>(k)] << (7 - k));
    CAPTURE(line);
    REQUIRE(v == numbers(cells[4], 16));
    REQUIRE(numbers(cells[1], 10) == Numbers{static_cast<int>(all.size())});
    all.push_back(v);
  }
  REQUIRE(all.size() == 16);
  return all;
}

}  // namespace

TEST_CASE("sc_rng_sobol gives every pixel its dimension", "[rtl][encoder]") {
  const auto v = directions();
  for_each_model<Models, Params>([&]<class Model>() {
    using P = Params<Model>;
    Dut<Model> dut;
    Random random(23);
    LaneSamples<P> lanes;
    const int longest = 260 * P::Lanes / P::PixelsPerBeat + 1;
    play_frames<P>(
        dut, random, longest,
        [&](std::size_t i, int t, int) {
          int r = lanes.sample(i, i / P::Lanes);
          if (P::Dimensions == 1) return reversed(t) ^ r;
          for (std::size_t k = 0; k < 8; ++k) r ^= t >> k & 1 ? v[i % 16][k] : 0;
          return r;
        },
        [&](std::uint64_t seed) { lanes.restart(seed); });
  });
}
