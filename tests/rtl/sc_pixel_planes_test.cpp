// sc_pixel_planes: every pixel at every place, against the levels of docs/encoders.md.
#include "models.hpp"
#include "tests/rtl/leaf.hpp"

using namespace leaf;

TEST_CASE("sc_pixel_planes rounds every pixel and weighs its planes by powers of two", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    constexpr std::uint64_t kMost = (std::uint64_t{1} << P::Bits) - 1;
    Dut<Model> dut;
    Random random(15);
    for (std::uint64_t pixel = 0; pixel < 256; ++pixel) {
      for (int place = 0; place < P::Pixels; ++place) {
        Elements pixels;
        for (int i = 0; i < P::Pixels; ++i) {
          pixels.push_back(i == place ? pixel : random.below(256));
          write(dut->pixels_i, 8 * i, 8, pixels.back());
        }
        dut.settle();
        for (int i = 0; i < P::Pixels; ++i) {
          // Nearest integer of p * most / 255, halves up.
          const std::uint64_t p = pixels[static_cast<std::size_t>(i)];
          const std::uint64_t level = (2 * p * kMost + 255) / 510;
          std::uint64_t sum = 0;
          for (int k = 0; k < P::Bits; ++k) {
            const std::uint64_t weight = std::uint64_t{1} << (k == 0 ? P::Bits - 1 : k - 1);
            sum += weight * read(dut->planes_o, k * P::Pixels + i, 1);
          }
          CAPTURE(p, i);
          REQUIRE(sum == level);
        }
      }
    }
  });
}
