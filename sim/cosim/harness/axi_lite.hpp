// An AXI4-Lite master: one access at a time, its channels in any order and with any pauses.
#pragma once

#include <verilated.h>

#include <cstdint>

#include "random.hpp"

namespace scbnn::cosim {

/// An access, and what came of it.
struct Access {
  bool write = false;
  std::uint32_t address = 0;
  std::uint32_t data = 0;  ///< to be written, or read
  std::uint32_t strobes = 15;
  std::uint32_t response = 0;
};

constexpr std::uint32_t kOkay = 0;
constexpr std::uint32_t kSlvErr = 2;
constexpr std::uint32_t kDecErr = 3;

constexpr unsigned kAddressBits = 12;  ///< of the port

template <class Model>
class AxiLiteMaster {
 public:
  explicit AxiLiteMaster(std::uint64_t seed) : random_(seed) {}

  /// Chance that a channel pauses, each cycle.
  void set_pauses(std::uint32_t percent) { pause_percent_ = percent; }

  void begin(const Access& access) {
    access_ = access;
    state_ = State::kUnderWay;
    address_sent_ = address_shown_ = word_shown_ = false;
    seen_ = false;
    word_sent_ = !access.write;
  }

  [[nodiscard]] bool busy() const { return state_ == State::kUnderWay; }

  /// Whether the access has ended since begin(); reported once.
  bool ended() { return state_ == State::kEnded && (state_ = State::kNone, true); }
  [[nodiscard]] const Access& access() const { return access_; }

  /// A reset: what was under way will not be answered.
  void forget() { state_ = State::kNone; }

  /// Sets the port's inputs for this cycle; garbage beside what is not offered.
  void drive(Model& model) {
    const bool active = busy();
    if (active && !address_sent_) address_shown_ = address_shown_ || !pauses();
    if (active && !word_sent_) word_shown_ = word_shown_ || !pauses();
    const bool address = active && !address_sent_ && address_shown_;
    const bool word = active && access_.write && !word_sent_ && word_shown_;
    const auto garbage = static_cast<std::uint32_t>(pause_percent_ > 0 ? random_.next() : 0);
    constexpr std::uint32_t mask = (1U << kAddressBits) - 1U;
    model.s_axil_awvalid = address && access_.write;
    model.s_axil_awaddr =
        static_cast<SData>((address && access_.write ? access_.address : garbage) & mask);
    model.s_axil_wvalid = word;
    model.s_axil_wdata = word ? access_.data : garbage;
    model.s_axil_wstrb = (word ? access_.strobes : garbage) & 15U;
    model.s_axil_arvalid = address && !access_.write;
    model.s_axil_araddr =
        static_cast<SData>((address && !access_.write ? access_.address : garbage) & mask);
    model.s_axil_bready = active && access_.write && !pauses();
    model.s_axil_rready = active && !access_.write && !pauses();
  }

  /// Whether the response shows for the first time in the cycle sampled last.
  [[nodiscard]] bool answered() const { return answered_; }

  /// Looks at the settled port; false if a response came that nobody asked for, or did not wait
  /// unchanged.
  bool sample(const Model& model) {
    answered_ = false;
    if (!busy()) return !model.s_axil_bvalid && !model.s_axil_rvalid;
    if (model.s_axil_awvalid && model.s_axil_awready) address_sent_ = true;
    if (model.s_axil_arvalid && model.s_axil_arready) address_sent_ = true;
    if (model.s_axil_wvalid && model.s_axil_wready) word_sent_ = true;
    if (model.s_axil_bvalid && (!access_.write || !address_sent_ || !word_sent_)) return false;
    if (model.s_axil_rvalid && (access_.write || !address_sent_)) return false;
    const bool valid = model.s_axil_bvalid || model.s_axil_rvalid;
    if (!valid) return !seen_;
    const std::uint32_t response = access_.write ? model.s_axil_bresp : model.s_axil_rresp;
    const std::uint32_t data = access_.write ? access_.data : model.s_axil_rdata;
    if (seen_ && (response != access_.response || data != access_.data)) return false;
    answered_ = !seen_;
    seen_ = true;
    access_.response = response;
    access_.data = data;
    if (access_.write ? model.s_axil_bready : model.s_axil_rready) state_ = State::kEnded;
    return true;
  }

 private:
  enum class State { kNone, kUnderWay, kEnded };

  bool pauses() { return random_.percent(pause_percent_); }

  Random random_;
  std::uint32_t pause_percent_ = 0;
  State state_ = State::kNone;
  Access access_;
  bool address_shown_ = false;
  bool address_sent_ = false;
  bool word_shown_ = false;
  bool word_sent_ = false;
  bool seen_ = false;      // its response
  bool answered_ = false;  // in the cycle sampled last
};

}  // namespace scbnn::cosim
