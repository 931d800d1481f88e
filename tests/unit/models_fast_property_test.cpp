// Properties: fast equals golden for every encoder, mode, margin and instruction set, on random
// networks and images.
#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <random>
#include <vector>

#include "tests/unit/models_compare.hpp"

using namespace scbnn;

namespace {

/// A width, often at a word's end.
rc::Gen<int> size_up_to(int most) {
  return rc::gen::oneOf(rc::gen::inRange(1, most + 1), rc::gen::element(1, 8, 9, 63, 64, 65));
}

Network any_network() {
  std::vector<int> sizes{*size_up_to(200).as("pixels")};
  const int hidden = *rc::gen::inRange(0, 4).as("hidden layers");
  for (int l = 0; l < hidden; ++l) sizes.push_back(*size_up_to(80).as("neurons"));
  sizes.push_back(*rc::gen::inRange(1, 12).as("classes"));
  Network network =
      test::random_network(sizes, *rc::gen::arbitrary<std::uint64_t>().as("network's seed"));
  // Large offsets decide on their own which class leads, small ones leave that to the bits.
  const int shrink = *rc::gen::element(1, 100, 2000).as("offsets divided by");
  for (std::int32_t& offset : network.scores().offset) offset /= shrink;
  return network;
}

FunctionSettings any_settings(EncoderKind kind, Mode mode) {
  std::mt19937_64 random(*rc::gen::arbitrary<std::uint64_t>().as("encoder's seed"));
  FunctionSettings settings;
  settings.encoder = test::random_encoder(kind, random);
  settings.mode = mode;
  settings.presentations = *rc::gen::oneOf(rc::gen::inRange(1, 10), rc::gen::inRange(1, 256),
                                           rc::gen::element(1, 2, 4, 8, 16, 32, 64, 128))
                                .as("T");
  return settings;
}

/// True if every instruction set answers as the golden model does.
void must_agree(const Network& network, const FunctionSettings& settings) {
  const int count = *rc::gen::inRange(1, 20).as("images");
  const auto size = static_cast<std::size_t>(network.input.shape.size());
  const auto pixels = test::random_pixels(static_cast<std::size_t>(count) * size,
                                          *rc::gen::arbitrary<std::uint64_t>().as("pixels' seed"));
  const test::Answers expected = test::golden_answers(network, settings, pixels, count);
  RC_CLASSIFY(std::any_of(expected.used.begin(), expected.used.end(),
                          [&](int used) { return used != 1 && used != settings.presentations; }),
              "stopped between");
  for (const fast::Isa isa : fast::available()) {
    const test::Answers found = test::fast_answers(network, settings, isa, pixels, count);
    if (!(found == expected)) {
      RC_FAIL(fast::to_string(isa) + " differs: " + test::describe(settings));
    }
  }
}

}  // namespace

TEST_CASE("fast equals golden for every encoder in mode first", "[fast][property]") {
  for (const EncoderKind kind : kEncoderKinds) {
    CHECK(rc::check(std::string(name_of(kind)),
                    [kind] { must_agree(any_network(), any_settings(kind, Mode::kFirst)); }));
  }
}

TEST_CASE("fast equals golden for every encoder in mode output, without a margin",
          "[fast][property]") {
  for (const EncoderKind kind : kEncoderKinds) {
    CHECK(rc::check(std::string(name_of(kind)),
                    [kind] { must_agree(any_network(), any_settings(kind, Mode::kOutput)); }));
  }
}

TEST_CASE("fast equals golden for every encoder in mode output, with a margin",
          "[fast][property]") {
  for (const EncoderKind kind : kEncoderKinds) {
    CHECK(rc::check(std::string(name_of(kind)), [kind] {
      const Network network = any_network();
      FunctionSettings settings = any_settings(kind, Mode::kOutput);
      settings.margin = *rc::gen::oneOf(rc::gen::inRange<std::int64_t>(1, 20),
                                        rc::gen::inRange<std::int64_t>(1, 500),
                                        rc::gen::inRange<std::int64_t>(1, 100'000))
                             .as("margin");
      must_agree(network, settings);
    }));
  }
}
