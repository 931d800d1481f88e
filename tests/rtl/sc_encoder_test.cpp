// sc_encoder: bits and counts by comparison with given random numbers, max(1, T/PerCycle) cycles a
// beat, whatever gaps, stalls, short frames.
#include "models.hpp"
#include "tests/rtl/stream.hpp"

using namespace leaf;

namespace {

struct In {
  std::vector<int> pixels;
  bool last;
  int log2;
  std::uint64_t side;
  std::vector<std::vector<int>> r;  ///< [presentation][pixel], as many as T
};

struct Out {
  Elements data;  ///< a pixel: its count, or one element a presentation up to the largest T
  bool last;
  std::uint64_t side;
  bool operator==(const Out&) const = default;
};

/// What must leave for a beat.
template <class P>
Out expected_of(const In& in) {
  Out out{{}, in.last, in.side};
  const auto pixels = static_cast<std::size_t>(P::PixelsPerBeat);
  out.data.resize(P::Bits ? pixels * P::Presentations : pixels);
  for (std::size_t t = 0; t < in.r.size(); ++t) {
    for (std::size_t p = 0; p < pixels; ++p) {
      const bool one = P::Closed ? in.pixels[p] >= in.r[t][p] : in.pixels[p] > in.r[t][p];
      out.data[P::Bits ? t * pixels + p : p] += one;
    }
  }
  return out;
}

/// The data port as expected_of() lays them out.
template <class P, class Model>
Out shown(Dut<Model>& dut) {
  Out out{{}, dut->last_o != 0, read(dut->side_o, 0, P::SideWidth)};
  if (P::Bits) {
    out.data = read_elements(dut->data_o, 1, P::PixelsPerBeat * P::Presentations);
  } else {
    out.data.resize(P::PixelsPerBeat);
    for (int k = 0; k < bits_for(P::Presentations); ++k) {
      for (int p = 0; p < P::PixelsPerBeat; ++p) {
        out.data[static_cast<std::size_t>(p)] |= read(dut->data_o, k * P::PixelsPerBeat + p, 1)
                                                 << k;
      }
    }
  }
  return out;
}

/// Plays beats through the encoder, up to `abort_at` cycles, and checks all that it does.
template <class P, class Model>
void play(Dut<Model>& dut, Random& random, const std::vector<In>& beats, int gaps, int stalls,
          std::uint64_t abort_at = ~std::uint64_t{0}) {
  Source<std::size_t> source(random, gaps);
  Sink<Out> sink(random, stalls);
  std::vector<Out> expected;
  std::vector<std::uint64_t> durations;  // steps of each beat
  std::uint64_t work = 0;
  for (std::size_t b = 0; b < beats.size(); ++b) {
    source.push(b);
    expected.push_back(expected_of<P>(beats[b]));
    durations.push_back(std::max<std::uint64_t>(1, beats[b].r.size() / P::PerCycle));
    work += durations.back();
  }
  dut->valid_i = 0;
  dut.reset();
  std::vector<std::uint64_t> taken_in, shown_out;  // cycles of beats taken and beats first shown
  std::uint64_t cycles = 0;
  std::uint64_t steps = 0;  // of the beat inside
  bool waiting = false;
  for (; sink.taken().size() < expected.size() && cycles < abort_at; ++cycles) {
    REQUIRE(cycles < 100 * work + 1000);
    const std::size_t* offered = source.offer();
    const In* in = offered ? &beats[*offered] : nullptr;
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
    const bool frame_begins = taken_in.empty() || beats[taken_in.size() - 1].last;
    REQUIRE(dut->rng_start_o == (in && dut->ready_o && frame_begins));
    // The random numbers count in a step only; those from T on never do.
    const bool step = dut->rng_step_o;
    if (step) {
      REQUIRE(!taken_in.empty());
      const std::size_t b = taken_in.size() - 1;
      REQUIRE(steps < durations[b]);
      REQUIRE(dut->rng_time_o == steps * P::PerCycle);
      REQUIRE(dut->rng_log2_o == static_cast<std::uint64_t>(beats[b].log2));
      const bool ending = ++steps == durations[b];
      REQUIRE(dut->rng_end_beat_o == ending);
      REQUIRE(dut->rng_end_frame_o == (ending && beats[b].last));
    }
    for (std::size_t s = 0; s < P::PerCycle; ++s) {
      const std::size_t t = (step ? (steps - 1) * P::PerCycle : beats[0].r.size()) + s;
      for (std::size_t p = 0; p < P::PixelsPerBeat; ++p) {
        const bool used = step && t < beats[taken_in.size() - 1].r.size();
        write(
            dut->rng_r_i, static_cast<int>(8 * (s * P::PixelsPerBeat + p)), 8,
            used ? static_cast<std::uint64_t>(beats[taken_in.size() - 1].r[t][p]) : random.bits(8));
      }
    }
    dut.settle();
    if (source.settled(dut->ready_o)) {
      REQUIRE((taken_in.empty() || steps == durations[taken_in.size() - 1]));
      steps = 0;
      taken_in.push_back(cycles);
    }
    if (dut->valid_o && !waiting) shown_out.push_back(cycles);
    waiting = dut->valid_o && !dut->ready_i;
    sink.settled(dut->valid_o, shown<P>(dut));
    dut.clock();
  }
  if (abort_at <= cycles) expected.resize(std::min(expected.size(), sink.taken().size()));
  REQUIRE(sink.taken() == expected);
  if (stalls == 0) {
    // With n steps a beat: data n + 1 cycles after their beat, the next beat n cycles after it.
    for (std::size_t b = 0; b < shown_out.size(); ++b) {
      REQUIRE(shown_out[b] == taken_in[b] + durations[b] + 1);
    }
    for (std::size_t b = 1; gaps == 0 && b < taken_in.size(); ++b) {
      REQUIRE(taken_in[b] == taken_in[b - 1] + durations[b - 1]);
    }
  }
}

/// A number of 8 bits, its ends more often than others.
int byte(Random& random) {
  const auto kind = random.below(8);
  return kind == 0 ? 0 : kind == 1 ? 255 : static_cast<int>(random.bits(8));
}

}  // namespace

TEST_CASE("sc_encoder compares all pixels in frames of any length and T", "[rtl][encoder]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    Dut<Model> dut;
    Random random(11);
    for (int phase = 0; phase < 24; ++phase) {
      std::vector<In> beats;
      std::uint64_t work = 0;
      for (int f = 0; f < 5; ++f) {
        const int log2 =
            P::AtRunTime ? static_cast<int>(random.below(bits_for(P::Presentations))) : 0;
        const std::uint64_t presentations =
            P::AtRunTime ? std::uint64_t{1} << log2 : P::Presentations;
        const std::uint64_t count = 1 + random.below(1 + 600 / (presentations * 5));
        for (std::uint64_t b = 0; b < count; ++b) {
          In in{{}, b + 1 == count, log2, random.bits(P::SideWidth), {}};
          for (int p = 0; p < P::PixelsPerBeat; ++p) in.pixels.push_back(byte(random));
          for (std::uint64_t t = 0; t < presentations; ++t) {
            in.r.emplace_back();
            for (const int pixel : in.pixels) {
              in.r.back().push_back(random.chance(20) ? pixel : byte(random));
            }
          }
          beats.push_back(in);
          work += std::max<std::uint64_t>(1, presentations / P::PerCycle);
        }
      }
      const int gaps = static_cast<int>(random.below(3)) * 35;
      const int stalls = static_cast<int>(random.below(3)) * 35;
      play<P>(dut, random, beats, gaps, stalls,
              random.chance(40) ? random.below(2 * work) : ~std::uint64_t{0});
    }
  });
}

TEST_CASE("sc_encoder compares every pixel value with every random number", "[rtl][encoder]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    Dut<Model> dut;
    Random random(12);
    const int presentations = P::Presentations;
    const int log2 = P::AtRunTime ? clog2(P::Presentations) : 0;
    // All r for one pixel value take some beats; both values change from pixel to pixel.
    for (int value = 0; value < 256; ++value) {
      std::vector<In> beats;
      for (int from = 0; from < 256; from += presentations) {
        In in{{}, from + presentations >= 256, log2, 0, {}};
        for (int p = 0; p < P::PixelsPerBeat; ++p) in.pixels.push_back(value ^ (37 * p % 256));
        for (int t = 0; t < presentations; ++t) {
          in.r.emplace_back();
          for (int p = 0; p < P::PixelsPerBeat; ++p) {
            in.r.back().push_back(((from + t) % 256) ^ (91 * p % 256));
          }
        }
        beats.push_back(in);
      }
      play<P>(dut, random, beats, 0, 0);
    }
  });
}
