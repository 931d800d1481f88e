// What scbnn evaluate says: a heading, a table that grows line by line, figures.
#pragma once

#include <cstdio>
#include <string>
#include <vector>

#include "cli/evaluate_sweep.hpp"
#include "cli/output.hpp"
#include "cli/subject.hpp"
#include "sim/study/evaluation.hpp"

namespace scbnn::cli {

void print_heading(std::FILE* out, const Subject& subject, const study::Task& task,
                   const std::vector<study::SweepPoint>& points);

/// Columns that would say the same in every line are left out.
class Table {
 public:
  Table(std::FILE* out, const std::vector<study::SweepPoint>& points, bool golden);

  void print(const study::Row& row, int images) const;

 private:
  std::FILE* out_;
  bool encoder_;
  bool mode_;
  bool margin_;
  bool golden_;
};

/// What a row is about, for progress: "T = 4, " or "sobol, output, T = 4, ".
[[nodiscard]] std::string label(const FunctionSettings& settings, bool is_sweep);

/// A list of one object per row.
[[nodiscard]] Json figures(const Subject& subject, const study::Task& task,
                           const std::vector<study::Row>& rows);

}  // namespace scbnn::cli
