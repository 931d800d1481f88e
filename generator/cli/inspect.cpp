// scbnn inspect
#include "generator/cli/verbs.hpp"

namespace scbnn::cli {

void add_inspect(CLI::App& /*app*/, Outcome& /*outcome*/) {}

}  // namespace scbnn::cli
