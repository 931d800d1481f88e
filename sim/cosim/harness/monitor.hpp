// Watches streams between the stages and the result port, and records what passes.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "job.hpp"
#include "random.hpp"
#include "recorder.hpp"
#include "signal.hpp"

namespace scbnn::cosim {

/// A presentation on its way: the slot of its image, and whether it is the image's first.
struct Presentation {
  std::uint32_t slot = 0;
  bool first = true;
};

/// One valid/ready stream inside the design: a frame's beats are collected and recorded with its
/// last. Frames are images in order; or, where there are slots, presentations of images, which
/// enter the slots in ring order.
class Monitor {
 public:
  Monitor(const Job& job, Recorder& recorder, std::uint32_t stream, std::uint32_t slots)
      : job_(job), recorder_(recorder), stream_(stream), slots_(slots) {
    restart(job.next(0));
  }

  /// Whether a beat was offered in this cycle and not taken.
  [[nodiscard]] bool stalled() const { return stalled_; }

  /// Looks at the settled signals of a cycle; true if a beat passes.
  template <class Data>
  bool sample(bool valid, bool ready, bool last, const Data& data, Presentation presentation,
              std::uint64_t cycle) {
    if (stalled_ && !valid) violation(protocol::Violation::kValidDropped, cycle);
    stalled_ = valid && !ready;
    if (!valid || !ready) return false;
    if (beat_words_.empty()) first_cycle_ = cycle;
    const auto beat = words(data);
    beat_words_.insert(beat_words_.end(), beat.begin(), beat.end());
    if (last) finish(presentation, cycle);
    return true;
  }

  void restart(std::uint32_t frame) {
    places_.assign(slots_ > 0 ? slots_ : 1, {});
    for (Place& place : places_) {
      place.next_frame = frame;
      frame = job_.next(frame + 1);
    }
    stalled_ = false;
    beat_words_.clear();
  }

 private:
  /// What a slot holds; without slots there is one place, and every frame is its first
  /// presentation.
  struct Place {
    std::uint32_t frame = 0;
    std::uint32_t presentation = 0;
    std::uint32_t next_frame = 0;
  };

  void finish(Presentation presentation, std::uint64_t cycle) {
    Place& place = places_[presentation.slot];
    if (presentation.first) {
      place.frame = place.next_frame;
      place.presentation = 0;
      for (std::size_t i = 0; i < places_.size(); ++i) {
        place.next_frame = job_.next(place.next_frame + 1);
      }
    } else {
      ++place.presentation;
    }
    if (place.frame >= job_.size()) {
      violation(protocol::Violation::kSurplus, cycle);
    } else {
      recorder_.write({protocol::RecordKind::kStream, stream_, place.frame,
                       static_cast<std::uint32_t>(beat_words_.size()), place.presentation, 0,
                       first_cycle_, cycle},
                      beat_words_.data());
    }
    beat_words_.clear();
  }

  void violation(protocol::Violation what, std::uint64_t cycle) {
    const auto code = static_cast<std::uint32_t>(what);
    recorder_.write({protocol::RecordKind::kViolation, stream_, places_.front().next_frame, 1, 0, 0,
                     cycle, cycle},
                    &code);
  }

  const Job& job_;
  Recorder& recorder_;
  std::uint32_t stream_;
  std::uint32_t slots_;
  std::vector<Place> places_;
  std::uint64_t first_cycle_ = 0;
  bool stalled_ = false;
  std::vector<std::uint32_t> beat_words_;
};

/// The result port: takes results, now and then reluctantly or late, and checks that they wait
/// unchanged.
template <class Adapter, class Model>
class Sink {
 public:
  Sink(const Job& job, Recorder& recorder) : job_(job), recorder_(recorder), frame_(job.next(0)) {
    reseed();
  }

  /// Sets TREADY for this cycle. A result that is to be left waiting is, from its first cycle on.
  void drive(Model& model) {
    bool ready = !random_.percent(job_.header.back_pressure_percent);
    if (!done() && model.m_axis_tvalid && waited_ < job_.frames[frame_].stall_cycles) {
      ++waited_;
      ready = false;
    }
    model.m_axis_tready = ready ? 1 : 0;
  }

  /// Whether the result taken in this settled cycle would be one of a frame that reset cuts short.
  [[nodiscard]] bool takes_cut(const Model& model) const {
    return job_.is_cut(frame_) && model.m_axis_tvalid && model.m_axis_tready;
  }

  /// Looks at the settled port; true if a result is taken in this cycle.
  template <class Source>
  bool sample(const Model& model, const Source& source, std::uint64_t cycle) {
    const bool valid = model.m_axis_tvalid != 0;
    if (stalled_ && !valid) violation(protocol::Violation::kValidDropped, cycle);
    if (!valid) {
      stalled_ = false;
      return false;
    }
    const auto data = words(model.m_axis_tdata);
    std::array<std::uint32_t, 4> beat{};
    for (std::size_t i = 0; i < data.size(); ++i) beat[i] = data[i];
    beat[2] = model.m_axis_tuser;
    beat[3] = model.m_axis_tlast;
    if (stalled_ && beat != waiting_) violation(protocol::Violation::kResultChanged, cycle);
    waiting_ = beat;
    stalled_ = !model.m_axis_tready;
    if (stalled_) return false;
    if (frame_ >= job_.size()) {
      violation(protocol::Violation::kSurplus, cycle);
    } else {
      recorder_.write({protocol::RecordKind::kResult, 0, frame_, 4, 0, 0,
                       source.first_beat_cycle(frame_), cycle},
                      beat.data());
    }
    frame_ = job_.next(frame_ + 1);
    reseed();
    return true;
  }

  void restart(std::uint32_t frame) {
    frame_ = frame;
    stalled_ = false;
    reseed();
  }

  /// The next frame whose result is awaited.
  [[nodiscard]] std::uint32_t frame() const { return frame_; }
  [[nodiscard]] bool done() const { return frame_ >= job_.size(); }

 private:
  void reseed() {
    waited_ = 0;
    if (!done()) random_ = Random(~job_.frames[frame_].seed);
  }

  void violation(protocol::Violation what, std::uint64_t cycle) {
    const auto code = static_cast<std::uint32_t>(what);
    recorder_.write(
        {protocol::RecordKind::kViolation, Adapter::kStreams, frame_, 1, 0, 0, cycle, cycle},
        &code);
  }

  const Job& job_;
  Recorder& recorder_;
  std::uint32_t frame_;
  Random random_{0};
  bool stalled_ = false;
  std::uint64_t waited_ = 0;  // cycles, of stall_cycles
  std::array<std::uint32_t, 4> waiting_{};
};

}  // namespace scbnn::cosim
