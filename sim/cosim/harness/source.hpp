// Drives the pixel port: frames beat by beat, with pauses, and garbage wherever the protocol lets
// the design see some (beside valid, in the padding of the last beat, on the setting ports after a
// first beat).
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "job.hpp"
#include "random.hpp"
#include "signal.hpp"

namespace scbnn::cosim {

template <class Adapter, class Model>
class Source {
 public:
  explicit Source(const Job& job) : job_(job), first_beat_cycle_(job.size()) { start(0); }

  /// Sets the port's inputs for this cycle.
  void drive(Model& model) {
    if (valid_ || done()) return;
    if (waits_for_settings() || waits_for_reset() || (inside() && held_)) {
      show(model, nullptr, 0);
      return;
    }
    if (random_.percent(job_.header.gap_percent)) {
      show(model, nullptr, 0);
      return;
    }
    const std::uint32_t from = beat_ * Adapter::kBeatPixels;
    const std::uint32_t count =
        from < job_.header.pixels
            ? std::min<std::uint32_t>(Adapter::kBeatPixels, job_.header.pixels - from)
            : 0;
    show(model, job_.frame_pixels(frame_) + from, count);
    valid_ = true;
    model.s_axis_tvalid = 1;
    model.s_axis_tlast = beat_ + 1 == job_.frames[frame_].beats;
    if (beat_ == 0) {
      const protocol::JobFrame& frame = job_.frames[frame_];
      Adapter::set_settings(model, frame.log2_presentations, frame.margin);
    }
  }

  /// If settings are registers: a frame waits for them, and is then released.
  [[nodiscard]] bool waits_for_settings() const {
    return Adapter::kControl && beat_ == 0 && !prepared_ && !done();
  }
  void let_go() { prepared_ = true; }

  /// Whether the frame before drains: this one comes after the reset.
  [[nodiscard]] bool waits_for_reset() const {
    return beat_ == 0 && frame_ > job_.resets_done && job_.is_cut(frame_ - 1) &&
           job_.frames[frame_ - 1].drains != 0;
  }

  /// While `held`, no further beat of a frame that has begun is offered.
  void hold(bool held) { held_ = held; }

  /// Whether a frame has begun and not ended, so that settings have no effect.
  [[nodiscard]] bool inside() const { return beat_ > 0; }

  /// Whether the beat offered is a frame's last.
  [[nodiscard]] bool last(const Model& model) const { return valid_ && model.s_axis_tlast; }

  /// Looks at the settled port; true if a beat is taken in this cycle.
  bool sample(const Model& model, std::uint64_t cycle) {
    if (!valid_ || !model.s_axis_tready) return false;
    if (beat_ == 0) first_beat_cycle_[frame_] = cycle;
    return true;
  }

  /// Whether the beat offered is a frame's first.
  [[nodiscard]] bool first() const { return beat_ == 0; }

  /// Whether the design is to be stopped with the beat offered.
  [[nodiscard]] bool stops() const { return beat_ + 1 == job_.frames[frame_].stop_after; }

  /// Continues with the next beat after one was taken.
  void advance(Model& model) {
    valid_ = false;
    model.s_axis_tvalid = 0;
    if (beat_ == 0) {
      const std::uint64_t garbage = random_.next();
      Adapter::set_settings(model, static_cast<std::uint32_t>(garbage),
                            static_cast<std::uint32_t>(garbage >> 32U));
    }
    ++beat_;
    if (beat_ == job_.frames[frame_].beats) start(frame_ + 1);
  }

  /// After a reset: sends from this frame on.
  void restart(Model& model, std::uint32_t frame) {
    valid_ = false;
    model.s_axis_tvalid = 0;
    start(frame);
  }

  [[nodiscard]] bool done() const { return frame_ >= job_.size(); }
  [[nodiscard]] std::uint32_t frame() const { return frame_; }
  [[nodiscard]] std::uint64_t first_beat_cycle(std::uint32_t frame) const {
    return first_beat_cycle_[frame];
  }

 private:
  void start(std::uint32_t frame) {
    frame_ = job_.next(frame);
    beat_ = 0;
    prepared_ = false;
    if (!done()) random_ = Random(job_.frames[frame_].seed);
  }

  // Pixels in the low bytes, garbage in those past them.
  void show(Model& model, const std::uint8_t* pixels, std::uint32_t count) {
    std::array<std::uint8_t, Adapter::kBeatPixels> beat;
    std::copy_n(pixels, count, beat.begin());
    for (std::uint32_t i = count; i < Adapter::kBeatPixels; ++i) {
      beat[i] = static_cast<std::uint8_t>(random_.next());
    }
    set_bytes(model.s_axis_tdata, beat.data(), beat.size());
  }

  const Job& job_;
  std::vector<std::uint64_t> first_beat_cycle_;
  Random random_{0};
  std::uint32_t frame_ = 0;
  std::uint32_t beat_ = 0;
  bool valid_ = false;
  bool held_ = false;
  bool prepared_ = false;  // its settings are there
};

}  // namespace scbnn::cosim
