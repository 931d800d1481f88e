// Random chains of operators between product and comparison, decided by import in exact arithmetic
// and by the test in 6000-bit floating point from the graph's own constants.
#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <functional>
#include <string>
#include <vector>

#include "network/invariants.hpp"
#include "tests/unit/import_graphs.hpp"
#include "tests/unit/import_reference.hpp"

using scbnn::Imported;
using scbnn::Layer;
using scbnn::Threshold;
using scbnn::Thresholds;
using scbnn::test::Model;
using scbnn::test::Precise;

namespace {

constexpr int kInputs = 9;
constexpr int kNeurons = 4;

using Channels = std::vector<float>;

/// What a graph does to one neuron's value, replayed by the reference.
using Step = std::function<Precise(const Precise&, std::size_t neuron)>;

/// A graph that grows node by node together with its meaning.
struct Chain {
  Model model;
  std::string tensor;
  std::vector<Step> steps;
  bool has_norm = false;

  [[nodiscard]] std::string next() const { return "t" + std::to_string(steps.size()); }
  void grow(Step step) {
    tensor = next();
    steps.push_back(std::move(step));
  }
};

/// Mostly small numbers, some of them very small or very large.
rc::Gen<float> parameter() {
  const auto within = [](int limit) {
    return rc::gen::map(rc::gen::inRange(-limit * 64, limit * 64 + 1),
                        [](int value) { return static_cast<float>(value) / 64.0F; });
  };
  return rc::gen::weightedOneOf<float>(
      {{6, within(3)},
       {3, within(12)},
       {1, rc::gen::element(0.0F, 1e-45F, -1e-45F, 1e-30F, 3e38F, -3e38F, 0.1F)}});
}

Channels channels(const rc::Gen<float>& element) {
  return *rc::gen::container<Channels>(kNeurons, element);
}

rc::Gen<float> not_zero() {
  return rc::gen::suchThat(parameter(), [](float value) { return value != 0; });
}

void add_arithmetic(Chain& chain) {
  const std::string op = *rc::gen::element<std::string>("Add", "Sub", "Mul", "Div", "Neg");
  const std::string constant = chain.next() + ".c";
  if (op == "Neg") {
    chain.model.with(op, {chain.tensor}, chain.next());
    return chain.grow([](const Precise& y, std::size_t) { return Precise(-1) * y; });
  }
  const bool is_scalar = *rc::gen::arbitrary<bool>();
  const bool is_left = op != "Div" && *rc::gen::arbitrary<bool>();
  Channels values = channels(op == "Div" ? not_zero() : parameter());
  if (is_scalar) values.assign(kNeurons, values.front());
  if (is_scalar) {
    chain.model.scalar(constant, values.front());
  } else {
    chain.model.floats(constant, {kNeurons}, values);
  }
  using Names = std::vector<std::string>;
  chain.model.with(op, is_left ? Names{constant, chain.tensor} : Names{chain.tensor, constant},
                   chain.next());
  chain.grow([op, is_left, values](const Precise& y, std::size_t j) {
    return scbnn::test::arithmetic(op, is_left, y, Precise(values[j]));
  });
}

void add_batch_norm(Chain& chain) {
  chain.has_norm = true;
  const Channels scale = channels(parameter());
  const Channels bias = channels(parameter());
  const Channels mean = channels(parameter());
  Channels variance = channels(parameter());
  for (float& value : variance) value = std::abs(value);
  const float epsilon = *rc::gen::element(1e-5F, 1e-3F, 1e-45F, 1.0F);
  chain.model.batch_norm(chain.tensor, chain.next(), scale, bias, mean, variance, epsilon);
  chain.grow([=](const Precise& y, std::size_t j) {
    const Precise deviation = root(Precise(variance[j]) + Precise(epsilon));
    return (y - Precise(mean[j])) / deviation * Precise(scale[j]) + Precise(bias[j]);
  });
}

/// How the bit depends on the sign of y - c.
struct Ending {
  float constant = 0;
  std::function<bool(int)> on;
};

Ending add_comparison(Chain& chain) {
  const std::string op =
      *rc::gen::element<std::string>("Sign", "GreaterOrEqual", "Greater", "Less", "LessOrEqual");
  if (op == "Sign") {
    chain.model.with(op, {chain.tensor}, "bits");
    return {0, [](int sign) { return sign >= 0; }};
  }
  const float constant = *parameter();
  chain.model.scalar("limit", constant).scalar("plus", 1).scalar("minus", -1);
  chain.model.with(op, {chain.tensor, "limit"}, "truth");
  const bool is_turned = *rc::gen::arbitrary<bool>();
  using Names = std::vector<std::string>;
  chain.model.with("Where",
                   is_turned ? Names{"truth", "minus", "plus"} : Names{"truth", "plus", "minus"},
                   "bits");
  return {constant, [op, is_turned](int sign) {
            const bool truth = op == "GreaterOrEqual" ? sign >= 0
                               : op == "Greater"      ? sign > 0
                               : op == "Less"         ? sign < 0
                                                      : sign <= 0;
            return truth != is_turned;
          }};
}

}  // namespace

TEST_CASE("random chains of operators fold to the bits that they mean", "[import]") {
  REQUIRE(rc::check("chains", [] {
    Chain chain;
    const Channels weights =
        *rc::gen::container<Channels>(kInputs * kNeurons, rc::gen::element(-1.0F, 1.0F));
    const Channels magnitudes =
        channels(rc::gen::map(not_zero(), [](float m) { return std::abs(m); }));
    Channels scaled = weights;
    for (std::size_t i = 0; i < scaled.size(); ++i) scaled[i] *= magnitudes[i % kNeurons];
    chain.model.input({kInputs}).floats("w", {kInputs, kNeurons}, scaled);
    chain.model.with("MatMul", {"image", "w"}, "sums");
    chain.tensor = "sums";
    const int length = *rc::gen::inRange(0, 6);
    for (int i = 0; i < length; ++i) {
      if (!chain.has_norm && *rc::gen::inRange(0, 3) == 0) {
        add_batch_norm(chain);
      } else {
        add_arithmetic(chain);
      }
    }
    const Ending ending = add_comparison(chain);
    const Imported imported = chain.model.finish("bits", kNeurons).import();
    RC_ASSERT(scbnn::broken_invariants(imported.network).empty());

    // Means of T presentations, as the first layer sees them: x_i in -1..+1 in steps of 2/T.
    const Layer& layer = imported.network.layers.front();
    const long presentations = *rc::gen::element(1L, 2L, 3L, 8L, 255L, 256L);
    for (std::size_t j = 0; j < kNeurons; ++j) {
      long z = 0;    // T times the dot product with the graph's signs
      long sum = 0;  // S_j of the imported weights
      for (int i = 0; i < kInputs; ++i) {
        const long ones = *rc::gen::inRange(0L, presentations + 1);
        const float weight = weights[static_cast<std::size_t>(i) * kNeurons + j];
        z += (weight > 0 ? 1 : -1) * (2 * ones - presentations);
        sum += dense(layer)->weights.get(static_cast<int>(j), i) ? ones : presentations - ones;
      }
      Precise y = Precise(magnitudes[j]) * Precise(z, presentations);
      for (const Step& step : chain.steps) y = step(y, j);
      const bool wanted = ending.on((y - Precise(ending.constant)).sign());
      const Threshold& threshold = std::get<Thresholds>(layer.finish).values[j];
      RC_ASSERT((sum * threshold.denominator >= presentations * threshold.numerator) == wanted);
    }
  }));
}
