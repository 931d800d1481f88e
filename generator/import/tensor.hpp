// Constant tensors of a graph, checked before use.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace onnx {
class TensorProto;
}

namespace scbnn::import {

enum class ElementType {
  kFloat,
  kFloat16,
  kBfloat16,
  kDouble,
  kInt8,
  kUint8,
  kInt32,
  kInt64,
  kBool
};

[[nodiscard]] std::string to_string(ElementType type);

/// The number that ONNX gives the type; UNDEFINED's 0 never.
[[nodiscard]] int onnx_number(ElementType type);

/// The type with this number. Throws Refusal for all that are not above.
[[nodiscard]] ElementType element_type(int onnx_number);

[[nodiscard]] inline bool is_floating(ElementType type) {
  return type == ElementType::kFloat || type == ElementType::kFloat16 ||
         type == ElementType::kBfloat16 || type == ElementType::kDouble;
}

/// The nearest value of a floating type, ties to even, as IEEE 754 rounds; infinite where it is too
/// large.
[[nodiscard]] double rounded(double value, ElementType type);

/// The shortest text of a value: of the float32 where it is one.
[[nodiscard]] std::string shown(double value);

/// "[784, 1024]"
[[nodiscard]] std::string to_string(const std::vector<std::int64_t>& dims);

/// Row-major. int32 and int64 live in `integers`, all others, which a double holds exactly, in
/// `values`.
struct Tensor {
  ElementType type = ElementType::kFloat;
  std::vector<std::int64_t> dims;
  std::vector<double> values;
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

/// The tensor as `count` values of a floating type: one value per element of a vector of that
/// length
/// ([count] or [1, count]), or one for all. Throws Refusal: other shapes, other types, NaN and
/// infinity; `what` names the tensor ("the mean") in the message.
[[nodiscard]] std::vector<double> per_channel(const Tensor& tensor, std::size_t count,
                                              const std::string& what);

/// A tensor that is one value. Throws Refusal as per_channel does.
[[nodiscard]] double single_value(const Tensor& tensor, const std::string& what);

}  // namespace scbnn::import
