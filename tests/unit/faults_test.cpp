// Faults: golden model against docs/faults.md, fast model against the golden one.
#include "network/faults.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "sim/fast/fast.hpp"
#include "sim/fast/fault_hash.hpp"
#include "sim/fast/weight_faults.hpp"
#include "sim/golden/code_word.hpp"
#include "sim/golden/faults.hpp"
#include "sim/golden/golden.hpp"
#include "sim/golden/weight_memory.hpp"
#include "tests/unit/models_compare.hpp"
#include "tests/unit/models_networks.hpp"

using namespace scbnn;

namespace {

/// The cells of the rows of a table of docs/faults.md whose heading begins like this.
std::vector<std::vector<std::string>> table(const std::string& heading) {
  std::ifstream page(std::string(SCBNN_SOURCE_DIR) + "/docs/faults.md");
  std::vector<std::vector<std::string>> rows;
  bool inside = false;
  for (std::string line; std::getline(page, line);) {
    if (line.rfind(heading, 0) == 0) {
      inside = true;
      std::getline(page, line);
    } else if (inside && line.rfind("| ", 0) == 0) {
      std::vector<std::string> cells;
      std::istringstream text(line.substr(2));
      for (std::string cell; std::getline(text, cell, '|');) {
        const std::size_t first = cell.find_first_not_of(' ');
        const std::size_t last = cell.find_last_not_of(' ');
        cells.push_back(first == std::string::npos ? "" : cell.substr(first, last - first + 1));
      }
      rows.push_back(cells);
    } else {
      inside = false;
    }
  }
  return rows;
}

std::vector<std::uint64_t> numbers(const std::string& text, int base) {
  std::istringstream words(text);
  std::vector<std::uint64_t> found;
  for (std::string word; words >> word;) found.push_back(std::stoull(word, nullptr, base));
  return found;
}

std::uint32_t word_of(const golden::Data& data) {
  std::uint32_t word = 0;
  for (std::size_t i = 0; i < data.size(); ++i) word |= static_cast<std::uint32_t>(data[i]) << i;
  return word;
}

golden::Data data_of(std::uint32_t word) {
  golden::Data data{};
  for (std::size_t i = 0; i < data.size(); ++i) {
    data[i] = static_cast<std::uint8_t>(word >> i & 1U);
  }
  return data;
}

std::vector<std::int64_t> fast_scores(const Network& network, const FunctionSettings& settings,
                                      const FaultSettings& faults, fast::Isa isa,
                                      const std::vector<std::uint8_t>& pixels, int count,
                                      std::uint64_t first, std::vector<int>& used) {
  const fast::Model model(network, settings, faults, isa);
  std::vector<std::int64_t> scores(static_cast<std::size_t>(count * model.classes()));
  used.resize(static_cast<std::size_t>(count));
  model.run(pixels, count, scores, used, first);
  return scores;
}

/// Every instruction set against the golden model; returns the images that the faults changed.
int check_faults(const Network& network, const FunctionSettings& settings,
                 const FaultSettings& faults, int count, std::uint64_t seed, std::uint64_t first) {
  const auto size = static_cast<std::size_t>(network.input.shape.size());
  const auto pixels = test::random_pixels(static_cast<std::size_t>(count) * size, seed);
  const golden::Model good(network, settings);
  const golden::Model model(network, settings, faults);
  std::vector<std::int64_t> expected;
  std::vector<int> expected_used;
  int changed = 0;
  for (std::size_t image = 0; image < static_cast<std::size_t>(count); ++image) {
    const auto one = std::span(pixels).subspan(image * size, size);
    const golden::Trace trace = model.run(one, first + image);
    expected.insert(expected.end(), trace.scores.begin(), trace.scores.end());
    expected_used.push_back(trace.used);
    const golden::Trace without = good.run(one);
    if (trace.counts != without.counts ||
        trace.passes.front().sums != without.passes.front().sums ||
        trace.scores != without.scores) {
      ++changed;
    }
  }
  for (const fast::Isa isa : fast::available()) {
    INFO(fast::to_string(isa) << ", " << test::describe(settings));
    std::vector<int> used;
    CHECK(fast_scores(network, settings, faults, isa, pixels, count, first, used) == expected);
    CHECK(used == expected_used);
  }
  return changed;
}

FaultSettings random_faults(std::mt19937_64& random, std::size_t layers) {
  FaultSettings faults;
  faults.seed = random();
  const std::uint64_t rates[] = {1,           kAlways / 1000, kAlways / 50,
                                 kAlways / 7, kAlways / 2,    kAlways};
  for (const FaultKind kind : kFaultKinds) {
    if (random() % 3 != 0) continue;
    faults.rates.push_back({kind, rates[random() % 6], 0});
    if (random() % 2 == 0) {
      faults.rates.push_back({kind, random() % 3 == 0 ? 0 : rates[random() % 6],
                              1 + static_cast<int>(random() % layers)});
    }
  }
  faults.pairs = random() % 2 == 0;
  faults.ecc = random() % 2 == 0;
  faults.loads = 1 + static_cast<int>(random() % 3);
  return faults;
}

}  // namespace

TEST_CASE("sites have the numbers of the page, and fail as it says", "[faults]") {
  const auto rows = table("| seed | kind, a, b, c, d |");
  REQUIRE(rows.size() == 13);
  for (const auto& row : rows) {
    INFO(row[0] << ": " << row[1]);
    const std::uint64_t seed = std::stoull(row[0]);
    std::string listed = row[1];
    std::replace(listed.begin(), listed.end(), ',', ' ');
    const auto at = numbers(listed, 10);
    const golden::SiteGroup group{static_cast<golden::SiteKind>(at[0]), at[1], at[2], at[3], at[4]};
    const auto sites = golden::site_numbers(seed, group, 1000);
    const auto shown = numbers(row[3], 16);
    CHECK(std::vector<std::uint64_t>{sites[0], sites[1], sites[63], sites[64]} == shown);
    const std::uint64_t limit = fault_limit(std::stod(row[4]));
    const auto fails = golden::failing(seed, group, 1000, limit);
    CHECK(std::count(fails.begin(), fails.end(), 1) == std::stoi(row[5]));
    for (const std::uint64_t site : numbers(row[6], 10)) CHECK(fails[site] == 1);
    CHECK(fast::fault_key(seed, at[0], {at[1], at[2], at[3], at[4]}) == numbers(row[2], 16)[0]);
  }
}

TEST_CASE("each position of a map's windows reads for itself, in both models alike", "[faults]") {
  CHECK(golden::read_coordinate(3, 5) == 21474836483);
  CHECK(fast::visit_of(3, 5) == 21474836483);
  const Network network = test::random_network({70, 20, 5}, 8);
  for (const bool ecc : {false, true}) {
    FaultSettings faults;
    faults.seed = 6;
    faults.rates = {{FaultKind::kReads, kAlways / 16, 0}};
    faults.ecc = ecc;
    const golden::WeightMemory memory(dense(network.layers[0])->weights, 1, faults);
    const fast::WeightFaults errors(network, faults);
    const auto trained = golden::WeightMemory(dense(network.layers[0])->weights, 1, {}).read(0, 0);
    CHECK(memory.read(9, 2) == memory.read(9, 2, 0));
    CHECK(memory.read(9, 2, 1) != memory.read(9, 2, 0));
    CHECK(memory.read(9, 2, 1) != memory.read(9, 1, 2));
    for (const std::uint64_t position : {0, 1, 783}) {
      const auto read = memory.read(9, 2, position);
      std::size_t at = 0;
      for (std::size_t neuron = 0; neuron < 20; ++neuron) {
        std::vector<std::uint64_t> words(2);
        errors.errors(0, neuron, 9, 2, words, position);
        for (std::size_t i = 0; i < 70; ++i, ++at) {
          REQUIRE((read[at] ^ trained[at]) == (words[i / 64] >> i % 64 & 1));
        }
      }
    }
  }
}

TEST_CASE("code words are read as the page says", "[faults]") {
  const auto rows = table("| data | check bits |");
  REQUIRE(rows.size() == 10);
  for (const auto& row : rows) {
    INFO(row[0] << ", errors " << row[2] << " " << row[3]);
    const auto data = static_cast<std::uint32_t>(numbers(row[0], 16)[0]);
    const auto wrong = static_cast<std::uint32_t>(numbers(row[2], 16)[0]);
    golden::Checks checks = golden::check_bits(data_of(data));
    std::uint64_t stored = 0;
    for (std::size_t c = 0; c < checks.size(); ++c) {
      stored |= static_cast<std::uint64_t>(checks[c]) << c;
      checks[c] = static_cast<std::uint8_t>(checks[c] ^ (numbers(row[3], 16)[0] >> c & 1));
    }
    CHECK(stored == numbers(row[1], 16)[0]);
    CHECK(word_of(golden::decode(data_of(data ^ wrong), checks)) == numbers(row[4], 16)[0]);
  }
}

TEST_CASE("64 sites decided at once are those decided one by one", "[faults]") {
  std::mt19937_64 random(5);
  for (int round = 0; round < 300; ++round) {
    const std::uint64_t limits[] = {0,           1,           kAlways / 1000, random() >> 32,
                                    kAlways / 2, kAlways - 1, kAlways};
    const std::uint64_t limit = limits[random() % 7];
    const std::size_t sites = 1 + random() % 1200;
    const std::uint64_t seed = random();
    const std::array<std::uint64_t, 4> at = {random() % 4, random() % 4, random(), random() % 4};
    const auto expected =
        golden::failing(seed, {golden::SiteKind::kReads, at[0], at[1], at[2], at[3]}, sites, limit);
    std::vector<std::uint64_t> words((sites + 63) / 64 + random() % 3, 99);
    fast::failing_sites(fast::fault_key(seed, 2, at), limit, sites, words);
    for (std::size_t site = 0; site < words.size() * 64; ++site) {
      const bool fails = (words[site / 64] >> site % 64 & 1) != 0;
      if (fails != (site < sites && expected[site] != 0)) FAIL("site " << site << " of " << sites);
    }
  }
}

TEST_CASE("rates become limits", "[faults]") {
  CHECK(fault_limit(0) == 0);
  CHECK(fault_limit(1) == kAlways);
  CHECK(fault_limit(0.5) == kAlways / 2);
  CHECK(fault_limit(1e-4) == 429497);
  FaultSettings faults;
  faults.rates = {{FaultKind::kReads, 5, 0}, {FaultKind::kReads, 7, 2}, {FaultKind::kStream, 3, 0}};
  CHECK(faults.limit(FaultKind::kReads, 1) == 5);
  CHECK(faults.limit(FaultKind::kReads, 2) == 7);
  CHECK(faults.limit(FaultKind::kWeights, 1) == 0);
  CHECK(faults.limit(FaultKind::kStream) == 3);
}

TEST_CASE("fast equals golden for every kind of fault by itself", "[faults]") {
  std::mt19937_64 random(11);
  for (const FaultKind kind : kFaultKinds) {
    int changed = 0;
    for (int round = 0; round < 12; ++round) {
      FunctionSettings settings = test::random_settings(random);
      if (round % 2 == 0) settings.input = InputKind::kStochastic;
      settings.presentations = 1 + static_cast<int>(random() % 9);
      FaultSettings faults;
      faults.seed = random();
      faults.rates = {{kind, kAlways / 8, 0}};
      faults.pairs = round % 3 == 1;
      faults.ecc = round % 4 == 3;
      const Network network = test::random_network({70, 33, 20, 5}, random());
      changed += check_faults(network, settings, faults, 11, random(), random() % 1000);
    }
    INFO(name_of(kind));
    CHECK(changed > 30);
  }
}

TEST_CASE("fast equals golden for faults of several kinds, networks of any depth", "[faults]") {
  std::mt19937_64 random(12);
  for (int round = 0; round < 150; ++round) {
    std::vector<int> sizes{1 + static_cast<int>(random() % 140)};
    for (std::size_t l = random() % 3; l > 0; --l) {
      sizes.push_back(1 + static_cast<int>(random() % 80));
    }
    sizes.push_back(1 + static_cast<int>(random() % 11));
    FunctionSettings settings = test::random_settings(random);
    settings.presentations = std::min(settings.presentations, 16);
    const FaultSettings faults = random_faults(random, sizes.size() - 1);
    check_faults(test::random_network(sizes, random()), settings, faults, 9, random(), random());
  }
}

TEST_CASE("8-bit pixels fail as 255 evenly spaced presentations of them", "[faults]") {
  // The encoder `threshold` counts the pixel itself at T = 255 (docs/encoders.md).
  FunctionSettings pixels;
  pixels.input = InputKind::kFixedPoint;
  FunctionSettings counted;
  counted.encoder.kind = EncoderKind::kThreshold;
  counted.presentations = 255;
  for (const FaultKind kind : {FaultKind::kWeights, FaultKind::kReads, FaultKind::kWrites}) {
    FaultSettings faults;
    faults.seed = 5;
    faults.rates = {{kind, fault_limit(0.1), 0}};
    const Network network = test::random_network({40, 24, 5}, 3);
    const golden::Model exact(network, pixels, faults);
    const golden::Model spread(network, counted, faults);
    for (std::uint64_t image = 0; image < 20; ++image) {
      const auto input = test::random_pixels(40, image);
      const golden::Trace one = exact.run(input, image);
      const golden::Trace other = spread.run(input, image);
      CHECK(one.passes[0].activations == other.passes[0].activations);
      CHECK(one.scores == other.scores);
    }
  }
}

TEST_CASE("a pair of devices fails where both do, and ECC corrects single errors", "[faults]") {
  const Network network = test::random_network({64, 64, 10}, 3);
  const auto wrong = [&](std::uint64_t limit, bool pairs, bool ecc) {
    FaultSettings faults;
    faults.seed = 1;
    faults.rates = {{FaultKind::kWeights, limit, 1}};
    faults.pairs = pairs;
    faults.ecc = ecc;
    const auto read = golden::WeightMemory(dense(network.layers[0])->weights, 1, faults).read(0, 0);
    const auto trained = golden::WeightMemory(dense(network.layers[0])->weights, 1, {}).read(0, 0);
    int differing = 0;
    for (std::size_t at = 0; at < read.size(); ++at) differing += read[at] != trained[at] ? 1 : 0;
    return differing;
  };
  CHECK(wrong(kAlways / 10, false, false) == Approx(409.6).margin(60));
  CHECK(wrong(kAlways / 10, true, false) == Approx(41).margin(20));
  CHECK(wrong(kAlways / 1000, false, false) > 0);
  CHECK(wrong(kAlways / 1000, false, true) == 0);
  CHECK(wrong(kAlways, true, false) == 4096);
}

TEST_CASE("a cell that was never written holds 0; another load mends it", "[faults]") {
  const Network network = test::random_network({40, 10}, 4);
  FaultSettings faults;
  faults.rates = {{FaultKind::kWrites, kAlways, 0}};
  const auto never = golden::WeightMemory(dense(network.layers[0])->weights, 1, faults).read(0, 0);
  CHECK(std::count(never.begin(), never.end(), 1) == 0);
  faults.rates = {{FaultKind::kWrites, kAlways / 4, 0}};
  const auto ones = [&](int loads) {
    faults.loads = loads;
    const auto read = golden::WeightMemory(dense(network.layers[0])->weights, 1, faults).read(0, 0);
    return std::count(read.begin(), read.end(), 1);
  };
  faults.loads = 1;
  const auto trained = golden::WeightMemory(dense(network.layers[0])->weights, 1, {}).read(0, 0);
  CHECK(ones(1) < ones(2));
  CHECK(ones(40) == std::count(trained.begin(), trained.end(), 1));
}
