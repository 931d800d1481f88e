// The golden encoders against the tables of docs/encoders.md, which models_known_answers.py made.
#include <zlib.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "sim/golden/encoder.hpp"

using namespace scbnn;

namespace {

constexpr int kPixels = 784;

std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

/// The table rows with so many cells in a section of the page; the first cell begins with a digit.
std::vector<std::vector<std::string>> rows_of(const std::string& section, std::size_t cells) {
  std::ifstream page(std::filesystem::path(SCBNN_SOURCE_DIR) / "docs" / "encoders.md");
  std::vector<std::vector<std::string>> rows;
  bool inside = false;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("## ")) inside = line == "## " + section;
    if (!inside || line.size() < 3 || line[0] != '|' || line[2] < '0' || line[2] > '9') continue;
    std::istringstream columns(line.substr(1));
    std::vector<std::string> row;
    for (std::string cell; std::getline(columns, cell, '|');) row.push_back(trimmed(cell));
    if (row.size() == cells) rows.push_back(row);
  }
  return rows;
}

std::vector<std::uint8_t> numbers(const std::string& text, std::ios_base& (*base)(std::ios_base&)) {
  std::istringstream stream(text);
  std::vector<std::uint8_t> values;
  for (unsigned value = 0; stream >> base >> value;) {
    values.push_back(static_cast<std::uint8_t>(value));
  }
  return values;
}

unsigned long checksum(const std::vector<std::uint8_t>& bytes) {
  return crc32(0, bytes.data(), static_cast<uInt>(bytes.size()));
}

/// p_i = 37 i mod 256
std::vector<std::uint8_t> ramp() {
  std::vector<std::uint8_t> pixels;
  for (int i = 0; i < kPixels; ++i) pixels.push_back(static_cast<std::uint8_t>(37 * i));
  return pixels;
}

void check_section(const std::string& section, EncoderKind kind, std::size_t least_rows) {
  const auto rows = rows_of(section, 8);
  REQUIRE(rows.size() >= least_rows);
  for (const auto& row : rows) {
    CAPTURE(section, row[0], row[1], row[2], row[3], row[4]);
    const EncoderSettings encoder{kind, std::stoi(row[0]), std::stoi(row[1]),
                                  static_cast<std::uint32_t>(std::stoul(row[2]))};
    const int presentations = std::stoi(row[3]);
    const std::ptrdiff_t from = std::stoi(row[4]) * kPixels;
    const auto all = golden::random_values(encoder, presentations, kPixels);
    const std::vector<std::uint8_t> values(all.begin() + from, all.begin() + from + kPixels);
    CHECK(std::vector<std::uint8_t>(values.begin(), values.begin() + 16) ==
          numbers(row[5], std::dec));
    CHECK(checksum(values) == std::stoul(row[6], nullptr, 16));
    const auto bits = golden::encode(encoder, presentations, ramp());
    CHECK(std::count(bits.begin() + from, bits.begin() + from + kPixels, 1) == std::stoi(row[7]));
  }
}

}  // namespace

TEST_CASE("golden encoders give the documented values", "[encoder]") {
  check_section("lfsr", EncoderKind::kLfsr, 10);
  check_section("lfsr-shared", EncoderKind::kLfsrShared, 7);
  check_section("van-der-corput", EncoderKind::kVanDerCorput, 6);
  check_section("sobol", EncoderKind::kSobol, 7);
}

TEST_CASE("the golden lattice encoder gives the documented values", "[encoder]") {
  const auto rows = rows_of("lattice", 7);
  REQUIRE(rows.size() >= 7);
  for (const auto& row : rows) {
    CAPTURE(row[0], row[1], row[2], row[3]);
    EncoderSettings encoder{EncoderKind::kLattice};
    encoder.stride = std::stoi(row[0]);
    encoder.seed = static_cast<std::uint32_t>(std::stoul(row[1]));
    const int presentations = std::stoi(row[2]);
    const std::ptrdiff_t from = std::stoi(row[3]) * kPixels;
    const auto all = golden::random_values(encoder, presentations, kPixels);
    const std::vector<std::uint8_t> values(all.begin() + from, all.begin() + from + kPixels);
    CHECK(std::vector<std::uint8_t>(values.begin(), values.begin() + 16) ==
          numbers(row[4], std::dec));
    CHECK(checksum(values) == std::stoul(row[5], nullptr, 16));
    const auto bits = golden::encode(encoder, presentations, ramp());
    CHECK(std::count(bits.begin() + from, bits.begin() + from + kPixels, 1) == std::stoi(row[6]));
  }
}

TEST_CASE("the golden threshold encoder gives the documented levels", "[encoder]") {
  const auto rows = rows_of("threshold", 4);
  REQUIRE(rows.size() >= 10);
  for (const auto& row : rows) {
    const int presentations = std::stoi(row[0]);
    CAPTURE(presentations);
    const EncoderSettings encoder{EncoderKind::kThreshold, 0, 0, 0};
    const auto levels = golden::random_values(encoder, presentations, 1);
    const auto shown = numbers(row[1], std::dec);
    REQUIRE(shown.size() == static_cast<std::size_t>(std::min(presentations, 16)));
    CHECK(std::equal(shown.begin(), shown.end(), levels.begin()));
    CHECK(checksum(levels) == std::stoul(row[2], nullptr, 16));
    const auto bits = golden::encode(encoder, presentations, ramp());
    CHECK(std::count(bits.begin(), bits.end(), 1) == std::stoi(row[3]));
  }
}

TEST_CASE("the golden sobol encoder has the documented direction numbers", "[encoder]") {
  // Two presentations tell V[d][0]; 2^k and 0 tell V[d][k]: the scramble cancels.
  const EncoderSettings encoder{EncoderKind::kSobol, 8, 16, 0};
  const auto values = golden::random_values(encoder, 129, 16);
  std::size_t dimension = 0;
  for (const auto& row : rows_of("sobol", 4)) {
    CAPTURE(row[0]);
    REQUIRE(row[0] == std::to_string(dimension));
    const auto directions = numbers(row[3], std::hex);
    REQUIRE(directions.size() == 8);
    for (std::size_t k = 0; k < 8; ++k) {
      CHECK((values[(std::size_t{1} << k) * 16 + dimension] ^ values[dimension]) == directions[k]);
    }
    ++dimension;
  }
  CHECK(dimension == 16);
}
