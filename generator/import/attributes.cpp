// The attributes of a node, by name and type.
#include "generator/import/attributes.hpp"

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <set>

#include "generator/import/refusal.hpp"
#include "support/nearest.hpp"

namespace scbnn::import {
namespace {

void require_type(const onnx::AttributeProto& attribute,
                  onnx::AttributeProto::AttributeType needed) {
  if (attribute.type() == needed && !attribute.has_ref_attr_name()) return;
  throw Refusal(fmt::format("attribute '{}' has the type {}, {} is needed", attribute.name(),
                            onnx::AttributeProto::AttributeType_Name(attribute.type()),
                            onnx::AttributeProto::AttributeType_Name(needed)));
}

}  // namespace

Attributes::Attributes(const onnx::NodeProto& node, std::initializer_list<std::string_view> allowed)
    : node_(node) {
  std::vector<std::string> problems;
  std::set<std::string> seen;
  for (const onnx::AttributeProto& attribute : node.attribute()) {
    const std::string& name = attribute.name();
    if (std::find(allowed.begin(), allowed.end(), name) == allowed.end()) {
      const std::vector<std::string> names(allowed.begin(), allowed.end());
      problems.push_back(fmt::format("has the attribute '{}'{}; supported are: {}", name,
                                     did_you_mean(name, names),
                                     names.empty() ? "none" : listed(names)));
    } else if (!seen.insert(name).second) {
      problems.push_back(fmt::format("has the attribute '{}' twice", name));
    }
  }
  if (!problems.empty()) throw Refusal(problems);
}

const onnx::AttributeProto* Attributes::find(std::string_view name) const {
  for (const onnx::AttributeProto& attribute : node_.attribute()) {
    if (attribute.name() == name) return &attribute;
  }
  return nullptr;
}

std::int64_t Attributes::integer(std::string_view name, std::int64_t otherwise) const {
  const onnx::AttributeProto* attribute = find(name);
  if (attribute == nullptr) return otherwise;
  require_type(*attribute, onnx::AttributeProto::INT);
  return attribute->i();
}

float Attributes::number(std::string_view name, float otherwise) const {
  const onnx::AttributeProto* attribute = find(name);
  if (attribute == nullptr) return otherwise;
  require_type(*attribute, onnx::AttributeProto::FLOAT);
  return attribute->f();
}

std::optional<std::vector<std::int64_t>> Attributes::integers(std::string_view name) const {
  const onnx::AttributeProto* attribute = find(name);
  if (attribute == nullptr) return std::nullopt;
  require_type(*attribute, onnx::AttributeProto::INTS);
  return std::vector<std::int64_t>(attribute->ints().begin(), attribute->ints().end());
}

std::string Attributes::text(std::string_view name, std::string otherwise) const {
  const onnx::AttributeProto* attribute = find(name);
  if (attribute == nullptr) return otherwise;
  require_type(*attribute, onnx::AttributeProto::STRING);
  return attribute->s();
}

}  // namespace scbnn::import
