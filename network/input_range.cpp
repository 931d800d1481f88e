// Declarations as people read them.
#include "network/input_range.hpp"

namespace scbnn {
namespace {

std::string listed_text(const std::vector<std::string>& texts) {
  if (texts.size() == 1) return texts.front();
  std::string list;
  for (const std::string& text : texts) list += (list.empty() ? "" : ", ") + text;
  return "[" + list + "]";
}

}  // namespace

std::string_view name_of(StatedRange::Source source) {
  switch (source) {
    case StatedRange::Source::kConfiguration:
      return "configuration";
    case StatedRange::Source::kModel:
      return "model";
    case StatedRange::Source::kElementType:
      return "element type";
    case StatedRange::Source::kAssumed:
      break;
  }
  return "assumed";
}

std::string formula(const InputRange& range) {
  if (range.scale == std::vector<std::string>{"2/255"} &&
      range.offset == std::vector<std::string>{"-1"}) {
    return "2p/255 - 1";
  }
  const std::string scale = listed_text(range.scale);
  const std::string offset = listed_text(range.offset);
  const std::string product = scale == "1" ? "p" : scale + " * p";
  if (offset == "0") return product;
  return offset.starts_with('-') ? product + " - " + offset.substr(1) : product + " + " + offset;
}

std::string describe(const StatedRange& stated) {
  const std::string read =
      "pixel p in 0..255 is read as x = " + formula(stated.range) +
      (stated.range.scale.size() + stated.range.offset.size() > 2 ? ", channel by channel" : "");
  switch (stated.source) {
    case StatedRange::Source::kConfiguration:
      return read + " (declared by the configuration)";
    case StatedRange::Source::kModel:
      return read + " (declared by the model's metadata)";
    case StatedRange::Source::kElementType:
      return read + " (the model's input is UINT8)";
    case StatedRange::Source::kAssumed:
      break;
  }
  return read +
         " (assumed: nothing declares it; a network that was trained on another range needs "
         "input.scale and input.offset in the configuration, or scbnn.input.scale and "
         "scbnn.input.offset in the model's metadata)";
}

}  // namespace scbnn
