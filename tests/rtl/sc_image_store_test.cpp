// sc_image_store: whole images in ring order, every presentation of every chunk readable until the
// slot is freed.
#include <optional>

#include "models.hpp"
#include "tests/rtl/stream.hpp"

using namespace leaf;

namespace {

struct Word {
  Elements data;  ///< pixel s at presentation t: element t * Simd + s
  bool last;
};

}  // namespace

TEST_CASE("sc_image_store keeps images in a ring", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    constexpr int kTimeWidth = std::max(1, clog2(P::Presentations));
    constexpr int kAddrWidth = std::max(1, clog2(P::Words));
    constexpr int kSlotWidth = clog2(P::Slots);
    constexpr std::size_t kImages = 4 * P::Slots;
    Dut<Model> dut;
    Random random(31);
    for (int phase = 0; phase < 30; ++phase) {
      const int gaps = static_cast<int>(random.below(3)) * 35;
      const int lingering = static_cast<int>(random.below(3)) * 45;
      Source<Word> source(random, gaps);
      std::vector<std::vector<Elements>> images;
      for (std::size_t n = 0; n < kImages; ++n) {
        const std::uint64_t length = random.chance(20) ? 1 + random.below(P::Words) : P::Words;
        std::vector<Elements> image;
        for (std::uint64_t w = 0; w < length; ++w) {
          image.push_back(random.elements(1, P::Presentations * P::Simd));
          source.push({image.back(), w + 1 == length});
        }
        images.push_back(image);
      }
      dut->valid_i = dut->free_i = dut->read_i = 0;
      dut.reset();
      const std::uint64_t abort_at =
          random.chance(30) ? random.below(kImages * P::Words) : ~std::uint64_t{0};
      std::size_t stored = 0, freed = 0;  // images
      std::optional<Elements> shown;
      for (std::uint64_t cycles = 0; freed < kImages && cycles < abort_at; ++cycles) {
        REQUIRE(cycles < 100 * kImages * P::Words + 1000);
        const Word* in = source.offer();
        dut->valid_i = in != nullptr;
        write_elements(dut->data_i, 1,
                       in ? in->data : random.elements(1, P::Presentations * P::Simd));
        dut->last_i = in ? in->last : random.chance(50);
        dut->free_i = stored > freed && !random.chance(lingering);
        // Read any slot that is stored; without one, or without read_i, anything may be asked for.
        const bool read_now = stored > freed && random.chance(70);
        const std::size_t image = read_now ? freed + random.below(stored - freed) : 0;
        const std::size_t chunk = random.below(read_now ? images[image].size() : P::Words);
        const std::size_t time = random.below(P::Presentations);
        dut->read_i = read_now;
        write(dut->read_slot_i, 0, kSlotWidth,
              read_now ? image % P::Slots : random.below(P::Slots));
        write(dut->read_time_i, 0, kTimeWidth, time);
        write(dut->read_addr_i, 0, kAddrWidth, chunk);
        dut.settle();
        // A freed slot takes words from the next cycle on.
        REQUIRE(dut->ready_o == (stored - freed < P::Slots));
        REQUIRE(dut->write_slot_o == stored % P::Slots);
        const bool last = in && in->last && dut->ready_o;
        REQUIRE(dut->stored_o == last);
        source.settled(dut->ready_o);
        const bool free = dut->free_i;
        dut.clock();
        if (read_now) {
          const Elements& word = images[image][chunk];
          shown.emplace();
          for (std::size_t s = 0; s < P::Simd; ++s) shown->push_back(word[time * P::Simd + s]);
        }
        if (shown) REQUIRE(read_elements(dut->read_data_o, 1, P::Simd) == *shown);
        stored += last;
        freed += free;
      }
    }
  });
}
