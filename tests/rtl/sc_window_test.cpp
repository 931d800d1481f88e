// sc_window: every window of every map, word by word, with the padding beyond the edges.
#include "models.hpp"
#include "tests/rtl/stream.hpp"

using namespace leaf;

namespace {

struct Word {
  Elements bits;  ///< plane-major
  bool outside;
  bool last;
  bool end;
  std::uint64_t head;
  std::uint64_t border;
  std::uint64_t side;  ///< counts with end
  bool operator==(const Word&) const = default;
};

struct MapWord {
  Elements bits;
  std::uint64_t head;  ///< counts with a map's first word
  std::uint64_t side;  ///< counts with its last one
};

template <class P>
struct Geometry {
  static constexpr int kBits = P::Planes * P::Elements;
  static constexpr int kWords = P::Groups * P::GroupWords;  // of a position
  static constexpr int kMapWords = P::MapHeight * P::MapWidth * kWords;
  static constexpr int kWindowWords = P::KernelHeight * P::KernelWidth * P::GroupWords;
  static constexpr int kOutWords = P::OutHeight * P::OutWidth * P::Groups * kWindowWords;
};

/// What stands beyond the edges: bit 1 where y + x + channel is odd, or one value.
template <class P>
std::uint64_t padding_bit(int y, int x, int channel) {
  if (P::Padding == "alternating") return static_cast<std::uint64_t>((y + x + channel) & 1);
  return P::Padding == "plus-one";
}

/// The number of an edge's row or column of windows; one for all in the middle.
int border_of(int index, int count, int before, int after) {
  if (index < before) return index;
  return index < count - after ? before : before + 1 + index - (count - after);
}

/// The windows of a map, in order.
template <class P>
std::vector<Word> windows_of(const std::vector<MapWord>& map) {
  using G = Geometry<P>;
  std::vector<Word> words;
  for (int oy = 0; oy < P::OutHeight; ++oy) {
    for (int ox = 0; ox < P::OutWidth; ++ox) {
      const int row = border_of(oy, P::OutHeight, P::BorderTop, P::BorderBottom);
      const int column = border_of(ox, P::OutWidth, P::BorderLeft, P::BorderRight);
      const int border = row * (P::BorderLeft + 1 + P::BorderRight) + column;
      for (int g = 0; g < P::Groups; ++g) {
        for (int n = 0; n < G::kWindowWords; ++n) {
          const int position = n / P::GroupWords;
          const int word = g * P::GroupWords + n % P::GroupWords;
          const int y = oy * P::StrideY - P::PadTop + position / P::KernelWidth;
          const int x = ox * P::StrideX - P::PadLeft + position % P::KernelWidth;
          const bool last = n + 1 == G::kWindowWords;
          const bool end = static_cast<int>(words.size()) + 1 == G::kOutWords;
          const bool outside = y < 0 || y >= P::MapHeight || x < 0 || x >= P::MapWidth;
          Word out{{}, outside, last, end, map.front().head, static_cast<std::uint64_t>(border),
                   end ? map.back().side : 0};
          if (!outside) {
            const int number = (y * P::MapWidth + x) * G::kWords + word;
            out.bits = map[static_cast<std::size_t>(number)].bits;
          } else {
            for (int b = 0; b < G::kBits; ++b) {
              const int channel = word * P::Elements + b % P::Elements;
              out.bits.push_back(padding_bit<P>(y, x, channel));
            }
          }
          words.push_back(out);
        }
      }
    }
  }
  return words;
}

}  // namespace

TEST_CASE("sc_window shows every window of a map", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    using G = Geometry<P>;
    Dut<Model> dut;
    Random random(41);
    constexpr int kPhases = G::kOutWords < 200 ? 300 : G::kOutWords < 2000 ? 40 : 6;
    for (int phase = 0; phase < kPhases; ++phase) {
      const int gaps = static_cast<int>(random.below(3)) * 35;
      const int stalls = static_cast<int>(random.below(3)) * 35;
      Source<MapWord> source(random, gaps);
      Sink<Word> sink(random, stalls);
      std::vector<Word> expected;
      constexpr int kMaps = 4;
      for (int m = 0; m < kMaps; ++m) {
        std::vector<MapWord> map;
        for (int w = 0; w < G::kMapWords; ++w) {
          map.push_back({random.elements(1, G::kBits), random.bits(P::HeadWidth),
                         random.bits(P::SideWidth)});
          source.push(map.back());
        }
        const std::vector<Word> windows = windows_of<P>(map);
        expected.insert(expected.end(), windows.begin(), windows.end());
      }
      // A reset in the middle of other maps; nothing of them may be seen afterwards.
      dut->valid_i = dut->ready_i = 0;
      dut.reset();
      for (std::uint64_t n = random.below(3 * G::kMapWords); n > 0; --n) {
        dut->valid_i = random.chance(80);
        dut->ready_i = random.chance(80);
        for (int b = 0; b < G::kBits; ++b) write(dut->data_i, b, 1, 1);
        dut.clock();
      }
      dut->valid_i = 0;
      dut.reset();
      const std::uint64_t work = kMaps * G::kMapWords + expected.size();
      const std::uint64_t abort_at = random.chance(20) ? random.below(2 * work) : ~std::uint64_t{0};
      std::uint64_t cycles = 0;
      for (; sink.taken().size() < expected.size() && cycles < abort_at; ++cycles) {
        REQUIRE(cycles < 100 * work + 1000);
        const MapWord* in = source.offer();
        dut->valid_i = in != nullptr;
        write_elements(dut->data_i, 1, in ? in->bits : random.elements(1, G::kBits));
        write(dut->head_i, 0, P::HeadWidth, in ? in->head : random.bits(P::HeadWidth));
        write(dut->side_i, 0, P::SideWidth, in ? in->side : random.bits(P::SideWidth));
        dut->ready_i = sink.ready();
        dut.settle();
        source.settled(dut->ready_o);
        const bool end = dut->end_o;
        const Word out{read_elements(dut->data_o, 1, G::kBits),
                       dut->outside_o != 0,
                       dut->last_o != 0,
                       end,
                       read(dut->head_o, 0, P::HeadWidth),
                       read(dut->border_o, 0, P::BorderWidth),
                       end ? read(dut->side_o, 0, P::SideWidth) : 0};
        sink.settled(dut->valid_o, out);
        dut.clock();
      }
      // Words leave one per cycle once they are there: windows that overlap set the pace, or the
      // map does, and at the start the part of it that the first window needs.
      if (gaps == 0 && stalls == 0 && cycles < abort_at) {
        constexpr std::uint64_t kPace = std::max(G::kOutWords, G::kMapWords + P::MapWidth);
        REQUIRE(cycles <= kMaps * (kPace + G::kMapWords) + 16);
      }
      REQUIRE(sink.taken().size() <= expected.size());
      for (std::size_t w = 0; w < sink.taken().size(); ++w) {
        CAPTURE(phase, w);
        REQUIRE(sink.taken()[w].bits == expected[w].bits);
        REQUIRE(sink.taken()[w].outside == expected[w].outside);
        REQUIRE(sink.taken()[w].last == expected[w].last);
        REQUIRE(sink.taken()[w].end == expected[w].end);
        REQUIRE(sink.taken()[w].head == expected[w].head);
        REQUIRE(sink.taken()[w].border == expected[w].border);
        REQUIRE(sink.taken()[w].side == expected[w].side);
      }
    }
  });
}
