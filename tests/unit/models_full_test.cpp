// The fast model equals the golden one on whole test sets, with the shipped networks.
#include <atomic>
#include <catch2/catch.hpp>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "generator/import/import.hpp"
#include "sim/data/dataset.hpp"
#include "sim/fast/fast.hpp"
#include "sim/golden/golden.hpp"

using namespace scbnn;

namespace {

/// Images whose golden scores are not those of any instruction set; all cores.
int mismatches(const Network& network, const FunctionSettings& settings, const Dataset& data) {
  const golden::Model golden_model(network, settings);
  std::vector<std::vector<std::int64_t>> all_scores;
  const auto classes = static_cast<std::size_t>(network.classes());
  for (const fast::Isa isa : fast::available()) {
    std::vector<std::int64_t> scores(static_cast<std::size_t>(data.count()) * classes);
    fast::Model(network, settings, isa).run(data.pixels, data.count(), scores);
    all_scores.push_back(std::move(scores));
  }
  std::atomic<int> next{0};
  std::atomic<int> wrong{0};
  const auto work = [&] {
    for (int image = next++; image < data.count(); image = next++) {
      const golden::Trace trace = golden_model.run(data.image(image));
      for (const auto& scores : all_scores) {
        const auto first = scores.begin() + image * static_cast<std::ptrdiff_t>(classes);
        if (!std::equal(trace.scores.begin(), trace.scores.end(), first)) ++wrong;
      }
    }
  };
  {
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < std::max(1U, std::thread::hardware_concurrency()); ++i) {
      threads.emplace_back(work);
    }
  }
  return wrong;
}

void check_model(const std::string& model, const std::string& data_name,
                 const std::vector<int>& presentations) {
  const std::filesystem::path file = std::filesystem::path(SCBNN_SOURCE_DIR) / "models" / model;
  if (!std::filesystem::exists(file)) {
    WARN("skipped: there is no " << file);
    return;
  }
  const Network network = import_onnx(file).network;
  const Dataset data = load_dataset(data_name, Split::kTest);
  REQUIRE(data.count() == 10'000);
  for (const int t : presentations) {
    FunctionSettings settings;
    if (t == 0) {
      settings.input = InputKind::kFixedPoint;
    } else {
      settings.presentations = t;
    }
    INFO(model << ", T " << t << " (0: 8-bit input)");
    CHECK(mismatches(network, settings, data) == 0);
  }
}

}  // namespace

TEST_CASE("fast equals golden on all test images of shapes", "[full]") {
  check_model("shapes-mlp.onnx", "shapes", {1, 4, 16, 0});
}

TEST_CASE("fast equals golden on all test images of Fashion-MNIST", "[full]") {
  const char* root = std::getenv("SCBNN_DATA");
  if (root == nullptr || !std::filesystem::exists(std::filesystem::path(root) / "fashion-mnist")) {
    WARN("skipped: there is no fashion-mnist under $SCBNN_DATA");
    return;
  }
  check_model("fashion-mnist-mlp.onnx", "fashion-mnist", {1, 4, 16});
  check_model("fashion-mnist-mlp-conventional.onnx", "fashion-mnist", {0});
}
