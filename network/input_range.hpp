// What the pixels of an image stand for in the numbers that a network was trained on.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace scbnn {

/// A declaration: the model's input is x = scale * p + offset of the 8-bit pixel p in 0..255.
///
/// Exact numbers as text, "2/255" or "-0.4242" (support/fraction.hpp): one for all channels or one
/// per channel. Both empty where nothing is declared.
struct InputRange {
  std::vector<std::string> scale;
  std::vector<std::string> offset;

  [[nodiscard]] bool is_declared() const { return !scale.empty() || !offset.empty(); }
  bool operator==(const InputRange&) const = default;
};

/// What the numbers of a model's input are, and who says so. Import folds it into thresholds and
/// offsets: whatever computes the network sees 2p/255 - 1.
struct StatedRange {
  enum class Source {
    kAssumed,        ///< nobody: x = 2p/255 - 1
    kConfiguration,  ///< `input.scale` and `input.offset`
    kModel,          ///< the metadata `scbnn.input.scale` and `scbnn.input.offset`
    kElementType,    ///< the input is UINT8: x = p
  };
  InputRange range{{"2/255"}, {"-1"}};
  Source source = Source::kAssumed;
};

/// "assumed", "configuration", "model", "element type"
[[nodiscard]] std::string_view name_of(StatedRange::Source source);

/// "2p/255 - 1", "1/255 * p"
[[nodiscard]] std::string formula(const InputRange& range);

/// One line for people: how a pixel is read, where that is declared, and if nowhere, how to declare
/// it.
[[nodiscard]] std::string describe(const StatedRange& stated);

}  // namespace scbnn
