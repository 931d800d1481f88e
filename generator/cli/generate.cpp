// scbnn generate
#include "generator/cli/verbs.hpp"

namespace scbnn::cli {

void add_generate(CLI::App& /*app*/, Outcome& /*outcome*/) {}

}  // namespace scbnn::cli
