// Both ends of a valid/ready stream: a source that obeys the rule, a sink that checks it.
#pragma once

#include <catch2/catch.hpp>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "tests/rtl/leaf.hpp"

namespace leaf {

/// Plays beats into an input; holds valid and data until ready. Each cycle: offer(), settle,
/// settled(ready).
template <class Beat>
class Source {
 public:
  /// Before a new beat is offered, each cycle is a gap with this chance.
  Source(Random& random, int gap_percent) : random_(random), gap_percent_(gap_percent) {}

  void push(Beat beat) { queue_.push_back(std::move(beat)); }

  /// The beat to drive in this cycle; null for valid = 0.
  [[nodiscard]] const Beat* offer() {
    if (!offered_) offered_ = !queue_.empty() && !random_.chance(gap_percent_);
    return offered_ ? &queue_.front() : nullptr;
  }

  /// Tells whether the offered beat was taken in this cycle.
  bool settled(bool ready) {
    if (!offered_ || !ready) return false;
    queue_.pop_front();
    offered_ = false;
    return true;
  }

  [[nodiscard]] bool empty() const { return queue_.empty(); }

  /// Forgets everything, as a reset does.
  void clear() {
    queue_.clear();
    offered_ = false;
  }

 private:
  Random& random_;
  int gap_percent_;
  std::deque<Beat> queue_;
  bool offered_ = false;
};

/// Takes beats from an output and checks that they are held until taken. Each cycle: ready(),
/// settle, settled(valid, beat). One that stalls at all is also patient now and then: not ready
/// before a beat is offered, so that an output which waits for ready is never offered.
template <class Beat>
class Sink {
 public:
  /// `waits`: whether it may be patient. Not where the block may wait for ready with nothing to
  /// offer.
  Sink(Random& random, int stall_percent, bool waits = true)
      : random_(random), stall_percent_(stall_percent), waits_(waits) {}

  /// What to drive on ready in this cycle.
  [[nodiscard]] bool ready() {
    if (waiting_) patient_ = false;
    return ready_ = !patient_ && !random_.chance(stall_percent_);
  }

  /// Looks at the output; true when the beat was taken. `beat` counts only where `valid`.
  bool settled(bool valid, const Beat& beat) {
    if (waiting_) {
      REQUIRE(valid);
      REQUIRE(beat == *waiting_);
    }
    waiting_.reset();
    if (!valid) return false;
    if (!ready_) {
      waiting_ = beat;
      return false;
    }
    taken_.push_back(beat);
    patient_ = waits_ && stall_percent_ > 0 && random_.chance(25);
    return true;
  }

  [[nodiscard]] const std::vector<Beat>& taken() const { return taken_; }

  void clear() {
    taken_.clear();
    waiting_.reset();
    patient_ = false;
  }

 private:
  Random& random_;
  int stall_percent_;
  bool waits_;
  bool ready_ = false;
  bool patient_ = false;
  std::optional<Beat> waiting_;
  std::vector<Beat> taken_;
};

}  // namespace leaf
