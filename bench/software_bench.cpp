// The fast model in images per second of one core, and the popcount limit beside it.
//
//   software_bench MODEL.onnx [Google Benchmark's options]
//
// A limit is for the network: the words that its layers multiply, counted as fast as the core
// counts bits in its first-level cache. Rates are per second of processor time.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <cstdint>
#include <cstdio>
#include <exception>
#include <memory>
#include <string>
#include <vector>

#include "bench/popcount_limit.hpp"
#include "generator/import/import.hpp"
#include "sim/data/shapes.hpp"
#include "sim/fast/fast.hpp"

namespace {

constexpr int kImages = 1024;
constexpr const char* kRate = "images_per_second";

/// Words of 64 products an image takes: in mode `first` the first layer a bit plane of the counts
/// at a time and the others once, in mode `output` all layers T times.
double words_per_image(const scbnn::Network& network, const scbnn::FunctionSettings& settings) {
  const bool output = settings.mode == scbnn::Mode::kOutput;
  double words = 0;
  int planes = 0;
  for (int counts = output ? 1 : settings.presentations; counts > 0; counts /= 2) ++planes;
  for (const scbnn::Layer& layer : network.layers) {
    words +=
        planes * (static_cast<double>(layer.input.shape.size()) * layer.output.shape.size() / 64);
    planes = 1;
  }
  return output ? words * settings.presentations : words;
}

void limit(benchmark::State& state, scbnn::fast::Isa isa, double words) {
  std::int64_t calls = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(scbnn::bench::count_in_l1(isa));
    ++calls;
  }
  const double counted = static_cast<double>(calls * scbnn::bench::kWordsPerCall);
  state.counters[kRate] = benchmark::Counter(counted / words, benchmark::Counter::kIsRate);
}

void fast(benchmark::State& state, const scbnn::fast::Model& model,
          const std::vector<std::uint8_t>& pixels) {
  std::vector<std::int64_t> scores(static_cast<std::size_t>(kImages) *
                                   static_cast<std::size_t>(model.classes()));
  std::int64_t images = 0;
  for (auto _ : state) {
    model.run(pixels, kImages, scores);
    benchmark::DoNotOptimize(scores.data());
    benchmark::ClobberMemory();
    images += kImages;
  }
  state.counters[kRate] =
      benchmark::Counter(static_cast<double>(images), benchmark::Counter::kIsRate);
}

/// The shapes, repeated or cut to the network's number of pixels.
std::vector<std::uint8_t> images_for(const scbnn::Network& network) {
  const scbnn::Dataset shapes = scbnn::draw_shapes(scbnn::Split::kTest, kImages);
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(kImages) *
                                   static_cast<std::size_t>(network.input.shape.size()));
  for (std::size_t i = 0; i < pixels.size(); ++i)
    pixels[i] = shapes.pixels[i % shapes.pixels.size()];
  return pixels;
}

/// Mode `first` at small and large T; mode `output` without a margin, so that the work is known.
std::vector<scbnn::FunctionSettings> settings_to_measure() {
  std::vector<scbnn::FunctionSettings> all;
  for (const int presentations : {1, 4, 16}) {
    all.emplace_back().presentations = presentations;
  }
  all.emplace_back().mode = scbnn::Mode::kOutput;
  all.back().presentations = 8;
  return all;
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (argc != 2) {
    fmt::print(stderr, "usage: software_bench MODEL.onnx [--benchmark_...]\n");
    return 2;
  }
  try {
    const scbnn::Network network = scbnn::import_onnx(argv[1]).network;
    const std::vector<std::uint8_t> pixels = images_for(network);
    for (const scbnn::fast::Isa isa : scbnn::fast::available()) {
      for (const scbnn::FunctionSettings& settings : settings_to_measure()) {
        const std::string name = fmt::format("{}/{}/{}", name_of(settings.mode),
                                             scbnn::fast::to_string(isa), settings.presentations);
        benchmark::RegisterBenchmark(("limit/" + name).c_str(), limit, isa,
                                     words_per_image(network, settings));
        const auto model = std::make_shared<scbnn::fast::Model>(network, settings, isa);
        benchmark::RegisterBenchmark(
            ("fast/" + name).c_str(),
            [model, &pixels](benchmark::State& state) { fast(state, *model, pixels); });
      }
    }
    benchmark::RunSpecifiedBenchmarks();
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 2;
  }
  return 0;
}
