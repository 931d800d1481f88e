// Small networks with seeded random weights and their designs, for the writer's tests.
#pragma once

#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "cli/test_frames.hpp"
#include "generator/config/config.hpp"
#include "generator/emit/emit.hpp"
#include "generator/plan/design.hpp"
#include "network/network.hpp"

namespace scbnn::test {

/// A fully connected network of the given sizes ({12, 6, 4, 3} has 12 inputs and 3 classes) whose
/// thresholds lie near the middle, a few of them always or never reached.
inline Network random_network(const std::vector<int>& sizes, std::uint32_t seed,
                              bool with_scale = false) {
  std::mt19937 random(seed);
  Network network;
  network.name = "tiny";
  network.input = {{1, sizes.front(), 1}, Pixel{}};
  for (std::size_t index = 1; index < sizes.size(); ++index) {
    const int inputs = sizes[index - 1];
    BitMatrix weights(sizes[index], inputs);
    for (int neuron = 0; neuron < weights.rows(); ++neuron) {
      for (int input = 0; input < inputs; ++input) {
        weights.set(neuron, input, (random() & 1U) != 0);
      }
    }
    Finish finish = Scores{};
    if (index + 1 < sizes.size()) {
      Thresholds thresholds;
      for (int neuron = 0; neuron < weights.rows(); ++neuron) {
        const auto denominator = static_cast<std::int32_t>(1 + random() % 256);
        const auto middle = inputs * denominator / 2;
        const auto spread = static_cast<std::int32_t>(random() % 41) - 20;
        Threshold threshold{std::max(0, middle + spread * denominator / 20), denominator};
        if (random() % 16 == 0) threshold = {0, 1};
        if (random() % 16 == 0) threshold = {inputs + 1, 1};
        thresholds.values.push_back(threshold);
      }
      finish = std::move(thresholds);
    }
    network.layers.push_back(dense_layer("layer" + std::to_string(index), index - 1,
                                         network.tensor(index - 1), std::move(weights),
                                         std::move(finish)));
    network.layers.back().node = "/fc" + std::to_string(index) + "/MatMul";
  }
  for (int label = 0; label < sizes.back(); ++label) {
    network.scores().gain.push_back(with_scale ? static_cast<std::int32_t>(random() % 7) : 1);
    network.scores().offset.push_back(with_scale ? static_cast<std::int32_t>(random() % 33) - 16
                                                 : 0);
  }
  return network;
}

/// A design planned for `network` with settings as on the command line ("layers.layer1.pe=4").
inline Design design_of(const Network& network, const std::vector<std::string>& settings) {
  return plan(network, parse_config("", "configs/tiny.toml", settings));
}

/// The whole deliverable as the program writes it.
inline FileSet deliverable(const Network& network, const Design& design) {
  const Provenance provenance{
      "scbnn generate --model models/tiny.onnx --config configs/tiny.toml --out build/tiny",
      "models/tiny.onnx", "not really ONNX\n"};
  return emit(design, network, provenance, cli::test_frames(design, network));
}

/// 12-6-4-3 with foldings that divide nothing, T chosen at run time among 1, 2, 4 and 8.
inline const std::vector<std::string> kRunTimeSettings{
    "presentations_max=8", "presentations=4",      "pixels_per_beat=5",  "encoder.lanes=7",
    "layers.layer1.pe=4",  "layers.layer1.simd=5", "layers.layer2.pe=3", "layers.layer2.simd=4",
    "layers.layer3.pe=2",  "layers.layer3.simd=3", "top=tiny_run_time"};

/// The same network at T = 3 alone, with another folding and a longer shift register.
inline const std::vector<std::string> kFixedSettings{
    "presentations=3",      "pixels_per_beat=3",  "encoder.lanes=4",      "encoder.width=16",
    "encoder.seed=77",      "layers.layer1.pe=5", "layers.layer1.simd=7", "layers.layer2.pe=4",
    "layers.layer2.simd=6", "layers.layer3.pe=3", "layers.layer3.simd=1", "top=tiny_fixed"};

/// The same network with class scores that accumulate over up to 4 presentations.
inline const std::vector<std::string> kOutputSettings{
    "mode=output",          "presentations_max=4",  "margin=3",
    "pixels_per_beat=4",    "encoder.kind=sobol",   "encoder.width=9",
    "images_in_flight=20",  "layers.layer1.pe=4",   "layers.layer1.simd=5",
    "layers.layer2.pe=3",   "layers.layer2.simd=4", "layers.layer3.pe=2",
    "layers.layer3.simd=3", "top=tiny_output"};

/// The same network with a control port, every setting a register and every memory loaded.
inline const std::vector<std::string> kControlSettings{
    "mode=output",          "presentations_max=4", "presentations=2",      "margin=9",
    "pixels_per_beat=4",    "encoder.kind=lfsr",   "encoder.width=16",     "encoder.seed=77",
    "control=axi4-lite",    "memory=sram",         "images_in_flight=20",  "layers.layer1.pe=4",
    "layers.layer1.simd=5", "layers.layer2.pe=3",  "layers.layer2.simd=4", "layers.layer3.pe=2",
    "layers.layer3.simd=3", "top=tiny_control"};

/// A fresh folder that is gone with this object.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "scbnn-test-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~TemporaryFolder() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::filesystem::path operator/(const std::string& name) const {
    return path_ / name;
  }

 private:
  std::filesystem::path path_;
};

}  // namespace scbnn::test
