// Threads take points; the file takes results, one at a time.
#include "sim/study/campaign.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <ctime>
#include <exception>
#include <future>
#include <mutex>
#include <numeric>

#include "sim/fast/fast.hpp"
#include "support/progress.hpp"

namespace scbnn::study {
namespace {

/// Seconds that this thread has computed.
double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

CampaignResult run_point(const Campaign& campaign, const FaultSettings& faults) {
  const double start = thread_seconds();
  const fast::Model model(campaign.network, campaign.function, faults);
  const auto images = static_cast<std::size_t>(campaign.data.count());
  const auto classes = static_cast<std::size_t>(model.classes());
  std::vector<std::int64_t> scores(images * classes);
  std::vector<int> used(images);
  model.run(campaign.data.pixels, campaign.data.count(), scores, used);
  CampaignResult result;
  for (std::size_t image = 0; image < images; ++image) {
    const auto first = scores.begin() + static_cast<std::ptrdiff_t>(image * classes);
    const auto best = std::max_element(first, first + static_cast<std::ptrdiff_t>(classes));
    if (best - first == campaign.data.labels[image]) ++result.correct;
  }
  result.presentations_used =
      std::accumulate(used.begin(), used.end(), 0.0) / static_cast<double>(images);
  result.seconds = thread_seconds() - start;
  return result;
}

}  // namespace

int run_campaign(const Campaign& campaign, const std::vector<CampaignPoint>& points,
                 CampaignFile& file) {
  std::vector<const CampaignPoint*> left;
  for (const CampaignPoint& point : points) {
    if (file.find(point) == nullptr) left.push_back(&point);
  }
  Progress progress("points", static_cast<std::int64_t>(left.size()));
  std::atomic<std::size_t> next{0};
  std::atomic<bool> failed{false};
  std::mutex mutex;
  std::int64_t done = 0;
  const auto worker = [&] {
    try {
      for (std::size_t at = next++; at < left.size() && !failed; at = next++) {
        const CampaignResult result = run_point(campaign, left[at]->faults);
        const std::lock_guard lock(mutex);
        file.add(*left[at], result);
        progress.update(++done);
      }
    } catch (...) {
      failed = true;
      throw;
    }
  };
  std::vector<std::future<void>> others;
  const std::size_t threads = std::min(static_cast<std::size_t>(campaign.jobs), left.size());
  for (std::size_t job = 1; job < threads; ++job) {
    others.push_back(std::async(std::launch::async, worker));
  }
  worker();
  for (std::future<void>& other : others) other.get();
  return static_cast<int>(left.size());
}

}  // namespace scbnn::study
