// sc_lfsr_leap: `Steps` single steps at once, and the polynomials of docs/encoders.md themselves.
#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>

#include "models.hpp"
#include "tests/rtl/leaf.hpp"

using namespace leaf;

namespace {

/// The table of docs/encoders.md: width -> powers of x besides the constant.
std::map<int, std::vector<int>> documented_polynomials() {
  std::ifstream file(SCBNN_SOURCE_DIR "/docs/encoders.md");
  std::map<int, std::vector<int>> polynomials;
  for (std::string line; std::getline(file, line);) {
    // | W | taps | W | taps | ...
    std::istringstream cells(line);
    std::string cell, width;
    std::getline(cells, cell, '|');
    while (std::getline(cells, width, '|') && std::getline(cells, cell, '|')) {
      std::istringstream numbers(cell);
      std::vector<int> taps;
      for (int tap = 0; numbers >> tap;) taps.push_back(tap);
      // A row of the table names the polynomial's degree first.
      int degree = 0;
      if (taps.size() >= 2 && std::istringstream(width) >> degree && degree == taps[0]) {
        polynomials[degree] = taps;
      }
    }
  }
  return polynomials;
}

/// One Fibonacci step to the left.
std::uint64_t step(std::uint64_t state, int width, const std::vector<int>& taps) {
  std::uint64_t feedback = 0;
  for (const int tap : taps) feedback ^= state >> (tap - 1) & 1;
  return (state << 1 | feedback) & ((std::uint64_t{1} << width) - 1);
}

}  // namespace

TEST_CASE("sc_lfsr_leap takes its steps at once", "[rtl]") {
  const auto polynomials = documented_polynomials();
  REQUIRE(polynomials.size() == 25);
  for_each_model<Models, Params>([&]<class Model>() {
    using P = Params<Model>;
    Dut<Model> dut;
    Random random(8);
    const auto& taps = polynomials.at(P::Width);
    std::uint64_t mask = 0;
    for (const int tap : taps) mask |= std::uint64_t{1} << (tap - 1);
    REQUIRE(P::Taps == mask);
    const bool all = P::Width <= 16;
    const std::uint64_t rounds = all ? std::uint64_t{1} << P::Width : 20000;
    for (std::uint64_t round = 0; round < rounds; ++round) {
      const std::uint64_t start = all ? round : random.bits(P::Width);
      std::uint64_t state = start;
      for (int i = 0; i < P::Steps; ++i) state = step(state, P::Width, taps);
      dut->state_i = static_cast<std::remove_reference_t<decltype(dut->state_i)>>(start);
      dut.settle();
      require_equal(dut->state_o, static_cast<std::int64_t>(state), {{"state", start}});
    }
  });
}

TEST_CASE("the documented polynomials have the full period 2^W - 1", "[encoder]") {
  for (const auto& [width, taps] : documented_polynomials()) {
    // The step is linear: a state is a vector, a power of the step is the image of each unit
    // vector.
    using Map = std::vector<std::uint64_t>;
    const auto apply = [](const Map& map, std::uint64_t state) {
      std::uint64_t image = 0;
      for (std::size_t i = 0; i < map.size(); ++i) image ^= state >> i & 1 ? map[i] : 0;
      return image;
    };
    const auto power = [&](std::uint64_t exponent) {
      Map result, base;
      for (int i = 0; i < width; ++i) {
        result.push_back(std::uint64_t{1} << i);
        base.push_back(step(std::uint64_t{1} << i, width, taps));
      }
      for (; exponent; exponent >>= 1) {
        Map next_result, next_base;
        for (std::size_t i = 0; i < base.size(); ++i) {
          next_result.push_back(exponent & 1 ? apply(base, result[i]) : result[i]);
          next_base.push_back(apply(base, base[i]));
        }
        result = next_result;
        base = next_base;
      }
      return result;
    };
    CAPTURE(width, taps);
    const Map identity = power(0);
    std::uint64_t period = (std::uint64_t{1} << width) - 1;
    REQUIRE(power(period) == identity);
    std::uint64_t rest = period;
    for (std::uint64_t prime = 2; rest > 1; ++prime) {
      if (prime * prime > rest) prime = rest;
      if (rest % prime) continue;
      REQUIRE(power(period / prime) != identity);
      while (rest % prime == 0) rest /= prime;
    }
  }
}
