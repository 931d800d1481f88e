// sc_presenter: the oldest image that can be presented is; none without need, none kept waiting
// without one.
#include <deque>

#include "models.hpp"
#include "tests/rtl/leaf.hpp"

using namespace leaf;

namespace {

struct Image {
  std::uint64_t presentations;  ///< T
  std::uint64_t log2;
  std::uint64_t margin;
  bool finite, error;
  std::uint64_t need;  ///< presentations after which it stops, 1..T
  std::uint64_t made = 0, judged = 0;

  [[nodiscard]] bool can() const { return made < need && (!finite || made == judged); }
  [[nodiscard]] bool over() const { return judged == need; }
};

template <class P>
Image random_image(Random& random, int finite_percent) {
  constexpr std::uint64_t kNever = (std::uint64_t{1} << P::MarginWidth) - 1;
  Image image{P::Presentations, 0, kNever, random.chance(finite_percent), random.chance(10), 1};
  if (P::AtRunTime) {
    image.log2 = random.below(static_cast<std::uint64_t>(bits_for(P::Presentations)));
    image.presentations = std::uint64_t{1} << image.log2;
  }
  if (image.finite) image.margin = random.below(kNever);
  const bool all = !image.finite || random.chance(30);
  image.need = image.error ? 1 : all ? image.presentations : 1 + random.below(image.presentations);
  return image;
}

}  // namespace

TEST_CASE("sc_presenter presents what is needed, oldest first", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    constexpr int kSlotWidth = clog2(P::Slots);
    constexpr int kTimeWidth = std::max(1, clog2(P::Presentations));
    constexpr int kLog2Width =
        std::max(1, clog2(static_cast<unsigned>(bits_for(P::Presentations))));
    constexpr std::size_t kImages = 6 * P::Slots;
    Dut<Model> dut;
    Random random(34);
    for (int phase = 0; phase < 60; ++phase) {
      const int idle = static_cast<int>(random.below(3)) * 40;       // no image comes
      const int lingering = static_cast<int>(random.below(3)) * 40;  // a presentation takes longer
      const int finite = static_cast<int>(random.below(3)) * 50;
      const std::uint64_t latency = 2 + random.below(12);  // of a verdict, at least
      std::vector<Image> images;
      std::uint64_t work = 0;
      for (std::size_t n = 0; n < kImages; ++n) {
        images.push_back(random_image<P>(random, finite));
        work += images.back().need;
      }
      dut->image_i = dut->release_i = dut->verdict_i = 0;
      dut.reset();
      const std::uint64_t abort_at = random.chance(30) ? random.below(2 * work) : 1u << 30;
      struct Flying {
        std::size_t image;
        std::uint64_t due;
      };
      std::deque<Flying> flying;  // released, not judged
      std::size_t stored = 0, freed = 0;
      std::size_t showing = kImages;  // none
      for (std::uint64_t cycles = 0; freed < kImages && cycles < abort_at; ++cycles) {
        REQUIRE(cycles < 100 * (work + kImages) * (latency + 1) + 1000);
        const bool image = stored < kImages && stored - freed < P::Slots && !random.chance(idle);
        dut->image_i = image;
        write(dut->write_slot_i, 0, kSlotWidth, stored % P::Slots);
        write(dut->log2_i, 0, kLog2Width, image ? images[stored].log2 : random.bits(kLog2Width));
        write(dut->margin_i, 0, P::MarginWidth,
              image ? images[stored].margin : random.bits(P::MarginWidth));
        dut->error_i = image ? images[stored].error : random.chance(50);
        // Verdicts come in the order of presentations.
        const bool verdict =
            !flying.empty() && flying.front().due <= cycles && !random.chance(idle);
        const std::size_t judged = verdict ? flying.front().image : 0;
        dut->verdict_i = verdict;
        write(dut->verdict_slot_i, 0, kSlotWidth,
              verdict ? judged % P::Slots : random.below(P::Slots));
        dut->stop_i =
            verdict ? images[judged].judged + 1 == images[judged].need : random.chance(50);
        dut->release_i = 0;
        dut.settle();
        // What shows stays; else the oldest image has its turn.
        for (std::size_t n = freed; n < stored && showing == kImages; ++n) {
          if (images[n].can()) showing = n;
        }
        REQUIRE(dut->valid_o == (showing < kImages));
        if (showing < kImages) {
          Image& of = images[showing];
          REQUIRE(read(dut->slot_o, 0, kSlotWidth) == showing % P::Slots);
          REQUIRE(read(dut->time_o, 0, kTimeWidth) == of.made);
          REQUIRE(dut->first_o == (of.made == 0));
          REQUIRE(dut->last_o == (of.error || of.made + 1 == of.presentations));
          REQUIRE(dut->error_o == of.error);
          if (!random.chance(lingering)) {
            dut->release_i = 1;
            dut.settle();
            ++of.made;
            flying.push_back({showing, cycles + latency});
            showing = kImages;
          }
        }
        if (verdict) {
          ++images[judged].judged;
          flying.pop_front();
        }
        stored += image;
        dut.clock();
        while (freed < stored && images[freed].over() && !random.chance(idle)) ++freed;
      }
    }
  });
}
