// scbnn evaluate
#include "generator/cli/verbs.hpp"

namespace scbnn::cli {

void add_evaluate(CLI::App& /*app*/, Outcome& /*outcome*/) {}

}  // namespace scbnn::cli
