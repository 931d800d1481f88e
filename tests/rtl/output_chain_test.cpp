// output_chain: mode `output` from encoded pixels to results against the definition in plain loops,
// with settings of each image's own, bad frames, gaps, back-pressure and resets; nothing is
// presented in vain.
#include <algorithm>

#include "models.hpp"
#include "tests/rtl/stream.hpp"

using namespace leaf;

namespace {

template <class P>
struct Shape {
  static constexpr bool kTwo = P::Hidden > 0;
  static constexpr int kOutputs1 = kTwo ? P::Hidden : P::Classes;
  static constexpr int kBeats = (P::Pixels + P::PixelsPerBeat - 1) / P::PixelsPerBeat;
  static constexpr int kChunks1 = (P::Pixels + P::Simd1 - 1) / P::Simd1;
  static constexpr int kGroups1 = (kOutputs1 + P::Pe1 - 1) / P::Pe1;
  static constexpr int kChunks2 = kTwo ? (P::Hidden + P::Simd2 - 1) / P::Simd2 : 1;
  static constexpr int kGroups2 = (P::Classes + P::Pe2 - 1) / P::Pe2;
  static constexpr int kNeuron1Width = kTwo ? clog2(P::Pixels + 2) : P::OffsetWidth;
  static constexpr std::uint64_t kNever = (std::uint64_t{1} << P::MarginWidth) - 1;
  /// Cycles of a presentation in each layer, and of an image before the first.
  static constexpr int kLayer1 = kGroups1 * kChunks1;
  static constexpr int kLayer2 = kTwo ? kGroups2 * kChunks2 : 0;
  static constexpr int kLayers = kLayer1 + kLayer2;
  static constexpr int kSlowest = std::max(kLayer1, kLayer2);
  static constexpr int kInput = std::max(kBeats, kChunks1);
};

struct Network {
  std::vector<Elements> weights_1, weights_2;  ///< [neuron][input]
  Elements neurons_1, offsets_2;               ///< thresholds, or offsets where there is one layer
};

struct Image {
  std::uint64_t presentations, log2, margin;
  std::vector<Elements> bits;  ///< [pixel][t]
  int beats;                   ///< other than the right number: a bad frame
};

struct Result {
  std::uint64_t data;
  bool last, error;
  bool operator==(const Result&) const = default;
};

struct Beat {
  Elements data;
  bool last;
  std::size_t image;
};

template <class P>
Network random_network(Random& random) {
  using S = Shape<P>;
  Network network;
  for (int j = 0; j < S::kOutputs1; ++j) {
    network.weights_1.push_back(random.elements(1, P::Pixels));
    network.neurons_1.push_back(S::kTwo ? P::Pixels / 2 + random.below(3)
                                        : random.bits(P::OffsetWidth));
  }
  for (int j = 0; S::kTwo && j < P::Classes; ++j) {
    network.weights_2.push_back(random.elements(1, P::Hidden));
    network.offsets_2.push_back(random.bits(P::OffsetWidth));
  }
  return network;
}

std::uint64_t equal_bits(const Elements& one, const Elements& other) {
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < one.size(); ++i) count += one[i] == other[i];
  return count;
}

/// What the definition of mode `output` says of an image.
template <class P>
Result result_of(const Network& network, const Image& image, std::uint64_t& used) {
  using S = Shape<P>;
  used = 1;
  if (image.beats != S::kBeats) return {std::uint64_t{1} << 32, true, true};
  std::vector<std::int64_t> totals(P::Classes);
  for (std::uint64_t t = 0;; ++t) {
    Elements bits;
    for (const Elements& pixel : image.bits) bits.push_back(pixel[t]);
    Elements hidden;
    for (std::size_t j = 0; S::kTwo && j < P::Hidden; ++j) {
      hidden.push_back(equal_bits(network.weights_1[j], bits) >= network.neurons_1[j]);
    }
    for (std::size_t j = 0; j < P::Classes; ++j) {
      const auto& weights = S::kTwo ? network.weights_2[j] : network.weights_1[j];
      const std::uint64_t offset = S::kTwo ? network.offsets_2[j] : network.neurons_1[j];
      totals[j] += static_cast<std::int64_t>(equal_bits(weights, S::kTwo ? hidden : bits)) +
                   as_signed(offset, P::OffsetWidth);
    }
    const auto best = std::max_element(totals.begin(), totals.end());
    bool ahead = P::Classes > 1 && image.margin != S::kNever;
    for (auto other = totals.begin(); other != totals.end(); ++other) {
      if (other != best && *best - *other < static_cast<std::int64_t>(image.margin)) ahead = false;
    }
    used = t + 1;
    if (ahead || used == image.presentations) {
      return {used << 32 | (static_cast<std::uint64_t>(*best) & 0xffffff) << 8 |
                  static_cast<std::uint64_t>(best - totals.begin()),
              true, false};
    }
  }
}

template <class P>
Image random_image(Random& random, int never_percent, int bad_percent) {
  using S = Shape<P>;
  Image image{P::Presentations, 0, S::kNever, {}, S::kBeats};
  if (P::AtRunTime) {
    image.log2 = random.below(static_cast<std::uint64_t>(bits_for(P::Presentations)));
    image.presentations = std::uint64_t{1} << image.log2;
  }
  const std::uint64_t likely = std::min<std::uint64_t>(S::kNever, 2 + P::Presentations * 4);
  if (!random.chance(never_percent)) image.margin = random.below(likely);
  if (random.chance(bad_percent)) image.beats = 1 + static_cast<int>(random.below(2 * S::kBeats));
  // Few ones or many: then the presentations of an image are alike, and one class leads early.
  const auto ones = random.below(101);
  for (int i = 0; i < P::Pixels; ++i) {
    Elements pixel;
    for (int t = 0; t < P::Presentations; ++t)
      pixel.push_back(random.chance(static_cast<int>(ones)));
    image.bits.push_back(pixel);
  }
  return image;
}

/// Row `row` of a weight memory.
template <int kPe, int kSimd, int kChunks>
Elements weight_row(const std::vector<Elements>& weights, std::size_t row) {
  Elements bits(kPe * kSimd);
  for (std::size_t p = 0; p < kPe; ++p) {
    for (std::size_t s = 0; s < kSimd; ++s) {
      const std::size_t neuron = row / kChunks * kPe + p;
      const std::size_t input = row % kChunks * kSimd + s;
      if (neuron < weights.size() && input < weights[neuron].size()) {
        bits[p * kSimd + s] = weights[neuron][input];
      }
    }
  }
  return bits;
}

Elements neuron_row(const Elements& neurons, std::size_t group, std::size_t pe) {
  Elements row(pe);
  for (std::size_t p = 0; p < pe && group * pe + p < neurons.size(); ++p) {
    row[p] = neurons[group * pe + p];
  }
  return row;
}

}  // namespace

TEST_CASE("mode output from encoded pixels to results", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    using S = Shape<P>;
    constexpr int kLog2Width =
        std::max(1, clog2(static_cast<unsigned>(bits_for(P::Presentations))));
    Dut<Model> dut;
    Random random(35);
    std::uint64_t early = 0, full = 0, by_stage = 0, by_slots = 0, trips = 0;
    for (int phase = 0; phase < 60; ++phase) {
      const bool quiet = phase % 3 == 0;  // no gaps, no back-pressure, no bad frames, no reset
      const int gaps = quiet ? 0 : static_cast<int>(random.below(3)) * 35;
      const int stalls = quiet ? 0 : static_cast<int>(random.below(3)) * 45;
      const int never = phase % 6 == 0 ? 100 : static_cast<int>(random.below(3)) * 40;
      Source<Beat> source(random, gaps);
      Sink<Result> sink(random, stalls);
      const Network network = random_network<P>(random);
      std::vector<Image> images;
      std::vector<Result> expected;
      std::uint64_t work = 0;
      const bool alone = phase % 12 == 3;  // one image, with a margin that is hard to reach
      for (int n = 0; n < (alone ? 1 : 50); ++n) {
        Image image = random_image<P>(random, never, quiet ? 0 : 15);
        if (phase % 6 == 0 && n > 0) {  // all with the same T
          image.presentations = images[0].presentations;
          image.log2 = images[0].log2;
        }
        if (alone) image.margin = S::kNever - 1;
        std::uint64_t used = 0;
        expected.push_back(result_of<P>(network, image, used));
        (used < image.presentations && !expected.back().error ? early : full) += 1;
        work += used;
        for (int b = 0; b < image.beats; ++b) {
          Beat beat{random.elements(1, P::Presentations * P::PixelsPerBeat), b + 1 == image.beats,
                    static_cast<std::size_t>(n)};
          for (int p = 0; p < P::PixelsPerBeat && b * P::PixelsPerBeat + p < P::Pixels; ++p) {
            for (int t = 0; t < P::Presentations; ++t) {
              beat.data[static_cast<std::size_t>(t * P::PixelsPerBeat + p)] =
                  image.bits[static_cast<std::size_t>(b * P::PixelsPerBeat + p)]
                            [static_cast<std::size_t>(t)];
            }
          }
          source.push(beat);
        }
        images.push_back(image);
      }
      dut->valid_i = 0;
      dut.reset();
      const std::uint64_t abort_at = !quiet && random.chance(40)
                                         ? random.below(work * static_cast<unsigned>(S::kSlowest))
                                         : std::uint64_t{1} << 40;
      std::uint64_t issued = 0, cycles = 0;
      std::vector<std::uint64_t> shown,
          issues;  // cycles of results, of last issues of presentations
      bool held = false;
      for (; sink.taken().size() < expected.size() && cycles < abort_at; ++cycles) {
        REQUIRE(cycles < 100 * (work + 100) * static_cast<unsigned>(S::kSlowest + S::kInput));
        const Beat* in = source.offer();
        dut->valid_i = in != nullptr;
        write_elements(dut->data_i, 1,
                       in ? in->data : random.elements(1, P::Presentations * P::PixelsPerBeat));
        dut->last_i = in ? in->last : random.chance(50);
        // Settings rest while a beat waits.
        if (!held) {
          write(dut->log2_i, 0, kLog2Width, in ? images[in->image].log2 : 0);
          write(dut->margin_i, 0, P::MarginWidth, in ? images[in->image].margin : 0);
        }
        const bool ready = sink.ready();
        dut->m_axis_tready = !ready;
        dut.settle();
        const bool takes = dut->ready_o;
        dut->m_axis_tready = ready;
        dut.settle();
        // No path from m_axis_tready to ready_o.
        REQUIRE(dut->ready_o == takes);
        held = in && !dut->ready_o;
        source.settled(dut->ready_o);
        const std::size_t before = sink.taken().size();
        if (sink.settled(dut->m_axis_tvalid,
                         {dut->m_axis_tdata, dut->m_axis_tlast != 0, dut->m_axis_tuser != 0})) {
          REQUIRE(sink.taken().back() == expected[before]);
          shown.push_back(cycles);
        }
        issued += dut->issued_o;
        if (dut->issued_o) issues.push_back(cycles);
        const bool weight_1 = dut->weight_1_read_o, neuron_1 = dut->neuron_1_read_o;
        const bool weight_2 = dut->weight_2_read_o, neuron_2 = dut->neuron_2_read_o;
        const std::size_t weight_1_addr = dut->weight_1_addr_o,
                          neuron_1_addr = dut->neuron_1_addr_o;
        const std::size_t weight_2_addr = dut->weight_2_addr_o,
                          neuron_2_addr = dut->neuron_2_addr_o;
        dut.clock();
        if (weight_1) {
          write_elements(
              dut->weight_1_row_i, 1,
              weight_row<P::Pe1, P::Simd1, S::kChunks1>(network.weights_1, weight_1_addr));
        }
        if (neuron_1) {
          write_elements(dut->neuron_1_row_i, S::kNeuron1Width,
                         neuron_row(network.neurons_1, neuron_1_addr, P::Pe1));
        }
        if (weight_2) {
          write_elements(
              dut->weight_2_row_i, 1,
              weight_row<P::Pe2, P::Simd2, S::kChunks2>(network.weights_2, weight_2_addr));
        }
        if (neuron_2) {
          write_elements(dut->neuron_2_row_i, P::OffsetWidth,
                         neuron_row(network.offsets_2, neuron_2_addr, P::Pe2));
        }
      }
      if (cycles < abort_at) {
        REQUIRE(issued == work);  // no presentation but those that were used
      }
      // The round trip of a presentation whose verdict is awaited; a beat completes one word at
      // most.
      if (alone && (!S::kTwo || P::Simd2 % P::Pe1 == 0)) {
        for (std::size_t n = 1; n < issues.size(); ++n) {
          REQUIRE(issues[n] - issues[n - 1] == S::kLayers + (S::kTwo ? 13 : 8));
          ++trips;
        }
      }
      if (phase % 6 == 0 && P::PixelsPerBeat == P::Simd1) {
        // The pace of a pipeline without bubbles: of the slowest stage; or a slot's way around,
        // from its first word to the first word of the image after it, by the number of slots.
        const auto T = static_cast<int>(images[0].presentations);
        const int pace = std::max(S::kInput, T * S::kSlowest);
        const int around = S::kInput + S::kLayers + (T - 1) * S::kSlowest + (S::kTwo ? 14 : 9);
        for (std::size_t n = 30; n < shown.size(); ++n) {
          REQUIRE(shown[n] - shown[n - P::Slots] ==
                  static_cast<std::uint64_t>(std::max(P::Slots * pace, around)));
          (P::Slots * pace >= around ? by_stage : by_slots) += 1;
        }
      }
    }
    INFO("early stops " << early << ", others " << full << ", paced by a stage " << by_stage
                        << ", by slots " << by_slots);
    REQUIRE(full > 0);
    if (P::PixelsPerBeat == P::Simd1) REQUIRE(by_stage + by_slots > 0);
    if (P::Presentations > 1 && (!S::kTwo || P::Simd2 % P::Pe1 == 0)) REQUIRE(trips > 0);
    if (P::Classes > 1 && P::Presentations > 1) REQUIRE(early > 20);
  });
}
