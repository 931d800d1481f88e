// Small ONNX graphs, written as a test thinks of them.
#pragma once

#include <onnx/onnx_pb.h>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

#include "generator/import/import.hpp"
#include "support/problem.hpp"

namespace scbnn::test {

/// Builds a model around a graph with the input "image" and the output "scores".
class Model {
 public:
  explicit Model(int opset = 13) {
    model_.set_ir_version(7);
    auto* import = model_.add_opset_import();
    import->set_domain("");
    import->set_version(opset);
    model_.mutable_graph()->set_name("test");
  }

  /// An input of [batch, dims...].
  Model& input(const std::vector<std::int64_t>& dims, const std::string& name = "image") {
    set_type(*model_.mutable_graph()->add_input(), name, dims);
    return *this;
  }

  Model& output(std::int64_t classes, const std::string& name = "scores") {
    set_type(*model_.mutable_graph()->add_output(), name, {classes});
    return *this;
  }

  Model& floats(const std::string& name, const std::vector<std::int64_t>& dims,
                const std::vector<float>& values) {
    onnx::TensorProto& tensor = initializer(name, dims, onnx::TensorProto::FLOAT);
    for (const float value : values) tensor.add_float_data(value);
    return *this;
  }

  Model& scalar(const std::string& name, float value) { return floats(name, {}, {value}); }

  Model& int8(const std::string& name, const std::vector<std::int64_t>& dims,
              const std::vector<std::int8_t>& values) {
    onnx::TensorProto& tensor = initializer(name, dims, onnx::TensorProto::INT8);
    tensor.set_raw_data(std::string(values.begin(), values.end()));
    return *this;
  }

  Model& uint8(const std::string& name, std::uint8_t value) {
    initializer(name, {}, onnx::TensorProto::UINT8)
        .set_raw_data(std::string(1, static_cast<char>(value)));
    return *this;
  }

  Model& int64s(const std::string& name, const std::vector<std::int64_t>& values) {
    onnx::TensorProto& tensor =
        initializer(name, {static_cast<std::int64_t>(values.size())}, onnx::TensorProto::INT64);
    for (const std::int64_t value : values) tensor.add_int64_data(value);
    return *this;
  }

  /// A node whose name is its output's.
  onnx::NodeProto& node(const std::string& op, const std::vector<std::string>& inputs,
                        const std::string& output) {
    onnx::NodeProto& made = *model_.mutable_graph()->add_node();
    made.set_op_type(op);
    made.set_name(output);
    for (const std::string& input : inputs) made.add_input(input);
    made.add_output(output);
    return made;
  }

  Model& with(const std::string& op, const std::vector<std::string>& inputs,
              const std::string& output) {
    node(op, inputs, output);
    return *this;
  }

  /// BatchNormalization with one scale, bias, mean and variance a channel.
  Model& batch_norm(const std::string& input, const std::string& output,
                    const std::vector<float>& scale, const std::vector<float>& bias,
                    const std::vector<float>& mean, const std::vector<float>& variance,
                    float epsilon) {
    const auto vector = [&](const std::string& name, const std::vector<float>& values) {
      floats(output + name, {static_cast<std::int64_t>(values.size())}, values);
    };
    vector(".scale", scale);
    vector(".bias", bias);
    vector(".mean", mean);
    vector(".variance", variance);
    set_float(
        node("BatchNormalization",
             {input, output + ".scale", output + ".bias", output + ".mean", output + ".variance"},
             output),
        "epsilon", epsilon);
    return *this;
  }

  /// Closes the graph with a +1 product of `channels` values into two classes.
  Model& finish(const std::string& activation, std::int64_t channels) {
    floats("last.weight", {channels, 2},
           std::vector<float>(static_cast<std::size_t>(channels) * 2, 1));
    return with("MatMul", {activation, "last.weight"}, "scores").output(2);
  }

  static void set_float(onnx::NodeProto& node, const std::string& name, float value) {
    auto& attribute = add_attribute(node, name, onnx::AttributeProto::FLOAT);
    attribute.set_f(value);
  }
  static void set_int(onnx::NodeProto& node, const std::string& name, std::int64_t value) {
    auto& attribute = add_attribute(node, name, onnx::AttributeProto::INT);
    attribute.set_i(value);
  }
  static void set_ints(onnx::NodeProto& node, const std::string& name,
                       const std::vector<std::int64_t>& values) {
    auto& attribute = add_attribute(node, name, onnx::AttributeProto::INTS);
    for (const std::int64_t value : values) attribute.add_ints(value);
  }

  Model& metadata(const std::string& key, const std::string& value) {
    auto* entry = model_.add_metadata_props();
    entry->set_key(key);
    entry->set_value(value);
    return *this;
  }

  [[nodiscard]] onnx::ModelProto& proto() { return model_; }
  [[nodiscard]] onnx::GraphProto& graph() { return *model_.mutable_graph(); }
  [[nodiscard]] std::string bytes() const { return model_.SerializeAsString(); }
  [[nodiscard]] Imported import() const { return parse_onnx(bytes(), "folder/small.onnx"); }

  /// The messages with which import refuses the model, one line a problem; empty if it takes it.
  [[nodiscard]] std::string refusal() const {
    try {
      static_cast<void>(import());
    } catch (const InputError& error) {
      return error.what();
    }
    return {};
  }

 private:
  static onnx::AttributeProto& add_attribute(onnx::NodeProto& node, const std::string& name,
                                             onnx::AttributeProto::AttributeType type) {
    onnx::AttributeProto& attribute = *node.add_attribute();
    attribute.set_name(name);
    attribute.set_type(type);
    return attribute;
  }

  static void set_type(onnx::ValueInfoProto& value, const std::string& name,
                       const std::vector<std::int64_t>& dims) {
    value.set_name(name);
    auto* type = value.mutable_type()->mutable_tensor_type();
    type->set_elem_type(onnx::TensorProto::FLOAT);
    type->mutable_shape()->add_dim()->set_dim_param("batch");
    for (const std::int64_t dim : dims) type->mutable_shape()->add_dim()->set_dim_value(dim);
  }

  onnx::TensorProto& initializer(const std::string& name, const std::vector<std::int64_t>& dims,
                                 onnx::TensorProto::DataType type) {
    onnx::TensorProto& tensor = *model_.mutable_graph()->add_initializer();
    tensor.set_name(name);
    tensor.set_data_type(type);
    for (const std::int64_t dim : dims) tensor.add_dims(dim);
    return tensor;
  }

  onnx::ModelProto model_;
};

}  // namespace scbnn::test
