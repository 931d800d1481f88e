// Packs weights, thresholds and score scales into the rows that the RTL reads.
#include "generator/emit/memories/memory_images.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <utility>

#include "generator/emit/memories/secded.hpp"

namespace scbnn {
namespace {

/// Two's complement of `value` in `width` bits of a row from bit `low` on.
void set_field(BitMatrix& rows, int row, int low, int width, std::int64_t value) {
  const auto pattern = static_cast<std::uint64_t>(value);
  for (int bit = 0; bit < width; ++bit) {
    rows.set(row, low + bit, ((pattern >> static_cast<unsigned>(std::min(bit, 63))) & 1U) != 0);
  }
}

/// The same rows with a code word in place of each lane.
BitMatrix coded(const BitMatrix& rows, const MemoryPlan& plan) {
  BitMatrix words(rows.rows(), plan.stored_width());
  for (int row = 0; row < rows.rows(); ++row) {
    for (int first = 0; first < plan.width; first += plan.lane_width) {
      const int bits = std::min(plan.lane_width, plan.width - first);
      std::uint32_t data = 0;
      for (int bit = 0; bit < bits; ++bit) {
        if (rows.get(row, first + bit)) data |= std::uint32_t{1} << static_cast<unsigned>(bit);
      }
      const int low = plan.stored_place(first);
      set_field(words, row, low, bits, data);
      set_field(words, row, low + bits, plan.check_bits(), secded_checks(data));
    }
  }
  return words;
}

std::string hex_of(const BitMatrix& rows) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const int digits = (rows.columns() + 3) / 4;
  std::string text;
  text.reserve(static_cast<std::size_t>(rows.rows()) * (static_cast<std::size_t>(digits) + 1));
  for (int row = 0; row < rows.rows(); ++row) {
    const auto words = rows.row(row);
    for (int digit = digits - 1; digit >= 0; --digit) {
      const auto place = static_cast<unsigned>(digit);
      text += kDigits[(words[place / 16] >> (place % 16 * 4)) & 15U];
    }
    text += '\n';
  }
  return text;
}

MemoryImage filled(MemoryImage image, BitMatrix rows) {
  const MemoryPlan& plan = image.plan;
  if (plan.coded) {
    image.bit_layout +=
        fmt::format("; stored in words of {} {}, {} check bits above each", plan.lane_width,
                    plan.lane_width == 1 ? "bit" : "bits", plan.check_bits());
  }
  image.hex = hex_of(plan.coded ? coded(rows, plan) : rows);
  image.data = std::move(rows);
  return image;
}

MemoryImage weights(const LayerPlan& plan, const BitMatrix& trained) {
  MemoryImage image;
  image.name = plan.name_of(plan.weights);
  image.layer = plan.name;
  image.row_layout = fmt::format("g*{}+c: group g of neurons, chunk c of inputs", plan.chunks);
  image.bit_layout = fmt::format(
      "bit p*{0}+s: weight of neuron g*{1}+p for input c*{0}+s, 1 for +1, 0 for -1 and beyond the "
      "last",
      plan.simd, plan.pe);
  image.plan = plan.weights;
  BitMatrix rows(image.plan.rows, image.plan.width);
  for (int neuron = 0; neuron < plan.outputs; ++neuron) {
    const int first_row = neuron / plan.pe * plan.chunks;
    const int first_bit = neuron % plan.pe * plan.simd;
    for (int input = 0; input < plan.inputs; ++input) {
      if (trained.get(neuron, input)) {
        rows.set(first_row + input / plan.simd, first_bit + input % plan.simd, true);
      }
    }
  }
  return filled(std::move(image), std::move(rows));
}

/// One row per group, one field a PE; value(neuron) fills it.
template <typename Value>
MemoryImage per_neuron(const LayerPlan& plan, int field_width, const std::string& meaning,
                       const Value& value) {
  MemoryImage image;
  image.name = plan.name_of(plan.neurons);
  image.layer = plan.name;
  image.row_layout = "g: group g of neurons";
  image.bit_layout =
      fmt::format("{0} {1} from bit p*{0} on: neuron g*{2}+p's {3}; 0 beyond the last neuron",
                  field_width, field_width == 1 ? "bit" : "bits", plan.pe, meaning);
  image.plan = plan.neurons;
  BitMatrix rows(image.plan.rows, image.plan.width);
  for (int neuron = 0; neuron < plan.outputs; ++neuron) {
    set_field(rows, neuron / plan.pe, neuron % plan.pe * field_width, field_width, value(neuron));
  }
  return filled(std::move(image), std::move(rows));
}

MemoryImage thresholds(const Design& design, const LayerPlan& plan, const Thresholds& trained) {
  const std::string meaning =
      plan.engine.at_run_time
          ? fmt::format("B, unsigned; the neuron is on if sum * 2^({} - log2 T) >= B",
                        design.log2_presentations_max() + 1)
          : "threshold, unsigned; the neuron is on if sum >= threshold";
  return per_neuron(plan, plan.neuron_width(), meaning, [&](int neuron) {
    return stored_threshold(trained.values[static_cast<std::size_t>(neuron)], plan);
  });
}

MemoryImage scores(const LayerPlan& plan, const ScorePlan& score, const Scores& scale) {
  // A network of one layer accumulates T presentations there: its offset counts T times. Where T
  // is chosen at run time the engine scales it.
  const std::int64_t times = plan.engine.at_run_time ? 1 : plan.engine.presentations;
  return per_neuron(plan, plan.neuron_width(),
                    score.gain_width
                        ? fmt::format("offset, {} bits, signed, above its gain, {} bits, unsigned",
                                      score.offset_width, *score.gain_width)
                        : "offset, signed",
                    [&](int neuron) {
                      const auto index = static_cast<std::size_t>(neuron);
                      const std::int64_t gain = score.gain_width ? scale.gain[index] : 0;
                      const std::int64_t offset = times * scale.offset[index];
                      return (offset << static_cast<unsigned>(score.gain_bits())) | gain;
                    });
}

}  // namespace

std::int64_t stored_threshold(const Threshold& threshold, const LayerPlan& layer) {
  const EnginePlan& engine = layer.engine;
  const std::int64_t scale = std::int64_t{engine.at_run_time ? 2 : 1} * engine.presentations;
  const std::int64_t product = scale * threshold.numerator;
  const std::int64_t ceiling = (product + threshold.denominator - 1) / threshold.denominator;
  return std::min(ceiling, scale * layer.inputs + 1);
}

std::vector<MemoryImage> memory_images(const Design& design, const Network& network) {
  std::vector<MemoryImage> images;
  for (std::size_t index = 0; index < design.layers.size(); ++index) {
    const LayerPlan& plan = design.layers[index];
    const Layer& layer = network.layers[index];
    images.push_back(weights(plan, dense(layer)->weights));
    const ScorePlan* score = plan.scores();
    images.push_back(score ? scores(plan, *score, network.scores())
                           : thresholds(design, plan, std::get<Thresholds>(layer.finish)));
  }
  return images;
}

}  // namespace scbnn
