// sc_verdict: every presentation is judged by the definition of early stop, and the results leave
// in the order of the images, whichever was decided first.
#include "models.hpp"
#include "tests/rtl/stream.hpp"

using namespace leaf;

namespace {

struct Totals {
  std::uint64_t winner;
  std::int64_t highest, second;
  bool last, error;
};

struct Result {
  std::uint64_t winner;
  std::int64_t total;
  std::uint64_t used;
  bool error;
  bool operator==(const Result&) const = default;
};

struct Image {
  std::uint64_t margin;
  std::vector<Totals> presentations;  ///< no more than are needed
  Result result;
};

template <class P>
Image random_image(Random& random) {
  constexpr std::int64_t kMost = (std::int64_t{1} << (P::TotalWidth - 1)) - 1;
  constexpr std::uint64_t kNever = (std::uint64_t{1} << P::MarginWidth) - 1;
  Image image{random.chance(25) ? kNever : random.bits(P::MarginWidth), {}, {}};
  const bool error = random.chance(15);
  const std::uint64_t presentations = error ? 1 : 1 + random.below(P::Presentations);
  for (std::uint64_t t = 0;; ++t) {
    Totals totals{random.below(P::Outputs), random.chance(10) ? kMost : 0, 0,
                  t + 1 == presentations, error};
    if (totals.highest == 0) totals.highest = as_signed(random.bits(P::TotalWidth), P::TotalWidth);
    const auto below = static_cast<std::uint64_t>(totals.highest + kMost + 1);
    // Leads around the margin, and any other up to the largest.
    std::uint64_t lead = random.below(below + 1);
    if (random.chance(60))
      lead = std::min(below, image.margin - std::min(image.margin, random.below(3)));
    if (random.chance(10)) lead = below;
    totals.second = totals.highest - static_cast<std::int64_t>(lead);
    image.presentations.push_back(totals);
    const bool ahead = P::Outputs > 1 && image.margin != kNever && lead >= image.margin;
    if (totals.last || error || ahead) {
      image.result = {totals.winner, totals.highest, t + 1, error};
      return image;
    }
  }
}

}  // namespace

TEST_CASE("sc_verdict stops images and keeps their results in order", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    constexpr int kClassWidth = std::max(1, clog2(P::Outputs));
    constexpr int kSlotWidth = clog2(P::Slots);
    constexpr std::size_t kImages = 8 * P::Slots;
    Dut<Model> dut;
    Random random(33);
    for (int phase = 0; phase < 60; ++phase) {
      const int idle = static_cast<int>(random.below(3)) * 35;
      const int stalls = static_cast<int>(random.below(3)) * 35;
      Sink<Result> sink(random, stalls);
      std::vector<Image> images;
      std::vector<Result> expected;
      for (std::size_t n = 0; n < kImages; ++n) {
        images.push_back(random_image<P>(random));
        expected.push_back(images.back().result);
      }
      dut->image_i = dut->valid_i = dut->ready_i = 0;
      dut.reset();
      const std::uint64_t abort_at = random.chance(30) ? random.below(2 * kImages) : 1u << 30;
      std::size_t begun = 0;
      std::vector<std::size_t> judged(kImages);     // presentations, by image
      std::vector<std::uint64_t> decided(kImages);  // cycle from which the result can show
      std::size_t under = kImages, under_time = 0;  // the presentation given a cycle before
      std::uint64_t cycles = 0;
      for (; sink.taken().size() < kImages && cycles < abort_at; ++cycles) {
        REQUIRE(cycles < 200 * kImages * P::Presentations + 1000);
        // One more image in the ring, if there is room.
        const std::size_t freed = sink.taken().size();
        dut->image_i = begun < kImages && begun - freed < P::Slots && !random.chance(idle);
        write(dut->image_slot_i, 0, kSlotWidth,
              dut->image_i ? begun % P::Slots : random.below(P::Slots));
        write(dut->margin_i, 0, P::MarginWidth,
              dut->image_i ? images[begun].margin : random.bits(P::MarginWidth));
        // A presentation of any image that needs one; the verdict may still be outstanding, as it
        // is without a margin.
        std::vector<std::size_t> open;
        for (std::size_t n = freed; n < begun; ++n) {
          if (judged[n] < images[n].presentations.size()) open.push_back(n);
        }
        const bool give = !open.empty() && !random.chance(idle);
        const std::size_t n = give ? open[random.below(open.size())] : 0;
        const Totals totals =
            give ? images[n].presentations[judged[n]]
                 : Totals{random.below(P::Outputs), 0, 0, random.chance(50), random.chance(50)};
        dut->valid_i = give;
        write(dut->class_i, 0, kClassWidth, totals.winner);
        write(dut->total_i, 0, P::TotalWidth, static_cast<std::uint64_t>(totals.highest));
        write(dut->second_i, 0, P::TotalWidth, static_cast<std::uint64_t>(totals.second));
        write(dut->slot_i, 0, kSlotWidth, give ? n % P::Slots : random.below(P::Slots));
        dut->last_i = totals.last;
        dut->error_i = totals.error;
        dut->ready_i = sink.ready();
        dut.settle();
        REQUIRE(dut->verdict_o == (under < kImages));
        if (under < kImages) {
          const bool stop = under_time + 1 == images[under].presentations.size();
          REQUIRE(dut->verdict_slot_o == under % P::Slots);
          REQUIRE(dut->stop_o == stop);
          if (stop) decided[under] = cycles + 1;
        }
        const bool there = freed < begun && decided[freed] != 0 && decided[freed] <= cycles;
        REQUIRE(dut->valid_o == there);
        REQUIRE(dut->free_o == (there && dut->ready_i));
        sink.settled(dut->valid_o, {read(dut->class_o, 0, kClassWidth),
                                    as_signed(read(dut->total_o, 0, P::TotalWidth), P::TotalWidth),
                                    static_cast<std::uint64_t>(dut->used_o), dut->error_o != 0});
        const bool image = dut->image_i;
        dut.clock();
        begun += image;
        under = give ? n : kImages;
        under_time = give ? judged[n]++ : 0;
      }
      if (abort_at <= cycles) expected.resize(sink.taken().size());
      REQUIRE(sink.taken() == expected);
    }
  });
}
