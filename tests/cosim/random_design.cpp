// Everything follows from the seeds.
#include "tests/cosim/random_design.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>
#include <random>

#include "deliverable/folder.hpp"
#include "generator/emit/emit.hpp"
#include "generator/plan/design.hpp"

namespace scbnn::cosim_test {
namespace {

using Engine = std::mt19937_64;

int draw(Engine& engine, int low, int high) {
  return std::uniform_int_distribution<int>(low, high)(engine);
}

/// Mostly within two standard deviations of a random popcount's mean.
Threshold random_threshold(Engine& engine, int inputs) {
  const int kind = draw(engine, 0, 19);
  if (kind == 0) return {0, 1};
  if (kind == 1) return {inputs + 1, 1};
  const int denominator = draw(engine, 1, 256);
  const double middle = 0.5 * inputs;
  const double spread = std::sqrt(static_cast<double>(inputs));
  const double value = std::normal_distribution<double>(middle, 0.5 * spread)(engine) * denominator;
  const int numerator = std::clamp(static_cast<int>(value), 0, inputs * denominator);
  const int common = std::max(1, std::gcd(numerator, denominator));
  return {numerator / common, denominator / common};
}

}  // namespace

Network random_network(TensorShape input, const std::vector<int>& outputs, bool scaled,
                       std::uint64_t seed) {
  Engine engine(seed);
  Network network;
  network.name = "random";
  network.input = {input, Pixel{}};
  for (std::size_t index = 0; index < outputs.size(); ++index) {
    const int inputs = network.tensor(index).shape.size();
    BitMatrix weights(outputs[index], inputs);
    for (int neuron = 0; neuron < weights.rows(); ++neuron) {
      for (int synapse = 0; synapse < inputs; ++synapse) {
        weights.set(neuron, synapse, draw(engine, 0, 1) == 1);
      }
    }
    Finish finish = Scores{};
    if (index + 1 < outputs.size()) {
      Thresholds thresholds;
      for (int neuron = 0; neuron < weights.rows(); ++neuron) {
        thresholds.values.push_back(random_threshold(engine, inputs));
      }
      finish = std::move(thresholds);
    }
    const std::string name = "layer" + std::to_string(index + 1);
    network.layers.push_back(
        dense_layer(name, index, network.tensor(index), std::move(weights), std::move(finish)));
    network.layers.back().node = name;
  }
  for (int output = 0; output < outputs.back(); ++output) {
    network.scores().gain.push_back(scaled ? draw(engine, 1, 9) : 1);
    network.scores().offset.push_back(2 * draw(engine, -8, 8));
  }
  return network;
}

Dataset random_images(TensorShape shape, int count, std::uint64_t seed) {
  Engine engine(seed);
  Dataset data;
  data.name = "random";
  data.shape = shape;
  for (int image = 0; image < count; ++image) {
    const int kind = image % 5;
    for (int pixel = 0; pixel < shape.size(); ++pixel) {
      const int noise = draw(engine, 0, 255);
      const bool low_half = 2 * pixel < shape.size();
      const int value = kind == 0   ? noise
                        : kind == 1 ? 0
                        : kind == 2 ? 255
                        : kind == 3 ? noise / 8 + (low_half ? 0 : 223)
                                    : (noise % 2) * 254 + 1;
      data.pixels.push_back(static_cast<std::uint8_t>(value));
    }
    data.labels.push_back(static_cast<std::uint8_t>(draw(engine, 0, 9)));
  }
  return data;
}

std::filesystem::path folder_of(const std::string& name) {
  return std::filesystem::path(SCBNN_BINARY_DIR) / "tests" / "cosim" / name;
}

cosim::Deliverable deliver(const Network& network, const Config& config, const std::string& name) {
  const std::filesystem::path folder = folder_of(name);
  std::filesystem::create_directories(folder.parent_path());
  const Design design = plan(network, config);
  write_folder(emit(design, network, {"a test", "random.onnx", "no model"}), folder);
  return cosim::open_deliverable(folder);
}

cosim::BuildOptions build_options() {
  cosim::BuildOptions options;
  options.optimization = "-O1";
  options.initial_values = "unique";
  options.jobs = 1;
  options.library = std::filesystem::path(SCBNN_BINARY_DIR) / "verilated";
  return options;
}

std::uint64_t number(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

}  // namespace scbnn::cosim_test
