// TensorProto to Tensor.
#include "generator/import/tensor.hpp"

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <iterator>
#include <limits>

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

/// The value of a 16-bit floating-point pattern with this many bits of exponent and fraction.
double from_bits(std::uint16_t bits, int exponent_bits, int fraction_bits) {
  const int bias = (1 << (exponent_bits - 1)) - 1;
  const int exponent = (bits >> fraction_bits) & ((1 << exponent_bits) - 1);
  const int fraction = bits & ((1 << fraction_bits) - 1);
  double magnitude = 0;
  if (exponent == (1 << exponent_bits) - 1) {
    magnitude = fraction == 0 ? std::numeric_limits<double>::infinity()
                              : std::numeric_limits<double>::quiet_NaN();
  } else {
    const int leading = exponent == 0 ? 0 : 1 << fraction_bits;
    magnitude = std::ldexp(leading + fraction, std::max(exponent, 1) - bias - fraction_bits);
  }
  return (bits >> 15) != 0 ? -magnitude : magnitude;
}

/// FLOAT16 and BFLOAT16: raw, or as patterns in int32_data.
void read_halves(const onnx::TensorProto& proto, std::size_t count, Tensor& tensor) {
  std::vector<std::uint16_t> patterns;
  if (proto.has_raw_data()) {
    read_raw<std::uint16_t>(proto.raw_data(), count, patterns);
  } else {
    read_field(proto.int32_data(), count, 0, 0xFFFF, patterns);
  }
  const bool is_half = tensor.type == ElementType::kFloat16;
  for (const std::uint16_t bits : patterns) {
    tensor.values.push_back(is_half ? from_bits(bits, 5, 10) : from_bits(bits, 8, 7));
  }
}

/// FLOAT or DOUBLE.
template <typename Stored, typename Field>
void read_floats(const onnx::TensorProto& proto, const Field& field, std::size_t count,
                 Tensor& tensor) {
  if (proto.has_raw_data()) return read_raw<Stored>(proto.raw_data(), count, tensor.values);
  if (static_cast<std::size_t>(field.size()) != count) {
    throw Refusal(
        fmt::format("has {} elements of data, but its shape needs {}", field.size(), count));
  }
  tensor.values.assign(field.begin(), field.end());
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

struct NamedType {
  ElementType type;
  int number;
  const char* name;
};

constexpr NamedType kTypes[] = {
    {ElementType::kFloat, onnx::TensorProto::FLOAT, "FLOAT"},
    {ElementType::kFloat16, onnx::TensorProto::FLOAT16, "FLOAT16"},
    {ElementType::kBfloat16, onnx::TensorProto::BFLOAT16, "BFLOAT16"},
    {ElementType::kDouble, onnx::TensorProto::DOUBLE, "DOUBLE"},
    {ElementType::kInt8, onnx::TensorProto::INT8, "INT8"},
    {ElementType::kUint8, onnx::TensorProto::UINT8, "UINT8"},
    {ElementType::kInt32, onnx::TensorProto::INT32, "INT32"},
    {ElementType::kInt64, onnx::TensorProto::INT64, "INT64"},
    {ElementType::kBool, onnx::TensorProto::BOOL, "BOOL"},
};

const NamedType& named(ElementType type) {
  return *std::find_if(std::begin(kTypes), std::end(kTypes),
                       [&](const NamedType& known) { return known.type == type; });
}

}  // namespace

ElementType element_type(int onnx_number) {
  std::vector<std::string> names;
  for (const NamedType& known : kTypes) {
    if (known.number == onnx_number) return known.type;
    names.emplace_back(known.name);
  }
  const bool is_known = onnx::TensorProto::DataType_IsValid(onnx_number);
  throw Refusal(fmt::format("has the element type {}; supported are {}",
                            is_known ? onnx::TensorProto::DataType_Name(
                                           static_cast<onnx::TensorProto::DataType>(onnx_number))
                                     : fmt::format("number {}", onnx_number),
                            listed(names)));
}

int onnx_number(ElementType type) { return named(type).number; }

std::string to_string(ElementType type) { return named(type).name; }

double rounded(double value, ElementType type) {
  if (type == ElementType::kDouble || value == 0 || !std::isfinite(value)) return value;
  if (type == ElementType::kFloat) return static_cast<float>(value);
  // Significant bits, the exponent of the smallest step, and the largest value.
  const bool is_half = type == ElementType::kFloat16;
  const int precision = is_half ? 11 : 8;
  const int finest = is_half ? -24 : -133;
  const double largest = is_half ? 65504 : 0x1.FEp127;
  int exponent = 0;
  std::frexp(value, &exponent);
  const int step = std::max(exponent - precision, finest);
  const double result = std::ldexp(std::nearbyint(std::ldexp(value, -step)), step);
  if (std::fabs(result) <= largest) return result;
  return std::copysign(std::numeric_limits<double>::infinity(), value);
}

std::string shown(double value) {
  const auto narrow = static_cast<float>(value);
  return static_cast<double>(narrow) == value ? fmt::to_string(narrow) : fmt::to_string(value);
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
  tensor.type = element_type(proto.data_type());
  tensor.dims.assign(proto.dims().begin(), proto.dims().end());
  const std::size_t count = element_count(tensor.dims);
  switch (tensor.type) {
    case ElementType::kFloat:
      read_floats<float>(proto, proto.float_data(), count, tensor);
      break;
    case ElementType::kDouble:
      read_floats<double>(proto, proto.double_data(), count, tensor);
      break;
    case ElementType::kFloat16:
    case ElementType::kBfloat16:
      read_halves(proto, count, tensor);
      break;
    default:
      read_integers(proto, count, tensor);
  }
  return tensor;
}

std::vector<double> per_channel(const Tensor& tensor, std::size_t count, const std::string& what) {
  if (!is_floating(tensor.type)) {
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
                                shown(tensor.values[i]), i));
    }
  }
  return is_vector ? tensor.values : std::vector<double>(count, tensor.values.front());
}

double single_value(const Tensor& tensor, const std::string& what) {
  if (tensor.size() != 1) {
    throw Refusal(what + " has the shape " + to_string(tensor.dims) + "; one value is needed");
  }
  return per_channel(tensor, 1, what).front();
}

}  // namespace scbnn::import
