// Constant tensors of a graph, checked before they are believed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace onnx {
class TensorProto;
}

namespace scbnn::import {

enum class ElementType { kFloat, kInt8, kUint8, kInt32, kInt64, kBool };

[[nodiscard]] std::string to_string(ElementType type);

/// "[784, 1024]"
[[nodiscard]] std::string to_string(const std::vector<std::int64_t>& dims);

/// Row-major. Types whose every value is a float32 live in `values`, int32 and int64 in `integers`.
struct Tensor {
  ElementType type = ElementType::kFloat;
  std::vector<std::int64_t> dims;
  std::vector<float> values;
  std::vector<std::int64_t> integers;

  [[nodiscard]] std::size_t size() const { return is_integral() ? integers.size() : values.size(); }
  [[nodiscard]] bool is_integral() const {
    return type == ElementType::kInt32 || type == ElementType::kInt64;
  }
};

/// The number of elements. Throws Refusal for a negative dimension or more than 2^30 elements.
[[nodiscard]] std::size_t element_count(const std::vector<std::int64_t>& dims);

/// Throws Refusal: external data, a type other than the above, data that do not fit the shape.
[[nodiscard]] Tensor read_tensor(const onnx::TensorProto& proto);

/// The tensor as `count` float values: one value an element of a vector of that length ([count] or
/// [1, count]), or one for all. Throws Refusal: other shapes, other types, NaN and infinity; `what`
/// names the tensor ("the mean") in the message.
[[nodiscard]] std::vector<float> per_channel(const Tensor& tensor, std::size_t count,
                                             const std::string& what);

/// A tensor that is one value. Throws Refusal as per_channel does.
[[nodiscard]] float single_value(const Tensor& tensor, const std::string& what);

}  // namespace scbnn::import
