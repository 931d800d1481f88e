// Runs the fast and the golden model over a data set on all threads.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "network/function.hpp"
#include "network/network.hpp"
#include "sim/data/dataset.hpp"
#include "sim/study/activations.hpp"
#include "sim/study/sweep.hpp"

namespace scbnn::study {

/// What to run on, and how.
struct Task {
  const Network& network;
  const Dataset& data;
  int jobs = 1;
  bool keeps_answers = false;  ///< scores and presentations used of every image
};

/// One line of the table.
struct Row {
  FunctionSettings settings;
  double accuracy = 0;            ///< 0..100
  double presentations_used = 0;  ///< mean; T in mode `first`, meaningless with 8-bit input
  double seconds = 0;             ///< of the model; rows of a point by the fast one share the time
  std::vector<std::int64_t> scores;  ///< [image][class], if the task keeps answers
  std::vector<int> used;             ///< [image], if the task keeps answers
  std::optional<int> mismatches;     ///< images on which the golden model disagrees, if it was run
};

/// The point's rows by the fast model. A single margin stops images for real; several share one
/// run in which no image stops, and are read off its running totals. `label` is shown with the
/// progress.
[[nodiscard]] std::vector<Row> run_fast(const Task& task, const SweepPoint& point,
                                        const std::string& label);

/// The same by only the golden model, for networks that the fast one does not compute.
[[nodiscard]] std::vector<Row> run_golden_alone(const Task& task, const SweepPoint& point,
                                                const std::string& label, Activations* activations);

/// Compares scores and presentations used of a row whose answers were kept.
void run_golden(const Task& task, const std::string& label, Row& row, Activations* activations);

}  // namespace scbnn::study
