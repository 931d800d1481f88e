// Simulators fill a queue with records; threads of the golden model empty it.
#include "sim/cosim/check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <condition_variable>
#include <deque>
#include <exception>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <tuple>
#include <utility>

#include "sim/cosim/fault_settings.hpp"
#include "sim/golden/golden.hpp"

namespace scbnn::cosim {
namespace {

namespace fs = std::filesystem;

/// Fewer frames than this are not worth a second simulator.
constexpr std::size_t kFramesPerSimulator = 64;

class Queue {
 public:
  void push(FrameRecord&& record) {
    {
      const std::lock_guard lock(mutex_);
      records_.push_back(std::move(record));
    }
    ready_.notify_one();
  }

  void close() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
    }
    ready_.notify_all();
  }

  /// The next record, or nothing when no more will come.
  std::optional<FrameRecord> pop() {
    std::unique_lock lock(mutex_);
    ready_.wait(lock, [&] { return closed_ || !records_.empty(); });
    if (records_.empty()) return std::nullopt;
    FrameRecord record = std::move(records_.front());
    records_.pop_front();
    return record;
  }

 private:
  std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<FrameRecord> records_;
  bool closed_ = false;
};

/// T, margin and the encoder's seed.
using RunTimeSettings = std::tuple<int, std::int64_t, std::uint32_t>;

RunTimeSettings settings_of(const Frame& frame) {
  return {frame.presentations, frame.margin, frame.encoder_seed};
}

/// One golden model for all settings that occur.
std::map<RunTimeSettings, golden::Model> golden_models(const Bench& bench,
                                                       const Stimulus& stimulus) {
  std::map<RunTimeSettings, golden::Model> models;
  for (const Frame& frame : stimulus.frames) {
    if (models.contains(settings_of(frame))) continue;
    FunctionSettings settings = bench.settings;
    settings.presentations = frame.presentations;
    settings.margin.reset();
    if (frame.margin > 0) settings.margin = frame.margin;
    if (bench.deliverable.find_register("SEED") != nullptr) {
      settings.encoder.seed = frame.encoder_seed;
    }
    models.emplace(settings_of(frame), golden::Model(bench.network, settings, bench.faults));
  }
  return models;
}

class Run {
 public:
  Run(const Bench& bench, const Stimulus& stimulus, const std::function<void(int)>& progress)
      : bench_(bench),
        stimulus_(stimulus),
        progress_(progress),
        numbers_(stimulus.image_numbers()),
        models_(golden_models(bench, stimulus)) {}

  Checked run() {
    const std::size_t frames = stimulus_.frames.size();
    const bool one = bench_.one_simulator || !bench_.waves.empty();
    const std::size_t most = one ? 1 : static_cast<std::size_t>(bench_.jobs) / 2;
    const std::size_t simulators =
        std::max<std::size_t>(1, std::min(most, frames / kFramesPerSimulator));
    std::vector<std::thread> golden_threads;
    for (int i = 0; i < std::max(1, bench_.jobs); ++i) {
      golden_threads.emplace_back([this] { guarded([this] { compare_all(); }); });
    }
    std::vector<std::thread> readers;
    for (std::size_t i = 0; i < simulators; ++i) {
      const std::size_t from = frames * i / simulators;
      const std::size_t to = frames * (i + 1) / simulators;
      readers.emplace_back([=, this] { guarded([=, this] { simulate(i, from, to); }); });
    }
    for (std::thread& reader : readers) reader.join();
    queue_.close();
    for (std::thread& thread : golden_threads) thread.join();
    if (failure_) std::rethrow_exception(failure_);

    checked_.one_clock = simulators == 1;
    const auto by_frame = [](const auto& a, const auto& b) { return a.frame < b.frame; };
    std::sort(checked_.passages.begin(), checked_.passages.end(), by_frame);
    std::sort(checked_.violations.begin(), checked_.violations.end(), by_frame);
    for (const Frame& frame : stimulus_.frames) checked_.resets += frame.reset_cycles > 0 ? 1 : 0;
    checked_.missing =
        static_cast<int>(frames) - checked_.resets - checked_.images - checked_.bad_frames;
    if (checked_.resets == 0 && checked_.missing == 0) check_weight_reads();
    return std::move(checked_);
  }

 private:
  // Keeps the first exception of any thread.
  template <class Work>
  void guarded(const Work& work) {
    try {
      work();
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!failure_) failure_ = std::current_exception();
    }
  }

  /// Bit planes of a count 0..T.
  static int planes_of(int presentations) {
    return static_cast<int>(std::bit_width(static_cast<unsigned>(presentations)));
  }

  // A row of weights is read once per pass for each group and chunk, however many presentations a
  // pass sums over; one that multiplies as often as there are activations. (Passes that a reset
  // cuts short are not counted.)
  void check_weight_reads() {
    for (std::size_t l = 0; l < bench_.deliverable.layers.size(); ++l) {
      const LayerStream& layer = bench_.deliverable.layers[l];
      const auto planned = static_cast<std::uint64_t>(
                               l == 0 && layer.multiplies ? checked_.words : checked_.passes) *
                           static_cast<std::uint64_t>(layer.groups * layer.chunks);
      if (checked_.weight_reads[l] == planned) continue;
      add({static_cast<int>(stimulus_.frames.size()) - 1, 0,
           fmt::format("{}: {} rows of weights were read, planned {}", layer.name,
                       checked_.weight_reads[l], planned),
           checked_.cycles});
    }
  }

  void simulate(std::size_t number, std::size_t from, std::size_t to) {
    Stimulus part = stimulus_;
    part.frames.assign(stimulus_.frames.begin() + static_cast<std::ptrdiff_t>(from),
                       stimulus_.frames.begin() + static_cast<std::ptrdiff_t>(to));
    part.first = numbers_.at(from);
    part.keep_memories = bench_.keep_memories;
    const auto job = bench_.scratch / fmt::format("job{}", number);
    const auto errors = bench_.scratch / fmt::format("messages{}", number);
    write_job(bench_.deliverable, part, bench_.data, job);
    fs::path faults;
    if (!bench_.faults.rates.empty()) {
      faults = bench_.scratch / fmt::format("faults{}", number);
      write_fault_settings(faults, bench_.deliverable, bench_.settings, bench_.faults,
                           static_cast<std::uint64_t>(part.first));
    }
    const int offset = static_cast<int>(from);
    const Ending ending = run_simulator(
        bench_.deliverable,
        {bench_.program, bench_.folder, job, errors, bench_.waves, faults, bench_.plusargs},
        {[&](FrameRecord&& record) {
           record.frame += offset;
           queue_.push(std::move(record));
         },
         [&](Violation&& violation) {
           violation.frame += offset;
           add(std::move(violation));
         }});
    if (ending.stuck) {
      add({ending.next_frame + offset, 0, "result: none came, and nothing moved any more",
           ending.cycles});
    }
    const std::lock_guard lock(mutex_);
    checked_.cycles += ending.cycles;
    checked_.loop_seconds += ending.seconds;
    checked_.weight_reads.resize(ending.weight_reads.size());
    for (std::size_t l = 0; l < ending.weight_reads.size(); ++l) {
      checked_.weight_reads[l] += ending.weight_reads[l];
    }
    if (ending.control) {
      if (!checked_.control) checked_.control.emplace();
      *checked_.control += *ending.control;
    }
  }

  void compare_all() {
    while (const std::optional<FrameRecord> record = queue_.pop()) {
      const Frame& frame = stimulus_.frames[static_cast<std::size_t>(record->frame)];
      const bool good = frame.is_good(bench_.deliverable);
      Comparison comparison =
          good ? compare(bench_.deliverable, frame, *record,
                         models_.at(settings_of(frame))
                             .run(bench_.data.image(frame.image),
                                  static_cast<std::uint64_t>(
                                      numbers_[static_cast<std::size_t>(record->frame)])))
               : compare_bad(bench_.deliverable, frame, *record);
      const std::lock_guard lock(mutex_);
      add(frame, good, *record, std::move(comparison));
    }
  }

  void add(Violation&& violation) {
    const auto last = static_cast<int>(stimulus_.frames.size()) - 1;
    violation.image =
        stimulus_.frames[static_cast<std::size_t>(std::min(violation.frame, last))].image;
    const std::lock_guard lock(mutex_);
    checked_.violations.push_back(std::move(violation));
  }

  void add(const Frame& frame, bool good, const FrameRecord& record, Comparison&& comparison) {
    const auto label = bench_.data.labels[static_cast<std::size_t>(frame.image)];
    checked_.images += good ? 1 : 0;
    checked_.bad_frames += good ? 0 : 1;
    checked_.correct += good && (record.result & 0xffU) == label ? 1 : 0;
    checked_.bits += comparison.bits;
    const bool output = bench_.deliverable.slots.has_value();
    const auto used = static_cast<std::int64_t>((record.result >> 32U) & 0xffU);
    checked_.passes += output ? used : 1;
    checked_.words += output                               ? used
                      : bench_.deliverable.by_presentation ? frame.presentations
                                                           : planes_of(frame.presentations);
    if (good) checked_.used += output ? used : frame.presentations;
    checked_.mismatches += static_cast<std::int64_t>(comparison.mismatches.size());
    if (!comparison.mismatches.empty()) {
      ++checked_.wrong_frames;
      // Those of the lowest images, whatever the order in which threads find them.
      auto& shown = checked_.first_mismatches;
      const auto place =
          std::upper_bound(shown.begin(), shown.end(), comparison.mismatches.front(),
                           [](const Mismatch& a, const Mismatch& b) { return a.image < b.image; });
      shown.insert(place, std::move(comparison.mismatches.front()));
      if (shown.size() > kShownMismatches) shown.pop_back();
    }
    checked_.passages.push_back({record.frame, record.first_beat_cycle, record.result_cycle});
    if (progress_) progress_(checked_.images + checked_.bad_frames);
  }

  const Bench& bench_;
  const Stimulus& stimulus_;
  const std::function<void(int)>& progress_;
  const std::vector<int> numbers_;  // of the frames' images
  const std::map<RunTimeSettings, golden::Model> models_;
  Queue queue_;
  std::mutex mutex_;  // of what follows
  Checked checked_;
  std::exception_ptr failure_;
};

}  // namespace

double Checked::sustained_cycles() const {
  if (!one_clock || passages.size() < 2) return 0;
  return static_cast<double>(passages.back().result_cycle - passages.front().result_cycle) /
         static_cast<double>(passages.size() - 1);
}

Checked check(const Bench& bench, const Stimulus& stimulus,
              const std::function<void(int)>& progress) {
  return Run(bench, stimulus, progress).run();
}

}  // namespace scbnn::cosim
