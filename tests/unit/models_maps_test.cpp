// The golden model on maps: windows, padding, pools and sums, by examples that a hand can check and
// against the same network in signed numbers.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <numeric>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "network/invariants.hpp"
#include "network/network.hpp"
#include "sim/golden/golden.hpp"

using namespace scbnn;

namespace {

using Sums = std::vector<std::int64_t>;
using Bits = std::vector<std::uint8_t>;

/// One presentation whose bits are the pixels' upper halves: 255 is +1, 0 is -1.
FunctionSettings as_bits() {
  FunctionSettings settings;
  settings.encoder.kind = EncoderKind::kThreshold;
  settings.presentations = 1;
  return settings;
}

Bits pixels_of(const Bits& bits) {
  Bits pixels;
  for (const std::uint8_t bit : bits) pixels.push_back(bit != 0 ? 255 : 0);
  return pixels;
}

BitMatrix rows_of(const std::vector<Bits>& rows) {
  BitMatrix matrix(static_cast<int>(rows.size()), static_cast<int>(rows.front().size()));
  for (int row = 0; row < matrix.rows(); ++row) {
    for (int column = 0; column < matrix.columns(); ++column) {
      matrix.set(row, column,
                 rows[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)] != 0);
    }
  }
  return matrix;
}

/// A network on a map, whose layers follow one another.
class Builder {
 public:
  explicit Builder(const TensorShape& shape) {
    network_.name = "maps";
    network_.input = {shape, Pixel{}};
  }

  Builder& conv(const Window& window, int groups, BitMatrix weights, Finish finish) {
    const int channels = weights.rows();
    const Element element = std::holds_alternative<Integers>(finish) ? Element{Integer{0}} : Bit{};
    return add(Product{window, groups, std::move(weights)}, std::move(finish), window, channels,
               element);
  }

  Builder& pool(const Window& window, std::vector<PoolKind> kinds) {
    const Element element =
        kinds.front() == PoolKind::kCount ? Element{Count{window.positions()}} : Bit{};
    const int channels = static_cast<int>(kinds.size());
    return add(Pool{window, std::move(kinds)}, Integers{}, window, channels, element);
  }

  /// The sum of two tensors.
  Builder& sum(std::size_t left, std::size_t right, Finish finish) {
    const TensorType type = network_.tensor(left);
    const Element element = std::holds_alternative<Integers>(finish) ? type.element : Bit{};
    network_.layers.push_back(
        {name(), "", {left, right}, type, Add{}, std::move(finish), {type.shape, element}});
    return *this;
  }

  [[nodiscard]] TensorShape shape() const { return network_.tensor(network_.layers.size()).shape; }

  /// The next layer reads this tensor.
  Builder& from(std::size_t tensor) {
    source_ = tensor;
    return *this;
  }

  /// Two classes that count the +1 and the -1 of the last map.
  Network finish() {
    const TensorType type = network_.tensor(network_.layers.size());
    BitMatrix weights(2, type.shape.size());
    for (int i = 0; i < type.shape.size(); ++i) weights.set(0, i, true);
    network_.layers.push_back(dense_layer(name(), network_.layers.size(), type, std::move(weights),
                                          Scores{{1, 1}, {0, 0}, 0}));
    for (const std::string& line : broken_invariants(network_)) UNSCOPED_INFO(line);
    REQUIRE(broken_invariants(network_).empty());
    return network_;
  }

 private:
  [[nodiscard]] std::string name() const {
    return "layer" + std::to_string(network_.layers.size() + 1);
  }

  Builder& add(Operation operation, Finish finish, const Window& window, int channels,
               Element element) {
    const std::size_t source = source_.value_or(network_.layers.size());
    source_.reset();
    const TensorType input = network_.tensor(source);
    const TensorShape shape{window.output_height(input.shape), window.output_width(input.shape),
                            channels};
    network_.layers.push_back(
        {name(), "", {source}, input, std::move(operation), std::move(finish), {shape, element}});
    return *this;
  }

  Network network_;
  std::optional<std::size_t> source_;
};

golden::Pass pass_of(const Network& network, const Bits& bits) {
  return golden::run(network, as_bits(), pixels_of(bits)).passes[0];
}

}  // namespace

TEST_CASE("a window goes over the rows and then the columns", "[golden]") {
  //  1 0 1
  //  0 1 1    under   + -
  //  1 1 0            - +
  const Bits map{1, 0, 1, 0, 1, 1, 1, 1, 0};
  const Network network =
      Builder({3, 3, 1})
          .conv({2, 2, 1, 1, {}}, 1, rows_of({{1, 0, 0, 1}}), Thresholds{{{2, 1}}})
          .finish();
  const golden::Pass pass = pass_of(network, map);
  CHECK(pass.sums[0] == Sums{4, 1, 1, 1});
  CHECK(pass.activations[0] == Bits{1, 0, 0, 0});
  CHECK(pass.scores == Sums{1, 3});
}

TEST_CASE("strides leave positions out", "[golden]") {
  // Rows 0 and 2, columns 0 and 3 of a map of 3 x 4 are where a window of 1 x 1 stands.
  const Bits map{1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1};
  const Network network =
      Builder({3, 4, 1}).conv({1, 1, 2, 3, {}}, 1, rows_of({{1}}), Thresholds{{{1, 1}}}).finish();
  CHECK(pass_of(network, map).activations[0] == Bits{1, 0, 0, 1});
}

TEST_CASE("synapses are rows, columns, channels; groups have channels of their own", "[golden]") {
  // A map of 1 x 2 with channels a b c d: 1 0 1 1, then 0 0 1 0.
  const Bits map{1, 0, 1, 1, 0, 0, 1, 0};
  SECTION("one group: (kx, c)") {
    const Network network =
        Builder({1, 2, 4})
            .conv({1, 2, 1, 1, {}}, 1, rows_of({{1, 0, 1, 1, 0, 0, 1, 0}}), Thresholds{{{8, 1}}})
            .finish();
    CHECK(pass_of(network, map).sums[0] == Sums{8});
  }
  SECTION("two groups of two channels, each with two outputs") {
    const Network network =
        Builder({1, 2, 4})
            .conv({1, 2, 1, 1, {}}, 2,
                  rows_of({{1, 0, 0, 0}, {0, 0, 0, 0}, {1, 1, 1, 0}, {0, 0, 0, 1}}),
                  Thresholds{{{4, 1}, {4, 1}, {4, 1}, {4, 1}}})
            .finish();
    CHECK(pass_of(network, map).sums[0] == Sums{4, 3, 4, 0});
  }
  SECTION("depthwise: a channel an output") {
    const Network network = Builder({1, 2, 4})
                                .conv({1, 1, 1, 1, {}}, 4, rows_of({{1}, {1}, {0}, {0}}),
                                      Thresholds{{{1, 1}, {1, 1}, {1, 1}, {1, 1}}})
                                .finish();
    CHECK(pass_of(network, map).activations[0] == Bits{1, 0, 0, 0, 0, 0, 0, 1});
  }
}

TEST_CASE("what stands beyond the edges", "[golden]") {
  // The map 1 0 under three weights of +1, one position of padding on either side.
  const auto run = [](PadValue value, const Threshold& threshold) {
    const Network network = Builder({1, 2, 1})
                                .conv({1, 3, 1, 1, {0, 1, 0, 1, value}}, 1, rows_of({{1, 1, 1}}),
                                      Thresholds{{threshold}})
                                .finish();
    return pass_of(network, {1, 0});
  };
  SECTION("-1: 0 1 0 and 1 0 0") {
    CHECK(run(PadValue::kMinusOne, {3, 2}).sums[0] == Sums{1, 1});
    CHECK(run(PadValue::kMinusOne, {3, 2}).activations[0] == Bits{0, 0});
  }
  SECTION("+1: 1 1 0 and 1 0 1") { CHECK(run(PadValue::kPlusOne, {3, 2}).sums[0] == Sums{2, 2}); }
  SECTION("alternating, 1 at column -1 and 0 at column 2: 1 1 0 and 1 0 0") {
    CHECK(run(PadValue::kAlternating, {3, 2}).sums[0] == Sums{2, 1});
  }
  SECTION("0: the bipolar sums are 1 - 1 = 0, which is u = 3/2") {
    CHECK(run(PadValue::kZero, {3, 2}).sums[0] == Sums{1, 1});
    CHECK(run(PadValue::kZero, {3, 2}).activations[0] == Bits{1, 1});
    CHECK(run(PadValue::kZero, {385, 256}).activations[0] == Bits{0, 0});
  }
}

TEST_CASE("pools of bits: any, all, how many", "[golden]") {
  // Two channels, 2 x 4: a is 1 0 0 0 / 0 0 0 0, b is 1 1 1 0 / 1 1 1 1.
  const Bits map{1, 1, 0, 1, 0, 1, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1};
  const BitMatrix same = rows_of({{1}, {1}});
  const Thresholds bits{{{1, 1}, {1, 1}}};
  const auto run = [&](const Window& window, const std::vector<PoolKind>& kinds) {
    return pass_of(Builder({2, 4, 2}).conv({}, 2, same, bits).pool(window, kinds).finish(), map);
  };
  CHECK(run({2, 2, 2, 2, {}}, {PoolKind::kAny, PoolKind::kAny}).activations[1] == Bits{1, 1, 0, 1});
  CHECK(run({2, 2, 2, 2, {}}, {PoolKind::kAll, PoolKind::kAll}).activations[1] == Bits{0, 1, 0, 0});
  CHECK(run({2, 2, 2, 2, {}}, {PoolKind::kAll, PoolKind::kAny}).activations[1] == Bits{0, 1, 0, 1});
  const golden::Pass counted = run({2, 2, 2, 2, {}}, {PoolKind::kCount, PoolKind::kCount});
  CHECK(counted.activations[1] == Bits{1, 4, 0, 3});
  // The classes count 1 + 4 + 0 + 3 of 16, and what is left.
  CHECK(counted.scores == Sums{8, 8});
  SECTION("padding takes no part") {
    // Windows of one column: the first sees column 0 alone, the second columns 1 and 2.
    const Window window{2, 2, 2, 2, {0, 1, 0, 1, PadValue::kPlusOne}};
    CHECK(run(window, {PoolKind::kAny, PoolKind::kAll}).activations[1] == Bits{1, 1, 0, 1, 0, 0});
  }
}

TEST_CASE("a sum of integers before the threshold", "[golden]") {
  // Popcounts of two weights against 1 0 and 1 1: 1 and 2, then 2 * 1 - 3 and -1 * 0 ...
  const Integers left{{2, 1}, {-3, 0}, 8};
  const Integers right{{3, 1}, {0, -5}, 8};
  Builder builder({1, 1, 2});
  builder.conv({}, 1, rows_of({{1, 0}, {1, 1}}), Thresholds{{{1, 1}, {2, 1}}})
      .conv({}, 1, rows_of({{1, 1}, {1, 0}}), left)
      .from(1)
      .conv({}, 1, rows_of({{0, 0}, {1, 1}}), right)
      .sum(2, 3, Thresholds{{{-2, 1}, {-1, 1}}});
  // Bits 1 0 make 2 and 1 agreements of the first layer: 1 and 0.
  const golden::Pass pass = pass_of(builder.finish(), {1, 0});
  CHECK(pass.activations[0] == Bits{1, 0});
  CHECK(pass.integers[1] == Sums{2 * 1 - 3, 2});
  CHECK(pass.integers[2] == Sums{3 * 1, 1 - 5});
  CHECK(pass.sums[3] == Sums{2, -2});
  CHECK(pass.activations[3] == Bits{1, 0});
}

TEST_CASE("each position of a map reads its weights for itself", "[golden][faults]") {
  const Network network =
      Builder({8, 8, 1}).conv({1, 1, 1, 1, {}}, 1, rows_of({{1}}), Thresholds{{{1, 1}}}).finish();
  FaultSettings faults;
  faults.seed = 3;
  faults.rates = {{FaultKind::kReads, kAlways / 2, 1}};
  const golden::WeightMemory memory(rows_of({{1}}), 1, faults);
  const golden::Model model(network, as_bits(), faults);
  const Bits found = model.run(Bits(64, 255), 7).passes[0].activations[0];
  for (std::uint64_t position = 0; position < 64; ++position) {
    CHECK(found[position] == memory.read(7, 0, position)[0]);
  }
  CHECK(std::count(found.begin(), found.end(), 1) > 16);
  CHECK(std::count(found.begin(), found.end(), 1) < 48);
}

namespace {

/// A random network of convolutions, a pool and a dense layer, and the same in signed numbers.
class Random {
 public:
  explicit Random(std::uint64_t seed) : random_(seed) {}

  int between(int low, int high) {
    return low + static_cast<int>(random_() % static_cast<std::uint64_t>(high - low + 1));
  }

  Window window(const TensorShape& shape, bool padded) {
    Window window;
    window.kernel_height = between(1, std::min(3, shape.height));
    window.kernel_width = between(1, std::min(3, shape.width));
    window.stride_y = between(1, 2);
    window.stride_x = between(1, 2);
    if (padded) {
      window.padding = {between(0, window.kernel_height - 1), between(0, window.kernel_width - 1),
                        between(0, window.kernel_height - 1), between(0, window.kernel_width - 1),
                        static_cast<PadValue>(between(0, 3))};
    }
    return window;
  }

  BitMatrix weights(int rows, int columns) {
    BitMatrix matrix(rows, columns);
    for (int row = 0; row < rows; ++row) {
      for (int column = 0; column < columns; ++column) matrix.set(row, column, between(0, 1) != 0);
    }
    return matrix;
  }

  Thresholds thresholds(int count, int synapses) {
    Thresholds result;
    for (int j = 0; j < count; ++j) {
      const int denominator = between(1, 512);
      const int numerator = between(synapses * denominator / 4, 3 * synapses * denominator / 4);
      const int common = std::gcd(numerator, denominator);
      result.values.push_back({numerator / common, denominator / common});
    }
    return result;
  }

  Network network() {
    const int channels = between(1, 3);
    Builder builder({between(1, 6), between(2, 6), channels});
    TensorShape shape{builder.shape()};
    for (int layer = between(1, 3); layer > 0; --layer) {
      const int groups = shape.channels % 2 == 0 && between(0, 1) != 0 ? 2 : 1;
      const int outputs = groups * between(1, 3);
      const Window window = this->window(shape, true);
      const int synapses = window.positions() * shape.channels / groups;
      builder.conv(window, groups, weights(outputs, synapses), thresholds(outputs, synapses));
      shape = builder.shape();
      if (between(0, 2) == 0) {
        const bool counts = layer > 1 && between(0, 1) != 0;
        std::vector<PoolKind> kinds;
        for (int c = 0; c < shape.channels; ++c) {
          kinds.push_back(counts               ? PoolKind::kCount
                          : between(0, 1) != 0 ? PoolKind::kAny
                                               : PoolKind::kAll);
        }
        builder.pool(this->window(shape, !counts), kinds);
        shape = builder.shape();
      }
    }
    return builder.finish();
  }

 private:
  std::mt19937_64 random_;
};

/// Every layer in bipolar numbers times T: the first product reads 2c - T.
void check_signed(const Network& network, const golden::Trace& trace, int presentations) {
  std::vector<std::int64_t> values;
  for (const int count : trace.counts) values.push_back(2 * count - presentations);
  std::int64_t one = presentations;  // what +1 is
  const golden::Pass& pass = trace.passes[0];
  for (std::size_t l = 0; l + 1 < network.layers.size(); ++l) {
    const Layer& layer = network.layers[l];
    const TensorShape& in = layer.input.shape;
    const TensorShape& out = layer.output.shape;
    const auto* product = std::get_if<Product>(&layer.operation);
    const auto* pool = std::get_if<Pool>(&layer.operation);
    const Window& window = product != nullptr ? product->window : pool->window;
    std::vector<std::int64_t> results;
    for (std::size_t at = 0; at < static_cast<std::size_t>(out.size()); ++at) {
      const int j = static_cast<int>(at) % out.channels;
      const int x = static_cast<int>(at) / out.channels % out.width;
      const int y = static_cast<int>(at) / out.channels / out.width;
      std::int64_t z = 0;
      std::int64_t smallest = one;
      std::int64_t biggest = -one;
      int synapse = 0;
      for (int k = 0; k < window.positions(); ++k) {
        const int row = y * window.stride_y - window.padding.top + k / window.kernel_width;
        const int column = x * window.stride_x - window.padding.left + k % window.kernel_width;
        const bool inside = row >= 0 && row < in.height && column >= 0 && column < in.width;
        if (pool != nullptr) {
          if (!inside) continue;
          const std::int64_t value = values[in.index(row, column, j)];
          z += value;
          smallest = std::min(smallest, value);
          biggest = std::max(biggest, value);
          continue;
        }
        const int channels = in.channels / product->groups;
        const int first = j / (out.channels / product->groups) * channels;
        for (int c = first; c < first + channels; ++c, ++synapse) {
          std::int64_t value = 0;
          if (inside) {
            value = values[in.index(row, column, c)];
          } else if (window.padding.value == PadValue::kPlusOne) {
            value = one;
          } else if (window.padding.value == PadValue::kMinusOne) {
            value = -one;
          } else if (window.padding.value == PadValue::kAlternating) {
            value = (row + column + c) % 2 != 0 ? one : -one;
          }
          z += product->weights.get(j, synapse) ? value : -value;
        }
      }
      if (pool != nullptr) {
        const PoolKind kind = pool->kinds[static_cast<std::size_t>(j)];
        results.push_back(kind == PoolKind::kCount ? z
                          : kind == PoolKind::kAny ? biggest
                                                   : smallest);
      } else {
        // z / one >= tau = 2u - N
        const auto [numerator, denominator] =
            std::get<Thresholds>(layer.finish).values[static_cast<std::size_t>(j)];
        const std::int64_t tau = 2 * numerator - std::int64_t{denominator} * synapse;
        results.push_back(denominator * z >= one * tau ? 1 : -1);
      }
    }
    if (product != nullptr) one = 1;
    if (pool != nullptr && pool->kinds.front() == PoolKind::kCount) one *= window.positions();
    values = std::move(results);
    for (std::size_t at = 0; at < values.size(); ++at) {
      REQUIRE(2 * pass.activations[l][at] - one == values[at]);
    }
  }
}

}  // namespace

TEST_CASE("golden on maps equals signed arithmetic", "[golden]") {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    INFO("seed " << seed);
    Random random(seed);
    const Network network = random.network();
    Bits pixels(static_cast<std::size_t>(network.input.shape.size()));
    for (std::uint8_t& pixel : pixels) pixel = static_cast<std::uint8_t>(random.between(0, 255));
    FunctionSettings settings;
    settings.encoder.kind = EncoderKind::kLattice;
    settings.presentations = random.between(1, 20);
    check_signed(network, golden::run(network, settings, pixels), settings.presentations);
    settings.input = InputKind::kFixedPoint;
    check_signed(network, golden::run(network, settings, pixels), 255);
    // A presentation by itself is a run of mode `first` with T = 1 on its bits.
    settings.input = InputKind::kStochastic;
    settings.mode = Mode::kOutput;
    const golden::Trace trace = golden::run(network, settings, pixels);
    const std::size_t t = trace.passes.size() - 1;
    Bits bits(trace.bits.begin() + static_cast<std::ptrdiff_t>(t * pixels.size()),
              trace.bits.begin() + static_cast<std::ptrdiff_t>((t + 1) * pixels.size()));
    CHECK(trace.passes[t].activations == pass_of(network, bits).activations);
    CHECK(trace.passes[t].scores == pass_of(network, bits).scores);
  }
}
