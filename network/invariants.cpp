// The sentences of network.hpp and layer.hpp as checks.
#include "network/invariants.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <set>
#include <string_view>

namespace scbnn {
namespace {

/// A letter, then letters, digits and underscores.
bool is_identifier(std::string_view name) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return !name.empty() && is_letter(name.front()) &&
         std::all_of(name.begin(), name.end(),
                     [&](char c) { return is_letter(c) || is_digit(c) || c == '_'; });
}

bool has_clean_padding(const BitMatrix& matrix) {
  const int used = matrix.columns() % 64;
  for (int row = 0; used != 0 && row < matrix.rows(); ++row) {
    if (matrix.row(row).back() >> used != 0) return false;
  }
  return true;
}

bool is_lowest(const Threshold& threshold) {
  return threshold.denominator >= 1 && threshold.denominator <= kMaxDenominator &&
         std::gcd(threshold.numerator, threshold.denominator) == 1;
}

/// A threshold on a mean of 0..most.
bool is_valid(const Threshold& threshold, int most) {
  return is_lowest(threshold) && threshold.numerator >= 0 &&
         (threshold.numerator <= static_cast<std::int64_t>(most) * threshold.denominator ||
          threshold == Threshold{most + 1, 1});
}

template <typename T>
const T* element(const TensorType& type) {
  return std::get_if<T>(&type.element);
}

bool has_elements(const TensorShape& shape) {
  return shape.height >= 1 && shape.width >= 1 && shape.channels >= 1;
}

/// Gathers what is wrong with one layer.
class LayerCheck {
 public:
  LayerCheck(const Network& network, std::size_t index, std::vector<std::string>& broken)
      : network_(network), index_(index), layer_(network.layers[index]), broken_(broken) {}

  void run() {
    if (!has_elements(layer_.input.shape) || !has_elements(layer_.output.shape)) {
      return add("no inputs or no outputs");
    }
    check_sources();
    std::visit([this](const auto& operation) { check(operation); }, layer_.operation);
    std::visit([this](const auto& finish) { check(finish); }, layer_.finish);
    const bool is_last = index_ + 1 == network_.layers.size();
    if (is_last != std::holds_alternative<Scores>(layer_.finish)) {
      add(is_last ? "the last layer has no scores" : "scores before the last layer");
    }
  }

 private:
  void add(std::string_view message) {
    broken_.push_back(fmt::format("{}: {}", layer_.name, message));
  }

  void check_sources() {
    const bool is_sum = std::holds_alternative<Add>(layer_.operation);
    if (layer_.sources.size() != (is_sum ? 2U : 1U)) add("the number of sources is wrong");
    for (const std::size_t source : layer_.sources) {
      if (source > index_) {
        add("reads what does not stand before it");
      } else if (network_.tensor(source) != layer_.input) {
        add("inputs differ from what comes before");
      }
    }
  }

  void check_window(const Window& window) {
    const Padding& padding = window.padding;
    if (window.kernel_height < 1 || window.kernel_width < 1 || window.stride_y < 1 ||
        window.stride_x < 1) {
      return add("a kernel or a stride is below 1");
    }
    if (padding.top < 0 || padding.left < 0 || padding.bottom < 0 || padding.right < 0) {
      return add("padding is negative");
    }
    if (std::max(padding.top, padding.bottom) >= window.kernel_height ||
        std::max(padding.left, padding.right) >= window.kernel_width) {
      add("a window sees padding alone");
    }
    const TensorShape& shape = layer_.output.shape;
    if (shape.height != window.output_height(layer_.input.shape) ||
        shape.width != window.output_width(layer_.input.shape)) {
      add("the map's size differs from what the window makes of it");
    }
  }

  void check(const Product& product) {
    const int inputs = layer_.input.shape.channels;
    const int outputs = layer_.output.shape.channels;
    check_window(product.window);
    if (product.groups < 1 || inputs % product.groups != 0 || outputs % product.groups != 0) {
      return add("the groups do not divide the channels");
    }
    if (product.weights.rows() != outputs ||
        product.weights.columns() != product.window.positions() * (inputs / product.groups)) {
      add("the weights' shape differs from the layer's");
    }
    if (!has_clean_padding(product.weights)) add("bits past the last column are not 0");
    if (element<Integer>(layer_.input) != nullptr) add("a product of integers");
    if (const auto* count = element<Count>(layer_.input)) {
      if (count->most < 1 || count->most > kMaxPresentations) add("a count is out of range");
    }
  }

  void check(const Pool& pool) {
    check_window(pool.window);
    if (layer_.output.shape.channels != layer_.input.shape.channels ||
        pool.kinds.size() != static_cast<std::size_t>(layer_.input.shape.channels)) {
      return add("a pool with another number of channels");
    }
    if (element<Bit>(layer_.input) == nullptr) add("a pool of what is no bit");
    const auto counts = std::count(pool.kinds.begin(), pool.kinds.end(), PoolKind::kCount);
    if (counts != 0 && counts != std::ssize(pool.kinds)) add("counts and bits in one pool");
    if (counts != 0 && !pool.window.padding.is_none()) add("a counting pool with padding");
    if (counts != 0 && pool.window.positions() > kMaxPresentations) add("a pool counts too far");
    const Element wanted = counts != 0 ? Element{Count{pool.window.positions()}} : Element{Bit{}};
    if (std::holds_alternative<Integers>(layer_.finish) && layer_.output.element != wanted) {
      add("the output's elements are not the pool's");
    }
  }

  void check(const Add& /*add*/) {
    if (layer_.output.shape != layer_.input.shape) add("a sum of another shape");
    if (element<Integer>(layer_.input) == nullptr) add("a sum of what is no integer");
    if (std::holds_alternative<Integers>(layer_.finish) &&
        layer_.output.element != layer_.input.element) {
      add("a sum with another fraction");
    }
  }

  /// The largest popcount of a product, or count of a pool.
  [[nodiscard]] int largest() const {
    if (const auto* product = std::get_if<Product>(&layer_.operation)) {
      return product->weights.columns();
    }
    const auto& pool = std::get<Pool>(layer_.operation);
    const bool counts = !pool.kinds.empty() && pool.kinds.front() == PoolKind::kCount;
    return counts ? pool.window.positions() : 1;
  }

  void check(const Thresholds& thresholds) {
    if (element<Bit>(layer_.output) == nullptr) add("thresholds that do not make bits");
    if (thresholds.values.size() != static_cast<std::size_t>(layer_.output.shape.channels)) {
      add("the number of thresholds is wrong");
    }
    const bool is_sum = std::holds_alternative<Add>(layer_.operation);
    for (const Threshold& threshold : thresholds.values) {
      if (is_sum ? threshold.denominator == 1 : is_valid(threshold, largest())) continue;
      add(fmt::format("the threshold {}/{} is not valid", threshold.numerator,
                      threshold.denominator));
      break;
    }
  }

  void check(const Scores& scores) {
    if (!std::holds_alternative<Product>(layer_.operation)) add("scores of what is no product");
    if (layer_.output.shape.height != 1 || layer_.output.shape.width != 1) {
      add("scores of more than one position");
    }
    check_scale(scores.gain, scores.offset);
    for (const std::int32_t gain : scores.gain) {
      if (gain < 0) add("a gain is negative");
    }
    if (scores.fraction_bits < 0) add("fraction bits are negative");
    if (layer_.output.element != Element{Integer{scores.fraction_bits}}) {
      add("the output's fraction differs from the scores'");
    }
  }

  void check(const Integers& integers) {
    if (!std::holds_alternative<Product>(layer_.operation)) {
      if (!integers.gain.empty() || !integers.offset.empty()) add("a gain of what is no product");
      return;
    }
    check_scale(integers.gain, integers.offset);
    if (element<Bit>(layer_.input) == nullptr) add("integers of what is no bit");
    if (integers.width < 1 || integers.width > 32) return add("the width is not 1..32");
    if (element<Integer>(layer_.output) == nullptr) add("integers of another type");
    const std::int64_t limit = std::int64_t{1} << (integers.width - 1);
    for (std::size_t j = 0; j < integers.gain.size() && j < integers.offset.size(); ++j) {
      const std::int64_t ends[] = {integers.offset[j],
                                   integers.offset[j] + std::int64_t{integers.gain[j]} * largest()};
      if (std::all_of(std::begin(ends), std::end(ends),
                      [&](std::int64_t value) { return value >= -limit && value < limit; })) {
        continue;
      }
      add("an integer does not fit its width");
      break;
    }
  }

  void check_scale(const std::vector<std::int32_t>& gain, const std::vector<std::int32_t>& offset) {
    const auto channels = static_cast<std::size_t>(layer_.output.shape.channels);
    if (gain.size() != channels || offset.size() != channels) {
      add("not one gain and one offset a channel");
    }
    const auto* product = std::get_if<Product>(&layer_.operation);
    if (product == nullptr) return;
    const Padding& padding = product->window.padding;
    if (padding.value != PadValue::kZero || padding.is_none()) return;
    if (std::any_of(gain.begin(), gain.end(), [](std::int32_t g) { return g % 2 != 0; })) {
      add("an odd gain of a sum of halves");
    }
  }

  const Network& network_;
  std::size_t index_;
  const Layer& layer_;
  std::vector<std::string>& broken_;
};

void check_names(const Network& network, std::vector<std::string>& broken) {
  std::set<std::string_view> seen;
  for (const Layer& layer : network.layers) {
    if (!is_identifier(layer.name)) {
      broken.push_back(fmt::format("'{}': the name is no identifier", layer.name));
    } else if (!seen.insert(layer.name).second) {
      broken.push_back(layer.name + ": another layer has the same name");
    }
  }
}

}  // namespace

std::vector<std::string> broken_invariants(const Network& network) {
  if (network.layers.empty()) return {"no layers"};
  std::vector<std::string> broken;
  if (!has_elements(network.input.shape)) broken.emplace_back("no pixels");
  if (element<Pixel>(network.input) == nullptr) broken.emplace_back("an input of no pixels");
  check_names(network, broken);
  for (std::size_t l = 0; l < network.layers.size(); ++l) LayerCheck(network, l, broken).run();
  return broken;
}

}  // namespace scbnn
