// Tries candidates with the golden model, then covers as many edges as it can with few of them.
#include "sim/cosim/edges.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>
#include <set>
#include <thread>
#include <tuple>
#include <utility>

#include "sim/cosim/harness/random.hpp"
#include "sim/golden/golden.hpp"

namespace scbnn::cosim {
namespace {

/// Candidates for each image wanted, and the most products that trying them may take.
constexpr int kCandidates = 4;
constexpr double kMostProducts = 4e9;
constexpr std::size_t kMostMargins = 4;

struct Candidate {
  std::vector<std::uint8_t> pixels;
  int presentations = 1;
};

Candidate candidate(const Dataset& data, const std::vector<int>& presentations, int first,
                    int number, std::uint64_t seed) {
  Random random(Random(seed ^ 0x6564676573U).next() + static_cast<std::uint64_t>(number));
  const int images = data.count();
  const auto pixels = data.image(static_cast<int>((std::int64_t{first} + number) % images));
  Candidate result{{pixels.begin(), pixels.end()},
                   presentations[random.below(static_cast<std::uint32_t>(presentations.size()))]};
  const int noise = std::min(8 * (number / images), 128);  // none where the data suffice
  if (noise == 0) return result;
  for (std::uint8_t& pixel : result.pixels) {
    const auto change = static_cast<int>(random.below(static_cast<std::uint32_t>(2 * noise + 1)));
    pixel = static_cast<std::uint8_t>(std::clamp(pixel + change - noise, 0, 255));
  }
  return result;
}

/// The nearest sum on one side of a threshold, and the candidates that have it.
struct Side {
  std::int64_t distance = std::numeric_limits<std::int64_t>::max();  ///< less is nearer
  std::vector<int> candidates;

  void offer(std::int64_t found, int candidate) {
    if (found > distance) return;
    if (found < distance) candidates.clear();
    distance = found;
    if (candidates.empty() || candidates.back() != candidate) candidates.push_back(candidate);
  }
};

/// T (where sums depend on it), layer, neuron.
using Neuron = std::tuple<int, std::size_t, std::size_t>;

/// The lead of the best class after each presentation.
std::vector<std::int64_t> leads(const golden::Trace& trace) {
  std::vector<std::int64_t> totals(trace.scores.size(), 0);
  std::vector<std::int64_t> result;
  for (const golden::Pass& pass : trace.passes) {
    for (std::size_t j = 0; j < totals.size(); ++j) totals[j] += pass.scores[j];
    std::vector<std::int64_t> sorted = totals;
    std::sort(sorted.rbegin(), sorted.rend());
    result.push_back(sorted.size() > 1 ? sorted[0] - sorted[1] : 0);
  }
  return result;
}

class Collector {
 public:
  explicit Collector(const Bench& bench) : bench_(bench) {}

  void add(int number, int presentations, const golden::Trace& trace) {
    for (const golden::Pass& pass : trace.passes) {
      for (std::size_t layer = 0; layer + 1 < bench_.network.layers.size(); ++layer) {
        const int key = layer == 0 && !bench_.deliverable.slots ? presentations : 0;
        for (std::size_t j = 0; j < pass.activations[layer].size(); ++j) {
          auto& [off, on] = sides_[{key, layer, j}];
          const std::int64_t sum = pass.sums[layer][j];
          if (pass.activations[layer][j] != 0) {
            on.offer(sum, number);
          } else {
            off.offer(-sum, number);
          }
        }
      }
    }
    const auto best = static_cast<std::size_t>(trace.predicted);
    for (std::size_t j = best + 1; j < trace.scores.size(); ++j) {
      if (trace.scores[j] == trace.scores[best]) ties_[{best, j}].push_back(number);
    }
    if (bench_.deliverable.slots) leads_.push_back(leads(trace));
  }

  /// The candidates that cover the most edges first; others after them.
  [[nodiscard]] std::vector<int> choose(int candidates, int count) const {
    std::vector<const std::vector<int>*> edges;
    for (const auto& [neuron, sides] : sides_) {
      for (const Side* side : {&sides.first, &sides.second}) {
        if (!side->candidates.empty()) edges.push_back(&side->candidates);
      }
    }
    for (const auto& [classes, tied] : ties_) edges.push_back(&tied);
    std::vector<std::vector<std::size_t>> of(static_cast<std::size_t>(candidates));
    for (std::size_t edge = 0; edge < edges.size(); ++edge) {
      for (const int each : *edges[edge]) of[static_cast<std::size_t>(each)].push_back(edge);
    }
    std::vector<int> gains;
    for (const auto& its : of) gains.push_back(static_cast<int>(its.size()));
    std::vector<bool> covered(edges.size(), false);
    std::vector<int> chosen;
    while (static_cast<int>(chosen.size()) < count) {
      const auto best =
          static_cast<std::size_t>(std::max_element(gains.begin(), gains.end()) - gains.begin());
      if (gains[best] < 0) break;  // all are chosen
      chosen.push_back(static_cast<int>(best));
      for (const std::size_t edge : of[best]) {
        if (covered[edge]) continue;
        covered[edge] = true;
        for (const int each : *edges[edge]) --gains[static_cast<std::size_t>(each)];
      }
      gains[best] = -1;
    }
    return chosen;
  }

  void describe(const std::vector<int>& chosen, Edges& edges) const {
    const std::set<int> there(chosen.begin(), chosen.end());
    const auto shown = [&](const Side& side) {
      return std::any_of(side.candidates.begin(), side.candidates.end(),
                         [&](int each) { return there.contains(each); });
    };
    edges.neurons = static_cast<int>(sides_.size());
    std::set<int> tied;
    for (const auto& [neuron, sides] : sides_) {
      const auto& [off, on] = sides;
      const bool adjacent = shown(off) && shown(on) && on.distance + off.distance == 1;
      edges.met += adjacent ? 1 : 0;
    }
    for (const auto& [classes, numbers] : ties_) {
      for (const int number : numbers) {
        if (there.contains(number)) tied.insert(number);
      }
    }
    edges.ties = static_cast<int>(tied.size());
    choose_margins(chosen, edges);
  }

 private:
  void choose_margins(const std::vector<int>& chosen, Edges& edges) const {
    edges.own_margin.assign(chosen.size(), 0);
    if (leads_.empty()) return;
    std::map<std::int64_t, int> often;
    for (const int number : chosen) {
      for (const std::int64_t lead : leads_[static_cast<std::size_t>(number)]) {
        if (lead >= 1) ++often[lead];
      }
    }
    std::vector<std::pair<int, std::int64_t>> sorted;
    for (const auto& [lead, times] : often) sorted.emplace_back(-times, lead);
    std::sort(sorted.begin(), sorted.end());
    for (const auto& [times, lead] : sorted) {
      if (edges.margins.size() < kMostMargins) edges.margins.push_back(lead);
    }
    // Of four images, one has a margin that it just reaches, and one a margin that it just misses.
    const auto& margins = edges.margins;
    for (std::size_t i = 0; i < chosen.size(); ++i) {
      if (i % 4 > 1) continue;
      for (const std::int64_t lead : leads_[static_cast<std::size_t>(chosen[i])]) {
        const std::int64_t margin = lead + static_cast<std::int64_t>(i % 4);
        if (std::find(margins.begin(), margins.end(), margin) == margins.end()) continue;
        edges.own_margin[i] = margin;
        break;
      }
    }
  }

  const Bench& bench_;
  std::map<Neuron, std::pair<Side, Side>> sides_;                         // off, on
  std::map<std::pair<std::size_t, std::size_t>, std::vector<int>> ties_;  // first class, other
  std::vector<std::vector<std::int64_t>> leads_;                          // of each candidate
};

/// How many candidates are tried.
int candidates_of(const Network& network, const std::vector<int>& presentations, int count) {
  double products = 0;
  for (const Layer& layer : network.layers) {
    products += static_cast<double>(layer.input.shape.size()) * layer.output.shape.size();
  }
  products *= *std::max_element(presentations.begin(), presentations.end());
  const double affordable = kMostProducts / products;
  return affordable > kCandidates * count ? kCandidates * count
                                          : std::max(count, static_cast<int>(affordable));
}

}  // namespace

Edges choose_edges(const Bench& bench, const std::vector<int>& presentations, int first, int count,
                   std::uint64_t seed) {
  std::map<int, golden::Model> models;
  for (const int each : presentations) {
    FunctionSettings settings = bench.settings;
    settings.presentations = each;
    settings.margin.reset();
    models.emplace(each, golden::Model(bench.network, settings, bench.faults));
  }
  const int pool = candidates_of(bench.network, presentations, count);
  std::vector<Candidate> candidates;
  for (int number = 0; number < pool; ++number) {
    candidates.push_back(candidate(bench.data, presentations, first, number, seed));
  }
  Collector collector(bench);
  const auto together = static_cast<std::size_t>(std::max(1, bench.jobs));
  std::vector<golden::Trace> traces(together);
  for (std::size_t from = 0; from < candidates.size(); from += together) {
    const std::size_t some = std::min(together, candidates.size() - from);
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < some; ++i) {
      threads.emplace_back([&, i] {
        const Candidate& each = candidates[from + i];
        traces[i] = models.at(each.presentations).run(each.pixels, i);
      });
    }
    for (std::thread& thread : threads) thread.join();
    for (std::size_t i = 0; i < some; ++i) {
      collector.add(static_cast<int>(from + i), candidates[from + i].presentations, traces[i]);
    }
  }

  Edges edges;
  const std::vector<int> chosen = collector.choose(pool, count);
  collector.describe(chosen, edges);
  edges.data.name = bench.data.name;
  edges.data.shape = bench.data.shape;
  for (const int number : chosen) {
    const Candidate& each = candidates[static_cast<std::size_t>(number)];
    edges.data.pixels.insert(edges.data.pixels.end(), each.pixels.begin(), each.pixels.end());
    edges.data.labels.push_back(0);
    edges.presentations.push_back(each.presentations);
  }
  return edges;
}

}  // namespace scbnn::cosim
