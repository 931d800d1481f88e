// The fast model equals the golden one on whole test sets, with the shipped networks.
#include <atomic>
#include <catch2/catch.hpp>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "generator/import/import.hpp"
#include "sim/data/dataset.hpp"
#include "sim/fast/fast.hpp"
#include "sim/golden/golden.hpp"
#include "tests/unit/models_compare.hpp"

using namespace scbnn;

namespace {

/// What one instruction set says of all images.
struct Answers {
  std::vector<std::int64_t> scores;
  std::vector<int> used;
};

/// Images whose golden scores or presentations used are not those of any instruction set; all
/// cores.
int mismatches(const Network& network, const FunctionSettings& settings, const Dataset& data) {
  const golden::Model golden_model(network, settings);
  const auto classes = static_cast<std::size_t>(network.classes());
  std::vector<Answers> all_answers;
  for (const fast::Isa isa : fast::available()) {
    const auto images = static_cast<std::size_t>(data.count());
    Answers answers{std::vector<std::int64_t>(images * classes), std::vector<int>(images)};
    fast::Model(network, settings, isa)
        .run(data.pixels, data.count(), answers.scores, answers.used);
    all_answers.push_back(std::move(answers));
  }
  std::atomic<int> next{0};
  std::atomic<int> wrong{0};
  const auto work = [&] {
    for (int image = next++; image < data.count(); image = next++) {
      const golden::Trace trace = golden_model.run(data.image(image));
      for (const Answers& answers : all_answers) {
        const auto first = answers.scores.begin() + image * static_cast<std::ptrdiff_t>(classes);
        const bool equal = std::equal(trace.scores.begin(), trace.scores.end(), first) &&
                           answers.used[static_cast<std::size_t>(image)] == trace.used;
        if (!equal) ++wrong;
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

FunctionSettings fixed_point() {
  FunctionSettings settings;
  settings.input = InputKind::kFixedPoint;
  return settings;
}

FunctionSettings stochastic(EncoderKind kind, Mode mode, int presentations,
                            std::optional<std::int64_t> margin = {}) {
  FunctionSettings settings;
  settings.encoder.kind = kind;
  if (kind == EncoderKind::kLfsrShared) settings.encoder.width = 16;
  settings.mode = mode;
  settings.presentations = presentations;
  settings.margin = margin;
  return settings;
}

void check_model(const std::string& model, const std::string& data_name,
                 const std::vector<FunctionSettings>& all_settings) {
  const std::filesystem::path file = std::filesystem::path(SCBNN_SOURCE_DIR) / "models" / model;
  if (!std::filesystem::exists(file)) {
    WARN("skipped: there is no " << file);
    return;
  }
  const Network network = import_onnx(file).network;
  const Dataset data = load_dataset(data_name, Split::kTest);
  REQUIRE(data.count() == 10'000);
  for (const FunctionSettings& settings : all_settings) {
    INFO(model << ", " << test::describe(settings));
    CHECK(mismatches(network, settings, data) == 0);
  }
}

}  // namespace

TEST_CASE("fast equals golden on all test images of shapes", "[full]") {
  check_model("shapes-mlp.onnx", "shapes",
              {fixed_point(), stochastic(EncoderKind::kLfsr, Mode::kFirst, 1),
               stochastic(EncoderKind::kLfsr, Mode::kFirst, 4),
               stochastic(EncoderKind::kSobol, Mode::kOutput, 16),
               stochastic(EncoderKind::kLfsrShared, Mode::kOutput, 16, 40)});
}

TEST_CASE("fast equals golden on all test images of Fashion-MNIST", "[full]") {
  const char* root = std::getenv("SCBNN_DATA");
  if (root == nullptr || !std::filesystem::exists(std::filesystem::path(root) / "fashion-mnist")) {
    WARN("skipped: there is no fashion-mnist under $SCBNN_DATA");
    return;
  }
  check_model("fashion-mnist-mlp-conventional.onnx", "fashion-mnist", {fixed_point()});
  check_model("fashion-mnist-mlp.onnx", "fashion-mnist",
              {stochastic(EncoderKind::kLattice, Mode::kFirst, 4),
               stochastic(EncoderKind::kLattice, Mode::kOutput, 8, 97),
               stochastic(EncoderKind::kThreshold, Mode::kFirst, 16),
               stochastic(EncoderKind::kLfsr, Mode::kOutput, 8, 60),
               stochastic(EncoderKind::kVanDerCorput, Mode::kOutput, 8, 100),
               stochastic(EncoderKind::kSobol, Mode::kOutput, 4)});
}
