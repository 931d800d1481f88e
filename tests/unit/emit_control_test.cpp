// The control port's one description and what is printed from it.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>

#include "generator/emit/control/control.hpp"
#include "generator/import/import.hpp"
#include "generator/plan/register_map.hpp"
#include "tests/unit/emit_fixture.hpp"

using namespace scbnn;
using namespace scbnn::test;

namespace {

Design control_design(std::vector<std::string> more = {}) {
  std::vector<std::string> settings = kControlSettings;
  settings.insert(settings.end(), more.begin(), more.end());
  return design_of(random_network({12, 6, 4, 3}, 4), settings);
}

std::string text_of(const std::string& path) {
  std::ifstream file(std::string(SCBNN_SOURCE_DIR) + "/" + path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::int64_t weight_words(const RegisterMap& map) {
  std::int64_t words = 0;
  for (const LoadTarget& target : map.targets) words += target.weights ? target.words() : 0;
  return words;
}

}  // namespace

TEST_CASE("registers follow one another, each at an address of its own", "[control]") {
  for (const char* memory : {"memory=rom", "memory=sram", "memory=registers"}) {
    for (const char* mode : {"mode=first", "mode=output"}) {
      for (const char* kind : {"lfsr", "lattice", "threshold"}) {
        std::vector<std::string> more = {memory, std::string("encoder.kind=") + kind};
        std::vector<std::string> settings = {"control=axi4-lite", "cycles_per_image=100",
                                             "pixels_per_beat=4", mode};
        settings.insert(settings.end(), more.begin(), more.end());
        const RegisterMap map = register_map(design_of(random_network({12, 6, 4, 3}, 4), settings));
        std::set<std::string> names;
        int before = -4;
        for (const Register& each : map.registers) {
          INFO(each.name);
          CHECK(each.offset > before);
          CHECK(each.offset % 4 == 0);
          CHECK(each.offset < 1 << kRegisterAddressWidth);
          CHECK(names.insert(each.name).second);
          CHECK((each.width == 32 || each.reset >> each.width == 0));
          CHECK_FALSE(each.text.empty());
          before = each.offset;
        }
        CHECK((map.find("SEED") != nullptr) == (std::string(kind) != "threshold"));
        CHECK((map.find("MARGIN") != nullptr) == (std::string(mode) == "mode=output"));
        CHECK(map.find("PRESENTATIONS") == nullptr);
        CHECK((map.find("LOAD_DATA") != nullptr) == (std::string(memory) != "memory=rom"));
        CHECK(map.find("STALLS_LAYER3") != nullptr);
      }
    }
  }
}

TEST_CASE("errors of coded memories are counted by layer", "[control]") {
  const auto map_of = [](const std::string& ecc) {
    return register_map(
        control_design({"memory=st-mram", "layers.layer2.memory=rram-2t2r", "macro.ecc=" + ecc}));
  };
  const RegisterMap map = map_of("secded");
  CHECK(map.find("CORRECTED_LAYER1")->offset == 0x800);
  CHECK(map.find("UNCORRECTABLE_LAYER1")->offset == 0x804);
  CHECK(map.find("CORRECTED_LAYER2") == nullptr);
  CHECK(map.find("CORRECTED_LAYER3")->offset == 0x810);
  const RegisterMap plain = map_of("none");
  CHECK(plain.find("CORRECTED_LAYER1") == nullptr);
  CHECK(plain.find("UNCORRECTABLE_LAYER3") == nullptr);
  // What is loaded is the same.
  CHECK(weight_words(map) == weight_words(plain));
}

TEST_CASE("another design is another number", "[control]") {
  std::set<std::uint32_t> seen;
  for (const char* setting : {"memory=sram", "memory=rom", "presentations_max=8", "mode=first",
                              "layers.layer1.pe=5", "encoder.seed=78", "margin=10"}) {
    std::vector<std::string> settings;
    for (const std::string& each : kControlSettings) {
      if (std::string(setting) != "mode=first" || !each.starts_with("margin")) {
        settings.push_back(each);
      }
    }
    if (std::string(setting) == "mode=first") std::erase(settings, "images_in_flight=20");
    settings.push_back(setting);
    const Design design = design_of(random_network({12, 6, 4, 3}, 4), settings);
    CHECK(seen.insert(register_map(design).find("DESIGN")->reset).second);
  }
}

TEST_CASE("words hold the bits of a memory row by row", "[control]") {
  const Network network = random_network({12, 6, 4, 3}, 4);
  const Design design = control_design();
  const auto images = memory_images(design, network);
  const RegisterMap map = register_map(design);
  REQUIRE(map.targets.size() == images.size());
  const FileSet files = deliverable(network, design);
  for (std::size_t index = 0; index < images.size(); ++index) {
    const MemoryImage& image = images[index];
    INFO(image.name);
    CHECK(map.targets[index].name == image.name);
    const auto words = load_words(image);
    CHECK(static_cast<std::int64_t>(words.size()) == map.targets[index].words());
    // Bit k of row r, from the image's own text.
    const auto width = static_cast<std::size_t>(image.plan.width);
    const std::size_t digits = (width + 3) / 4;
    for (std::size_t place = 0; place < words.size() * 32; ++place) {
      const std::size_t row = place / width;
      const std::size_t bit = place % width;
      int expected = 0;
      if (row < static_cast<std::size_t>(image.plan.rows)) {
        const std::string line = image.hex.substr(row * (digits + 1), digits);
        const std::string digit(1, line[digits - 1 - bit / 4]);
        expected = std::stoi(digit, nullptr, 16) >> bit % 4 & 1;
      }
      REQUIRE(static_cast<int>(words[place / 32] >> place % 32 & 1U) == expected);
    }
    // The file that a host loads: the words, low byte first.
    const std::string& bytes = files.at("driver/" + image.name + ".bin");
    REQUIRE(bytes.size() == 4 * words.size());
    for (std::size_t byte = 0; byte < bytes.size(); ++byte) {
      REQUIRE(static_cast<unsigned char>(bytes[byte]) == (words[byte / 4] >> byte % 4 * 8 & 0xffU));
    }
  }
}

TEST_CASE("the shipped network's weights are loaded with a word for 32 of them", "[control]") {
  const Network network =
      import_onnx(std::string(SCBNN_SOURCE_DIR) + "/models/fashion-mnist-mlp.onnx").network;
  std::int64_t weights = 0;
  for (const Layer& layer : network.layers)
    weights += std::int64_t{layer.input.shape.size()} * layer.output.shape.size();
  for (const char* config : {"default", "paper"}) {
    const std::vector<std::string> settings = {"control=axi4-lite", "memory=sram"};
    const RegisterMap map = register_map(plan(
        network,
        read_config(std::string(SCBNN_SOURCE_DIR) + "/configs/" + config + ".toml", settings)));
    // And one for the selection of each memory.
    const std::int64_t writes = weight_words(map) + std::ssize(network.layers);
    INFO(config << ": " << writes << " writes, " << weights << " weights");
    CHECK(static_cast<double>(writes) <= 1.01 * static_cast<double>(weights) / 32);
  }
}

TEST_CASE("the driver compiles without a warning, with and without what it may lack", "[control]") {
  for (const char* setting : {"memory=sram", "memory=rom", "encoder.kind=threshold"}) {
    const Network network = random_network({12, 6, 4, 3}, 4);
    const Design design = control_design({setting});
    const TemporaryFolder folder;
    for (const auto& [path, text] : deliverable(network, design)) {
      if (!path.starts_with("driver/")) continue;
      std::ofstream(folder / path.substr(7), std::ios::binary) << text;
    }
    const std::string command = "cd " + folder.path().string() +
                                " && gcc -std=c99 -ffreestanding -Wall -Wextra -Wpedantic "
                                "-Wconversion -Werror -c tiny_control.c && g++ -std=c++17 -Wall "
                                "-Wextra -Wpedantic -Werror -x c++ -fsyntax-only tiny_control.h";
    INFO(setting);
    CHECK(std::system(command.c_str()) == 0);
  }
}

TEST_CASE("the documentation shows the registers of the approved design", "[control]") {
  const std::string page = text_of("docs/control.md");
  const std::string table = register_table(register_map(control_design()));
  INFO("docs/control.md should hold\n" << table);
  CHECK(page.find(table) != std::string::npos);
}
