// TensorProto to Tensor.
#include "generator/import/tensor.hpp"

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include <bit>
#include <cmath>
#include <cstring>

#include "generator/import/refusal.hpp"

namespace scbnn::import {
namespace {

constexpr std::int64_t kMaxElements = std::int64_t{1} << 30;

static_assert(std::endian::native == std::endian::little, "raw_data is little endian");

/// Copies raw little-endian elements of type Stored into `target`.
template <typename Stored, typename Value>
void read_raw(const std::string& raw, std::size_t count, std::vector<Value>& target) {
  if (raw.size() != count * sizeof(Stored)) {
    throw Refusal(fmt::format("has {} bytes of data, but its shape needs {}", raw.size(),
                              count * sizeof(Stored)));
  }
  target.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    Stored stored;
    std::memcpy(&stored, raw.data() + i * sizeof(Stored), sizeof(Stored));
    target[i] = static_cast<Value>(stored);
  }
}

/// Copies a repeated field; elements must lie in low..high.
template <typename Field, typename Value>
void read_field(const Field& field, std::size_t count, std::int64_t low, std::int64_t high,
                std::vector<Value>& target) {
  if (static_cast<std::size_t>(field.size()) != count) {
    throw Refusal(
        fmt::format("has {} elements of data, but its shape needs {}", field.size(), count));
  }
  target.reserve(count);
  for (const auto element : field) {
    if (element < low || element > high) {
      throw Refusal(fmt::format("holds {}, which is not in {}..{}", element, low, high));
    }
    target.push_back(static_cast<Value>(element));
  }
}

void read_floats(const onnx::TensorProto& proto, std::size_t count, Tensor& tensor) {
  if (proto.has_raw_data()) return read_raw<float>(proto.raw_data(), count, tensor.values);
  if (static_cast<std::size_t>(proto.float_data_size()) != count) {
    throw Refusal(fmt::format("has {} elements of data, but its shape needs {}",
                              proto.float_data_size(), count));
  }
  tensor.values.assign(proto.float_data().begin(), proto.float_data().end());
}

void read_integers(const onnx::TensorProto& proto, std::size_t count, Tensor& tensor) {
  const bool is_raw = proto.has_raw_data();
  const std::string& raw = proto.raw_data();
  const auto& field = proto.int32_data();
  switch (tensor.type) {
    case ElementType::kInt8:
      return is_raw ? read_raw<std::int8_t>(raw, count, tensor.values)
                    : read_field(field, count, -128, 127, tensor.values);
    case ElementType::kUint8:
      return is_raw ? read_raw<std::uint8_t>(raw, count, tensor.values)
                    : read_field(field, count, 0, 255, tensor.values);
    case ElementType::kBool:
      return is_raw ? read_raw<std::uint8_t>(raw, count, tensor.values)
                    : read_field(field, count, 0, 1, tensor.values);
    case ElementType::kInt32:
      return is_raw ? read_raw<std::int32_t>(raw, count, tensor.integers)
                    : read_field(field, count, INT32_MIN, INT32_MAX, tensor.integers);
    default:
      return is_raw ? read_raw<std::int64_t>(raw, count, tensor.integers)
                    : read_field(proto.int64_data(), count, INT64_MIN, INT64_MAX, tensor.integers);
  }
}

ElementType element_type(const onnx::TensorProto& proto) {
  switch (proto.data_type()) {
    case onnx::TensorProto::FLOAT:
      return ElementType::kFloat;
    case onnx::TensorProto::INT8:
      return ElementType::kInt8;
    case onnx::TensorProto::UINT8:
      return ElementType::kUint8;
    case onnx::TensorProto::INT32:
      return ElementType::kInt32;
    case onnx::TensorProto::INT64:
      return ElementType::kInt64;
    case onnx::TensorProto::BOOL:
      return ElementType::kBool;
    default:
      break;
  }
  const bool is_known = onnx::TensorProto::DataType_IsValid(proto.data_type());
  const std::string found = is_known
                                ? onnx::TensorProto::DataType_Name(
                                      static_cast<onnx::TensorProto::DataType>(proto.data_type()))
                                : fmt::format("number {}", proto.data_type());
  throw Refusal("has the element type " + found +
                "; supported are FLOAT, INT8, UINT8, INT32, INT64, BOOL");
}

}  // namespace

std::string to_string(ElementType type) {
  switch (type) {
    case ElementType::kFloat:
      return "FLOAT";
    case ElementType::kInt8:
      return "INT8";
    case ElementType::kUint8:
      return "UINT8";
    case ElementType::kInt32:
      return "INT32";
    case ElementType::kInt64:
      return "INT64";
    case ElementType::kBool:
      return "BOOL";
  }
  return "";
}

std::string to_string(const std::vector<std::int64_t>& dims) {
  std::string result;
  for (const std::int64_t dim : dims) result += (result.empty() ? "" : ", ") + std::to_string(dim);
  return "[" + result + "]";
}

std::size_t element_count(const std::vector<std::int64_t>& dims) {
  std::int64_t count = 1;
  for (const std::int64_t dim : dims) {
    if (dim < 0) throw Refusal("has the shape " + to_string(dims) + " with a negative dimension");
    if (dim > kMaxElements || (dim > 0 && count > kMaxElements / dim)) {
      throw Refusal("has the shape " + to_string(dims) + ", more than 2^30 elements");
    }
    count *= dim;
  }
  return static_cast<std::size_t>(count);
}

Tensor read_tensor(const onnx::TensorProto& proto) {
  if (proto.data_location() == onnx::TensorProto::EXTERNAL || proto.external_data_size() > 0) {
    throw Refusal("has its data in another file; save the model with all data inside");
  }
  if (proto.has_segment()) throw Refusal("is a segment of a tensor, which is not supported");
  Tensor tensor;
  tensor.type = element_type(proto);
  tensor.dims.assign(proto.dims().begin(), proto.dims().end());
  const std::size_t count = element_count(tensor.dims);
  if (tensor.type == ElementType::kFloat) {
    read_floats(proto, count, tensor);
  } else {
    read_integers(proto, count, tensor);
  }
  return tensor;
}

std::vector<float> per_channel(const Tensor& tensor, std::size_t count, const std::string& what) {
  if (tensor.type != ElementType::kFloat) {
    throw Refusal(what + " has the element type " + to_string(tensor.type) + ", FLOAT is needed");
  }
  const std::size_t rank = tensor.dims.size();
  const bool is_scalar = tensor.size() == 1 && rank <= 2;
  const bool is_vector =
      tensor.size() == count && (rank == 1 || (rank == 2 && tensor.dims[0] == 1));
  if (!is_scalar && !is_vector) {
    throw Refusal(fmt::format("{} has the shape {}; one value or [{}] is needed", what,
                              to_string(tensor.dims), count));
  }
  for (std::size_t i = 0; i < tensor.size(); ++i) {
    if (!std::isfinite(tensor.values[i])) {
      throw Refusal(fmt::format("{} has the value {} at [{}], which is not finite", what,
                                tensor.values[i], i));
    }
  }
  return is_vector ? tensor.values : std::vector<float>(count, tensor.values.front());
}

float single_value(const Tensor& tensor, const std::string& what) {
  if (tensor.size() != 1) {
    throw Refusal(what + " has the shape " + to_string(tensor.dims) + "; one value is needed");
  }
  return per_channel(tensor, 1, what).front();
}

}  // namespace scbnn::import
