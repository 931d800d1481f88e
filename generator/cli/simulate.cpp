// scbnn simulate
#include "generator/cli/verbs.hpp"

namespace scbnn::cli {

void add_simulate(CLI::App& /*app*/, Outcome& /*outcome*/) {}

}  // namespace scbnn::cli
