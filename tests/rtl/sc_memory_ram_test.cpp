// sc_memory_ram: rows for the engine, lanes for the load port, both of the same memory.
#include "models.hpp"
#include "tests/rtl/memory.hpp"

using namespace leaf;

TEST_CASE("sc_memory_ram reads what its file says, then what was loaded", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    Dut<Model> dut;
    Random random(40);
    MemoryBench<Model> bench(dut, P::Width, P::Depth, P::LaneWidth, P::File);
    bench.exercise(random, 300);
    CHECK(bench.last_access_cycles() <= 2);
  });
}
