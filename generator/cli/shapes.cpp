// scbnn shapes
#include "generator/cli/verbs.hpp"

namespace scbnn::cli {

void add_shapes(CLI::App& /*app*/, Outcome& /*outcome*/) {}

}  // namespace scbnn::cli
