// What every writable memory is tested with: a reference of rows and bits, its file, its two ports.
#pragma once

#include <fstream>
#include <string_view>

#include "tests/rtl/leaf.hpp"

namespace leaf {

/// The rows of a hex file, each as its bits, bit 0 first.
inline std::vector<Elements> rows_of(std::string_view path, int width) {
  std::ifstream file{std::string(path)};
  std::vector<Elements> rows;
  for (std::string text; file >> text;) {
    Elements bits;
    for (int bit = 0; bit < width; ++bit) {
      const char digit = text[text.size() - 1 - static_cast<std::size_t>(bit / 4)];
      bits.push_back(std::stoul(std::string(1, digit), nullptr, 16) >> bit % 4 & 1);
    }
    rows.push_back(bits);
  }
  return rows;
}

/// Drives a memory of `width` bits per row, and compares it with rows that are written alike. One
/// that multiplies gets random activations with each read, and its products are compared.
template <class Model>
class MemoryBench {
 public:
  MemoryBench(Dut<Model>& dut, int width, int depth, int lane_width, std::string_view file,
              bool multiplies = false)
      : dut_(dut),
        width_(width),
        lane_width_(lane_width),
        multiplies_(multiplies),
        rows_(static_cast<std::size_t>(depth)) {
    dut_->enable_i = 0;
    dut_->load_valid_i = 0;
    dut_.reset();
    if (!file.empty()) {
      rows_ = rows_of(file, width);
      REQUIRE(rows_.size() == static_cast<std::size_t>(depth));
      read_all();
      return;
    }
    for (int row = 0; row < depth; ++row) {
      for (int lane = 0; lane < lanes(); ++lane) write(row, lane, 0);
    }
  }

  [[nodiscard]] int lanes() const { return (width_ + lane_width_ - 1) / lane_width_; }
  [[nodiscard]] const std::vector<Elements>& rows() const { return rows_; }

  /// One lane written through the load port.
  void write(int row, int lane, std::uint64_t data) {
    Elements& bits = rows_[static_cast<std::size_t>(row)];
    bits.resize(static_cast<std::size_t>(width_));
    for (int bit = 0; bit < lane_width_ && lane * lane_width_ + bit < width_; ++bit) {
      bits[static_cast<std::size_t>(lane * lane_width_ + bit)] = data >> bit & 1;
    }
    access(true, row, lane, data);
  }

  /// One lane read back and compared.
  void read_back(int row, int lane) {
    access(false, row, lane, 0);
    for (int bit = 0; bit < lane_width_; ++bit) {
      const int place = lane * lane_width_ + bit;
      const std::uint64_t want =
          place < width_ ? rows_[static_cast<std::size_t>(row)][static_cast<std::size_t>(place)]
                         : 0;
      REQUIRE(leaf::read(dut_->load_data_o, bit, 1) == want);
    }
    REQUIRE(dut_->load_error_o == 0);
  }

  /// Every row by the engine's port.
  void read_all() {
    for (std::size_t row = 0; row < rows_.size(); ++row) engine(true, row);
    engine(false, 0);
  }

  /// A cycle of the engine's port; with a request at the load port that has to wait, if it reads.
  void engine(bool enable, std::size_t addr, bool request = false) {
    dut_->enable_i = enable;
    set(dut_->addr_i, addr);
    dut_->load_valid_i = enable && request;
    Elements want = rows_[addr];
    if constexpr (requires(Model & model) { model.act_i; }) {
      const Elements act = random_.elements(1, width_);
      write_elements(dut_->act_i, 1, act);
      for (std::size_t bit = 0; multiplies_ && bit < want.size(); ++bit) want[bit] ^= act[bit] ^ 1;
    }
    dut_.settle();
    if (enable) REQUIRE(dut_->load_ready_o == 0);
    dut_.clock();
    dut_->enable_i = 0;
    dut_->load_valid_i = 0;
    if (enable) shown_ = want;
    if (!shown_.empty()) REQUIRE(read_elements(dut_->data_o, 1, width_) == shown_);
    REQUIRE(dut_->load_done_o == 0);
  }

  /// A mixture of everything: bursts of the engine, and loads between them.
  void exercise(Random& random, int bursts) {
    for (int burst = 0; burst < bursts; ++burst) {
      for (std::uint64_t cycle = random.below(12); cycle > 0; --cycle) {
        engine(random.chance(70), random.below(rows_.size()), random.chance(30));
      }
      for (std::uint64_t count = random.below(6); count > 0; --count) {
        const int row = static_cast<int>(random.below(rows_.size()));
        const int lane = static_cast<int>(random.below(static_cast<std::uint64_t>(lanes())));
        if (random.chance(50)) {
          write(row, lane, random.elements(lane_width_, 1).front());
        } else {
          read_back(row, lane);
        }
        for (std::uint64_t idle = random.below(3); idle > 0; --idle) pause();
      }
    }
    read_all();
  }

  /// Cycles that the last access took, from the one in which it moved to load_done_o.
  [[nodiscard]] int last_access_cycles() const { return access_cycles_; }

 private:
  template <class Port>
  static void set(Port& port, std::uint64_t value) {
    port = static_cast<Port>(value);
  }

  void access(bool write, int row, int lane, std::uint64_t data) {
    dut_->load_valid_i = 1;
    dut_->load_write_i = write;
    set(dut_->load_row_i, static_cast<std::uint64_t>(row));
    set(dut_->load_lane_i, static_cast<std::uint64_t>(lane));
    leaf::write(dut_->load_data_i, 0, lane_width_, data);
    dut_.settle();
    REQUIRE(dut_->load_ready_o == 1);
    dut_.clock();
    dut_->load_valid_i = 0;
    dut_->load_row_i = 0;  // what was asked for counts when the access moves
    dut_->load_lane_i = 0;
    dut_.settle();
    shown_.clear();
    access_cycles_ = 1;
    for (; dut_->load_done_o == 0; ++access_cycles_) {
      REQUIRE(dut_->load_ready_o == 0);
      REQUIRE(access_cycles_ < 1000);
      dut_.clock();
    }
  }

  void pause() {
    dut_.clock();
    REQUIRE(dut_->load_done_o == 0);
    REQUIRE(dut_->load_ready_o == 1);
  }

  Dut<Model>& dut_;
  int width_;
  int lane_width_;
  bool multiplies_;
  std::vector<Elements> rows_;
  Elements shown_;  ///< what the engine's port holds; empty: unknown after a load
  Random random_{43};
  int access_cycles_ = 0;
};

}  // namespace leaf
