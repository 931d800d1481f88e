// sc_encoder_lfsr: the counts of docs/encoders.md, T cycles a beat, whatever gaps, stalls, short
// frames.
#include "models.hpp"
#include "tests/rtl/stream.hpp"

using namespace leaf;

namespace {

struct In {
  std::vector<int> pixels;
  bool last;
  int log2;
  std::uint64_t side;
};

struct Out {
  Elements counts;
  bool last;
  std::uint64_t side;
  bool operator==(const Out&) const = default;
};

/// docs/encoders.md, written down once more: the counts of one image, from one start state a lane.
class Encoder {
 public:
  Encoder(int width, std::uint64_t taps, std::vector<std::uint64_t> starts)
      : width_(width), taps_(taps), starts_(std::move(starts)) {}

  /// How many of the presentations of `pixel`, the image's i-th, are ones.
  std::uint64_t count(std::size_t i, int pixel, std::uint64_t presentations) {
    const std::size_t lanes = starts_.size();
    std::uint64_t state = starts_[i % lanes];
    for (std::uint64_t n = 0; n < i / lanes * presentations; ++n) state = sample(state);
    std::uint64_t ones = 0;
    for (std::uint64_t t = 0; t < presentations; ++t) {
      const int r = static_cast<int>(state & 255);
      ones += width_ == 8 ? pixel >= r : pixel > r;
      state = sample(state);
    }
    return ones;
  }

 private:
  [[nodiscard]] std::uint64_t sample(std::uint64_t state) const {
    for (int step = 0; step < 8; ++step) {
      const auto feedback = static_cast<std::uint64_t>(__builtin_parityll(state & taps_));
      state = (state << 1 | feedback) & ((std::uint64_t{1} << width_) - 1);
    }
    return state;
  }

  int width_;
  std::uint64_t taps_;
  std::vector<std::uint64_t> starts_;
};

/// Bits [lo, lo + width) of a number in hexadecimal.
std::uint64_t hex_bits(std::string_view digits, int lo, int width) {
  std::uint64_t value = 0;
  for (int bit = 0; bit < width; ++bit) {
    const auto place = static_cast<std::size_t>((lo + bit) / 4);
    if (place >= digits.size()) break;
    const auto digit = std::stoul(std::string(1, digits[digits.size() - 1 - place]), nullptr, 16);
    value |= static_cast<std::uint64_t>(digit >> (lo + bit) % 4 & 1) << bit;
  }
  return value;
}

template <class P>
std::vector<std::uint64_t> start_states() {
  std::vector<std::uint64_t> starts;
  for (int lane = 0; lane < P::Lanes; ++lane) {
    if constexpr (std::is_same_v<decltype(P::StartStates), const std::string_view>) {
      starts.push_back(hex_bits(P::StartStates, lane * P::Width, P::Width));
    } else {
      starts.push_back(P::StartStates >> (lane * P::Width) & ((std::uint64_t{1} << P::Width) - 1));
    }
  }
  return starts;
}

}  // namespace

TEST_CASE("sc_encoder_lfsr counts the ones of every pixel", "[rtl][encoder]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    constexpr int kPlanes = bits_for(P::Presentations);
    Dut<Model> dut;
    Random random(11);
    Encoder encoder(P::Width, P::Taps, start_states<P>());
    for (int phase = 0; phase < 24; ++phase) {
      const int gaps = static_cast<int>(random.below(3)) * 35;
      const int stalls = static_cast<int>(random.below(3)) * 35;
      Source<In> source(random, gaps);
      Sink<Out> sink(random, stalls);
      std::vector<Out> expected;
      std::vector<std::uint64_t> durations;  // T of each beat
      std::uint64_t work = 0;
      for (int f = 0; f < 5; ++f) {
        const int log2 = P::AtRunTime ? static_cast<int>(random.below(kPlanes)) : 0;
        const std::uint64_t presentations =
            P::AtRunTime ? std::uint64_t{1} << log2 : P::Presentations;
        const std::uint64_t beats = 1 + random.below(1 + 600 / (presentations * 5));
        for (std::uint64_t b = 0; b < beats; ++b) {
          In in{{}, b + 1 == beats, log2, random.bits(P::SideWidth)};
          Out out{{}, in.last, in.side};
          for (int p = 0; p < P::PixelsPerBeat; ++p) {
            const auto kind = random.below(8);
            const int pixel = kind == 0 ? 0 : kind == 1 ? 255 : static_cast<int>(random.bits(8));
            in.pixels.push_back(pixel);
            out.counts.push_back(encoder.count(b * P::PixelsPerBeat + static_cast<std::size_t>(p),
                                               pixel, presentations));
          }
          source.push(in);
          expected.push_back(out);
          durations.push_back(presentations);
          work += presentations;
        }
      }
      dut->valid_i = 0;
      dut.reset();
      const std::uint64_t abort_at = random.chance(40) ? random.below(2 * work) : ~std::uint64_t{0};
      std::vector<std::uint64_t> taken_in,
          shown_out;  // the cycles of beats taken and beats first shown
      std::uint64_t cycles = 0;
      bool waiting = false;
      for (; sink.taken().size() < expected.size() && cycles < abort_at; ++cycles) {
        REQUIRE(cycles < 100 * work + 1000);
        const In* in = source.offer();
        dut->valid_i = in != nullptr;
        for (int p = 0; p < P::PixelsPerBeat; ++p) {
          write(dut->pixels_i, 8 * p, 8,
                in ? static_cast<std::uint64_t>(in->pixels[static_cast<std::size_t>(p)])
                   : random.bits(8));
        }
        dut->last_i = in ? in->last : random.chance(50);
        // The setting rests within a frame, and is tied to 0 where T is fixed.
        if (in) dut->log2_i = static_cast<std::uint8_t>(in->log2);
        write(dut->side_i, 0, P::SideWidth, in ? in->side : random.bits(P::SideWidth));
        dut->ready_i = sink.ready();
        dut.settle();
        if (source.settled(dut->ready_o)) taken_in.push_back(cycles);
        Out out{Elements(P::PixelsPerBeat), dut->last_o != 0, read(dut->side_o, 0, P::SideWidth)};
        for (int k = 0; k < kPlanes; ++k) {
          for (int p = 0; p < P::PixelsPerBeat; ++p) {
            out.counts[static_cast<std::size_t>(p)] |=
                read(dut->counts_o, k * P::PixelsPerBeat + p, 1) << k;
          }
        }
        if (dut->valid_o && !waiting) shown_out.push_back(cycles);
        waiting = dut->valid_o && !dut->ready_i;
        sink.settled(dut->valid_o, out);
        dut.clock();
      }
      if (abort_at <= cycles) expected.resize(std::min(expected.size(), sink.taken().size()));
      REQUIRE(sink.taken() == expected);
      if (stalls == 0) {
        // Counts T + 1 cycles after their beat; the next beat T cycles after it.
        for (std::size_t b = 0; b < shown_out.size(); ++b)
          REQUIRE(shown_out[b] == taken_in[b] + durations[b] + 1);
        for (std::size_t b = 1; gaps == 0 && b < taken_in.size(); ++b) {
          REQUIRE(taken_in[b] == taken_in[b - 1] + durations[b - 1]);
        }
      }
    }
  });
}
