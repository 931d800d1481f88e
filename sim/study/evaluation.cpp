// Threads take pieces of the data set; what they find is summed up by margin.
#include "sim/study/evaluation.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <deque>
#include <functional>
#include <future>
#include <span>

#include "sim/fast/early_stop.hpp"
#include "sim/fast/fast.hpp"
#include "sim/golden/golden.hpp"
#include "support/progress.hpp"

namespace scbnn::study {
namespace {

/// Runs `work(first, count)` over 0..total in pieces, on `jobs` threads. Progress counts pieces of
/// this thread's making as they end.
void run_pieces(int total, int piece, int jobs, Progress& progress,
                const std::function<void(int, int)>& work) {
  std::atomic<int> next{0};
  std::atomic<int> done{0};
  const auto worker = [&](bool draws) {
    for (int first = next.fetch_add(piece); first < total; first = next.fetch_add(piece)) {
      const int count = std::min(piece, total - first);
      work(first, count);
      done += count;
      if (draws) progress.update(done);
    }
  };
  std::vector<std::future<void>> others;
  for (int job = 1; job < jobs; ++job) {
    others.push_back(std::async(std::launch::async, worker, false));
  }
  worker(true);
  for (std::future<void>& other : others) other.get();
}

/// A row in the making; pieces of different images may be added at once.
class Tally {
 public:
  explicit Tally(const Task& task)
      : task_(task), classes_(static_cast<std::size_t>(task.network.classes())) {
    if (!task.keeps_answers) return;
    scores_.resize(static_cast<std::size_t>(task.data.count()) * classes_);
    used_.resize(static_cast<std::size_t>(task.data.count()));
  }

  void add(std::size_t image, std::span<const std::int64_t> scores, int used) {
    const auto predicted = std::max_element(scores.begin(), scores.end()) - scores.begin();
    if (predicted == task_.data.labels[image]) ++right_;
    presentations_ += used;
    if (!task_.keeps_answers) return;
    std::copy(scores.begin(), scores.end(),
              scores_.begin() + static_cast<std::ptrdiff_t>(image * classes_));
    used_[image] = used;
  }

  [[nodiscard]] Row row(const FunctionSettings& settings, double seconds) && {
    Row row;
    row.settings = settings;
    row.accuracy = 100.0 * right_ / task_.data.count();
    row.presentations_used = static_cast<double>(presentations_) / task_.data.count();
    row.seconds = seconds;
    row.scores = std::move(scores_);
    row.used = std::move(used_);
    return row;
  }

 private:
  const Task& task_;
  std::size_t classes_;
  std::atomic<int> right_{0};
  std::atomic<std::int64_t> presentations_{0};
  std::vector<std::int64_t> scores_;
  std::vector<int> used_;
};

/// A piece of the images through the fast model, to be tallied.
struct Piece {
  std::size_t first;
  std::size_t count;
  std::span<const std::uint8_t> pixels;
};

void add_run(const fast::Model& model, const Piece& piece, Tally& tally) {
  const auto classes = static_cast<std::size_t>(model.classes());
  std::vector<std::int64_t> scores(piece.count * classes);
  std::vector<int> used(piece.count);
  model.run(piece.pixels, static_cast<int>(piece.count), scores, used);
  for (std::size_t image = 0; image < piece.count; ++image) {
    tally.add(piece.first + image, std::span(scores).subspan(image * classes, classes),
              used[image]);
  }
}

/// Where images stop under each margin is read off the totals of all presentations.
void add_totals(const fast::Model& model, const Piece& piece, const SweepPoint& point,
                std::deque<Tally>& tallies) {
  const auto classes = static_cast<std::size_t>(model.classes());
  const auto presentations = static_cast<std::size_t>(point.settings.presentations);
  std::vector<std::int64_t> totals(presentations * piece.count * classes);
  model.run_totals(piece.pixels, static_cast<int>(piece.count), totals);
  std::vector<std::int64_t> leads(presentations);
  for (std::size_t image = 0; image < piece.count; ++image) {
    const auto scores = [&](std::size_t t) {
      return std::span<const std::int64_t>(totals).subspan((t * piece.count + image) * classes,
                                                           classes);
    };
    for (std::size_t t = 0; t < presentations; ++t) leads[t] = fast::lead(scores(t));
    for (std::size_t index = 0; index < tallies.size(); ++index) {
      std::size_t last = presentations - 1;
      if (const auto margin = point.margins[index]) {
        const auto ahead = [&](std::int64_t lead) { return lead >= *margin; };
        const auto stop = std::find_if(leads.begin(), leads.end() - 1, ahead);
        last = static_cast<std::size_t>(stop - leads.begin());
      }
      tallies[index].add(piece.first + image, scores(last), static_cast<int>(last) + 1);
    }
  }
}

}  // namespace

std::vector<Row> run_fast(const Task& task, const SweepPoint& point, const std::string& label) {
  constexpr int kPiece = 512;
  const bool shared = point.margins.size() > 1;
  const fast::Model model(task.network, shared ? point.settings : point.row(0));
  const auto pixels = static_cast<std::size_t>(task.data.shape.size());
  std::deque<Tally> tallies;
  for (std::size_t index = 0; index < point.margins.size(); ++index) tallies.emplace_back(task);

  Progress progress(label, task.data.count());
  const auto start = std::chrono::steady_clock::now();
  run_pieces(task.data.count(), kPiece, task.jobs, progress, [&](int first, int count) {
    const auto at = static_cast<std::size_t>(first);
    const auto images = static_cast<std::size_t>(count);
    const Piece piece{at, images,
                      std::span(task.data.pixels).subspan(at * pixels, images * pixels)};
    if (shared) {
      add_totals(model, piece, point, tallies);
    } else {
      add_run(model, piece, tallies.front());
    }
  });
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;

  std::vector<Row> rows;
  for (std::size_t index = 0; index < tallies.size(); ++index) {
    rows.push_back(std::move(tallies[index]).row(point.row(index), seconds.count()));
  }
  return rows;
}

std::vector<Row> run_golden_alone(const Task& task, const SweepPoint& point,
                                  const std::string& label, Activations* activations) {
  std::vector<Row> rows;
  for (std::size_t index = 0; index < point.margins.size(); ++index) {
    const golden::Model model(task.network, point.row(index));
    Tally tally(task);
    Progress progress(label, task.data.count());
    const auto start = std::chrono::steady_clock::now();
    run_pieces(task.data.count(), 1, task.jobs, progress, [&](int image, int /*count*/) {
      const golden::Trace trace = model.run(task.data.image(image));
      tally.add(static_cast<std::size_t>(image), trace.scores, trace.used);
      if (activations != nullptr) activations->keep(static_cast<std::size_t>(image), trace);
    });
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    rows.push_back(std::move(tally).row(point.row(index), seconds.count()));
  }
  return rows;
}

void run_golden(const Task& task, const std::string& label, Row& row, Activations* activations) {
  constexpr int kPiece = 16;
  const golden::Model model(task.network, row.settings);
  const auto classes = static_cast<std::ptrdiff_t>(task.network.classes());
  std::atomic<int> mismatches{0};
  Progress progress(label, task.data.count());
  run_pieces(task.data.count(), kPiece, task.jobs, progress, [&](int first, int count) {
    for (int image = first; image < first + count; ++image) {
      const golden::Trace trace = model.run(task.data.image(image));
      const bool equal = std::equal(trace.scores.begin(), trace.scores.end(),
                                    row.scores.begin() + image * classes) &&
                         trace.used == row.used[static_cast<std::size_t>(image)];
      if (!equal) ++mismatches;
      if (activations != nullptr) activations->keep(static_cast<std::size_t>(image), trace);
    }
  });
  row.mismatches = mismatches;
}

}  // namespace scbnn::study
