// The attributes of a node, by name and type.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace onnx {
class AttributeProto;
class NodeProto;
}  // namespace onnx

namespace scbnn::import {

/// Reads a node's attributes. The node must outlive it.
class Attributes {
 public:
  /// Throws Refusal for an attribute that is not among `allowed`, and for one that occurs twice.
  Attributes(const onnx::NodeProto& node, std::initializer_list<std::string_view> allowed);

  /// Each throws Refusal if the attribute is there with another type.
  [[nodiscard]] std::int64_t integer(std::string_view name, std::int64_t otherwise) const;
  [[nodiscard]] float number(std::string_view name, float otherwise) const;
  [[nodiscard]] std::optional<std::vector<std::int64_t>> integers(std::string_view name) const;
  [[nodiscard]] std::string text(std::string_view name, std::string otherwise) const;

  [[nodiscard]] const onnx::AttributeProto* find(std::string_view name) const;

 private:
  const onnx::NodeProto& node_;
};

}  // namespace scbnn::import
