// The version comes from CMake's project().
#include "support/version.hpp"

namespace scbnn {

std::string generator_name() { return "scbnn " SCBNN_VERSION; }

}  // namespace scbnn
