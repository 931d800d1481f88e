// scbnn evaluate as it is typed: the table, the files, what is refused.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <cstring>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "generator/import/import.hpp"
#include "sim/data/dataset.hpp"
#include "sim/data/gzip.hpp"
#include "sim/data/idx.hpp"
#include "sim/golden/golden.hpp"
#include "tests/unit/models_program.hpp"

using namespace scbnn;
using Catch::Contains;
using Json = nlohmann::json;

namespace {

const std::string kModel = std::string(SCBNN_SOURCE_DIR) + "/models/shapes-mlp.onnx";

/// A folder with a configuration `c.toml`.
struct Place : test::DataFolder {
  Place() { write("c.toml", "presentations = 4\n[encoder]\nlanes = 16\n"); }

  [[nodiscard]] test::Ran evaluate(const std::string& rest) const {
    return test::run_program(*this, "evaluate --model '" + kModel + "' --config c.toml " + rest);
  }
};

/// The data of a .npy file after its header.
std::string array_of(const std::filesystem::path& file, std::string& header) {
  const std::string bytes = test::read_text(file);
  REQUIRE(bytes.size() > 10);
  const std::size_t size =
      static_cast<unsigned char>(bytes[8]) + 256U * static_cast<unsigned char>(bytes[9]);
  header = bytes.substr(10, size);
  return bytes.substr(10 + size);
}

}  // namespace

TEST_CASE("evaluate prints a row for each T, and the same as JSON", "[evaluate]") {
  const Place place;
  const test::Ran ran = place.evaluate("--data shapes --presentations 1,4,16 --json f.json");
  CHECK(ran.status == 0);
  CHECK(ran.err.starts_with("input: "));
  CHECK(std::count(ran.err.begin(), ran.err.end(), '\n') == 1);
  CHECK_THAT(ran.out, Contains("784-96-96-10") && Contains("shapes, test, 10000 images"));
  const Json rows = Json::parse(test::read_text(place.path() / "f.json"));
  REQUIRE(rows.size() == 3);
  for (const Json& row : rows) {
    CHECK(row["images"] == 10'000);
    CHECK(row["seconds"].get<double>() > 0);
    CHECK(row["images_per_second"].get<double>() > 0);
    CHECK(row["input"] == "stochastic");
    CHECK(!row.contains("mismatches"));
  }
  CHECK(rows[0]["presentations"] == 1);
  CHECK(rows[2]["presentations"] == 16);
  // More presentations are better, and the network is what its card says.
  CHECK(rows[0]["accuracy"] < rows[1]["accuracy"]);
  CHECK(rows[1]["accuracy"] < rows[2]["accuracy"]);
  CHECK(rows[1]["accuracy"].get<double>() > 90);
  CHECK(rows[1]["accuracy"].get<double>() < 100);
}

TEST_CASE("evaluate writes scores and activations that are the golden model's", "[evaluate]") {
  const Place place;
  const test::Ran ran =
      place.evaluate("--data shapes --count 20 --golden --scores s.npy --activations a --json -");
  CHECK(ran.status == 0);
  const Json rows = Json::parse(ran.out);  // figures alone on standard output
  REQUIRE(rows.size() == 1);
  CHECK(rows[0]["mismatches"] == 0);

  const Network network = import_onnx(kModel).network;
  const Dataset data = take(load_dataset("shapes", Split::kTest), 20);
  const golden::Model model(network, FunctionSettings{});
  std::string scores;
  std::string counts;
  std::string layer2;
  int right = 0;
  for (int image = 0; image < 20; ++image) {
    const golden::Trace trace = model.run(data.image(image));
    scores.append(reinterpret_cast<const char*>(trace.scores.data()), 8 * trace.scores.size());
    for (const int count : trace.counts) counts += static_cast<char>(count);
    layer2.append(trace.passes[0].activations[1].begin(), trace.passes[0].activations[1].end());
    right += trace.predicted == data.labels[static_cast<std::size_t>(image)] ? 1 : 0;
  }
  CHECK(rows[0]["accuracy"].get<double>() == Approx(5.0 * right));
  std::string header;
  CHECK(array_of(place.path() / "s.npy", header) == scores);
  CHECK_THAT(header, Contains("'<i8'") && Contains("(20, 10, )"));
  CHECK(array_of(place.path() / "a/counts.npy", header) == counts);
  CHECK_THAT(header, Contains("'|u1'") && Contains("(20, 784, )"));
  CHECK(array_of(place.path() / "a/layer2.npy", header) == layer2);
  CHECK(std::filesystem::exists(place.path() / "a/layer1.npy"));
}

TEST_CASE("scores of several T are one array", "[evaluate]") {
  const Place place;
  CHECK(place.evaluate("--data shapes --count 3 --presentations 2,5 --scores s.npy").status == 0);
  std::string header;
  CHECK(array_of(place.path() / "s.npy", header).size() == 2 * 3 * 10 * 8);
  CHECK_THAT(header, Contains("(2, 3, 10, )"));
}

TEST_CASE("evaluate runs 8-bit input, and says when the model was trained for another",
          "[evaluate]") {
  const Place place;
  const test::Ran ran =
      place.evaluate("--data shapes --count 100 --set 'input=\"fixed-point\"' --json f.json");
  CHECK(ran.status == 0);
  CHECK_THAT(ran.err, Contains("was trained for stochastic input"));
  const Json rows = Json::parse(test::read_text(place.path() / "f.json"));
  REQUIRE(rows.size() == 1);
  CHECK(rows[0]["input"] == "fixed-point");
  CHECK(rows[0]["presentations"].is_null());
  CHECK(rows[0]["accuracy"].get<double>() > 85);
}

TEST_CASE("evaluate takes the validation images, and fewer threads", "[evaluate]") {
  const Place place;
  const test::Ran one = place.evaluate("--data shapes --split validation --jobs 1 --json 1.json");
  const test::Ran two = place.evaluate("--data shapes --split validation --jobs 3 --json 2.json");
  CHECK(one.status == 0);
  CHECK(two.status == 0);
  const Json first = Json::parse(test::read_text(place.path() / "1.json"))[0];
  const Json second = Json::parse(test::read_text(place.path() / "2.json"))[0];
  CHECK(first["images"] == 5000);
  CHECK(first["threads"] == 1);
  CHECK(first["accuracy"] == second["accuracy"]);
}

TEST_CASE("evaluate sweeps encoders, modes, T and margins in that order", "[evaluate]") {
  const Place place;
  const test::Ran ran = place.evaluate(
      "--data shapes --count 500 --encoder sobol,lfsr --mode first,output --presentations 2,4 "
      "--margin never,6 --json f.json");
  CHECK(ran.status == 0);
  CHECK_THAT(ran.out, Contains("sobol (width 8, 16 lanes, seed 0)") &&
                          Contains("encoder        mode       T   margin    used   accuracy"));
  const Json rows = Json::parse(test::read_text(place.path() / "f.json"));
  REQUIRE(rows.size() == 2 * (2 + 2 * 2));
  std::vector<std::string> found;
  for (const Json& row : rows) {
    found.push_back(row["encoder"].get<std::string>() + " " + row["mode"].get<std::string>() + " " +
                    row["presentations"].dump() + " " + row["margin"].dump());
    const double used = row["presentations_used"];
    if (row["margin"].is_null()) {
      CHECK(used == row["presentations"]);
    } else {
      CHECK(used > 1);
      CHECK(used < row["presentations"]);
    }
  }
  CHECK(found[0] == "sobol first 2 null");
  CHECK(found[1] == "sobol first 4 null");
  CHECK(found[2] == "sobol output 2 null");
  CHECK(found[3] == "sobol output 2 6");
  CHECK(found[6] == "lfsr first 2 null");
  CHECK(found[11] == "lfsr output 4 6");
}

TEST_CASE("margins that share a run give what a run of their own gives", "[evaluate]") {
  const Place place;
  const std::string common =
      "--data shapes --count 700 --encoder lfsr-shared --mode output --presentations 16 ";
  CHECK(place.evaluate(common + "--margin 1,4,16,never --scores all.npy --json all.json").status ==
        0);
  const Json all = Json::parse(test::read_text(place.path() / "all.json"));
  std::string header;
  const std::string scores = array_of(place.path() / "all.npy", header);
  REQUIRE(all.size() == 4);
  const std::vector<std::string> margins{"1", "4", "16", "never"};
  double before = 0;
  for (std::size_t i = 0; i < margins.size(); ++i) {
    INFO("margin " << margins[i]);
    CHECK(
        place.evaluate(common + "--golden --scores one.npy --json one.json --margin " + margins[i])
            .status == 0);
    const Json one = Json::parse(test::read_text(place.path() / "one.json"))[0];
    CHECK(one["mismatches"] == 0);
    CHECK(one["margin"] == all[i]["margin"]);
    CHECK(one["accuracy"] == all[i]["accuracy"]);
    CHECK(one["presentations_used"] == all[i]["presentations_used"]);
    const std::string own = array_of(place.path() / "one.npy", header);
    CHECK(scores.substr(i * own.size(), own.size()) == own);
    CHECK(one["presentations_used"] > before);
    before = one["presentations_used"];
  }
  CHECK(before == 16);
}

TEST_CASE("an encoder takes the configuration's numbers where they fit", "[evaluate]") {
  const Place place;
  place.write("wide.toml", "presentations = 2\n[encoder]\nwidth = 12\nlanes = 64\nseed = 5\n");
  const test::Ran ran = test::run_program(
      place, "evaluate --model '" + kModel +
                 "' --config wide.toml --data shapes --count 50 --encoder all --golden --json -");
  CHECK(ran.status == 0);
  const Json rows = Json::parse(ran.out);
  REQUIRE(rows.size() == 6);
  for (const Json& row : rows) {
    INFO(row["encoder"]);
    CHECK(row["mismatches"] == 0);
    const bool shared = row["encoder"] == "lfsr-shared";
    if (row["encoder"] == "threshold" || row["encoder"] == "lattice") {
      const bool lattice = row["encoder"] == "lattice";
      CHECK(row["encoder_width"].is_null());
      CHECK(row["encoder_stride"] == (lattice ? Json(197) : Json()));
      CHECK(row["encoder_seed"] == (lattice ? Json(5) : Json()));
    } else {
      CHECK(row["encoder_stride"].is_null());
      CHECK(row["encoder_width"] == (shared ? 16 : 12));
      CHECK(row["encoder_lanes"] == (shared ? 16 : 64));
      CHECK(row["encoder_seed"] == 5);
    }
  }
}

TEST_CASE("activations of mode output have an axis of presentations", "[evaluate]") {
  const Place place;
  const test::Ran ran = place.evaluate(
      "--data shapes --count 6 --mode output --margin 1 --activations a --json f.json");
  CHECK(ran.status == 0);
  std::string header;
  const std::string bits = array_of(place.path() / "a/layer2.npy", header);
  CHECK_THAT(header, Contains("(6, 4, 96, )"));

  const Network network = import_onnx(kModel).network;
  const Dataset data = take(load_dataset("shapes", Split::kTest), 6);
  FunctionSettings settings;
  settings.mode = Mode::kOutput;
  settings.margin = 1;
  const golden::Model model(network, settings);
  std::string expected(std::size_t{6} * 4 * 96, '\0');
  for (std::size_t image = 0; image < 6; ++image) {
    const golden::Trace trace = model.run(data.image(static_cast<int>(image)));
    for (std::size_t t = 0; t < trace.passes.size(); ++t) {
      const auto& layer2 = trace.passes[t].activations[1];
      std::copy(layer2.begin(), layer2.end(),
                expected.begin() + static_cast<std::ptrdiff_t>((image * 4 + t) * 96));
    }
  }
  CHECK(bits == expected);
}

TEST_CASE("evaluate refuses what does not fit with status 2 and a place", "[evaluate]") {
  const Place place;
  const auto refused = [&](const std::string& rest) {
    const test::Ran ran = place.evaluate(rest);
    INFO(rest);
    CHECK(ran.status == 2);
    CHECK(ran.out.empty());
    return ran.err;
  };
  CHECK_THAT(refused("--data shaps"), Contains("did you mean 'shapes'?"));
  CHECK_THAT(refused("--data shapes --count 10001"), Contains("allowed are 1..10000"));
  CHECK_THAT(refused("--data shapes --presentations 1,256"),
             Contains("--presentations: 256 is not among 1..255"));
  CHECK_THAT(refused("--data shapes --presentations 4 --set 'input=\"fixed-point\"'"),
             Contains("--presentations: --set"));
  CHECK_THAT(refused("--data shapes --presentations 1,2 --activations a"),
             Contains("--activations: takes one row, but the options give 2"));
  CHECK_THAT(refused("--data shapes --encoder sobl --mode midle --presentations 0,4x"),
             Contains("--encoder: sobl is not among lfsr, lfsr-shared, van-der-corput, sobol, "
                      "lattice, threshold, all (did you mean 'sobol'?)") &&
                 Contains("--mode: midle is not among first, output") &&
                 Contains("--presentations: 0 is not among 1..255") &&
                 Contains("--presentations: 4x is not among 1..255"));
  CHECK_THAT(refused("--data shapes --mode output --margin 0,16777216,nver"),
             Contains("--margin: 0 is not among 1..16777215, never") &&
                 Contains("16777216 is not") && Contains("did you mean 'never'?"));
  CHECK_THAT(refused("--data shapes --margin 5"),
             Contains("--margin: asks for early stop, which mode first does not have"));
  CHECK_THAT(
      refused("--data shapes --encoder all --mode first --margin 5 "
              "--set 'input=\"fixed-point\"'"),
      Contains("--encoder: --set") && Contains("--mode: --set") && Contains("--margin: --set"));
  CHECK_THAT(refused("--data shapes --json no/where.json --count 1"),
             Contains("no/where.json: cannot be written"));
  CHECK_THAT(refused("--data shapes --split tset"), Contains("--split"));
  CHECK_THAT(refused("--data shapes --set encoder.width=7"), Contains("encoder.width"));
  CHECK_THAT(refused("--data shapes --scores no/where.npy --count 1"),
             Contains("no/where.npy: cannot be written: No such file or directory"));

  const std::vector<std::uint8_t> small(2 * 6, 0);
  place.write("small/t10k-images-idx3-ubyte.gz", gzip(idx_images({2, 3, 1}, small)));
  place.write("small/t10k-labels-idx1-ubyte.gz", gzip(idx_labels(std::vector<std::uint8_t>(2))));
  CHECK_THAT(refused("--data ./small"),
             Contains("small: has images of 2x3x1 (height, width, channels)") &&
                 Contains("takes 28x28x1"));
}
