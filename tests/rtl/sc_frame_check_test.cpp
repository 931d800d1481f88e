// sc_frame_check: every TLAST gives one frame; short and long ones are flagged and cut to length.
#include "models.hpp"
#include "tests/rtl/stream.hpp"

using namespace leaf;

namespace {

struct In {
  Elements data;
  bool last;
};

struct Out {
  Elements data;
  bool last;
  bool error;             ///< counts with last
  std::uint64_t setting;  ///< {margin, log2 T}
  bool operator==(const Out&) const = default;
};

}  // namespace

TEST_CASE("sc_frame_check makes one frame of every TLAST", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    constexpr int kLog2Width = std::max(1, clog2(P::Log2Max + 1));
    Dut<Model> dut;
    Random random(10);
    for (int phase = 0; phase < 60; ++phase) {
      const int gaps = static_cast<int>(random.below(3)) * 35;
      const int stalls = static_cast<int>(random.below(3)) * 35;
      Source<In> source(random, gaps);
      // A swallowed beat takes a cycle of ready without being offered.
      Sink<Out> sink(random, stalls, false);
      std::vector<std::vector<In>> frames;
      std::uint64_t beats = 0;
      for (int f = 0; f < 12; ++f) {
        std::uint64_t length = P::FrameBeats;
        if (random.chance(60)) length = 1 + random.below(P::FrameBeats * 2 + 2);
        if (random.chance(20)) length = P::FrameBeats + 1;
        std::vector<In> frame;
        for (std::uint64_t b = 0; b < length; ++b)
          frame.push_back({random.elements(1, P::DataWidth), b + 1 == length});
        for (const In& beat : frame) source.push(beat);
        frames.push_back(frame);
        beats += length;
      }
      dut->valid_i = 0;
      dut.reset();
      // Some phases end in the middle of a frame; the next one must not notice.
      const std::uint64_t abort_at =
          random.chance(40) ? random.below(2 * beats) : ~std::uint64_t{0};
      std::vector<std::uint64_t> settings;  // as they stood when a frame's first beat was taken
      bool first = true, held = false;
      std::uint64_t cycles = 0;
      for (; !source.empty() && cycles < abort_at; ++cycles) {
        REQUIRE(cycles < 100 * beats + 1000);
        const In* in = source.offer();
        dut->valid_i = in != nullptr;
        write_elements(dut->data_i, 1, in ? in->data : random.elements(1, P::DataWidth));
        dut->last_i = in ? in->last : random.chance(50);
        if (!held) {
          write(dut->settings_i, 0, kLog2Width, P::Log2Max ? random.bits(kLog2Width) : 0);
          write(dut->settings_i, kLog2Width, P::MarginWidth, random.bits(P::MarginWidth));
        }
        dut->ready_i = sink.ready();
        dut.settle();
        if (in && dut->ready_o && first) {
          const std::uint64_t log2 = read(dut->settings_i, 0, kLog2Width);
          settings.push_back(read(dut->settings_i, kLog2Width, P::MarginWidth) << kLog2Width |
                             std::min<std::uint64_t>(log2, P::Log2Max));
        }
        if (in && dut->ready_o) first = in->last;
        held = in && !dut->ready_o;
        source.settled(dut->ready_o);
        sink.settled(dut->valid_o, {read_elements(dut->data_o, 1, P::DataWidth), dut->last_o != 0,
                                    dut->last_o && dut->error_o,
                                    read(dut->settings_o, 0, kLog2Width + P::MarginWidth)});
        dut.clock();
      }
      // Latency 0, and one beat per cycle, dropped or not.
      if (gaps == 0 && stalls == 0 && abort_at > cycles) REQUIRE(cycles == beats);
      std::vector<Out> expected;
      for (std::size_t f = 0; f < settings.size(); ++f) {
        const auto& frame = frames[f];
        for (std::size_t b = 0; b < frame.size(); ++b) {
          if (!frame[b].last && b + 1 >= P::FrameBeats) continue;
          expected.push_back({frame[b].data, frame[b].last,
                              frame[b].last && frame.size() != P::FrameBeats, settings[f]});
        }
      }
      if (abort_at <= cycles) expected.resize(std::min(expected.size(), sink.taken().size()));
      REQUIRE(sink.taken() == expected);
    }
  });
}
