// How far long work is.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace scbnn {

/// A progress bar on standard error, drawn only on a terminal and only for work that lasts longer
/// than a second. Not thread-safe.
class Progress {
 public:
  Progress(std::string label, std::int64_t total);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void update(std::int64_t done);  ///< 0..total, cheap enough for every item

 private:
  std::string label_;
  std::int64_t total_;
  bool terminal_;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point start_;
  std::chrono::steady_clock::time_point last_;
};

}  // namespace scbnn
