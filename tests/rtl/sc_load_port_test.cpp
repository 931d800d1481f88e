// sc_load_port: one access at a time, its lane of the row, its end when the memory is done.
#include "models.hpp"
#include "tests/rtl/leaf.hpp"

using namespace leaf;

TEST_CASE("sc_load_port passes accesses on and ends each of them once", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    constexpr int kLanes = (P::Width + P::LaneWidth - 1) / P::LaneWidth;
    Dut<Model> dut;
    Random random(41);
    std::uint64_t kept = 0;  // the data of the last read
    const auto data = [&] { return read(dut->load_data_o, 0, P::LaneWidth); };
    dut->load_valid_i = 0;
    dut->wait_i = 0;
    dut->busy_i = 0;
    dut.reset();
    for (int round = 0; round < 2000; ++round) {
      const bool write = random.chance(50);
      const std::uint64_t lane = random.below(kLanes);
      const std::uint64_t waits = random.below(3);
      const std::uint64_t busy = write ? random.below(4) : 0;
      const Elements row = random.elements(1, P::Width);

      // While the engine reads nothing moves.
      dut->load_valid_i = 1;
      dut->load_write_i = write;
      dut->load_lane_i = static_cast<std::uint8_t>(lane);
      for (std::uint64_t cycle = 0; cycle <= waits; ++cycle) {
        dut->wait_i = cycle < waits;
        dut.settle();
        const bool moves = cycle == waits;
        REQUIRE(dut->load_ready_o == moves);
        REQUIRE(dut->read_o == (moves && !write));
        for (std::uint64_t l = 0; l < kLanes; ++l) {
          REQUIRE(read(dut->write_o, static_cast<int>(l), 1) == (moves && write && l == lane));
        }
        REQUIRE((dut->load_done_o == 0 || cycle == 0));
        dut.clock();
      }
      // A request beside an access that has not ended waits, whatever it is.
      dut->load_valid_i = random.chance(50);
      dut->load_lane_i = static_cast<std::uint8_t>(random.below(kLanes));
      dut->load_write_i = random.chance(50);
      write_elements(dut->row_i, 1, row);
      for (std::uint64_t cycle = 0; cycle <= busy; ++cycle) {
        dut->busy_i = cycle < busy;
        dut->wait_i = random.chance(30);
        dut.settle();
        REQUIRE(dut->load_ready_o == 0);
        REQUIRE(dut->read_o == 0);
        REQUIRE(read(dut->write_o, 0, std::min(kLanes, 64)) == 0);
        REQUIRE(dut->load_done_o == 0);
        if (round > 0) REQUIRE(data() == kept);
        dut.clock();
      }
      // It has ended; the row may change from now on.
      write_elements(dut->row_i, 1, random.elements(1, P::Width));
      dut->load_valid_i = 0;
      dut->busy_i = random.chance(30);
      dut->wait_i = 0;
      dut.settle();
      REQUIRE(dut->load_done_o == 1);
      REQUIRE(dut->load_ready_o == (dut->busy_i ? 0 : 1));
      dut->busy_i = 0;
      if (!write) {
        for (int bit = 0; bit < P::LaneWidth; ++bit) {
          const auto place = lane * P::LaneWidth + static_cast<std::uint64_t>(bit);
          REQUIRE(read(dut->load_data_o, bit, 1) == (place < P::Width ? row[place] : 0));
        }
        kept = data();
      } else if (round > 0) {
        REQUIRE(data() == kept);
      }
      if (random.chance(50)) {
        dut->wait_i = 0;
        dut->busy_i = 0;
        dut.clock();
        REQUIRE(dut->load_done_o == 0);
        REQUIRE(dut->load_ready_o == 1);
      }
      // A reset forgets what was open; a write that is still under way is waited for.
      if (random.chance(2)) {
        dut->load_valid_i = 1;
        dut->load_write_i = random.chance(50);
        dut->wait_i = 0;
        dut.clock();
        dut->load_valid_i = 0;
        dut->busy_i = 1;
        dut.clock();
        dut.reset(1);
        dut.settle();
        REQUIRE(dut->load_ready_o == 0);
        dut->busy_i = 0;
        dut.clock();
        kept = data();
        REQUIRE(dut->load_done_o == 0);
        REQUIRE(dut->load_ready_o == 1);
      }
    }
  });
}
