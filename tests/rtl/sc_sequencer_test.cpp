// sc_sequencer: groups, chunks and planes in order, one issue per cycle, for one frame after the
// other.
#include "models.hpp"
#include "tests/rtl/leaf.hpp"

using namespace leaf;

TEST_CASE("sc_sequencer walks through groups, chunks and planes", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    Dut<Model> dut;
    Random random(14);
    std::uint64_t issues = 0;
    for (int phase = 0; phase < 40; ++phase) {
      const int idle = static_cast<int>(random.below(3)) * 35;
      const int hold = static_cast<int>(random.below(3)) * 35;
      dut->frame_valid_i = 0;
      dut.reset();
      bool aborted = false;
      for (int frame = 0; frame < 6 && !aborted; ++frame) {
        const int top = static_cast<int>(random.below(P::Planes));
        const std::uint64_t work = static_cast<std::uint64_t>(P::Groups * P::Chunks * (top + 1));
        const std::uint64_t abort_at = random.chance(10) ? random.below(work) : work;
        bool valid = false;
        for (std::uint64_t done = 0; done < work && !aborted;) {
          valid = valid || !random.chance(idle);
          const bool advance = !random.chance(hold);
          dut->frame_valid_i = valid;
          dut->advance_i = advance;
          dut->top_plane_i = static_cast<std::uint8_t>(valid ? static_cast<std::uint64_t>(top)
                                                             : random.below(P::Planes));
          dut.settle();
          const int plane = top - static_cast<int>(done) % (top + 1);
          const int chunk = static_cast<int>(done) / (top + 1) % P::Chunks;
          const int group = static_cast<int>(done) / (top + 1) / P::Chunks;
          CAPTURE(frame, top, group, chunk, plane);
          REQUIRE(dut->issue_o == (valid && advance));
          REQUIRE(dut->release_o == (valid && advance && done + 1 == work));
          if (dut->issue_o) {
            REQUIRE(dut->group_o == group);
            REQUIRE(dut->chunk_o == chunk);
            REQUIRE(dut->plane_o == plane);
            REQUIRE(dut->row_o == group * P::Chunks + chunk);
            REQUIRE(dut->first_plane_o == (plane == top));
            REQUIRE(dut->last_plane_o == (plane == 0));
            REQUIRE(dut->first_chunk_o == (chunk == 0));
            REQUIRE(dut->last_chunk_o == (chunk == P::Chunks - 1));
            REQUIRE(dut->last_group_o == (group == P::Groups - 1));
            ++done;
            ++issues;
          }
          dut.clock();
          aborted = done >= abort_at && abort_at < work;
        }
      }
    }
    REQUIRE(issues > 100);
  });
}
