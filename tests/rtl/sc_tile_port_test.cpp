// sc_tile_port: rows and lanes to the right tiles, and no others; the tiles are the test's own.
#include "models.hpp"
#include "tests/rtl/leaf.hpp"

using namespace leaf;

namespace {

/// The tiles, and a memory beside them that knows nothing of tiles.
template <class Model>
class Bench {
 public:
  using P = Params<Model>;
  static constexpr int kMux = std::max(1, P::Columns / P::Width);
  static constexpr int kBanks = (P::Depth + P::Rows - 1) / P::Rows;
  static constexpr int kDown = (kBanks + kMux - 1) / kMux;
  static constexpr int kAcross = (P::Width + P::Columns - 1) / P::Columns;
  static constexpr int kTileAddrWidth = clog2(P::Rows);
  static constexpr int kLanes = (P::Width + P::LaneWidth - 1) / P::LaneWidth;

  Bench() : tiles_(kDown * kAcross), rows_(P::Depth, Elements(P::Width, 0)) {
    for (auto& tile : tiles_) tile.assign(P::Rows, Elements(P::Columns, 0));
    for (int row = 0; row < P::Depth; ++row) program(row);
    dut_->enable_i = 0;
    dut_->load_valid_i = 0;
    dut_->tile_busy_i = 0;
    dut_.reset();
  }

  void run() {
    for (int round = 0; round < 3000; ++round) {
      if (random_.chance(60)) {
        read(random_.below(P::Depth));
      } else {
        load(random_.chance(60), random_.below(P::Depth), random_.below(kLanes));
      }
      if (random_.chance(20)) cycle();
      if (random_.chance(2)) reset_amid_an_access();
    }
  }

 private:
  /// A row that was there before, where the map of tiles has it.
  void program(int row) {
    const Elements bits = random_.elements(1, P::Width);
    const int bank = row / P::Rows;
    for (int bit = 0; bit < P::Width; ++bit) {
      const int column = bank % kMux * P::Width + bit;
      auto& tile = tiles_[static_cast<std::size_t>(bank / kMux * kAcross + column / P::Columns)];
      tile[static_cast<std::size_t>(row % P::Rows)][static_cast<std::size_t>(column % P::Columns)] =
          bits[static_cast<std::size_t>(bit)];
    }
    rows_[static_cast<std::size_t>(row)] = bits;
  }

  void reset_amid_an_access() {
    dut_->load_valid_i = 1;
    dut_->load_write_i = 0;
    set(dut_->load_row_i, random_.below(P::Depth));
    set(dut_->load_lane_i, random_.below(kLanes));
    dut_->tile_busy_i = 1;
    cycle();
    dut_->load_valid_i = 0;
    dut_.reset(1);
    dut_->tile_busy_i = 0;
    dut_.settle();
    REQUIRE(dut_->load_ready_o == 1);
    cycle();
    REQUIRE(dut_->load_done_o == 0);
  }

  void read(std::uint64_t row) {
    dut_->enable_i = 1;
    set(dut_->addr_i, row);
    set(dut_->load_row_i, random_.below(P::Depth));
    dut_->load_valid_i = random_.chance(30);  // has to wait
    dut_->load_write_i = 1;
    cycle();
    dut_->enable_i = 0;
    dut_->load_valid_i = 0;
    REQUIRE(reads_ == kAcross);
    REQUIRE(writes_ == 0);
    dut_.settle();
    REQUIRE(read_elements(dut_->data_o, 1, P::Width) == rows_[row]);
    // It stays while nothing is read.
    set(dut_->addr_i, random_.below(P::Depth));
    set(dut_->load_row_i, random_.below(P::Depth));
    cycle();
    REQUIRE(read_elements(dut_->data_o, 1, P::Width) == rows_[row]);
  }

  void load(bool write, std::uint64_t row, std::uint64_t lane) {
    const int low = static_cast<int>(lane) * P::LaneWidth;
    const int bits = std::min(P::LaneWidth, P::Width - low);
    const Elements data = random_.elements(1, P::LaneWidth);
    dut_->load_valid_i = 1;
    dut_->load_write_i = write;
    set(dut_->load_row_i, row);
    set(dut_->load_lane_i, lane);
    set(dut_->addr_i, random_.below(P::Depth));
    write_elements(dut_->load_data_i, 1, data);
    dut_.settle();
    REQUIRE(dut_->load_ready_o == 1);
    cycle();
    dut_->load_valid_i = 0;
    REQUIRE(reads_ == (write ? 0 : kAcross));
    REQUIRE(writes_ == (write ? (low + bits - 1) / P::Columns - low / P::Columns + 1 : 0));
    if (write) {
      for (int bit = 0; bit < bits; ++bit) {
        rows_[row][static_cast<std::size_t>(low + bit)] = data[static_cast<std::size_t>(bit)];
      }
    }
    for (std::uint64_t busy = write ? random_.below(4) : 0; busy > 0; --busy) {
      dut_->tile_busy_i = 1;
      cycle();
      REQUIRE(dut_->load_done_o == 0);
    }
    dut_->tile_busy_i = 0;
    cycle();
    REQUIRE(dut_->load_done_o == 1);
    if (write) return;
    for (int bit = 0; bit < P::LaneWidth; ++bit) {
      const std::uint64_t want = bit < bits ? rows_[row][static_cast<std::size_t>(low + bit)] : 0;
      REQUIRE(leaf::read(dut_->load_data_o, bit, 1) == want);
    }
  }

  /// A clock of port and tiles.
  void cycle() {
    dut_.settle();
    const std::uint64_t addr = leaf::read(dut_->tile_addr_o, 0, kTileAddrWidth);
    const Elements mask = read_elements(dut_->tile_mask_o, 1, kAcross * P::Columns);
    const Elements data = read_elements(dut_->tile_data_o, 1, kAcross * P::Columns);
    reads_ = 0;
    writes_ = 0;
    std::vector<int> read;
    for (int number = 0; number < kDown * kAcross; ++number) {
      auto& row = tiles_[static_cast<std::size_t>(number)][addr];
      const auto first = static_cast<std::size_t>(number % kAcross * P::Columns);
      if (leaf::read(dut_->tile_write_o, number, 1) != 0) {
        ++writes_;
        for (std::size_t c = 0; c < P::Columns; ++c) {
          if (mask[first + c] != 0) row[c] = data[first + c];
        }
      }
      if (leaf::read(dut_->tile_read_o, number / kAcross, 1) != 0) {
        ++reads_;
        read.push_back(number);
      }
    }
    dut_.clock();
    for (const int number : read) {
      const auto& row = tiles_[static_cast<std::size_t>(number)][addr];
      for (int c = 0; c < P::Columns; ++c) {
        leaf::write(dut_->tile_rows_i, number * P::Columns + c, 1,
                    row[static_cast<std::size_t>(c)]);
      }
    }
    dut_.settle();
  }

  template <class Port>
  static void set(Port& port, std::uint64_t value) {
    port = static_cast<Port>(value);
  }

  Dut<Model> dut_;
  Random random_{46};
  std::vector<std::vector<Elements>> tiles_;
  std::vector<Elements> rows_;
  int reads_ = 0;  ///< tiles, in the last cycle
  int writes_ = 0;
};

}  // namespace

TEST_CASE("sc_tile_port finds the tiles of rows and lanes", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() { Bench<Model>().run(); });
}
