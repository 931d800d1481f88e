// Which layers are dense, and how one is made.
#include "network/layer.hpp"

#include <utility>

namespace scbnn {

Layer dense_layer(std::string name, std::size_t source, const TensorType& input, BitMatrix weights,
                  Finish finish) {
  Layer layer;
  layer.name = std::move(name);
  layer.sources = {source};
  layer.input = input;
  layer.output.shape.channels = weights.rows();
  layer.output.element = Bit{};
  if (const auto* scores = std::get_if<Scores>(&finish)) {
    layer.output.element = Integer{scores->fraction_bits};
  }
  Window window;
  window.kernel_height = input.shape.height;
  window.kernel_width = input.shape.width;
  layer.operation = Product{window, 1, std::move(weights)};
  layer.finish = std::move(finish);
  return layer;
}

const Product* dense(const Layer& layer) {
  const auto* product = std::get_if<Product>(&layer.operation);
  if (product == nullptr || product->groups != 1) return nullptr;
  const Window& window = product->window;
  const bool covers = window.kernel_height == layer.input.shape.height &&
                      window.kernel_width == layer.input.shape.width && window.padding.is_none();
  return covers ? product : nullptr;
}

Product* dense(Layer& layer) {
  return dense(std::as_const(layer)) == nullptr ? nullptr : std::get_if<Product>(&layer.operation);
}

std::string_view kind_of(const Layer& layer) {
  if (dense(layer) != nullptr) return "dense layer";
  if (std::holds_alternative<Product>(layer.operation)) return "convolution";
  return std::holds_alternative<Pool>(layer.operation) ? "pooling" : "sum";
}

}  // namespace scbnn
