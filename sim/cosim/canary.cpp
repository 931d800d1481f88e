// The golden model chooses the weight, so that a canary that is not caught is always a fault.
#include "sim/cosim/canary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "sim/cosim/harness/random.hpp"
#include "sim/golden/code_word.hpp"
#include "sim/golden/golden.hpp"
#include "support/files.hpp"
#include "support/problem.hpp"

namespace scbnn::cosim {
namespace {

namespace fs = std::filesystem;

constexpr int kImages = 16;
constexpr int kTries = 100;

struct Weight {
  std::size_t layer = 0;
  int neuron = 0;
  int synapse = 0;
};

Network flipped(const Network& network, const Weight& weight) {
  Network changed = network;
  BitMatrix& weights = dense(changed.layers[weight.layer])->weights;
  weights.set(weight.neuron, weight.synapse, !weights.get(weight.neuron, weight.synapse));
  return changed;
}

bool differs(const golden::Trace& a, const golden::Trace& b) {
  return a.scores != b.scores ||
         !std::equal(a.passes.begin(), a.passes.end(), b.passes.begin(), b.passes.end(),
                     [](const golden::Pass& x, const golden::Pass& y) {
                       return x.activations == y.activations;
                     });
}

Weight choose(const Bench& bench, const FunctionSettings& settings, int first, int count,
              std::uint64_t seed) {
  const std::vector<Layer>& layers = bench.network.layers;
  const golden::Model model(bench.network, settings, bench.faults);
  const auto run = [&](const golden::Model& of, int image) {
    return of.run(bench.data.image(image), static_cast<std::uint64_t>(image));
  };
  std::vector<golden::Trace> traces;
  for (int image = first; image < first + count; ++image) traces.push_back(run(model, image));
  Random random(seed);
  for (int attempt = 0; attempt < kTries; ++attempt) {
    Weight weight;
    weight.layer = random.below(static_cast<std::uint32_t>(layers.size()));
    weight.neuron = static_cast<int>(
        random.below(static_cast<std::uint32_t>(layers[weight.layer].output.shape.size())));
    weight.synapse = static_cast<int>(
        random.below(static_cast<std::uint32_t>(layers[weight.layer].input.shape.size())));
    const golden::Model changed(flipped(bench.network, weight), settings, bench.faults);
    for (int image = first; image < first + count; ++image) {
      if (differs(run(changed, image), traces[static_cast<std::size_t>(image - first)])) {
        return weight;
      }
    }
  }
  // Not to be expected: a weight of the last layer moves its score in every image.
  const auto& gain = bench.network.scores().gain;
  const auto largest = std::max_element(gain.begin(), gain.end()) - gain.begin();
  return {layers.size() - 1, static_cast<int>(largest), 0};
}

void copy_images(const Deliverable& deliverable, const fs::path& folder) {
  for (const Memory& memory : deliverable.memories) {
    fs::create_directories((folder / memory.file).parent_path());
    fs::copy_file(deliverable.folder / memory.file, folder / memory.file,
                  fs::copy_options::overwrite_existing);
  }
}

/// Flips a bit as it is stored.
std::string flip_stored(const std::string& hex, const Memory& memory, int row, int bit) {
  const int digits = (memory.stored_width() + 3) / 4;
  const auto at = static_cast<std::size_t>(row) * static_cast<std::size_t>(digits + 1) +
                  static_cast<std::size_t>(digits - 1 - bit / 4);
  const std::string_view kDigits = "0123456789abcdef";
  const std::size_t digit = at < hex.size() ? kDigits.find(hex[at]) : std::string::npos;
  if (digit == std::string::npos) {
    throw InputError(memory.file, fmt::format("has no bit {} in row {}", bit, row));
  }
  std::string changed = hex;
  changed[at] = kDigits[digit ^ (std::size_t{1} << static_cast<unsigned>(bit % 4))];
  return changed;
}

}  // namespace

std::string Canary::place() const {
  return fmt::format("weight {} of neuron {} in {} ({}, row {}, bit {})", synapse, neuron, layer,
                     file, row, bit);
}

std::string flip_bit(const std::string& hex, const Memory& memory, int row, int bit) {
  std::string changed = flip_stored(hex, memory, row, memory.stored_place(bit));
  if (memory.check_bits == 0) return changed;
  // Another code word: the check bits of this data bit change with it.
  golden::Data data{};
  data[static_cast<std::size_t>(bit % memory.lane_width)] = 1;
  const golden::Checks checks = golden::check_bits(data);
  const int lane = bit / memory.lane_width * memory.lane_width;
  const int bits = std::min(memory.lane_width, memory.width - lane);
  for (int check = 0; check < memory.check_bits; ++check) {
    if (checks[static_cast<std::size_t>(check)] == 0) continue;
    changed = flip_stored(changed, memory, row, memory.stored_place(lane) + bits + check);
  }
  return changed;
}

Canary run_canary(const Bench& bench, int presentations, int first, int count, std::uint64_t seed) {
  FunctionSettings settings = bench.settings;
  settings.presentations = presentations;
  settings.margin.reset();
  count = std::min(count, kImages);
  const Weight weight = choose(bench, settings, first, count, seed);

  Canary canary;
  canary.layer = bench.network.layers[weight.layer].name;
  canary.neuron = weight.neuron;
  canary.synapse = weight.synapse;
  canary.images = count;
  const LayerStream& layer = bench.deliverable.layer(canary.layer);
  canary.row = weight.neuron / layer.pe * layer.chunks + weight.synapse / layer.simd;
  canary.bit = weight.neuron % layer.pe * layer.simd + weight.synapse % layer.simd;
  const auto memory = std::find_if(
      bench.deliverable.memories.begin(), bench.deliverable.memories.end(),
      [&](const Memory& each) { return each.layer == canary.layer && each.kind == "weights"; });
  if (memory == bench.deliverable.memories.end()) {
    throw InputError("manifest.json", "names no memory for the weights of " + canary.layer);
  }
  canary.file = memory->file;

  const fs::path folder = bench.scratch / "canary";
  copy_images(bench.deliverable, folder);
  std::ofstream file(folder / memory->file, std::ios::binary);
  file << flip_bit(read_file(bench.deliverable.folder / memory->file), *memory, canary.row,
                   canary.bit);
  file.close();
  if (!file) throw InputError((folder / memory->file).string(), "cannot be written");

  Traffic traffic;
  traffic.presentations = {presentations};
  traffic.seed = seed;
  traffic.encoder_seeds = {bench.settings.encoder.seed};
  const Stimulus stimulus = make_stimulus(bench.deliverable, traffic, first, count);
  Bench changed = bench;
  changed.folder = folder;
  changed.waves.clear();
  const Checked against_original = check(changed, stimulus);
  const Network network = flipped(bench.network, weight);
  const Bench twin{changed.deliverable, network,        changed.settings, changed.data,
                   changed.program,     changed.folder, changed.scratch,  {},
                   changed.jobs,        changed.faults, changed.plusargs, changed.keep_memories};
  const Checked against_flipped = check(twin, stimulus);
  canary.mismatches = against_original.mismatches;
  const bool named =
      std::all_of(against_original.first_mismatches.begin(),
                  against_original.first_mismatches.end(), [&](const Mismatch& mismatch) {
                    return mismatch.stage == canary.layer &&
                           mismatch.element == fmt::format("neuron {}", canary.neuron);
                  });
  canary.caught = against_original.mismatches > 0 && named && against_flipped.ok();
  return canary;
}

}  // namespace scbnn::cosim
