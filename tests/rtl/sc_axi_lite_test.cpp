// sc_axi_lite: random traffic, valid and not, against registers kept in a map.
#include <map>

#include "models.hpp"
#include "tests/rtl/stream.hpp"

using namespace leaf;

namespace {

constexpr std::uint64_t kOkay = 0;
constexpr std::uint64_t kSlverr = 2;
constexpr std::uint64_t kDecerr = 3;

struct Word {
  std::uint64_t data, strobes;
};

struct Answer {
  std::uint64_t data, response;
  bool operator==(const Answer&) const = default;
};

/// Registers at most addresses; some refuse.
struct Registers {
  std::map<std::uint64_t, std::uint64_t> content;
  static bool mapped(std::uint64_t word) { return word % 5 != 3; }
  static bool refuses(std::uint64_t word, bool write) { return word % 5 == (write ? 1 : 2); }

  [[nodiscard]] Answer write(std::uint64_t address, const Word& word) {
    if (address % 4 != 0 || !mapped(address / 4)) return {0, kDecerr};
    if (word.strobes != 15 || refuses(address / 4, true)) return {0, kSlverr};
    content[address / 4] = word.data;
    return {0, kOkay};
  }
  [[nodiscard]] Answer read(std::uint64_t address) {
    if (address % 4 != 0 || !mapped(address / 4)) return {0, kDecerr};
    if (refuses(address / 4, false)) return {0, kSlverr};
    return {content[address / 4], kOkay};
  }
};

}  // namespace

TEST_CASE("sc_axi_lite answers every access once, in order and rightly", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    Dut<Model> dut;
    Random random(71);
    for (int phase = 0; phase < 60; ++phase) {
      const auto some = [&] { return static_cast<int>(random.below(3)) * 35; };
      Source<std::uint64_t> aw(random, some());
      Source<Word> w(random, some());
      Source<std::uint64_t> ar(random, some());
      Sink<Answer> b(random, some());
      Sink<Answer> r(random, some());
      const int waits = some();
      const auto address = [&] {
        const std::uint64_t word = random.below(12);
        const std::uint64_t top = random.chance(20) ? random.bits(P::AddrWidth) : 0;
        const std::uint64_t low = random.chance(25) ? random.below(4) : 0;
        return (top ^ (4 * word + low)) & ((std::uint64_t{1} << P::AddrWidth) - 1);
      };
      std::vector<std::uint64_t> reads;
      std::vector<std::pair<std::uint64_t, Word>> writes;
      for (int i = 0; i < 60; ++i) {
        const Word word{random.bits(32), random.chance(20) ? random.below(16) : 15};
        writes.push_back({address(), word});
        aw.push(writes.back().first);
        w.push(word);
        reads.push_back(address());
        ar.push(reads.back());
      }
      dut->s_axil_awvalid = dut->s_axil_wvalid = dut->s_axil_arvalid = 0;
      dut->s_axil_bready = dut->s_axil_rready = 0;
      dut.reset();

      Registers registers;  // that the block accesses
      std::size_t accesses = 0;
      std::vector<Answer> written;  // in the order of the block's accesses
      std::vector<Answer> read_back;
      std::uint64_t refused = 0;
      const std::uint64_t abort_at = random.chance(30) ? random.below(400) : ~std::uint64_t{0};
      std::uint64_t cycles = 0;
      std::uint64_t quiet = 0;
      for (;
           b.taken().size() + r.taken().size() < writes.size() + reads.size() && cycles < abort_at;
           ++cycles) {
        REQUIRE(++quiet < 300);
        const auto* offered_aw = aw.offer();
        const auto* offered_w = w.offer();
        const auto* offered_ar = ar.offer();
        dut->s_axil_awvalid = offered_aw != nullptr;
        write(dut->s_axil_awaddr, 0, P::AddrWidth,
              offered_aw ? *offered_aw : random.bits(P::AddrWidth));
        dut->s_axil_wvalid = offered_w != nullptr;
        write(dut->s_axil_wdata, 0, 32, offered_w ? offered_w->data : random.bits(32));
        write(dut->s_axil_wstrb, 0, 4, offered_w ? offered_w->strobes : random.below(16));
        dut->s_axil_arvalid = offered_ar != nullptr;
        write(dut->s_axil_araddr, 0, P::AddrWidth,
              offered_ar ? *offered_ar : random.bits(P::AddrWidth));
        dut->s_axil_bready = b.ready();
        dut->s_axil_rready = r.ready();
        dut->reg_ready_i = !random.chance(waits);
        dut->reg_mapped_i = 0;
        dut.settle();
        const std::uint64_t word = dut->reg_addr_o;
        const bool storing = dut->reg_write_o;
        dut->reg_mapped_i = Registers::mapped(word);
        dut->reg_error_i = Registers::refuses(word, storing);
        write(dut->reg_rdata_i, 0, 32, registers.content[word]);
        dut.settle();
        if (dut->reg_valid_o && dut->reg_ready_i) {
          ++accesses;
          if (storing && !dut->reg_error_i) registers.content[word] = dut->reg_wdata_o;
          if (!storing && !dut->reg_error_i) read_back.push_back({registers.content[word], kOkay});
        }
        refused += dut->refused_o;
        aw.settled(dut->s_axil_awready);
        w.settled(dut->s_axil_wready);
        ar.settled(dut->s_axil_arready);
        if (b.settled(dut->s_axil_bvalid, {0, dut->s_axil_bresp})) quiet = 0;
        if (r.settled(dut->s_axil_rvalid, {dut->s_axil_rdata, dut->s_axil_rresp})) quiet = 0;
        dut.clock();
      }

      // Writes are done in order; so are reads, each somewhere among the writes.
      Registers model;
      std::size_t good = 0;
      std::uint64_t bad = 0;
      for (std::size_t i = 0; i < b.taken().size(); ++i) {
        const Answer want = model.write(writes[i].first, writes[i].second);
        require_equal(static_cast<std::int64_t>(b.taken()[i].response),
                      static_cast<std::int64_t>(want.response), {{"write", i}});
        bad += want.response != kOkay;
      }
      for (std::size_t i = 0; i < r.taken().size(); ++i) {
        Answer want = model.read(reads[i]);
        if (want.response == kOkay) {
          REQUIRE(good < read_back.size());
          want.data = read_back[good++].data;
        }
        bad += want.response != kOkay;
        REQUIRE(r.taken()[i] == want);
      }
      if (cycles < abort_at) {
        REQUIRE(refused == bad);
        REQUIRE(registers.content == [&] {
          auto content = model.content;
          for (const auto& [word, value] : registers.content) content.try_emplace(word, 0);
          return content;
        }());
        REQUIRE(good == read_back.size());
        REQUIRE(accesses >= good);
      }
    }
  });
}

TEST_CASE("sc_axi_lite lets neither reads nor writes starve, and answers after three cycles",
          "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    Dut<Model> dut;
    dut->s_axil_awaddr = dut->s_axil_araddr = 0;
    dut->s_axil_wstrb = 15;
    dut->s_axil_bready = dut->s_axil_rready = 1;
    dut->reg_mapped_i = dut->reg_ready_i = 1;
    dut->reg_error_i = 0;
    dut->s_axil_awvalid = dut->s_axil_wvalid = dut->s_axil_arvalid = 0;
    dut.reset();
    dut->s_axil_awvalid = dut->s_axil_wvalid = 1;
    int writes = 0;
    for (int cycle = 0; cycle < 40; ++cycle) {
      dut.settle();
      writes += dut->s_axil_bvalid;
      REQUIRE(dut->s_axil_bvalid == (cycle >= 3 && cycle % 3 == 0));
      dut.clock();
    }
    REQUIRE(writes == 13);
    dut->s_axil_arvalid = 1;
    int reads = 0;
    writes = 0;
    for (int cycle = 0; cycle < 60; ++cycle) {
      dut.settle();
      writes += dut->s_axil_bvalid;
      reads += dut->s_axil_rvalid;
      dut.clock();
    }
    REQUIRE(std::abs(writes - reads) <= 2);
    REQUIRE(writes + reads >= 28);
  });
}
