// Rows and lanes.
#include "generator/plan/memory.hpp"

#include <algorithm>
#include <utility>

#include "generator/plan/widths.hpp"

namespace scbnn {
namespace {

constexpr int kWidestLane = 32;  // a word of the control plane

}  // namespace

int MemoryPlan::address_width() const { return std::max(1, unsigned_width(rows - 1)); }

int MemoryPlan::lane_index_width() const { return std::max(1, unsigned_width(lanes - 1)); }

MemoryPlan plan_memory(MemoryKind kind, std::string contents, int rows, int width) {
  MemoryPlan plan;
  plan.kind = kind;
  plan.contents = std::move(contents);
  plan.rows = rows;
  plan.width = width;
  plan.lane_width = std::min(width, kWidestLane);
  plan.lanes = (width - 1) / plan.lane_width + 1;
  return plan;
}

}  // namespace scbnn
