// What the verbs share when they talk: progress on a terminal, figures as JSON.
#pragma once

#include <chrono>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

namespace scbnn::cli {

/// Figures keep the order in which they are written.
using Json = nlohmann::ordered_json;

/// Writes `figures` to a file, or to standard output for "-" (and nothing for an empty name).
/// Throws InputError if the file cannot be written.
void write_json(const Json& figures, const std::string& file_or_dash);

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

}  // namespace scbnn::cli
