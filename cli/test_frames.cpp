// Chooses the testbench's frames and asks the golden model what must come out.
#include "cli/test_frames.hpp"

#include <algorithm>
#include <bit>
#include <random>

#include "sim/data/shapes.hpp"
#include "sim/golden/golden.hpp"

namespace scbnn::cli {
namespace {

std::vector<std::uint8_t> image(const TensorShape& shape, int index) {
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(shape.size()));
  if (shape == TensorShape{kShapesSide, kShapesSide, 1}) {
    draw_shape(shape_seed(Split::kTest, index), pixels);
    return pixels;
  }
  std::mt19937 noise(static_cast<std::uint32_t>(index));
  for (std::uint8_t& pixel : pixels) pixel = static_cast<std::uint8_t>(noise() >> 24U);
  return pixels;
}

/// What a frame has of its own.
struct Wish {
  int log2_presentations;
  int beats;
  std::int64_t margin = 0;  ///< 0: never
};

std::vector<Wish> wishes(const Design& design) {
  const int beats = design.encoder.beats;
  const int too_few = beats > 1 ? beats - 1 : beats + 1;
  const std::int64_t some = design.config.function.margin.value_or(8);
  if (!design.presentations_at_run_time) {
    return {{0, beats},       {0, beats},     {0, too_few},  {0, beats, 1},
            {0, beats, some}, {0, beats + 2}, {0, beats, 2}, {0, beats}};
  }
  const int usual = std::bit_width(static_cast<unsigned>(design.config.function.presentations)) - 1;
  const int most = design.log2_presentations_max();
  const int beyond = (1 << design.log2_width) - 1;  // saturates to the most
  return {{usual, beats},         {usual, beats},     {0, beats},
          {most, beats, some},    {usual, too_few},   {0, beats},
          {usual, beats + 2},     {beyond, beats, 1}, {usual, beats},
          {most, beats, 2 * some}};
}

}  // namespace

std::vector<TestFrame> test_frames(const Design& design, const Network& network) {
  std::vector<TestFrame> frames;
  for (const Wish& wish : wishes(design)) {
    TestFrame frame;
    frame.pixels = image(network.input.shape, static_cast<int>(frames.size()));
    frame.log2_presentations = wish.log2_presentations;
    frame.beats = wish.beats;
    if (design.totals) {
      const std::int64_t never = (std::int64_t{1} << design.totals->margin_width) - 1;
      frame.margin = wish.margin > 0 ? std::min(wish.margin, never) : never;
    }
    if (wish.beats == design.encoder.beats) {
      FunctionSettings settings = design.config.function;
      if (design.presentations_at_run_time) {
        settings.presentations =
            1 << std::min(wish.log2_presentations, design.log2_presentations_max());
      }
      settings.margin.reset();
      if (wish.margin > 0) settings.margin = wish.margin;
      const golden::Trace trace = golden::run(network, settings, frame.pixels);
      frame.expected_class = trace.predicted;
      frame.expected_score = trace.scores[static_cast<std::size_t>(trace.predicted)];
      frame.expected_used = trace.used;
    }
    frames.push_back(std::move(frame));
  }
  return frames;
}

}  // namespace scbnn::cli
