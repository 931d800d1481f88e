// The fast encoders' levels are the golden random values, for every kind, width, lane and seed.
#include <catch2/catch.hpp>
#include <cstdint>
#include <random>
#include <vector>

#include "sim/fast/encoders/levels.hpp"
#include "sim/golden/golden.hpp"
#include "tests/unit/models_compare.hpp"

using namespace scbnn;

namespace {

/// Every grey value gets the same bit, from the fast levels and the golden values.
void check_bits(const EncoderSettings& encoder, int presentations, int pixels) {
  FunctionSettings settings;
  settings.encoder = encoder;
  settings.presentations = presentations;
  INFO(test::describe(settings));
  const auto levels = fast::encoder_levels(encoder, static_cast<std::size_t>(presentations),
                                           static_cast<std::size_t>(pixels));
  const auto values = golden::random_values(encoder, presentations, pixels);
  REQUIRE(levels.size() == static_cast<std::size_t>(presentations * pixels));
  REQUIRE(values.size() == levels.size());
  int wrong = 0;
  for (std::size_t at = 0; at < levels.size(); ++at) {
    for (int p = 0; p < 256; ++p) {
      const auto pixel = static_cast<std::uint8_t>(p);
      const bool golden_bit = golden::compare(encoder, pixel, values[at]) != 0;
      if ((pixel > levels[at]) != golden_bit) ++wrong;
    }
  }
  CHECK(wrong == 0);
}

}  // namespace

TEST_CASE("fast encoders give the golden bits for every width and far lanes", "[fast]") {
  std::mt19937_64 random(8);
  for (const EncoderKind kind : kEncoderKinds) {
    const int narrowest = kind == EncoderKind::kLfsrShared ? 16 : 8;
    for (int width = narrowest; width <= 32; ++width) {
      const int most = kind == EncoderKind::kLfsrShared ? width : 64;
      for (const int lanes : {1, 2, 16, most - 3, most}) {
        check_bits({kind, width, lanes, static_cast<std::uint32_t>(random())}, 3, 150);
      }
    }
  }
}

TEST_CASE("fast encoders give the golden bits for every T", "[fast]") {
  for (const EncoderKind kind : kEncoderKinds) {
    const int width = kind == EncoderKind::kLfsrShared ? 16 : 8;
    for (int presentations = 1; presentations <= 255;
         presentations += presentations < 20 ? 1 : 47) {
      check_bits({kind, width, 16, 0}, presentations, 33);
    }
    check_bits({kind, width, 16, 0}, 255, 33);
  }
}

TEST_CASE("fast encoders give the golden bits where the seed meets the start state", "[fast]") {
  // A seed equal to a start state leaves 0, which becomes 1.
  for (const std::uint32_t seed : {1U, 57U, 47U, 0xffU, 0xffffffffU}) {
    check_bits({EncoderKind::kLfsr, 8, 16, seed}, 4, 48);
    check_bits({EncoderKind::kVanDerCorput, 8, 16, seed}, 4, 48);
  }
  for (const EncoderKind kind : {EncoderKind::kLfsr, EncoderKind::kSobol}) {
    check_bits({kind, 16, 16, 0x79b9U}, 4, 48);
    check_bits({kind, 32, 64, 0x9e3779b9U}, 4, 130);
  }
  check_bits({EncoderKind::kLfsrShared, 16, 16, 0x79b9U}, 4, 48);
  check_bits({EncoderKind::kLfsrShared, 32, 32, 0x9e3779b9U}, 4, 48);
}
