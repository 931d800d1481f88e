// libFuzzer: any bytes as an ONNX file give a valid Network or an InputError.
//
// Plain byte mutations rarely survive protobuf's parser, so that most mutations here change one
// field of the parsed model instead.
#include <google/protobuf/message.h>
#include <onnx/onnx_pb.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "generator/import/import.hpp"
#include "network/invariants.hpp"
#include "support/problem.hpp"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using Random = std::minstd_rand;

/// A message and all messages inside it.
void collect(Message& message, std::vector<Message*>& all) {
  all.push_back(&message);
  const Reflection& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (!field->is_repeated()) {
      collect(*reflection.MutableMessage(&message, field), all);
      continue;
    }
    for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
      collect(*reflection.MutableRepeatedMessage(&message, field, i), all);
    }
  }
}

std::int64_t any_integer(Random& random) {
  static constexpr std::int64_t kSpecial[] = {-1, 0,  1,  2,          3,         4,
                                              6,  13, 17, 1ULL << 31, INT64_MAX, INT64_MIN};
  return kSpecial[random() % std::size(kSpecial)];
}

float any_float(Random& random) {
  static constexpr float kSpecial[] = {0, -0.0F, 1, -1, 0.5F, 1e-45F, -1e30F, 3.4e38F};
  if (random() % 2 == 0) return kSpecial[random() % std::size(kSpecial)];
  const std::uint32_t bits = static_cast<std::uint32_t>(random()) * 2654435761U;
  float value;
  std::memcpy(&value, &bits, sizeof(value));
  return value;
}

/// Names that the seeds use, and bytes changed in place.
std::string any_string(const std::string& before, Random& random) {
  static constexpr const char* kNames[] = {
      "",     "image", "scores", "flat", "sum1",   "act",  "w1",      "on",      "MatMul",  "Gemm",
      "Sign", "Add",   "Div",    "Clip", "Where",  "Not",  "Cast",    "Neg",     "Less",    "axis",
      "to",   "perm",  "alpha",  "beta", "transB", "half", "Flatten", "Greater", "Identity"};
  if (before.empty() || random() % 2 == 0) return kNames[random() % std::size(kNames)];
  std::string result = before;
  result[random() % result.size()] ^= static_cast<char>(1U << (random() % 8));
  if (random() % 4 == 0) result.resize(random() % (2 * result.size()));
  return result;
}

void mutate_one(Message& message, const FieldDescriptor& field, Random& random) {
  const Reflection& reflection = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return reflection.SetInt32(&message, &field, static_cast<std::int32_t>(any_integer(random)));
    case FieldDescriptor::CPPTYPE_INT64:
      return reflection.SetInt64(&message, &field, any_integer(random));
    case FieldDescriptor::CPPTYPE_FLOAT:
      return reflection.SetFloat(&message, &field, any_float(random));
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection.SetString(&message, &field,
                                  any_string(reflection.GetString(message, &field), random));
    case FieldDescriptor::CPPTYPE_ENUM:
      return reflection.SetEnumValue(&message, &field, static_cast<int>(random() % 20));
    default:
      return reflection.ClearField(&message, &field);
  }
}

void mutate_element(Message& message, const FieldDescriptor& field, int index, Random& random) {
  const Reflection& reflection = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT64:
      return reflection.SetRepeatedInt64(&message, &field, index, any_integer(random));
    case FieldDescriptor::CPPTYPE_INT32:
      return reflection.SetRepeatedInt32(&message, &field, index,
                                         static_cast<std::int32_t>(any_integer(random)));
    case FieldDescriptor::CPPTYPE_FLOAT:
      return reflection.SetRepeatedFloat(&message, &field, index, any_float(random));
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection.SetRepeatedString(
          &message, &field, index,
          any_string(reflection.GetRepeatedString(message, &field, index), random));
    default:
      break;
  }
}

/// Changes, removes, doubles or moves an element of a repeated field.
void mutate_repeated(Message& message, const FieldDescriptor& field, Random& random) {
  const Reflection& reflection = *message.GetReflection();
  const int size = reflection.FieldSize(message, &field);
  const int index = static_cast<int>(random() % static_cast<unsigned>(size));
  const int other = static_cast<int>(random() % static_cast<unsigned>(size));
  switch (random() % 4) {
    case 0:
      reflection.SwapElements(&message, &field, index, size - 1);
      return reflection.RemoveLast(&message, &field);
    case 1:
      return reflection.SwapElements(&message, &field, index, other);
    case 2:
      if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        const Message& source = reflection.GetRepeatedMessage(message, &field, index);
        Message* copy = source.New();
        copy->CopyFrom(source);
        return reflection.AddAllocatedMessage(&message, &field, copy);
      }
      [[fallthrough]];
    default:
      return mutate_element(message, field, index, random);
  }
}

void mutate(onnx::ModelProto& model, Random& random) {
  std::vector<Message*> all;
  collect(model, all);
  for (int attempt = 0; attempt < 20; ++attempt) {
    Message& message = *all[random() % all.size()];
    std::vector<const FieldDescriptor*> fields;
    message.GetReflection()->ListFields(message, &fields);
    if (fields.empty()) continue;
    const FieldDescriptor& field = *fields[random() % fields.size()];
    return field.is_repeated() ? mutate_repeated(message, field, random)
                               : mutate_one(message, field, random);
  }
}

}  // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max_size, unsigned seed) {
  Random random(seed + 1);
  onnx::ModelProto model;
  if (random() % 8 == 0 || !model.ParseFromArray(data, static_cast<int>(size))) {
    return LLVMFuzzerMutate(data, size, max_size);
  }
  const auto changes = 1 + random() % 3;
  for (unsigned i = 0; i < changes; ++i) mutate(model, random);
  const std::string bytes = model.SerializeAsString();
  if (bytes.size() > max_size) return size;
  std::memcpy(data, bytes.data(), bytes.size());
  return bytes.size();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const scbnn::Imported imported =
        scbnn::parse_onnx({reinterpret_cast<const char*>(data), size}, "fuzz.onnx");
    if (!scbnn::broken_invariants(imported.network).empty()) std::abort();
    if (imported.folding.size() != imported.network.layers.size()) std::abort();
  } catch (const scbnn::InputError& error) {
    if (error.problems().empty()) std::abort();
  }
  return 0;
}
