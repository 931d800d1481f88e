// Everything that import refuses, and the words with which it does.
#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>
#include <vector>

#include "tests/unit/import_graphs.hpp"

using Catch::Matchers::Contains;
using scbnn::InputError;
using scbnn::test::Model;

namespace {

const std::vector<float> kWeights = {1, -1, -1, 1, 1, 1, -1, -1};

/// image [4] -> sums [2].
Model with_sums(int opset = 13) {
  Model model = Model(opset).input({4}).floats("w", {4, 2}, kWeights);
  return model.with("MatMul", {"image", "w"}, "sums").scalar("zero", 0).scalar("one", 1);
}

/// image [4] -> bits [2].
Model with_bits() { return with_sums().with("Sign", {"sums"}, "bits"); }

std::string refuse_bytes(const std::string& bytes) {
  try {
    static_cast<void>(scbnn::parse_onnx(bytes, "m.onnx"));
  } catch (const InputError& error) {
    return error.what();
  }
  return {};
}

std::string refuse_file(const std::filesystem::path& file) {
  try {
    static_cast<void>(scbnn::import_onnx(file));
  } catch (const InputError& error) {
    return error.what();
  }
  return {};
}

}  // namespace

TEST_CASE("files that are no ONNX models", "[import]") {
  CHECK(refuse_bytes("") == "m.onnx: is empty; an ONNX file is needed");
  CHECK_THAT(refuse_bytes("#!/bin/sh\necho hello\n"), Contains("m.onnx: is not an ONNX"));
  const std::string whole = with_bits().finish("bits", 2).bytes();
  REQUIRE(refuse_bytes(whole).empty());
  // The graph is one length-delimited field: a cut anywhere inside breaks it.
  for (std::size_t size = 1; size < whole.size(); size += 7) {
    INFO(size << " of " << whole.size() << " bytes");
    CHECK_FALSE(refuse_bytes(whole.substr(0, size)).empty());
  }
  CHECK_THAT(refuse_bytes(whole.substr(0, whole.size() / 2)), Contains("truncated or damaged"));
  CHECK(refuse_file("/no/such/file.onnx") ==
        "/no/such/file.onnx: cannot be read: No such file or directory");
  CHECK_THAT(refuse_file(std::filesystem::temp_directory_path()), Contains("is a folder"));
}

TEST_CASE("model versions and metadata", "[import]") {
  CHECK_THAT(with_sums(8).finish("sums", 2).refusal(),
             Contains("small.onnx: uses operator set 8; 9 to 23 are supported"));
  CHECK_THAT(with_sums(24).finish("sums", 2).refusal(), Contains("uses operator set 24"));
  Model model = with_bits();
  model.finish("bits", 2);
  SECTION("no operator set") {
    model.proto().clear_opset_import();
    CHECK_THAT(model.refusal(), Contains("does not say which ONNX operator set"));
  }
  SECTION("a kind of input that does not exist") {
    CHECK(model.metadata("scbnn.input", "stochastik").refusal() ==
          "folder/small.onnx: metadata scbnn.input: is 'stochastik', but must be 'stochastic' or "
          "'fixed-point' (did you mean 'stochastic'?)");
  }
  SECTION("an IR version to come") {
    model.proto().set_ir_version(99);
    CHECK_THAT(model.refusal(), Contains("has the IR version 99; up to 11 are supported"));
  }
  SECTION("what only libonnx checks") {
    model.graph().clear_name();
    CHECK_THAT(model.refusal(), Contains("is not valid ONNX"));
  }
  SECTION("a domain without a version") {
    model.graph().mutable_node(0)->set_domain("com.example");
    CHECK_THAT(model.refusal(),
               Contains("uses operators of the domain \"com.example\", but does not say"
                        " which operator set of it"));
  }
  SECTION("a function of its own") {
    auto& function = *model.proto().add_functions();
    function.set_name("F");
    function.set_domain("local");
    auto& set = *model.proto().add_opset_import();
    set.set_domain("local");
    set.set_version(1);
    model.node("F", {"scores"}, "after").set_domain("local");
    model.graph().clear_output();
    CHECK_THAT(model.output(2, "after").refusal(),
               Contains("node 'after' (F): calls a function that the model defines itself"));
  }
}

TEST_CASE("operators that are not supported are named with what to do", "[import]") {
  const auto named = [](const std::string& op) {
    return with_sums().with(op, {"sums"}, "act").finish("act", 2).refusal();
  };
  CHECK_THAT(named("Softplus"), Contains("small.onnx: node 'act' (Softplus): is not a supported "
                                         "operator; activations must be binary"));
  CHECK_THAT(named("GlobalAveragePool"),
             Contains("node 'act' (GlobalAveragePool): is not a supported operator; use MaxPool"));
  CHECK_THAT(with_sums().with("Tanh", {"sums"}, "act").finish("act", 2).refusal(),
             Contains("small.onnx: node 'scores' (MatMul): multiplies sums that are not binary"));
  Model model = with_bits();
  model.floats("w2", {2, 2}, {1, 1, 1, 1}).with("MatMul", {"bits", "w2"}, "s");
  Model::set_int(model.node("Softmax", {"s"}, "scores"), "axis", 0);
  CHECK_THAT(model.output(2).refusal(),
             Contains("node 'scores' (Softmax): works along axis 0, which would mix the images"));
  CHECK_THAT(with_sums().with("CumSum", {"sums"}, "p").finish("p", 2).refusal(),
             Contains("(CumSum): is not a supported operator; supported are Add, "));
  Model custom = with_sums();
  custom.node("Im2Col", {"sums"}, "bits").set_domain("qonnx.custom_op.general");
  CHECK_THAT(custom.finish("bits", 2).refusal(),
             Contains("is an operator of the domain 'qonnx.custom_op.general'"));
}

TEST_CASE("all problems are reported at once, in the order of the graph", "[import]") {
  Model model = Model().input({4}).floats("w", {4, 2}, {1, -1, 0.5F, 1, 1, 1, -1, -1});
  model.with("MatMul", {"image", "w"}, "sums").with("Relu", {"sums"}, "act");
  model.floats("w2", {2, 2}, {1, 1, 1, 1}).with("MatMul", {"act", "w2"}, "sums2");
  model.batch_norm("sums2", "normed", {1, 1}, {0, 0}, {0, 0}, {-1, 1}, 1e-5F);
  model.with("Sign", {"normed"}, "bits").metadata("scbnn.input", "none").finish("bits", 2);
  const std::string text = model.refusal();
  const std::size_t weights = text.find("node 'sums' (MatMul)");
  const std::size_t norm = text.find("node 'normed' (BatchNormalization)");
  const std::size_t metadata = text.find("metadata scbnn.input");
  CHECK(weights < norm);
  CHECK(norm < metadata);
  CHECK(metadata != std::string::npos);
  // Relu follows from a node that was refused already.
  CHECK(text.find("Relu") == std::string::npos);
  CHECK(std::count(text.begin(), text.end(), '\n') == 2);
}

TEST_CASE("weights must be binary", "[import]") {
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  const auto refuse = [](const std::vector<float>& weights) {
    return Model()
        .input({2})
        .floats("w", {2, 2}, weights)
        .with("MatMul", {"image", "w"}, "scores")
        .output(2)
        .refusal();
  };
  CHECK_THAT(refuse({1, 1, 0.5F, 1}),
             Contains("node 'scores' (MatMul): the weights are not binary: element [1, 0] is 0.5, "
                      "but element [0, 0] is 1; they must be +s or -s"));
  CHECK_THAT(refuse({1, 0, 1, 1}), Contains("element [0, 1] is 0 (and 1 more)"));
  CHECK_THAT(refuse({1, 1, kNan, 1}), Contains("element [1, 0] is nan"));
  CHECK_THAT(refuse({1, 1, 1, std::numeric_limits<float>::infinity()}), Contains("[1, 1] is inf"));
  Model gemm = Model().input({2}).floats("w", {1, 2}, {1, 3}).output(1);
  Model::set_int(gemm.node("Gemm", {"image", "w"}, "scores"), "transB", 1);
  CHECK_THAT(gemm.refusal(), Contains("element [0, 1] is 3, but element [0, 0] is 1"));
}

TEST_CASE("weights that are stored wrongly", "[import]") {
  Model model = Model().input({2}).output(2);
  const auto dequantize = [&](const std::vector<std::string>& inputs) {
    model.with("DequantizeLinear", inputs, "w").with("MatMul", {"image", "w"}, "scores");
    return model.refusal();
  };
  SECTION("external data") {
    model.floats("w", {2, 2}, {}).with("MatMul", {"image", "w"}, "scores");
    model.graph().mutable_initializer(0)->set_data_location(onnx::TensorProto::EXTERNAL);
    CHECK_THAT(model.refusal(), Contains("initializer 'w': has its data in another file"));
  }
  SECTION("too little data") {
    model.floats("w", {2, 2}, {1, 1, 1}).with("MatMul", {"image", "w"}, "scores");
    CHECK_THAT(model.refusal(), Contains("has 3 elements of data, but its shape needs 4"));
  }
  SECTION("too much raw data") {
    model.int8("w8", {2, 2}, {1, 1, 1, 1, 1}).scalar("s", 1);
    CHECK_THAT(dequantize({"w8", "s"}), Contains("has 5 bytes of data, but its shape needs 4"));
  }
  SECTION("a shape beyond all memory") {
    model.floats("w", {1 << 20, 1 << 20, 1 << 20, 1 << 20}, {})
        .with("MatMul", {"image", "w"}, "scores");
    CHECK_THAT(model.refusal(), Contains("more than 2^30 elements"));
  }
  SECTION("a negative dimension") {
    model.floats("w", {-2, -2}, {1, 1, 1, 1}).with("MatMul", {"image", "w"}, "scores");
    CHECK_THAT(model.refusal(), Contains("negative dimension"));
  }
  SECTION("an element type that is not supported") {
    model.floats("w", {2, 2}, {1, 1, 1, 1}).with("MatMul", {"image", "w"}, "scores");
    model.graph().mutable_initializer(0)->set_data_type(onnx::TensorProto::UINT16);
    CHECK_THAT(model.refusal(),
               Contains("has the element type UINT16; supported are FLOAT, FLOAT16"));
  }
  SECTION("int8 without DequantizeLinear") {
    model.int8("w", {2, 2}, {1, 1, 1, 1}).with("MatMul", {"image", "w"}, "scores");
    CHECK_THAT(model.refusal(), Contains("come through DequantizeLinear"));
  }
  SECTION("a scale that is not positive") {
    model.int8("w8", {2, 2}, {1, 1, 1, 1}).floats("s", {2}, {1, -1});
    CHECK_THAT(dequantize({"w8", "s"}), Contains("has the scale -1 at [1]; it must be positive"));
  }
  SECTION("a scale of the wrong length") {
    model.int8("w8", {2, 2}, {1, 1, 1, 1}).floats("s", {3}, {1, 1, 1});
    CHECK_THAT(dequantize({"w8", "s"}),
               Contains("the scale has the shape [3]; one value or [2] is needed"));
  }
  SECTION("a zero point that unbalances the weights") {
    model.int8("w8", {2, 2}, {1, 1, -1, 1}).scalar("s", 1).int8("z", {}, {1});
    CHECK_THAT(dequantize({"w8", "s", "z"}), Contains("the weights are not binary"));
  }
  SECTION("weights of more than two dimensions") {
    model.floats("w", {1, 2, 2}, {1, 1, 1, 1}).with("MatMul", {"image", "w"}, "scores");
    CHECK_THAT(model.refusal(), Contains("have the shape [1, 2, 2]; a matrix"));
  }
}

TEST_CASE("shapes that do not fit", "[import]") {
  CHECK_THAT(
      with_bits().finish("bits", 3).refusal(),
      Contains("node 'scores' (MatMul): has 2 values on its left, but weights of shape [3, 2] "
               "take 3"));
  CHECK_THAT(Model()
                 .input({2, 2})
                 .floats("w", {4, 2}, kWeights)
                 .with("MatMul", {"image", "w"}, "scores")
                 .output(2)
                 .refusal(),
             Contains("multiplies an image of shape [2, 2]; put a Flatten before it"));
  CHECK_THAT(
      with_sums()
          .floats("c", {3}, {1, 2, 3})
          .with("Add", {"sums", "c"}, "y")
          .with("Sign", {"y"}, "b")
          .finish("b", 2)
          .refusal(),
      Contains("node 'y' (Add): the constant has the shape [3]; one value or [2] is needed"));
  CHECK_THAT(with_sums()
                 .floats("c", {2, 1}, {1, 2})
                 .with("Add", {"sums", "c"}, "y")
                 .with("Sign", {"y"}, "b")
                 .finish("b", 2)
                 .refusal(),
             Contains("the constant has the shape [2, 1]; one value or [2] is needed"));
  Model flatten = Model().input({2, 2}).floats("w", {4, 2}, kWeights).output(2);
  Model::set_int(flatten.node("Flatten", {"image"}, "flat"), "axis", 0);
  CHECK_THAT(flatten.with("MatMul", {"flat", "w"}, "scores").refusal(),
             Contains("flattens at axis 0, which would mix the images of a batch"));
  Model reshape = Model().input({2, 2}).floats("w", {4, 2}, kWeights).int64s("shape", {4, -1});
  CHECK_THAT(reshape.with("Reshape", {"image", "shape"}, "flat")
                 .with("MatMul", {"flat", "w"}, "scores")
                 .output(2)
                 .refusal(),
             Contains("gives the image the shape [4, -1]; [batch, 4] or [batch, channels,"));
  Model declared = with_sums();
  CHECK_THAT(declared.with("Identity", {"sums"}, "scores").output(3).refusal(),
             Contains("output 'scores': is declared with 2 dimensions, the last of size 3"));
}

TEST_CASE("inputs and outputs of the graph", "[import]") {
  SECTION("two images") {
    Model model = with_bits().input({2}, "other");
    CHECK_THAT(model.with("Add", {"bits", "other"}, "both").finish("both", 2).refusal(),
               Contains("the scores depend on 2 graph inputs: 'image', 'other'; one is needed"));
  }
  SECTION("no image") {
    Model model = Model().floats("a", {2, 2}, {1, 1, 1, 1}).floats("w", {2, 2}, {1, 1, 1, 1});
    CHECK_THAT(model.with("MatMul", {"a", "w"}, "scores").output(2).refusal(),
               Contains("the scores depend on 0 graph inputs; one is needed, the image"));
  }
  SECTION("an image of unknown size") {
    Model model = with_bits();
    model.finish("bits", 2);
    auto* shape =
        model.graph().mutable_input(0)->mutable_type()->mutable_tensor_type()->mutable_shape();
    shape->mutable_dim(1)->set_dim_param("n");
    CHECK_THAT(model.refusal(), Contains("input 'image': has no fixed size in dimension 1"));
    shape->add_dim()->set_dim_value(1);
    shape->add_dim()->set_dim_value(1);
    shape->add_dim()->set_dim_value(1);
    CHECK_THAT(model.refusal(), Contains("has 5 dimensions"));
  }
  SECTION("an image of bytes") {
    Model model = with_bits();
    model.finish("bits", 2);
    model.graph().mutable_input(0)->mutable_type()->mutable_tensor_type()->set_elem_type(
        onnx::TensorProto::INT8);
    CHECK_THAT(model.refusal(), Contains("input 'image': is not a FLOAT or UINT8 tensor"));
  }
  SECTION("two outputs, none, and one that nothing makes") {
    Model model = with_bits().finish("bits", 2).output(2, "bits");
    CHECK_THAT(model.refusal(), Contains("so choose them with --output NAME"));
    model.graph().clear_output();
    CHECK_THAT(model.refusal(), Contains("has 0 outputs"));
    CHECK_THAT(model.output(2, "nobody").refusal(),
               Contains("output 'nobody': is not made by any node"));
  }
  SECTION("a graph that ends in bits, a comparison, or a constant") {
    CHECK_THAT(
        with_sums().with("Sign", {"sums"}, "scores").output(2).refusal(),
        Contains("is a binary activation; the graph must end in the scores of a last product"));
    CHECK_THAT(with_sums().with("Clip", {"sums", "zero", "one"}, "scores").output(2).refusal(),
               Contains("comes from a function that may make scores equal"));
    CHECK_THAT(Model().input({2}).with("Flatten", {"image"}, "scores").output(2).refusal(),
               Contains("is the image; the graph must end"));
  }
  SECTION("tensors that are made twice or too late") {
    CHECK_THAT(with_bits().with("Neg", {"sums"}, "bits").finish("bits", 2).refusal(),
               Contains("makes the tensor 'bits', which something else makes too"));
    Model model = with_sums().with("Sign", {"later"}, "bits").with("Neg", {"sums"}, "later");
    CHECK_THAT(model.finish("bits", 2).refusal(),
               Contains("node 'bits' (Sign): takes 'later', which nothing before it produces"));
    Model cycle = with_sums().with("Add", {"a", "one"}, "b").with("Add", {"b", "one"}, "a");
    CHECK_THAT(cycle.finish("a", 2).refusal(), Contains("which nothing before it produces"));
  }
}

TEST_CASE("batch norms that cannot be folded", "[import]") {
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  const auto refuse = [](std::vector<float> scale, std::vector<float> mean,
                         std::vector<float> variance, float epsilon) {
    return with_sums()
        .batch_norm("sums", "y", scale, {0, 0}, mean, variance, epsilon)
        .with("Sign", {"y"}, "b")
        .finish("b", 2)
        .refusal();
  };
  CHECK_THAT(
      refuse({1, 1}, {0, 0}, {1, -0.5F}, 1),
      Contains("node 'y' (BatchNormalization): the variance is -0.5 at [1] with epsilon 1; it "
               "must not be negative"));
  CHECK_THAT(refuse({1, 1}, {0, 0}, {0, 1}, 0), Contains("their sum must be positive"));
  CHECK_THAT(refuse({1, 1}, {0, 0}, {1, 1}, -2), Contains("their sum must be positive"));
  CHECK_THAT(refuse({1, 1}, {0, 0}, {1, 1}, kNan), Contains("epsilon is nan, which is not finite"));
  CHECK_THAT(refuse({1, kInfinity}, {kNan, 0}, {1, 1}, 1),
             Contains("the scale has the value inf at [1], which is not finite") &&
                 Contains("the mean has the value nan at [0]"));
  CHECK_THAT(refuse({1, 1}, {0}, {1, 1}, 1), Contains("the mean has the shape [1]; [2] is needed"));
  Model training = with_sums(15);
  training.batch_norm("sums", "y", {1, 1}, {0, 0}, {0, 0}, {1, 1}, 1);
  Model::set_int(*training.graph().mutable_node(1), "training_mode", 1);
  CHECK_THAT(training.finish("y", 2).refusal(), Contains("is in training mode"));
  Model twice = with_sums().batch_norm("sums", "x", {1, 1}, {0, 0}, {0, 0}, {1, 1}, 1);
  twice.batch_norm("x", "u", {1, 1}, {0, 0}, {0, 0}, {1, 1}, 1);
  CHECK_THAT(twice.batch_norm("u", "y", {1, 1}, {0, 0}, {0, 0}, {1, 1}, 1)
                 .with("Sign", {"y"}, "b")
                 .finish("b", 2)
                 .refusal(),
             Contains("node 'y' (BatchNormalization): is one batch norm too many"));
  Model attribute = with_sums().batch_norm("sums", "y", {1, 1}, {0, 0}, {0, 0}, {1, 1}, 1);
  attribute.graph().mutable_node(1)->mutable_attribute(0)->set_name("epsilom");
  CHECK_THAT(attribute.finish("y", 2).refusal(),
             Contains("has the attribute 'epsilom' (did you mean 'epsilon'?)"));
}

TEST_CASE("arrangements that have no place in a binarized network", "[import]") {
  CHECK_THAT(with_sums()
                 .floats("w2", {2, 2}, {1, 1, 1, 1})
                 .with("MatMul", {"sums", "w2"}, "scores")
                 .output(2)
                 .refusal(),
             Contains("multiplies sums that are not binary; a Sign or a comparison is needed"));
  CHECK_THAT(with_bits().with("Add", {"bits", "sums"}, "y").finish("y", 2).refusal(),
             Contains("node 'y' (Add): joins two tensors that depend on the image"));
  CHECK_THAT(with_bits().with("MatMul", {"bits", "sums"}, "scores").output(2).refusal(),
             Contains("multiplies two tensors that depend on the image"));
  CHECK_THAT(with_bits().with("MatMul", {"w", "bits"}, "scores").output(2).refusal(),
             Contains("multiplies values of shape [1, 2], where it sums along dimension 0; put a "
                      "Transpose before it"));
  CHECK_THAT(
      with_bits().floats("c", {2}, {1, 2}).with("Mul", {"bits", "c"}, "y").finish("y", 2).refusal(),
      Contains("applies a constant of shape [2] to a binary activation; one value is needed"));
  CHECK_THAT(with_sums()
                 .with("Clip", {"sums", "zero", "one"}, "y")
                 .with("Sign", {"y"}, "b")
                 .finish("b", 2)
                 .refusal(),
             Contains("is Sign(0) = 0, which is not a bit, wherever the Clip or Relu"));
  CHECK_THAT(with_sums()
                 .with("Greater", {"sums", "zero"}, "on")
                 .with("Where", {"on", "one", "one"}, "b")
                 .finish("b", 2)
                 .refusal(),
             Contains("chooses between 1 and 1"));
  const auto choose = [](const std::vector<float>& high) {
    const auto size = static_cast<std::int64_t>(high.size());
    Model model = with_sums().floats("high", {size}, high).with("Greater", {"sums", "zero"}, "on");
    return model.with("Where", {"on", "high", "zero"}, "b").finish("b", 2).refusal();
  };
  CHECK(choose({1, 1}).empty());
  CHECK_THAT(choose({1, 2}),
             Contains("the value where true holds 1 and 2; all its values must be"));
  CHECK_THAT(choose({1, 1, 1}),
             Contains("the value where true has the shape [3]; one value or [2]"));

  CHECK_THAT(with_sums()
                 .with("Div", {"sums", "zero"}, "y")
                 .with("Sign", {"y"}, "b")
                 .finish("b", 2)
                 .refusal(),
             Contains("divides by 0"));
  CHECK_THAT(with_sums()
                 .with("Div", {"one", "sums"}, "y")
                 .with("Sign", {"y"}, "b")
                 .finish("b", 2)
                 .refusal(),
             Contains("divides a constant by a tensor that depends on the image"));
  CHECK_THAT(with_sums()
                 .scalar("huge", std::numeric_limits<float>::infinity())
                 .with("Add", {"sums", "huge"}, "y")
                 .with("Sign", {"y"}, "b")
                 .finish("b", 2)
                 .refusal(),
             Contains("the constant has the value inf at [0], which is not finite"));
  Model gemm = Model().input({2}).floats("w", {2, 2}, {1, 1, 1, 1}).output(2);
  Model::set_int(gemm.node("Gemm", {"image", "w"}, "scores"), "transA", 1);
  CHECK_THAT(gemm.refusal(), Contains("has transA = 1, which would mix the images of a batch"));
}

TEST_CASE("scores that integers cannot hold", "[import]") {
  Model constant =
      with_bits().floats("w2", {2, 2}, {1, 1, 1, 1}).with("MatMul", {"bits", "w2"}, "s");
  CHECK_THAT(constant.with("Mul", {"s", "zero"}, "scores").output(2).refusal(),
             Contains("output 'scores': no class score depends on the input"));
  Model wide = with_bits().floats("w2", {2, 2}, {1, 1, 1, 1}).with("MatMul", {"bits", "w2"}, "s");
  CHECK_THAT(wide.floats("far", {2}, {1e9F, -1e9F})
                 .with("Add", {"s", "far"}, "scores")
                 .output(2)
                 .refusal(),
             Contains("the class scores differ by more than 24-bit numbers can express"));
}

TEST_CASE("models that ask for too much", "[import]") {
  Model deep = with_sums();
  std::string sums = "sums";
  deep.floats("w2", {2, 2}, {1, 1, 1, 1});
  for (int layer = 2; layer <= 258; ++layer) {
    const std::string bits = fmt::format("bits{}", layer);
    deep.with("Sign", {sums}, bits);
    sums = layer == 258 ? "scores" : fmt::format("sums{}", layer);
    deep.with("MatMul", {bits, "w2"}, sums);
  }
  CHECK_THAT(deep.output(2).refusal(),
             Contains("is one layer too many; at most 256 are supported"));
  Model busy = with_sums();
  std::string tensor = "sums";
  for (int step = 0; step < 65; ++step) {
    const std::string next = fmt::format("t{}", step);
    busy.with("Add", {tensor, "one"}, next);
    tensor = next;
  }
  CHECK_THAT(busy.with("Sign", {tensor}, "bits").finish("bits", 2).refusal(),
             Contains("node 't64' (Add): is one operator too many after a product; at most 64"));
}

TEST_CASE("a report says a thing once", "[import]") {
  const auto count = [](const std::string& text, const std::string& part) {
    int found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
  };
  SECTION("the list of operators") {
    const std::string text =
        with_sums().with("Exp", {"sums"}, "e").with("Elu", {"e"}, "f").finish("f", 2).refusal();
    CHECK(count(text, "is not a supported operator") == 2);
    CHECK(count(text, "supported are Add, ") == 1);
  }
  SECTION("a tensor that was refused, not what is made of it") {
    Model model = Model().input({2}).int8("w", {2, 2}, {1, 1, 1, 1}).scalar("s", 1);
    model.graph().mutable_initializer(0)->set_raw_data("one");
    model.with("DequantizeLinear", {"w", "s"}, "v").with("Transpose", {"v"}, "t");
    model.with("MatMul", {"image", "t"}, "scores").output(2);
    CHECK(model.refusal() ==
          "folder/small.onnx: initializer 'w': has 3 bytes of data, but its shape needs 4");
  }
  SECTION("a refused constant on the left is no image") {
    Model model = Model().input({2}).int8("w", {2, 2}, {1, 1, 1, 1}).scalar("s", 1);
    model.graph().mutable_initializer(0)->set_raw_data("one");
    model.with("DequantizeLinear", {"w", "s"}, "v").with("MatMul", {"v", "image"}, "scores");
    CHECK(count(model.output(2).refusal(), "\n") == 0);
  }
  SECTION("a node with graphs of its own, not the inputs that it hides") {
    Model model = Model().input({2}).scalar("yes", 1).floats("w", {2, 2}, {1, 1, 1, 1});
    onnx::NodeProto& node = model.node("If", {"yes"}, "b");
    for (const char* name : {"then_branch", "else_branch"}) {
      auto* attribute = node.add_attribute();
      attribute->set_name(name);
      attribute->set_type(onnx::AttributeProto::GRAPH);
      attribute->mutable_g()->set_name(name);
    }
    model.with("MatMul", {"b", "w"}, "scores").output(2);
    CHECK(model.refusal() ==
          "folder/small.onnx: node 'b' (If): is not a supported operator; it contains subgraphs, "
          "so export the network without control flow");
  }
}
