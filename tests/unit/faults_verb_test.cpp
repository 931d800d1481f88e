// scbnn faults as it is typed: the table, the figures, the file that grows, what is refused.
#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "generator/import/import.hpp"
#include "network/faults.hpp"
#include "sim/data/dataset.hpp"
#include "sim/golden/golden.hpp"
#include "tests/unit/models_program.hpp"

using namespace scbnn;
using Catch::Contains;
using Json = nlohmann::json;

namespace {

const std::string kModel = std::string(SCBNN_SOURCE_DIR) + "/models/shapes-mlp.onnx";

/// A folder with a configuration `c.toml`.
struct Place : test::DataFolder {
  Place() { write("c.toml", "presentations = 3\n[encoder]\nlanes = 16\n"); }

  [[nodiscard]] test::Ran faults(const std::string& rest, int count = 300) const {
    return test::run_program(*this, "faults --model '" + kModel +
                                        "' --config c.toml --data shapes --count " +
                                        std::to_string(count) + " " + rest);
  }
  [[nodiscard]] Json figures(const std::string& rest, int count = 300) const {
    const test::Ran ran = faults(rest + " --json f.json", count);
    CHECK(ran.err.starts_with("input: "));
    CHECK(std::count(ran.err.begin(), ran.err.end(), '\n') == 1);
    REQUIRE(ran.status == 0);
    return Json::parse(test::read_text(path() / "f.json"));
  }
};

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines{""};
  for (const char letter : text) {
    if (letter == '\n') {
      lines.emplace_back();
    } else {
      lines.back() += letter;
    }
  }
  return lines;
}

std::string without_seconds(const std::string& line) { return line.substr(0, line.rfind(',')); }

}  // namespace

TEST_CASE("a campaign is every kind, layers, rate and seed", "[faults]") {
  const Place place;
  const Json rows = place.figures(
      "--kind weights,reads,stream --layers all,layer1+layer3 --rates 0,0.05,0.2 --seeds 2");
  REQUIRE(rows.size() == (2 * 2 + 1) * 3 * 2);
  double lowest = 100;
  for (const Json& row : rows) {
    lowest = std::min(lowest, row["accuracy"].get<double>());
    CHECK(row["accuracy"] == Approx(row["correct"].get<double>() / 3));
    CHECK(row["presentations_used"] == 3);
    CHECK((row["layers"] == "-") == (row["kind"] == "stream"));
    if (row["rate"] == 0) CHECK(row["correct"] == rows[0]["correct"]);
  }
  CHECK(lowest < 0.8 * rows[0]["accuracy"].get<double>());
}

TEST_CASE("every point is as the golden model computes it", "[faults]") {
  const Place place;
  const Json rows = place.figures(
      "--kind weights,writes,reads,thresholds,stream,pixels,lanes --layers all,layer1+layer3 "
      "--rates 0.2 --seeds 2 --jobs 3 --loads 2 --cells pair --ecc",
      60);
  REQUIRE(rows.size() == (4 * 2 + 3) * 2);
  const Network network = import_onnx(kModel).network;
  const Dataset data = take(load_dataset("shapes", Split::kTest), 60);
  FunctionSettings settings;
  settings.presentations = 3;
  for (const Json& row : rows) {
    INFO(row.dump());
    FaultSettings faults;
    faults.seed = row["seed"];
    faults.loads = 2;
    faults.pairs = true;
    faults.ecc = true;
    for (const FaultKind kind : kFaultKinds) {
      if (name_of(kind) != row["kind"].get<std::string>()) continue;
      const bool some = row["layers"] == "layer1+layer3";
      if (!some) faults.rates = {{kind, fault_limit(0.2), 0}};
      if (some) faults.rates = {{kind, fault_limit(0.2), 1}, {kind, fault_limit(0.2), 3}};
    }
    const golden::Model model(network, settings, faults);
    int correct = 0;
    for (int image = 0; image < 60; ++image) {
      const auto trace = model.run(data.image(image), static_cast<std::uint64_t>(image));
      correct += trace.predicted == data.labels[static_cast<std::size_t>(image)] ? 1 : 0;
    }
    CHECK(row["correct"] == correct);
  }
}

TEST_CASE("an interrupted campaign goes on, and grows", "[faults]") {
  const Place place;
  const std::string campaign = "--rates 0.01,0.1 --seeds 3 --jobs 1 --out c.csv";
  REQUIRE(place.faults(campaign).status == 0);
  const std::string whole = test::read_text(place.path() / "c.csv");
  const auto lines = lines_of(whole);
  REQUIRE(lines.size() == 2 + 6 + 1);
  CHECK(lines[1] == "kind,layers,rate,seed,correct,images,presentations_used,seconds");

  // A file that ends within its fifth point, with a sentinel in the first.
  std::string cut = whole.substr(0, whole.find(lines[6]) + lines[6].size() - 3);
  const std::string first = "weights,all,0.01,1,";
  cut.replace(cut.find(first) + first.size(), 1, "1");
  place.write("c.csv", cut);
  const test::Ran ran = place.faults(campaign);
  CHECK(ran.status == 0);
  CHECK_THAT(ran.out, Contains("2 chips in") && Contains("; 4 were in c.csv"));
  const auto again = lines_of(test::read_text(place.path() / "c.csv"));
  REQUIRE(again.size() == lines.size());
  CHECK(again[2].rfind(first + "1", 0) == 0);
  for (std::size_t at = 3; at + 1 < lines.size(); ++at) {
    CHECK(without_seconds(again[at]) == without_seconds(lines[at]));
  }
  CHECK_THAT(place.faults("--rates 0.1,0.3 --seeds 4 --kind weights,stream --out c.csv").out,
             Contains("13 chips in") && Contains("; 3 were in"));

  place.write("c.csv", whole.substr(0, 20));  // not even the head was whole
  CHECK(place.faults(campaign).status == 0);
  CHECK(lines_of(test::read_text(place.path() / "c.csv")).size() == lines.size());
}

TEST_CASE("the file of another campaign is refused and left alone", "[faults]") {
  const Place place;
  REQUIRE(place.faults("--rates 0.1 --seeds 1 --out c.csv").status == 0);
  const std::string before = test::read_text(place.path() / "c.csv");
  const auto refused = [&](const std::string& options, const std::string& message) {
    const test::Ran ran = place.faults("--rates 0.1 --seeds 1 --out c.csv " + options);
    INFO(options);
    CHECK(ran.status == 2);
    CHECK_THAT(ran.err, Contains(message));
    CHECK(test::read_text(place.path() / "c.csv") == before);
  };
  refused("--ecc", "c.csv: holds another campaign (ecc false in place of true)");
  refused("--cells pair", "cells \"single\" in place of \"pair\"");
  refused("--set presentations=4", "presentations 3 in place of 4");
  place.write("n.csv", "my notes\n");
  CHECK_THAT(place.faults("--rates 0.1 --seeds 1 --out n.csv").err,
             Contains("n.csv: is not a campaign of scbnn faults"));
  CHECK(test::read_text(place.path() / "n.csv") == "my notes\n");
  place.write("c.csv", before + "weights,all,0.2,1,many,300,3,1\n");
  CHECK_THAT(place.faults("--rates 0.1 --seeds 1 --out c.csv").err,
             Contains("c.csv:4: is not a point of this campaign"));
}

TEST_CASE("what cannot be asked for is said at once", "[faults]") {
  const Place place;
  const auto said = [&](const std::string& options, const std::vector<std::string>& messages) {
    const test::Ran ran = place.faults(options);
    INFO(options << "\n" << ran.err);
    CHECK(ran.status == 2);
    CHECK(lines_of(ran.err).size() == messages.size() + 1);
    for (const std::string& message : messages) CHECK_THAT(ran.err, Contains(message));
  };
  said("--rates 0,x,2 --seeds 1 --kind wieghts --layers layer7",
       {"--kind: 'wieghts' is not a kind of fault (did you mean 'weights'?); allowed: weights, "
        "reads",
        "--layers: 'layer7' is not a layer", "--rates: 'x' is not a rate; allowed: 0..1",
        "--rates: '2' is not a rate"});
  said("--rates 0.1 --seeds 1 --kind stream,lanes --set input=fixed-point",
       {"--kind: stream needs stochastic input; --set input=fixed-point asks for 8-bit input",
        "--kind: lanes needs"});
  said("--rates 0.1 --seeds 1 --kind thresholds --set presentations_max=8 --set presentations=4",
       {"--kind: thresholds needs a fixed T"});
  said("--rates 0.1 --seeds 1 --kind stream --ecc --cells pair --loads 2 --layers layer1",
       {"--ecc: corrects weights", "--cells: pair needs --kind weights",
        "--loads: needs --kind writes", "--layers: needs a kind that acts in layers"});
  CHECK(place.faults("--rates 0.1").status == 2);
  CHECK(place.faults("--rates 0.1 --seeds 1 --out no/where.csv").status == 2);
}
