// scbnn generate as it is typed: exit status, messages, what stands on the disk afterwards.
#include <sys/resource.h>
#include <sys/wait.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <regex>

#include "tests/unit/emit_fixture.hpp"

namespace fs = std::filesystem;
using Catch::Matchers::Contains;
using Json = nlohmann::json;
using scbnn::test::TemporaryFolder;

namespace {

struct Ran {
  int status = 0;
  std::string out;
  std::string err;
};

std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void put(const fs::path& path, const std::string& text) { std::ofstream(path) << text; }

/// A place to work in, with the shipped small network and a configuration for it.
class Place {
 public:
  Place() {
    fs::copy_file(fs::path(SCBNN_SOURCE_DIR) / "models/shapes-mlp.onnx", folder_ / "net.onnx");
    put(folder_ / "c.toml", "presentations = 4\ncycles_per_image = 20000\n");
  }

  /// Runs a shell command here; $S is the program.
  [[nodiscard]] Ran shell(const std::string& command) const {
    const std::string whole = "cd '" + folder_.path().string() +
                              "' && S='" SCBNN_BINARY_DIR "/scbnn' && (" + command +
                              ") >stdout 2>stderr";
    const int status = std::system(whole.c_str());
    Ran ran{WIFEXITED(status) ? WEXITSTATUS(status) : -1, text_of(folder_ / "stdout"),
            text_of(folder_ / "stderr")};
    fs::remove(folder_ / "stdout");
    fs::remove(folder_ / "stderr");
    return ran;
  }
  [[nodiscard]] Ran generate(const std::string& rest) const { return shell("$S generate " + rest); }
  [[nodiscard]] fs::path operator/(const std::string& name) const { return folder_ / name; }

  /// What is here besides the inputs.
  [[nodiscard]] std::vector<std::string> left() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder_.path())) {
      const std::string name = entry.path().filename().string();
      if (name != "net.onnx" && name != "c.toml") names.push_back(name);
    }
    return names;
  }

 private:
  TemporaryFolder folder_;
};

const std::string kUsual = "--model net.onnx --config c.toml --out out";

}  // namespace

TEST_CASE("generate writes the folder and says what it made", "[cli][generate]") {
  const Place place;
  const Ran ran = place.generate(kUsual);
  CHECK(ran.status == 0);
  CHECK(ran.err.starts_with("input: net.onnx: 28x28x1"));
  CHECK(std::count(ran.err.begin(), ran.err.end(), '\n') == 1);
  CHECK_THAT(ran.out, Contains("layer1") && Contains("cycles per image") && Contains("rtl/net.v") &&
                          Contains("scbnn simulate out"));
  CHECK(fs::exists(place / "out/rtl/net.v"));
  CHECK(text_of(place / "out/model.onnx") == text_of(place / "net.onnx"));
  CHECK(place.left() == std::vector<std::string>{"out"});
}

TEST_CASE("the command in the header writes the same folder again", "[cli][generate]") {
  const Place place;
  REQUIRE(place.generate(kUsual + " --set encoder.seed=3 --set top=\"'my_top'\"").status == 0);
  const std::string header = text_of(place / "out/rtl/my_top.v");
  const auto start = header.find("scbnn generate");
  const std::string command = std::regex_replace(
      header.substr(start, header.find("\n// Network") - start), std::regex("\n//"), "\n");
  const std::string before = text_of(place / "out/manifest.json");
  fs::remove_all(place / "out");
  INFO(command);
  CHECK(place.shell("$S" + command.substr(5)).status == 0);
  CHECK(text_of(place / "out/manifest.json") == before);
}

TEST_CASE("the folder generates itself", "[cli][generate]") {
  const Place place;
  REQUIRE(place.generate(kUsual + " --set presentations_max=16").status == 0);
  const Ran again =
      place.generate("--model out/model.onnx --config out/config.toml --out again --set top=net");
  CHECK(again.status == 0);
  for (const char* path : {"rtl/sc_layer.v", "mem/layer1_weights.hex", "tb/results.hex"}) {
    CHECK(text_of(place / "again" / path) == text_of(place / "out" / path));
  }
}

TEST_CASE("absolute paths stay out of what is written", "[cli][generate]") {
  const Place place;
  const std::string here = (place / "").string();
  const Ran ran = place.generate("--model " + here + "net.onnx --config " + here + "c.toml --out " +
                                 here + "out");
  CHECK(ran.status == 0);
  for (const auto& entry : fs::recursive_directory_iterator(place / "out")) {
    if (!entry.is_regular_file()) continue;
    INFO(entry.path());
    CHECK(text_of(entry.path()).find(here) == std::string::npos);
  }
  REQUIRE(place.generate("--model net.onnx --config c.toml --out relative").status == 0);
  CHECK(text_of(place / "relative/mem/layer1_weights.hex") ==
        text_of(place / "out/mem/layer1_weights.hex"));
}

TEST_CASE("an earlier output is replaced, anything else is not", "[cli][generate]") {
  const Place place;
  REQUIRE(place.generate(kUsual).status == 0);
  CHECK(place.generate(kUsual + " --set encoder.seed=5").status == 0);
  put(place / "out/rtl/net.v", "mine now");
  const Ran refused = place.generate(kUsual);
  CHECK(refused.status == 2);
  CHECK_THAT(refused.err, Contains("out: ") && Contains("rtl/net.v (changed)"));
  CHECK(text_of(place / "out/rtl/net.v") == "mine now");
  CHECK(place.left() == std::vector<std::string>{"out"});
}

TEST_CASE("bad input has status 2, says where, and writes nothing", "[cli][generate]") {
  const Place place;
  struct Case {
    std::string arguments;
    std::string message;
  };
  const std::vector<Case> cases{
      {"--model no.onnx --config c.toml --out out", "no.onnx: cannot be read: No such file"},
      {"--model . --config c.toml --out out", ".: is a folder"},
      {"--model c.toml --config c.toml --out out", "c.toml"},
      {"--model net.onnx --config no.toml --out out", "no.toml"},
      {kUsual + " --set presentation=3", "did you mean 'presentations'?"},
      {kUsual + " --set layers.layer1.pe=100000", "layers.layer1.pe"},
      {kUsual + " --set input=\"'fixed-point'\" --set mode=output", "has no presentations"},
      {kUsual + " --set top=\"'sc_rom'\"", "belong to the leaf modules"},
      {"--model net.onnx --config c.toml --out no/such/place", "does not exist"},
      {"--model net.onnx --config c.toml --out net.onnx", "net.onnx: exists and is not a folder"},
      {"--model net.onnx --config c.toml --out net.onnx/out", "is not a folder"},
      {"--model net.onnx --config c.toml", "--out is required"},
      {"--config c.toml --out out", "--model is required"},
      {kUsual + " --sat a=b", "did you mean '--set'?"},
      {"--foo", "scbnn generate \"--foo\": is not an option; scbnn generate --help lists them"},
      {kUsual + " --json no/such/file.json", "no/such/file.json"},
  };
  for (const Case& bad : cases) {
    INFO(bad.arguments);
    const Ran ran = place.generate(bad.arguments);
    CHECK(ran.status == 2);
    CHECK_THAT(ran.err, Contains(bad.message));
    CHECK(ran.out == "");
    CHECK(place.left().empty());
  }
}

TEST_CASE("all problems of a configuration come at once", "[cli][generate]") {
  const Place place;
  put(place / "c.toml", "presentations = \"four\"\npixels_per_beat = 17\nfoo = 1\n");
  const Ran ran = place.generate(kUsual);
  CHECK(ran.status == 2);
  CHECK_THAT(ran.err, Contains("c.toml:1") && Contains("c.toml:2") && Contains("c.toml:3"));
}

TEST_CASE("a full disk and a place without permission are errors without leftovers",
          "[cli][generate]") {
  const Place place;
  fs::create_directory(place / "disk");
  // A disk of 256 KiB in a mount namespace of its own; 77 where the machine does not allow that.
  const Ran full = place.shell(
      "unshare -m sh -c 'mount -t tmpfs -o size=256k none disk || exit 77; '\"$S generate --model "
      "net.onnx --config c.toml --out disk/out; \"'status=$?; ls -A disk; exit $status' || "
      "{ s=$?; test $s = 1 && exit 77; exit $s; }");
  if (full.status == 77) {
    WARN("skipped: this machine does not let the test mount a small disk");
  } else {
    CHECK(full.status == 2);
    CHECK_THAT(full.err, Contains("disk/out: cannot be written") && Contains("No space left"));
    CHECK(full.out == "");
  }
  const Ran limited = place.shell("ulimit -f 16; $S generate " + kUsual);
  CHECK(limited.status == 2);
  CHECK_THAT(limited.err, Contains("File too large"));
  CHECK(place.left() == std::vector<std::string>{"disk"});
}

TEST_CASE("a network trained for another input is a warning", "[cli][generate]") {
  const Place place;
  const std::string model = SCBNN_SOURCE_DIR "/models/fashion-mnist-mlp-conventional.onnx";
  const Ran ran =
      place.generate("--model " + model + " --config c.toml --out out --json figures.json");
  CHECK(ran.status == 0);
  CHECK_THAT(ran.err, Contains("warning: " + model + ": was trained for 8-bit input"));
  CHECK(Json::parse(text_of(place / "figures.json")).at("warnings").size() == 1);
}

TEST_CASE("figures as JSON, in a file or alone on standard output", "[cli][generate]") {
  const Place place;
  const Ran ran = place.generate(kUsual + " --set presentations_max=8 --json -");
  REQUIRE(ran.status == 0);
  const Json figures = Json::parse(ran.out);
  CHECK(figures.at("presentations") == 4);
  CHECK(figures.at("cycles_per_image") <= 20000);
  CHECK(figures.at("plan").size() == 4);
  CHECK_THAT(ran.err, Contains("cycles per image"));
  REQUIRE(place.generate(kUsual + " --set presentations_max=8 --json figures.json").status == 0);
  CHECK(Json::parse(text_of(place / "figures.json")) == figures);
}

TEST_CASE("help names every option", "[cli][generate]") {
  const Place place;
  const Ran ran = place.generate("--help");
  CHECK(ran.status == 0);
  CHECK_THAT(ran.out, Contains("--model") && Contains("--config") && Contains("--out") &&
                          Contains("--set") && Contains("--json"));
}

TEST_CASE("the shipped network takes less than a second of processor time and 100 MB",
          "[cli][generate]") {
  const Place place;
  const fs::path source = SCBNN_SOURCE_DIR;
  const auto seconds = [&] {
    struct rusage before {};
    struct rusage after {};
    getrusage(RUSAGE_CHILDREN, &before);
    const Ran ran =
        place.generate("--model " + (source / "models/fashion-mnist-mlp.onnx").string() +
                       " --config " + (source / "configs/paper.toml").string() + " --out big");
    REQUIRE(ran.status == 0);
    getrusage(RUSAGE_CHILDREN, &after);
    CHECK(after.ru_maxrss < 100'000);  // KB, of the largest child so far
    const auto of = [](const timeval& time) {
      return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
    };
    return of(after.ru_utime) + of(after.ru_stime) - of(before.ru_utime) - of(before.ru_stime);
  };
  CHECK(seconds() < 1.0);
}

TEST_CASE("how pixels are read is said, and a folder carries what was declared",
          "[cli][generate]") {
  const Place place;
  const std::string reading =
      "28x28x1 (height, width, channels); pixel p in 0..255 is read as x = 2p/255 - 1 ";
  CHECK_THAT(place.generate(kUsual).err, Contains(reading + "(declared by the model's metadata"));

  // The same model without the keys that declare it.
  std::string bytes = text_of(place / "net.onnx");
  for (const char* key : {"scbnn.input.scale", "scbnn.input.offset"}) {
    const std::size_t at = bytes.find(key);
    REQUIRE(at != std::string::npos);
    bytes.replace(at, 5, "other");
  }
  put(place / "bare.onnx", bytes);
  const std::string bare = "--model bare.onnx --config c.toml --out out";
  CHECK_THAT(place.generate(bare).err, Contains(reading + "(assumed"));
  const Ran declared =
      place.generate(bare + " --set input.scale='\"1/255\"' --set input.offset=0.5");
  CHECK(declared.status == 0);
  CHECK_THAT(declared.err,
             Contains("is read as x = 1/255 * p + 0.5 (declared by the configuration)"));
  CHECK_THAT(text_of(place / "out/config.toml"), Contains("scale = \"1/255\"\noffset = \"0.5\"\n"));
  const Json manifest = Json::parse(text_of(place / "out/manifest.json"));
  CHECK(manifest["network"]["input"]["offset"] == Json({"0.5"}));
  CHECK(manifest["network"]["input"]["stated_by"] == "configuration");
}
