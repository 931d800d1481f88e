// What the registers of a control port must hold and answer, cycle by cycle: docs/control.md as a
// model, independent of the Verilog.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "axi_lite.hpp"

namespace scbnn::cosim {

/// The kinds of registers, in the order of the generator's RegisterKind.
enum class RegisterRole {
  kConstant,
  kControl,
  kStatus,
  kSetting,
  kLoadSelect,
  kLoadData,
  kLoadCount,
  kCounter,
};

struct RegisterInfo {
  const char* name;
  std::uint32_t offset;
  RegisterRole role;
  bool writable;
  unsigned width;
  bool wide_error;  ///< a write with ones above the width is refused
  std::uint32_t reset;
};

/// A memory that can be loaded; the file holds its rows in hexadecimal.
struct LoadInfo {
  const char* file;
  std::uint32_t rows;
  std::uint32_t width;
  std::uint32_t lane_width;
  std::uint32_t check_bits;    ///< above each lane in the file
  std::uint32_t stored_width;  ///< of a row in the file
  bool weights;

  [[nodiscard]] std::uint32_t words() const {
    return static_cast<std::uint32_t>((std::uint64_t{rows} * width + 31) / 32);
  }
};

/// What passes the pixel and the result port in a cycle.
struct PortEvents {
  bool pixels_offered = false;
  bool pixels_taken = false;
  bool pixels_last = false;  ///< with offered
  bool result = false;       ///< is taken
  bool bad = false;          ///< with it
};

/// The calls for a cycle c are in this order: respond() if a response shows for the first time in
/// it, which belongs to an access in cycle c - 1; may_take(); then the events of c: pass() and
/// stall().
template <class Adapter>
class RegisterModel {
 public:
  RegisterModel() { reset(); }

  void reset() {
    now_ = before_ = {};
    for (std::size_t i = 0; i < settings_.size(); ++i) settings_[i] = Adapter::kRegisters[i].reset;
    select_ = 0;
    moved_ = 0;
    direction_ = Direction::kUnknown;
  }

  /// The expected answer to the access; either one, if a code word may be wrong.
  struct Answer {
    std::uint32_t response = kOkay;
    bool may_fail = false;
    std::optional<std::uint32_t> data;  ///< of a read, where it is known
  };

  /// The answer to an access of the cycle before.
  [[nodiscard]] Answer answer(const Access& access) const {
    const RegisterInfo* found = access.address % 4 == 0 ? find(access.address) : nullptr;
    if (found == nullptr) return {kDecErr, false, 0};
    const bool loads = found->role == RegisterRole::kLoadData;
    if (!access.write) {
      if (!loads) return {kOkay, false, value(*found)};
      return load_answer(Direction::kRead);
    }
    const bool wide = found->wide_error && found->width < 32 && access.data >> found->width != 0;
    if (access.strobes != 15 || !found->writable || wide) return {kSlvErr, false, {}};
    if (loads) return load_answer(Direction::kWrite);
    if (found->role == RegisterRole::kLoadSelect &&
        (!before_.loadable() || access.data >= Adapter::kMemories.size())) {
      return {kSlvErr, false, {}};
    }
    return {};
  }

  /// The access of the cycle before has been answered: applies its effect.
  void respond(const Access& access) {
    const bool fulfilled = answer(access).response == kOkay;  // a word that is wrong moves, too
    if (access.response != kOkay) ++now_.refused;
    const RegisterInfo* found = find(access.address);
    if (!fulfilled || found == nullptr) return;
    if (found->role == RegisterRole::kLoadData) {
      direction_ = access.write ? Direction::kWrite : Direction::kRead;
      ++moved_;
    }
    if (!access.write) return;
    if (found->role == RegisterRole::kControl) {
      now_.run = (access.data & 1U) != 0;
      if ((access.data & 2U) != 0) now_.clear();
    } else if (found->role == RegisterRole::kSetting) {
      settings_[index(*found)] = access.data & mask(found->width);
    } else if (found->role == RegisterRole::kLoadSelect) {
      select_ = access.data;
      moved_ = 0;
      direction_ = Direction::kOpen;
    }
  }

  /// Whether a pixel beat may be taken in this cycle.
  [[nodiscard]] bool may_take() const { return now_.run || now_.begun; }
  [[nodiscard]] bool idle() const { return now_.idle(); }

  /// The register's name, or "no register".
  [[nodiscard]] static const char* name(std::uint32_t address) {
    const RegisterInfo* found = find(address);
    return found == nullptr ? "no register" : found->name;
  }

  void pass(const PortEvents& events) {
    before_ = now_;
    if (now_.run || !now_.idle()) ++now_.cycles;
    if (events.pixels_offered && !events.pixels_taken) ++now_.stalls[0];
    const bool enter = events.pixels_taken && events.pixels_last;
    if (events.pixels_offered && may_take()) now_.begun = !enter;
    if (enter) ++now_.frames, ++now_.inside;
    if (events.result) ++now_.results, --now_.inside;
    if (events.result && events.bad) ++now_.bad;
  }

  /// A beat of a layer waits in this cycle.
  void stall(std::uint32_t stream) { ++now_.stalls[stream]; }

 private:
  enum class Direction { kUnknown, kOpen, kWrite, kRead };

  /// At the beginning of a cycle.
  struct State {
    bool run = false;
    bool begun = false;  ///< a beat of a frame has been offered inside, and its last not taken
    std::uint32_t inside = 0;
    std::uint64_t cycles = 0;
    std::uint32_t frames = 0;
    std::uint32_t results = 0;
    std::uint32_t bad = 0;
    std::uint32_t refused = 0;
    std::array<std::uint32_t, Adapter::kStreams> stalls{};

    [[nodiscard]] bool idle() const { return !begun && inside == 0; }
    [[nodiscard]] bool loadable() const { return !run && idle(); }
    void clear() {
      cycles = 0;
      frames = results = bad = refused = 0;
      stalls = {};
    }
  };

  static const RegisterInfo* find(std::uint32_t address) {
    for (const RegisterInfo& each : Adapter::kRegisters) {
      if (each.offset == address) return &each;
    }
    return nullptr;
  }
  static std::size_t index(const RegisterInfo& info) {
    return static_cast<std::size_t>(&info - Adapter::kRegisters.data());
  }
  static std::uint32_t mask(unsigned width) { return width < 32 ? (1U << width) - 1U : ~0U; }

  [[nodiscard]] Answer load_answer(Direction wanted) const {
    const bool right = direction_ == Direction::kOpen || direction_ == wanted;
    if (!before_.loadable()) return {kSlvErr, false, 0};
    if (direction_ == Direction::kUnknown) return {kOkay, true, {}};
    if (!right || moved_ >= Adapter::kMemories[select_].words()) return {kSlvErr, false, 0};
    return {kOkay, wanted == Direction::kRead && Adapter::kMemories[select_].check_bits > 0, {}};
  }

  [[nodiscard]] std::optional<std::uint32_t> value(const RegisterInfo& info) const {
    switch (info.role) {
      case RegisterRole::kConstant:
        return info.reset;
      case RegisterRole::kControl:
        return before_.run ? 1 : 0;
      case RegisterRole::kStatus:
        return (before_.idle() ? 2U : 0U) | (before_.run ? 1U : 0U);
      case RegisterRole::kSetting:
        return settings_[index(info)];
      case RegisterRole::kLoadSelect:
        return select_;
      case RegisterRole::kLoadCount:
        return moved_;
      case RegisterRole::kCounter:
        return counter(info.offset);
      case RegisterRole::kLoadData:
        break;
    }
    return std::nullopt;
  }

  [[nodiscard]] std::optional<std::uint32_t> counter(std::uint32_t offset) const {
    if (offset == Adapter::kCycles) return static_cast<std::uint32_t>(before_.cycles);
    if (offset == Adapter::kCycles + 4) return static_cast<std::uint32_t>(before_.cycles >> 32U);
    if (offset == Adapter::kFrames) return before_.frames;
    if (offset == Adapter::kImages) return before_.results;
    if (offset == Adapter::kBadFrames) return before_.bad;
    if (offset == Adapter::kRefused) return before_.refused;
    if (offset >= Adapter::kStalls && offset < Adapter::kStalls + 4 * Adapter::kStreams) {
      return before_.stalls[(offset - Adapter::kStalls) / 4];
    }
    return std::nullopt;  // of errors in memories: their models know
  }

  State now_;
  State before_;
  std::array<std::uint32_t, Adapter::kRegisters.size()> settings_{};
  std::uint32_t select_ = 0;
  std::uint32_t moved_ = 0;
  Direction direction_ = Direction::kUnknown;
};

}  // namespace scbnn::cosim
