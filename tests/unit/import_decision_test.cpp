// Networks of one output: a decision between two classes, whatever the graph ends in.
#include <catch2/catch.hpp>
#include <functional>
#include <string>
#include <vector>

#include "network/invariants.hpp"
#include "tests/unit/import_graphs.hpp"

using Catch::Matchers::Contains;
using scbnn::Imported;
using scbnn::Network;
using scbnn::Scores;
using scbnn::test::Model;

namespace {

constexpr int kInputs = 4;

/// Four bits, the signs of four pixels, summed to one output: z in -4, -2, .., 4.
Model one_output(const std::function<void(Model&)>& end) {
  Model model;
  std::vector<float> identity(16, -1);
  for (std::size_t i = 0; i < 4; ++i) identity[i * 5] = 1;
  model.input({kInputs}).floats("w", {kInputs, kInputs}, identity);
  model.with("MatMul", {"image", "w"}, "sums").with("Sign", {"sums"}, "bits");
  model.floats("v", {kInputs, 1}, {1, -1, 1, 1}).with("MatMul", {"bits", "v"}, "z");
  model.scalar("zero", 0).scalar("one", 1).scalar("two", 2).scalar("minus one", -1);
  end(model);
  return model.output(1);
}

/// The class at every z of the last layer.
std::vector<int> classes(const Model& model) {
  const Network network = model.import().network;
  CHECK(scbnn::broken_invariants(network).empty());
  REQUIRE(network.classes() == 2);
  const Scores& scores = network.scores();
  const scbnn::BitMatrix& weights = dense(network.layers.back())->weights;
  std::vector<int> found;
  for (int z = -kInputs; z <= kInputs; z += 2) {
    // Inputs for which the graph's product is z: the first (4 + z) / 2 products are +1.
    const std::vector<bool> signs = {true, false, true, true};
    std::vector<std::int64_t> score;
    for (int j = 0; j < 2; ++j) {
      int popcount = 0;
      for (int i = 0; i < kInputs; ++i) {
        const auto k = static_cast<std::size_t>(i);
        const bool x = signs[k] == (i < (kInputs + z) / 2);
        popcount += weights.get(j, i) == x ? 1 : 0;
      }
      const auto c = static_cast<std::size_t>(j);
      score.push_back(std::int64_t{scores.gain[c]} * popcount + scores.offset[c]);
    }
    found.push_back(score[1] > score[0] ? 1 : 0);
  }
  return found;
}

using Classes = std::vector<int>;

const Classes kAtLeastZero = {0, 0, 1, 1, 1};
const Classes kAboveZero = {0, 0, 0, 1, 1};

}  // namespace

TEST_CASE("one output is class 1 where it is at least 0", "[import]") {
  const auto ends_in = [](const std::string& op) {
    return one_output([&](Model& model) { model.with(op, {"z"}, "scores"); });
  };
  CHECK(classes(ends_in("Identity")) == kAtLeastZero);
  CHECK(classes(ends_in("Sign")) == kAtLeastZero);
  CHECK(classes(ends_in("Sigmoid")) == kAtLeastZero);
  CHECK(classes(ends_in("Neg")) == Classes{1, 1, 1, 0, 0});
  const Imported imported = ends_in("Sign").import();
  REQUIRE(imported.warnings.size() == 1);
  CHECK(
      imported.warnings[0] ==
      "z: the single output is a decision between two classes: 1 if it is at least 0, otherwise 0");
}

TEST_CASE("a comparison at the end decides by its own rule", "[import]") {
  const auto compared = [](const std::string& op, const std::string& limit) {
    return classes(one_output([&](Model& model) { model.with(op, {"z", limit}, "scores"); }));
  };
  CHECK(compared("GreaterOrEqual", "zero") == kAtLeastZero);
  CHECK(compared("Greater", "zero") == kAboveZero);
  CHECK(compared("Greater", "minus one") == kAtLeastZero);
  CHECK(compared("GreaterOrEqual", "two") == kAboveZero);
  CHECK(compared("Less", "zero") == Classes{1, 1, 0, 0, 0});
  CHECK(compared("LessOrEqual", "zero") == Classes{1, 1, 1, 0, 0});
  const auto chosen = [](const std::string& yes, const std::string& no) {
    return classes(one_output([&](Model& model) {
      model.with("Greater", {"z", "zero"}, "truth").with("Where", {"truth", yes, no}, "scores");
    }));
  };
  CHECK(chosen("one", "zero") == kAboveZero);
  CHECK(chosen("zero", "one") == Classes{1, 1, 1, 0, 0});  // class 1 is the larger value
  CHECK(classes(one_output([](Model& model) {
          Model::set_int(
              model.with("Greater", {"z", "zero"}, "truth").node("Cast", {"truth"}, "scores"), "to",
              onnx::TensorProto::FLOAT);
        })) == kAboveZero);
}

TEST_CASE("a Sigmoid compared with its middle is the decision of its score", "[import]") {
  CHECK(classes(one_output([](Model& model) {
          model.scalar("half", 0.5F).with("Sigmoid", {"z"}, "p");
          model.with("Greater", {"p", "half"}, "scores");
        })) == kAboveZero);
}

TEST_CASE("what keeps the order of several scores is skipped with a note", "[import]") {
  const std::vector<float> weights = {1, -1, 1, -1, 1, 1, 1, 1, -1, 1, -1, 1};
  // The scores of the last layer, once `end` has followed them.
  const auto with_end = [&](const std::function<void(Model&)>& end, int opset = 13) {
    Model model(opset);
    model.input({2, 2}).with("Flatten", {"image"}, "flat").floats("w", {4, 3}, weights);
    model.floats("b", {3}, {0.5F, 2, -1}).with("MatMul", {"flat", "w"}, "z");
    model.with("Add", {"z", "b"}, "s");
    end(model);
    return model;
  };
  const auto notes = [](const Model& model) {
    std::string text;
    for (const std::string& warning : model.import().warnings) {
      if (warning.find("is skipped") != std::string::npos) text += warning + '\n';
    }
    return text;
  };
  const Network plain =
      with_end([](Model& m) { m.with("Identity", {"s"}, "scores").output(3); }).import().network;
  const auto check_same = [&](const Model& model, const std::string& note) {
    const Network network = model.import().network;
    CHECK(network.scores().offset == plain.scores().offset);
    CHECK(network.scores().gain == plain.scores().gain);
    CHECK(network.classes() == 3);
    CHECK_THAT(notes(model), Contains(note));
  };
  for (const std::string op : {"Softmax", "LogSoftmax", "Sigmoid", "Tanh"}) {
    check_same(with_end([&](Model& m) { m.with(op, {"s"}, "scores").output(3); }),
               "node 'scores' (" + op + "): is skipped, it does not change the class");
  }
  const auto arg_max = [](Model& m, const std::string& of, const std::string& made) {
    auto& node = m.node("ArgMax", {of}, made);
    Model::set_int(node, "axis", 1);
    Model::set_int(node, "keepdims", 0);
  };
  const auto class_output = [](Model& m, const std::string& name) {
    m.output(1, name);
    m.graph().mutable_output(0)->mutable_type()->mutable_tensor_type()->set_elem_type(
        onnx::TensorProto::INT64);
    m.graph()
        .mutable_output(0)
        ->mutable_type()
        ->mutable_tensor_type()
        ->mutable_shape()
        ->clear_dim();
  };
  check_same(with_end([&](Model& m) {
               arg_max(m, "s", "scores");
               class_output(m, "scores");
             }),
             "node 'scores' (ArgMax): is skipped: the class is the first maximum");
  check_same(with_end([&](Model& m) {
               m.with("Softmax", {"s"}, "p");
               arg_max(m, "p", "index");
               Model::set_int(m.node("Cast", {"index"}, "scores"), "to", onnx::TensorProto::INT32);
               class_output(m, "scores");
             }),
             "node 'index' (ArgMax)");
  check_same(with_end([&](Model& m) {
               m.int64s("k", {1}).node("TopK", {"s", "k"}, "values").add_output("indices");
               class_output(m, "indices");
             }),
             "node 'values' (TopK)");
  const auto refused = [&](const std::function<void(Model&)>& end) {
    return with_end(end).output(3).refusal();
  };
  CHECK_THAT(refused([](Model& m) { m.with("ArgMax", {"s"}, "scores"); }),
             Contains("works along axis 0, which would mix the images of a batch"));
  CHECK_THAT(refused([](Model& m) {
               m.int64s("k", {2}).node("TopK", {"s", "k"}, "scores").add_output("indices");
             }),
             Contains("k = 1 and largest = 1 are needed"));
  CHECK_THAT(refused([](Model& m) {
               m.with("Softmax", {"s"}, "p").with("Add", {"p", "p"}, "scores");
             }),
             Contains("joins two tensors"));
}
