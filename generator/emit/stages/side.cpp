// Names and slices.
#include "generator/emit/stages/side.hpp"

#include "generator/verilog/writer.hpp"

namespace scbnn {

std::string_view name_of(SideField field) {
  switch (field) {
    case SideField::kSeed:
      return "seed";
    case SideField::kMargin:
      return "margin";
    case SideField::kLog2Presentations:
      return "log2";
    case SideField::kSlot:
      return "slot";
    case SideField::kFirst:
      return "first";
    case SideField::kLast:
      return "last";
    case SideField::kError:
      return "error";
  }
  return "";
}

std::string_view name_of(const SideFields& side) {
  return side.is_alone() && side.has(SideField::kError) ? "error" : "side";
}

std::string joined(const SideFields& side, std::string_view prefix, std::string_view suffix) {
  std::string text;
  for (const SideFields::Field& field : side) {
    if (!text.empty()) text += ", ";
    text += prefix;
    text += name_of(field.what);
    text += suffix;
  }
  return side.is_alone() ? text : "{" + text + "}";
}

std::string field_of(const SideFields& side, SideField field, const std::string& wires) {
  if (side.is_alone()) return wires;
  const int low = side.low_of(field);
  return verilog::slice(wires, low + side.width_of(field) - 1, low);
}

}  // namespace scbnn
