// sc_loader: words against the bits of a memory of any geometry, slow and fast, written and read.
#include <algorithm>
#include <optional>

#include "models.hpp"
#include "tests/rtl/leaf.hpp"

using namespace leaf;

namespace {

/// A memory of rows of bits, with a load port.
struct Memory {
  int rows, width, lane_width;
  std::vector<bool> bits;

  Memory(int r, int w, int l) : rows(r), width(w), lane_width(l) {
    bits.resize(static_cast<std::size_t>(r) * static_cast<std::size_t>(w));
  }
  [[nodiscard]] int lanes() const { return (width + lane_width - 1) / lane_width; }
  [[nodiscard]] int lane_bits(int lane) const {
    return std::min(lane_width, width - lane * lane_width);
  }
  [[nodiscard]] std::size_t words() const { return (bits.size() + 31) / 32; }

  /// Bits of word n, 0 beyond the end.
  [[nodiscard]] std::uint64_t word(std::size_t n) const {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < 32 && 32 * n + i < bits.size(); ++i) {
      value |= std::uint64_t{bits[32 * n + i]} << i;
    }
    return value;
  }
  [[nodiscard]] std::size_t place(int row, int lane) const {
    return static_cast<std::size_t>(row * width + lane * lane_width);
  }
};

/// The block with a memory at its port.
template <class P, class Model>
class Bench {
 public:
  Bench(Dut<Model>& dut, Random& random, Memory& memory, int waits)
      : dut_(dut), random_(random), memory_(memory), waits_(waits) {}

  void restart() {
    dut_->valid_i = 0;
    dut_->restart_i = 1;
    leaf::write(dut_->last_row_i, 0, P::RowWidth, number(memory_.rows - 1));
    leaf::write(dut_->last_lane_i, 0, P::LaneIndexWidth, number(memory_.lanes() - 1));
    leaf::write(dut_->lane_bits_i, 0, 6, number(memory_.lane_bits(0)));
    leaf::write(dut_->last_lane_bits_i, 0, 6, number(memory_.lane_bits(memory_.lanes() - 1)));
    cycle();
    dut_->restart_i = 0;
  }

  struct Moved {
    std::uint64_t data;
    bool error;
    bool wrong;
  };

  /// Moves a word; the memory may say of a lane that it is wrong.
  Moved move(bool write, std::uint64_t data, int wrong_percent = 0) {
    wrong_percent_ = wrong_percent;
    wrong_ = false;
    dut_->valid_i = 1;
    dut_->write_i = write;
    dut_->data_i = static_cast<std::uint32_t>(data);
    std::optional<Moved> moved;
    for (int cycles = 0; !moved; ++cycles) {
      REQUIRE(cycles < 4000);
      moved = cycle();
    }
    dut_->valid_i = 0;
    dut_->data_i = static_cast<std::uint32_t>(random_.bits(32));
    if (random_.chance(waits_)) cycle();
    return *moved;
  }

  [[nodiscard]] bool wrong() const { return wrong_; }
  [[nodiscard]] std::uint64_t lanes_moved() const { return lanes_moved_; }

 private:
  std::optional<Moved> cycle() {
    const bool ready = left_ == 0 && !random_.chance(waits_);
    const bool done = left_ == 1;
    dut_->load_ready_i = ready;
    dut_->load_done_i = done;
    write_port(dut_->load_data_i, random_.bits(P::LaneWidth));
    dut_->load_error_i = random_.chance(50);
    if (done) {
      dut_->load_error_i = error_;
      if (!writing_) {
        std::uint64_t value = random_.bits(P::LaneWidth);
        for (int i = 0; i < memory_.lane_bits(lane_); ++i) {
          const std::uint64_t one = std::uint64_t{1} << i;
          value = memory_.bits[place_ + static_cast<std::size_t>(i)] ? value | one : value & ~one;
        }
        write_port(dut_->load_data_i, value);
        wrong_ = wrong_ || error_;
      }
    }
    dut_.settle();
    if (left_ > 0) --left_;
    if (dut_->load_valid_o && ready) {
      REQUIRE(!done);
      ++lanes_moved_;
      writing_ = dut_->load_write_o;
      lane_ = dut_->load_lane_o;
      REQUIRE(static_cast<int>(dut_->load_row_o) < memory_.rows);
      REQUIRE(lane_ < memory_.lanes());
      place_ = memory_.place(static_cast<int>(dut_->load_row_o), lane_);
      error_ = random_.chance(wrong_percent_);
      left_ = random_.chance(waits_) ? 2 + static_cast<int>(random_.below(6)) : 1;
      if (writing_) {
        const std::uint64_t value = read(dut_->load_data_o, 0, P::LaneWidth);
        REQUIRE((memory_.lane_bits(lane_) == 64 || value >> memory_.lane_bits(lane_) == 0));
        for (int i = 0; i < memory_.lane_bits(lane_); ++i) {
          memory_.bits[place_ + static_cast<std::size_t>(i)] = (value >> i & 1) != 0;
        }
      }
    }
    std::optional<Moved> moved;
    if (dut_->ready_o) {
      REQUIRE(left_ == 0);  // the memory may be used
      moved = Moved{dut_->data_o, dut_->error_o != 0, dut_->wrong_o != 0};
    }
    dut_.clock();
    return moved;
  }

  static void write_port(auto& port, std::uint64_t value) {
    leaf::write(port, 0, P::LaneWidth, value);
  }
  static std::uint64_t number(int value) { return static_cast<std::uint64_t>(value); }

  Dut<Model>& dut_;
  Random& random_;
  Memory& memory_;
  int waits_;
  int wrong_percent_ = 0;
  int left_ = 0;  // cycles up to done, inclusive
  bool writing_ = false;
  bool error_ = false;
  bool wrong_ = false;
  int lane_ = 0;
  std::size_t place_ = 0;
  std::uint64_t lanes_moved_ = 0;
};

}  // namespace

TEST_CASE("sc_loader packs words across lanes and rows, and back", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    Dut<Model> dut;
    Random random(72);
    dut->valid_i = dut->restart_i = dut->load_ready_i = dut->load_done_i = 0;
    dut.reset();
    for (int phase = 0; phase < 80; ++phase) {
      const auto below = [&](int limit) {
        return static_cast<int>(random.below(static_cast<std::uint64_t>(limit)));
      };
      const int lane = random.chance(40) ? P::LaneWidth : 1 + below(P::LaneWidth);
      const int width = 1 + below(lane * std::min(1 << P::LaneIndexWidth, 9));
      const int rows = 1 + below(std::min(1 << P::RowWidth, 17));
      Memory memory(rows, width, std::min(lane, width));
      for (auto&& bit : memory.bits) bit = random.chance(50);
      const int waits = below(3) * 35;
      Bench<P, Model> bench(dut, random, memory, waits);

      bench.restart();
      std::vector<std::uint64_t> words;
      for (std::size_t n = 0; n < memory.words(); ++n) {
        words.push_back(random.bits(32));
        REQUIRE(!bench.move(true, words.back()).error);
        REQUIRE(dut->count_o == n + 1);
        // Reading amid writing is refused, and changes nothing.
        if (random.chance(10)) REQUIRE(bench.move(false, 0).error);
      }
      const std::uint64_t lanes = static_cast<std::uint64_t>(rows * memory.lanes());
      REQUIRE(bench.lanes_moved() == lanes);
      const Memory written = memory;
      for (int surplus = 0; surplus < 3; ++surplus) {
        const auto moved = bench.move(random.chance(50), random.bits(32));
        REQUIRE((moved.error && !moved.wrong));
      }
      REQUIRE(dut->count_o == memory.words());
      REQUIRE(memory.bits == written.bits);
      for (std::size_t n = 0; n < memory.words(); ++n) {
        const auto count = std::min<std::size_t>(32, memory.bits.size() - 32 * n);
        const std::uint64_t ones = ~std::uint64_t{0} >> (64 - count);
        require_equal(static_cast<std::int64_t>(memory.word(n)),
                      static_cast<std::int64_t>(words[n] & ones), {{"word", n}});
      }

      // Read back, maybe begun anew on the way; a lane that is wrong is told.
      for (int pass = 0; pass < 2; ++pass) {
        bench.restart();
        const std::size_t end = pass == 0 ? random.below(memory.words()) : memory.words();
        for (std::size_t n = 0; n < end; ++n) {
          const auto moved = bench.move(false, random.bits(32), phase % 4 == 0 ? 20 : 0);
          REQUIRE(moved.error == bench.wrong());
          REQUIRE(moved.wrong == bench.wrong());
          require_equal(static_cast<std::int64_t>(moved.data),
                        static_cast<std::int64_t>(memory.word(n)), {{"word", n}});
          if (random.chance(10)) REQUIRE(bench.move(true, random.bits(32)).error);
        }
      }
      REQUIRE(bench.move(false, 0).error);
      REQUIRE(memory.bits == written.bits);

      // A reset in the middle of a transfer: the next one starts at the front.
      bench.restart();
      if (memory.words() > 1) bench.move(true, words[0]);
      dut.reset();
      REQUIRE(dut->count_o == 0);
      bench.restart();
      REQUIRE(bench.move(false, 0).data == memory.word(0));
    }
  });
}

TEST_CASE("sc_loader takes five cycles per word where a lane is a word", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    if constexpr (P::LaneWidth == 32) {
      Dut<Model> dut;
      Random random(73);
      Memory memory(4, 96, 32);
      dut->valid_i = dut->restart_i = 0;
      dut.reset();
      Bench<P, Model> bench(dut, random, memory, 0);
      bench.restart();
      const std::uint64_t start = dut.cycle();
      for (std::size_t n = 0; n < memory.words(); ++n) bench.move(true, n);
      REQUIRE(dut.cycle() - start == 5 * memory.words());
    }
  });
}
