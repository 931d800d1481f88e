// What stands beside a graph: versions, external data, several outputs.
#include <catch2/catch.hpp>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "network/invariants.hpp"
#include "tests/unit/import_graphs.hpp"

using namespace scbnn;
using Catch::Matchers::Contains;
using scbnn::test::Model;

namespace {

namespace fs = std::filesystem;

const std::vector<float> kWeights = {1, -1, -1, 1, 1, 1, -1, -1};

/// A folder that is gone afterwards.
class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / "scbnn_import_files_test") {
    fs::remove_all(path_);
    fs::create_directories(path_ / "model");
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  [[nodiscard]] fs::path operator/(const std::string& name) const { return path_ / name; }
  void write(const std::string& name, const std::string& bytes) const {
    std::ofstream(path_ / name, std::ios::binary) << bytes;
  }

 private:
  fs::path path_;
};

std::string weight_bytes() {
  std::string bytes(kWeights.size() * sizeof(float), '\0');
  std::memcpy(bytes.data(), kWeights.data(), bytes.size());
  return bytes;
}

/// A model whose weights stand in `location` at byte `offset`.
Model external(const std::string& location, const std::string& offset, const std::string& length) {
  Model model;
  model.input({2, 2}).with("Flatten", {"image"}, "flat").floats("w", {4, 2}, {});
  onnx::TensorProto& tensor = *model.graph().mutable_initializer(0);
  tensor.set_data_location(onnx::TensorProto::EXTERNAL);
  const std::vector<std::pair<std::string, std::string>> entries = {
      {"location", location}, {"offset", offset}, {"length", length}};
  for (const auto& [key, value] : entries) {
    auto& entry = *tensor.add_external_data();
    entry.set_key(key);
    entry.set_value(value);
  }
  return std::move(model.with("MatMul", {"flat", "w"}, "scores").output(2));
}

std::string refusal(const Folder& folder, const Model& model) {
  folder.write("model/m.onnx", model.bytes());
  try {
    static_cast<void>(import_onnx(folder / "model/m.onnx"));
  } catch (const InputError& error) {
    return error.what();
  }
  return {};
}

void check_weights(const Network& network) {
  const Product& product = std::get<Product>(network.layers[0].operation);
  for (int i = 0; i < 4; ++i) {
    for (int j = 0; j < 2; ++j) {
      CHECK(product.weights.get(j, i) == (kWeights[static_cast<std::size_t>(2 * i + j)] > 0));
    }
  }
}

}  // namespace

TEST_CASE("operator sets and IR versions up to today's", "[import]") {
  const int opset = GENERATE(9, 17, 18, 20, 23);
  const int ir = GENERATE(4, 8, 9, 10, 11);
  Model model(opset);
  model.proto().set_ir_version(ir);
  model.input({2, 2}).with("Flatten", {"image"}, "flat").floats("w", {4, 2}, kWeights);
  check_weights(model.with("MatMul", {"flat", "w"}, "scores").output(2).import().network);
}

TEST_CASE("weights in a file beside the model", "[import]") {
  const Folder folder;
  folder.write("model/m.data", "padding." + weight_bytes());
  folder.write("outside.data", weight_bytes());
  folder.write("model/m.onnx", external("m.data", "8", "32").bytes());
  check_weights(import_onnx(folder / "model/m.onnx").network);

  SECTION("what is read is whole without them") {
    const std::string bytes = read_onnx(folder / "model/m.onnx");
    fs::remove(folder / "model/m.data");
    check_weights(parse_onnx(bytes, "m.onnx").network);
  }
  SECTION("a link inside the folder") {
    fs::create_symlink("m.data", folder / "model/link.data");
    CHECK(refusal(folder, external("link.data", "8", "32")).empty());
  }
  SECTION("never outside the folder") {
    CHECK_THAT(refusal(folder, external("../outside.data", "0", "32")),
               Contains("initializer 'w': has its data in \"../outside.data\"; the file must be "
                        "inside the model's folder"));
    CHECK_THAT(refusal(folder, external((folder / "outside.data").string(), "0", "32")),
               Contains("must be inside the model's folder"));
    fs::create_symlink(folder / "outside.data", folder / "model/link.data");
    CHECK_THAT(refusal(folder, external("link.data", "0", "32")),
               Contains("a link that leads out of the model's folder"));
    fs::create_directory_symlink(folder / "", folder / "model/up");
    CHECK_THAT(refusal(folder, external("up/outside.data", "0", "32")),
               Contains("a link that leads out of the model's folder"));
  }
  SECTION("sizes are checked") {
    CHECK_THAT(refusal(folder, external("m.data", "8", "28")),
               Contains("has 28 bytes of data, but its shape needs 32"));
    CHECK_THAT(refusal(folder, external("m.data", "12", "32")),
               Contains("has its data at bytes 12..44 of \"m.data\", which has 40"));
    CHECK_THAT(refusal(folder, external("m.data", "-8", "32")),
               Contains("has the external offset \"-8\", which is not a whole number of bytes"));
    CHECK_THAT(refusal(folder, external("m.data", "999999999999999999", "32")),
               Contains("which has 40"));
  }
  SECTION("no file, and a folder") {
    CHECK_THAT(refusal(folder, external("none.data", "0", "32")), Contains("cannot be read"));
    fs::create_directory(folder / "model/sub");
    CHECK_THAT(refusal(folder, external("sub", "0", "32")), Contains("which is not a file"));
    CHECK_THAT(refusal(folder, external("", "0", "32")), Contains("must be inside"));
  }
}

TEST_CASE("one of several outputs", "[import]") {
  const Folder folder;
  Model model;
  model.input({2, 2}).with("Flatten", {"image"}, "flat").floats("w", {4, 2}, kWeights);
  model.floats("v", {4, 3}, std::vector<float>(12, 1)).with("MatMul", {"flat", "v"}, "three");
  model.with("MatMul", {"flat", "w"}, "two").output(3, "three").output(2, "two");
  folder.write("model/m.onnx", model.bytes());
  const fs::path file = folder / "model/m.onnx";
  CHECK(import_onnx(file, {}, "three").network.classes() == 3);
  check_weights(import_onnx(file, {}, "two").network);
  check_weights(parse_onnx(read_onnx(file, "two"), file).network);
  CHECK_THAT(refusal(folder, model), Contains("has 2 outputs: 'three', 'two'; one is needed: the "
                                              "class scores, so choose them with --output NAME"));
  CHECK_THROWS_WITH(import_onnx(file, {}, "thre"),
                    Contains("has no output \"thre\" (did you mean 'three'?); its outputs are: "
                             "three, two"));
}
