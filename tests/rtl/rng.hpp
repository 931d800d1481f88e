// Drives an sc_rng_* as an encoder does, and compares every r with what the document says.
#pragma once

#include <functional>
#include <string_view>

#include "tests/rtl/leaf.hpp"

namespace leaf {

/// r of the image's i-th pixel at presentation t of T.
using RandomNumber = std::function<int(std::size_t i, int t, int presentations)>;

/// The 8 bits of t in reversed order.
[[nodiscard]] inline int reversed(int t) {
  int r = 0;
  for (int bit = 0; bit < 8; ++bit) r |= (t >> bit & 1) << (7 - bit);
  return r;
}

/// One linear-feedback shift register of docs/encoders.md; bit k-1 of `taps` stands for x^k.
struct ShiftRegister {
  int width;
  std::uint64_t taps;
  std::uint64_t state;

  void step(int steps) {
    for (int i = 0; i < steps; ++i) {
      const auto feedback = static_cast<std::uint64_t>(__builtin_parityll(state & taps));
      state = (state << 1 | feedback) & ((std::uint64_t{1} << width) - 1);
    }
  }
};

/// A start state with a seed in it: its low `width` bits are XORed, and 0 gives way to 1.
[[nodiscard]] inline std::uint64_t seeded(std::uint64_t start, std::uint64_t seed, int width) {
  const std::uint64_t state = (start ^ seed) & ((std::uint64_t{1} << width) - 1);
  return state == 0 ? 1 : state;
}

/// Bits [lo, lo + width) of a number in hexadecimal.
[[nodiscard]] inline std::uint64_t hex_bits(std::string_view digits, int lo, int width) {
  std::uint64_t value = 0;
  for (int bit = 0; bit < width; ++bit) {
    const auto place = static_cast<std::size_t>((lo + bit) / 4);
    if (place >= digits.size()) break;
    const auto digit = std::stoul(std::string(1, digits[digits.size() - 1 - place]), nullptr, 16);
    value |= static_cast<std::uint64_t>(digit >> (lo + bit) % 4 & 1) << bit;
  }
  return value;
}

/// Element `index` of a parameter of elements of `width` bits, be it a number or text.
template <class Value>
[[nodiscard]] std::uint64_t element_of(const Value& value, int index, int width) {
  if constexpr (std::is_same_v<Value, std::string_view>) {
    return hex_bits(value, index * width, width);
  } else {
    return value >> (index * width) & ((std::uint64_t{1} << width) - 1);
  }
}

/// The r of `lfsr`, lane by lane, from the set's Width, Taps, Lanes and StartStates.
template <class P>
class LaneSamples {
 public:
  LaneSamples() { restart(0); }

  /// Begins anew with a seed in the start states.
  void restart(std::uint64_t seed) {
    lanes_.clear();
    for (int lane = 0; lane < P::Lanes; ++lane) {
      const std::uint64_t start = element_of(P::StartStates, lane, P::Width);
      lanes_.push_back({{P::Width, P::Taps, seeded(start, seed, P::Width)}, {}});
    }
  }

  /// Sample number n of the lane of the image's i-th pixel.
  int sample(std::size_t i, std::size_t n) {
    auto& [shift_register, samples] = lanes_[i % lanes_.size()];
    while (samples.size() <= n) {
      samples.push_back(static_cast<int>(shift_register.state & 255));
      shift_register.step(8);
    }
    return samples[n];
  }

 private:
  std::vector<std::pair<ShiftRegister, std::vector<int>>> lanes_;
};

/// Plays frames of random length and T with random pauses, and resets in between; the first frame
/// has `longest` beats. Sets the ports that the generator has. Where seeds are given at run time,
/// `on_seed` hears each frame's before its r are asked for; elsewhere those ports show garbage.
template <class P, class Model>
void play_frames(Dut<Model>& dut, Random& random, int longest, const RandomNumber& r,
                 const std::function<void(std::uint64_t)>& on_seed = {}) {
  constexpr bool kSeeded = [] {
    if constexpr (requires { P::Seeded; }) return P::Seeded != 0;
    return false;
  }();
  constexpr bool kAtRunTime = [] {
    if constexpr (requires { P::AtRunTime; }) return P::AtRunTime != 0;
    return false;
  }();
  bool start = false;  // the next frame's first beat is the next one
  std::uint64_t seed = 0;
  const auto drive = [&](bool step, bool end_beat, bool end_frame, int time, int log2) {
    if constexpr (requires { dut->start_i; }) {
      dut->start_i = kSeeded ? start : random.chance(50);
      constexpr int kWidth = [] {
        if constexpr (requires { P::Width; }) return P::Width;
        return 8;
      }();
      write(dut->seed_i, 0, kWidth, start ? seed : random.bits(kWidth));
    }
    if constexpr (requires { dut->step_i; }) dut->step_i = step;
    if constexpr (requires { dut->end_beat_i; }) dut->end_beat_i = end_beat;
    if constexpr (requires { dut->end_frame_i; }) dut->end_frame_i = end_frame;
    if constexpr (requires { dut->time_i; }) dut->time_i = static_cast<std::uint8_t>(time);
    if constexpr (requires { dut->log2_i; }) dut->log2_i = static_cast<std::uint8_t>(log2);
    dut.settle();
  };
  const auto restart = [&] {
    if constexpr (requires { dut->rst_i; }) dut.reset();
  };
  const auto clock = [&] {
    if constexpr (requires { dut->clk_i; }) dut.clock();
  };

  drive(false, false, false, 0, 0);
  restart();
  bool begun = false;  // the frame has been started, in the cycle of the last step before it
  for (int frame = 0; frame < 60; ++frame) {
    if (kSeeded && !begun) {
      seed = random.bits(32);
      start = true;
      drive(false, random.chance(50), false, 0, 0);
      clock();
      start = false;
    }
    if (kSeeded) on_seed(seed);
    const int log2 = kAtRunTime ? static_cast<int>(random.below(bits_for(P::Presentations))) : 0;
    const int presentations = kAtRunTime ? 1 << log2 : P::Presentations;
    const int pauses = random.chance(50) ? 0 : 40;
    const int beats = frame == 0 ? longest : 1 + static_cast<int>(random.below(40));
    const bool abort = random.chance(25);
    const int kept = abort ? static_cast<int>(random.below(beats)) : beats;
    begun = kSeeded && !abort && random.chance(50);
    if (begun) seed = random.chance(20) ? seed : random.bits(32);
    for (int beat = 0; beat < kept; ++beat) {
      for (int time = 0; time < presentations; time += P::PerCycle) {
        const bool ending = time + P::PerCycle >= presentations;
        // Without a step the other inputs mean nothing.
        while (random.chance(pauses)) {
          const bool end_beat = random.chance(50);
          drive(false, end_beat, end_beat && random.chance(50), time, log2);
          clock();
        }
        start = begun && ending && beat + 1 == beats;
        drive(true, ending, ending && beat + 1 == beats, time, log2);
        start = false;
        for (int s = 0; s < P::PerCycle && time + s < presentations; ++s) {
          for (int p = 0; p < P::PixelsPerBeat; ++p) {
            const auto i = static_cast<std::size_t>(beat * P::PixelsPerBeat + p);
            require_equal(
                static_cast<std::int64_t>(read(dut->r_o, 8 * (s * P::PixelsPerBeat + p), 8)),
                r(i, time + s, presentations),
                {{"frame", frame}, {"T", presentations}, {"pixel", i}, {"t", time + s}});
          }
        }
        clock();
      }
    }
    if (abort) {
      drive(false, false, false, 0, 0);
      restart();
    }
  }
}

}  // namespace leaf
