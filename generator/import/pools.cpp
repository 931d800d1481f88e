// MaxPool: the largest of sums or of bits.
#include <onnx/onnx_pb.h>

#include <cstddef>
#include <utility>

#include "generator/import/call.hpp"
#include "generator/import/refusal.hpp"
#include "generator/import/window.hpp"

namespace scbnn::import {
namespace {

MaxPool read_pool(const Call& call, const TensorShape& input, bool is_map) {
  call.require_inputs(1, 1);
  const Attributes attributes(call.node, {"auto_pad", "ceil_mode", "dilations", "kernel_shape",
                                          "pads", "storage_order", "strides"});
  if (!is_map)
    throw Refusal("pools something that is not a map; [batch, channels, height, width] is needed");
  if (attributes.integer("ceil_mode", 0) != 0) {
    throw Refusal("has ceil_mode = 1, which is not supported; pad the map instead");
  }
  if (call.node.output_size() > 1) throw Refusal("gives indices, which are not supported");
  MaxPool pool;
  pool.window = read_window(
      attributes, attributes.integers("kernel_shape").value_or(std::vector<std::int64_t>{}), input,
      {});
  pool.shape = slid(pool.window, input, input.channels);
  return pool;
}

}  // namespace

Value max_pool(const Call& call) {
  const Value& value = call.input(0);
  if (const auto* binary = std::get_if<Binary>(&value)) {
    Binary result = *binary;
    count_step(result.steps);
    result.pools.push_back(
        {read_pool(call, binary->shape(), binary->is_map), binary->high > binary->low});
    return result;
  }
  Sums sums = call.sums(0);
  count_step(sums.steps);
  if (sums.pool) throw Refusal("is the second pool of a product's sums");
  MaxPool pool = read_pool(call, sums.shape, sums.is_map);
  for (std::size_t j = 0; j < sums.neurons.size(); ++j) pool.signs.push_back(sums.direction(j));
  sums.pool = std::move(pool);
  return make(std::move(sums));
}

}  // namespace scbnn::import
