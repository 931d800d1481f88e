// sc_ecc: rows and lanes of code words, with no error, one, two and many, against the code as its
// definition says it.
#include "models.hpp"
#include "tests/rtl/leaf.hpp"
#include "tests/rtl/secded.hpp"

using namespace leaf;

namespace {

/// A row's lanes: data bits of each.
template <class P>
std::vector<int> lane_bits() {
  std::vector<int> bits;
  for (int left = P::Width; left > 0; left -= P::LaneWidth)
    bits.push_back(std::min(left, P::LaneWidth));
  return bits;
}

/// Code words, and the bits of each that are wrong.
template <class Model, class P>
class Bench {
 public:
  Bench() {
    dut_->enable_i = 0;
    dut_->load_access_i = 0;
    dut_->code_error_i = 0;
    dut_.reset();
  }

  Dut<Model>& dut() { return dut_; }

  /// Reads a row of these words as the engine does, and compares what comes of it; `enable`: or
  /// shows it without a read.
  void row(const Elements& data, const Elements& errors, bool enable = true) {
    dut_->enable_i = enable;
    dut_.clock();
    const bool corrected_before = dut_->corrected_o != 0;
    REQUIRE(corrected_before == next_corrected_);
    REQUIRE((dut_->uncorrectable_o != 0) == next_uncorrectable_);
    bool corrected = false;
    bool uncorrectable = false;
    for (std::size_t lane = 0; lane < bits_.size(); ++lane) {
      const int place = static_cast<int>(lane) * (P::LaneWidth + 7);
      leaf::write(dut_->row_i, place, bits_[lane] + 7,
                  secded_word(data[lane], bits_[lane]) ^ errors[lane]);
    }
    dut_->enable_i = 0;
    dut_.settle();
    for (std::size_t lane = 0; lane < bits_.size(); ++lane) {
      const SecdedRead want = secded_read(data[lane], errors[lane], bits_[lane]);
      const int place = static_cast<int>(lane) * P::LaneWidth;
      REQUIRE(leaf::read(dut_->data_o, place, bits_[lane]) == want.data);
      corrected |= want.corrected;
      uncorrectable |= want.uncorrectable;
    }
    next_corrected_ = enable && corrected;
    next_uncorrectable_ = enable && uncorrectable;
  }

  /// Writes a lane: what the memory gets must be its code word.
  void write(std::size_t lane, std::uint64_t data) {
    begin(true, lane);
    const std::uint64_t noise = random_.bits(P::LaneWidth);
    const std::uint64_t ones = (std::uint64_t{1} << bits_[lane]) - 1;
    leaf::write(dut_->load_data_i, 0, P::LaneWidth, (data & ones) | (noise & ~ones));
    dut_.settle();
    REQUIRE(leaf::read(dut_->code_o, 0, P::LaneWidth + 7) == secded_word(data & ones, bits_[lane]));
    end();
    // What the memory read before is no word of this access.
    leaf::write(dut_->code_i, 0, P::LaneWidth + 7, random_.bits(P::LaneWidth + 7));
    check_error(false);
  }

  /// Reads a lane whose word has these errors.
  void read(std::size_t lane, std::uint64_t data, std::uint64_t errors) {
    begin(false, lane);
    end();
    leaf::write(dut_->code_i, 0, P::LaneWidth + 7, secded_word(data, bits_[lane]) ^ errors);
    const SecdedRead want = secded_read(data, errors, bits_[lane]);
    check_error(want.uncorrectable);
    REQUIRE(leaf::read(dut_->load_data_o, 0, P::LaneWidth) == want.data);
  }

  [[nodiscard]] const std::vector<int>& bits() const { return bits_; }

 private:
  void begin(bool write, std::size_t lane) {
    dut_->load_access_i = 1;
    dut_->load_write_i = write;
    dut_->load_lane_i = static_cast<std::uint8_t>(lane);
  }

  /// The access moves; what asked for it changes.
  void end() {
    const Elements none(bits_.size(), 0);
    row(none, none, false);
    dut_->load_access_i = 0;
    dut_->load_write_i = random_.chance(50);
    dut_->load_lane_i = static_cast<std::uint8_t>(random_.below(bits_.size()));
    for (std::uint64_t wait = random_.below(3); wait > 0; --wait) row(none, none, false);
  }

  void check_error(bool want) {
    dut_.settle();
    REQUIRE((dut_->load_error_o != 0) == want);
    dut_->code_error_i = 1;
    dut_.settle();
    REQUIRE(dut_->load_error_o == 1);
    dut_->code_error_i = 0;
    dut_.settle();
  }

  Dut<Model> dut_;
  std::vector<int> bits_ = lane_bits<P>();
  Random random_{60};
  bool next_corrected_ = false;
  bool next_uncorrectable_ = false;
};

}  // namespace

TEST_CASE("sc_ecc corrects one error of each word and tells two", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    Bench<Model, P> bench;
    Random random(61);
    const std::size_t lanes = bench.bits().size();
    const auto any = [&] {
      Elements data;
      for (const int bits : bench.bits()) data.push_back(random.bits(bits));
      return data;
    };
    const Elements none(lanes, 0);
    bench.row(any(), none);
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      const int all = bench.bits()[lane] + 7;
      for (int first = 0; first < all; ++first) {
        const std::uint64_t one = std::uint64_t{1} << first;
        Elements errors = none;
        const Elements data = any();
        errors[lane] = one;
        bench.row(data, errors);
        bench.row(data, errors, false);
        bench.read(lane, data[lane], one);
        for (int second = 0; second < first; ++second) {
          errors[lane] = one | std::uint64_t{1} << second;
          bench.row(data, errors, random.chance(80));
          bench.read(lane, data[lane], errors[lane]);
        }
      }
    }
    // One error in every word at once.
    for (int round = 0; round < 200; ++round) {
      Elements errors;
      for (const int bits : bench.bits()) {
        errors.push_back(std::uint64_t{1} << random.below(static_cast<std::uint64_t>(bits) + 7));
      }
      bench.row(any(), errors);
    }
    bench.row(any(), none);
  });
}

TEST_CASE("sc_ecc reads words of any errors as their syndromes say", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    Bench<Model, P> bench;
    Random random(62);
    for (int round = 0; round < 3000; ++round) {
      Elements data;
      Elements errors;
      const std::uint64_t kind = random.below(4);
      for (const int bits : bench.bits()) {
        data.push_back(random.bits(bits));
        std::uint64_t flips = 0;
        for (std::uint64_t n = 0; n < kind; ++n) {
          flips |= std::uint64_t{1} << random.below(static_cast<std::uint64_t>(bits) + 7);
        }
        errors.push_back(random.chance(10) ? random.bits(bits + 7) : flips);
      }
      bench.row(data, errors, random.chance(70));
      const std::size_t lane = random.below(data.size());
      if (random.chance(50)) {
        bench.read(lane, data[lane], errors[lane]);
      } else {
        bench.write(lane, data[lane]);
      }
    }
  });
}

TEST_CASE("sc_ecc tells nothing after a reset", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    for (const std::uint64_t errors : {1U, 3U}) {
      Bench<Model, P> bench;
      const std::size_t lanes = bench.bits().size();
      bench.row(Elements(lanes, 0), Elements(lanes, errors));
      bench.dut()->rst_i = 1;
      bench.dut().clock();
      REQUIRE((bench.dut()->corrected_o | bench.dut()->uncorrectable_o) == 0);
      bench.dut()->enable_i = 1;
      bench.dut().clock();
      bench.dut()->rst_i = 0;
      bench.dut()->enable_i = 0;
      bench.dut().clock();
      REQUIRE((bench.dut()->corrected_o | bench.dut()->uncorrectable_o) == 0);
    }
  });
}
