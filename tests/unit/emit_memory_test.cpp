// Memory images: every bit where the RTL looks for it, every threshold exact.
#include <catch2/catch.hpp>
#include <map>
#include <sstream>
#include <tuple>

#include "generator/emit/control/control.hpp"
#include "generator/emit/memories/memory_images.hpp"
#include "tests/rtl/secded.hpp"
#include "tests/unit/emit_fixture.hpp"

using namespace scbnn;

namespace {

/// The rows of an image as strings of bits, least significant first.
std::vector<std::string> rows_of(const MemoryImage& image) {
  std::vector<std::string> rows;
  std::istringstream lines(image.hex);
  for (std::string line; std::getline(lines, line);) {
    REQUIRE(line.size() == static_cast<std::size_t>((image.plan.width + 3) / 4));
    std::string bits;
    for (auto digit = line.rbegin(); digit != line.rend(); ++digit) {
      const int value = std::stoi(std::string(1, *digit), nullptr, 16);
      for (int bit = 0; bit < 4; ++bit) bits += (value >> bit) % 2 != 0 ? '1' : '0';
    }
    REQUIRE(bits.find('1', static_cast<std::size_t>(image.plan.width)) == std::string::npos);
    rows.push_back(bits.substr(0, static_cast<std::size_t>(image.plan.width)));
  }
  REQUIRE(rows.size() == static_cast<std::size_t>(image.plan.rows));
  return rows;
}

/// The number in bits low .. low + width - 1 of a line of hexadecimal digits.
std::uint64_t bits_of(const std::string& line, int low, int width) {
  std::uint64_t value = 0;
  for (int bit = 0; bit < width; ++bit) {
    const char digit = line[line.size() - 1 - static_cast<std::size_t>((low + bit) / 4)];
    const auto number = std::stoul(std::string(1, digit), nullptr, 16);
    value |= std::uint64_t{number >> ((low + bit) % 4) & 1} << bit;
  }
  return value;
}

std::int64_t field(const std::string& row, int low, int width, bool is_signed = false) {
  std::int64_t value = 0;
  for (int bit = 0; bit < width; ++bit) {
    const std::int64_t weight = std::int64_t{1} << bit;
    if (row[static_cast<std::size_t>(low + bit)] == '1') {
      value += is_signed && bit + 1 == width ? -weight : weight;
    }
  }
  return value;
}

const MemoryImage& named(const std::vector<MemoryImage>& images, const std::string& name) {
  for (const MemoryImage& image : images) {
    if (image.name == name) return image;
  }
  FAIL("no memory " << name);
  return images.front();
}

}  // namespace

TEST_CASE("each weight stands in its row and bit, padding is 0", "[memory]") {
  const Network network = test::random_network({12, 6, 4, 3}, 1, true);
  for (const auto& settings : {test::kRunTimeSettings, test::kFixedSettings}) {
    const Design design = test::design_of(network, settings);
    const auto images = memory_images(design, network);
    for (std::size_t l = 0; l < design.layers.size(); ++l) {
      const LayerPlan& plan = design.layers[l];
      const auto rows = rows_of(named(images, plan.name + "_weights"));
      REQUIRE(rows.size() == static_cast<std::size_t>(plan.groups * plan.chunks));
      for (int g = 0; g < plan.groups; ++g) {
        for (int c = 0; c < plan.chunks; ++c) {
          const std::string& row = rows[static_cast<std::size_t>(g * plan.chunks + c)];
          for (int p = 0; p < plan.pe; ++p) {
            for (int s = 0; s < plan.simd; ++s) {
              const int neuron = g * plan.pe + p;
              const int input = c * plan.simd + s;
              const bool inside = neuron < plan.outputs && input < plan.inputs;
              const bool expected = inside && dense(network.layers[l])->weights.get(neuron, input);
              CHECK(field(row, p * plan.simd + s, 1) == (expected ? 1 : 0));
            }
          }
        }
      }
    }
  }
}

TEST_CASE("a stored threshold switches exactly where the fraction does", "[memory]") {
  const Network network = test::random_network({12, 16, 16, 3}, 5);
  std::vector<std::string> settings{"cycles_per_image=300"};
  SECTION("one T") {
    settings.push_back("presentations=" + std::to_string(GENERATE(1, 3, 16, 255)));
    const Design design = test::design_of(network, settings);
    const auto images = memory_images(design, network);
    for (std::size_t l = 0; l + 1 < design.layers.size(); ++l) {
      const LayerPlan& plan = design.layers[l];
      const auto rows = rows_of(named(images, plan.name + "_thresholds"));
      const std::int64_t presentations = l == 0 ? design.presentations_max : 1;
      for (int neuron = 0; neuron < plan.outputs; ++neuron) {
        const Threshold& exact =
            std::get<Thresholds>(network.layers[l].finish).values[static_cast<std::size_t>(neuron)];
        const std::int64_t stored =
            field(rows[static_cast<std::size_t>(neuron / plan.pe)],
                  neuron % plan.pe * plan.thresholds()->width, plan.thresholds()->width);
        for (std::int64_t sum = 0; sum <= presentations * plan.inputs; ++sum) {
          REQUIRE((sum >= stored) == (sum * exact.denominator >= presentations * exact.numerator));
        }
      }
    }
  }
  SECTION("T at run time: one number serves every T") {
    settings.push_back("presentations_max=" + std::to_string(GENERATE(1, 2, 8, 128)));
    settings.push_back("presentations=1");
    const Design design = test::design_of(network, settings);
    const LayerPlan& plan = design.layers.front();
    const auto rows = rows_of(named(memory_images(design, network), "layer1_thresholds"));
    const int most = design.log2_presentations_max();
    for (int neuron = 0; neuron < plan.outputs; ++neuron) {
      const Threshold& exact =
          std::get<Thresholds>(network.layers[0].finish).values[static_cast<std::size_t>(neuron)];
      const std::int64_t stored =
          field(rows[static_cast<std::size_t>(neuron / plan.pe)],
                neuron % plan.pe * plan.thresholds()->width, plan.thresholds()->width);
      for (int k = 0; k <= most; ++k) {
        const std::int64_t presentations = std::int64_t{1} << k;
        for (std::int64_t sum = 0; sum <= presentations * plan.inputs; ++sum) {
          REQUIRE(((sum << (most + 1 - k)) >= stored) ==
                  (sum * exact.denominator >= presentations * exact.numerator));
        }
      }
    }
  }
}

TEST_CASE("coded memories store lanes and their check bits", "[memory]") {
  const Network network = test::random_network({77, 40, 12, 5}, 9, true);
  std::vector<std::string> settings{"memory=sram-macro", "presentations=3", "control=axi4-lite"};
  for (const auto& [layer, pe, simd] :
       {std::tuple{1, 3, 11}, std::tuple{2, 12, 7}, std::tuple{3, 5, 12}}) {
    settings.push_back("layers.layer" + std::to_string(layer) + ".pe=" + std::to_string(pe));
    settings.push_back("layers.layer" + std::to_string(layer) + ".simd=" + std::to_string(simd));
  }
  const auto plain = memory_images(test::design_of(network, settings), network);
  settings.push_back("macro.ecc=secded");
  settings.push_back("layers.layer2.memory=rram-2t2r");
  const auto coded = memory_images(test::design_of(network, settings), network);
  REQUIRE(coded.size() == plain.size());
  for (std::size_t at = 0; at < coded.size(); ++at) {
    const MemoryPlan& plan = coded[at].plan;
    CAPTURE(coded[at].name);
    CHECK(load_words(coded[at]) == load_words(plain[at]));
    CHECK(plan.coded == (coded[at].layer != "layer2"));
    if (!plan.coded) {
      CHECK(coded[at].hex == plain[at].hex);
      continue;
    }
    CHECK(plan.stored_width() == plan.width + 7 * plan.lanes);
    std::istringstream lines(coded[at].hex);
    std::istringstream wanted(plain[at].hex);
    int rows = 0;
    for (std::string line, want; std::getline(lines, line); ++rows) {
      REQUIRE(std::getline(wanted, want));
      REQUIRE(line.size() == static_cast<std::size_t>((plan.stored_width() + 3) / 4));
      for (int lane = 0; lane < plan.lanes; ++lane) {
        const int first = lane * plan.lane_width;
        const int bits = std::min(plan.lane_width, plan.width - first);
        const std::uint64_t data = bits_of(want, first, bits);
        CHECK(bits_of(line, first + 7 * lane, bits + 7) == leaf::secded_word(data, bits));
      }
    }
    CHECK(rows == plan.rows);
  }
}

TEST_CASE("scores store the offset above the gain", "[memory]") {
  const Network network = test::random_network({12, 6, 4, 7}, 3, true);
  const Design design = test::design_of(network, {"cycles_per_image=30"});
  const LayerPlan& plan = design.layers.back();
  REQUIRE(plan.scores()->gain_width);
  const auto rows = rows_of(named(memory_images(design, network), "layer3_scores"));
  const int width = plan.scores()->gain_bits() + plan.scores()->offset_width;
  for (int label = 0; label < plan.outputs; ++label) {
    const std::string& row = rows[static_cast<std::size_t>(label / plan.pe)];
    const int low = label % plan.pe * width;
    const auto index = static_cast<std::size_t>(label);
    CHECK(field(row, low, plan.scores()->gain_bits()) == network.scores().gain[index]);
    CHECK(field(row, low + plan.scores()->gain_bits(), plan.scores()->offset_width, true) ==
          network.scores().offset[index]);
  }
}

TEST_CASE("a network of one layer stores its offsets T times where T is fixed", "[memory]") {
  const Network network = test::random_network({30, 5}, 2, true);
  const auto offset_of = [&](const std::vector<std::string>& settings, int label) {
    const Design design = test::design_of(network, settings);
    const LayerPlan& plan = design.layers.back();
    const auto rows = rows_of(named(memory_images(design, network), "layer1_scores"));
    const int width = plan.scores()->gain_bits() + plan.scores()->offset_width;
    return field(rows[static_cast<std::size_t>(label / plan.pe)],
                 label % plan.pe * width + plan.scores()->gain_bits(), plan.scores()->offset_width,
                 true);
  };
  for (int label = 0; label < 5; ++label) {
    const std::int64_t offset = network.scores().offset[static_cast<std::size_t>(label)];
    CHECK(offset_of({"presentations=5", "cycles_per_image=60"}, label) == 5 * offset);
    CHECK(offset_of({"presentations_max=8", "cycles_per_image=60"}, label) == offset);
  }
}
