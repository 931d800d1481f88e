// sc_count_planes: the bipolar planes of a count weigh exactly T in sum, and c of them are ones.
#include "models.hpp"
#include "tests/rtl/leaf.hpp"

using namespace leaf;

TEST_CASE("sc_count_planes splits every count into its planes", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    constexpr int kPlanes = bits_for(P::Presentations);
    Dut<Model> dut;
    Random random(9);
    for (int log2 = 0; log2 < (P::AtRunTime ? kPlanes : 1); ++log2) {
      const std::uint64_t presentations =
          P::AtRunTime ? std::uint64_t{1} << log2 : P::Presentations;
      const int visited = bits_for(presentations);
      for (std::uint64_t count = 0; count <= presentations; ++count) {
        for (int place = 0; place < P::Pixels; ++place) {
          // The count at one place, others around it.
          Elements counts;
          for (int p = 0; p < P::Pixels; ++p) {
            counts.push_back(p == place ? count : random.below(presentations + 1));
          }
          for (int k = 0; k < kPlanes; ++k) {
            for (int p = 0; p < P::Pixels; ++p) {
              write(dut->counts_i, k * P::Pixels + p, 1,
                    counts[static_cast<std::size_t>(p)] >> k & 1);
            }
          }
          dut->log2_i = static_cast<std::uint8_t>(P::AtRunTime ? log2 : 0);
          dut.settle();
          for (int p = 0; p < P::Pixels; ++p) {
            const std::uint64_t c = counts[static_cast<std::size_t>(p)];
            const std::uint64_t half = std::uint64_t{1} << (visited - 1);
            const std::uint64_t remainder = presentations - (half - 1);
            std::uint64_t ones = 0, all = 0;
            for (int k = 0; k < visited; ++k) {
              const std::uint64_t bit = read(dut->planes_o, k * P::Pixels + p, 1);
              const std::uint64_t weight = k == 0 ? remainder : std::uint64_t{1} << (k - 1);
              if (k == 0) REQUIRE(bit == (c >= half));
              ones += bit * weight;
              all += weight;
            }
            CAPTURE(presentations, c, p);
            REQUIRE(all == presentations);
            REQUIRE(ones == c);
          }
        }
      }
    }
  });
}
