// Mismatches, violations, cycles and the canary, a line each.
#include "tests/cosim/summary.hpp"

#include <fmt/format.h>

namespace scbnn::cosim_test {

std::string summary(const cosim::Report& report) {
  std::string text = fmt::format("{} images, {} mismatches, {} missing", report.checked.images,
                                 report.checked.mismatches, report.checked.missing);
  for (const auto& mismatch : report.checked.first_mismatches) {
    text += fmt::format("\n{}", to_string(mismatch));
  }
  for (const auto& violation : report.checked.violations) {
    text +=
        fmt::format("\nimage {}: {} (cycle {})", violation.image, violation.what, violation.cycle);
  }
  for (const auto& timing : report.timings) {
    text += fmt::format("\nT = {}: {} cycles per image (planned {}), first result {} ({})",
                        timing.presentations, timing.per_image, timing.planned_per_image,
                        timing.first_result, timing.planned_first_result);
  }
  return text + fmt::format("\n{}: {}", report.canary.place(),
                            report.canary.caught ? "caught" : "NOT caught");
}

}  // namespace scbnn::cosim_test
