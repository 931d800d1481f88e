// JSON figures.
#include "cli/output.hpp"

#include <fstream>
#include <iostream>

#include "support/problem.hpp"

namespace scbnn::cli {

void write_json(const Json& figures, const std::string& file_or_dash) {
  if (file_or_dash.empty()) return;
  if (file_or_dash == "-") {
    std::cout << figures.dump(2) << std::endl;
    return;
  }
  std::ofstream file(file_or_dash);
  file << figures.dump(2) << '\n';
  file.close();
  if (!file) throw InputError("--json " + file_or_dash, "cannot be written");
}

}  // namespace scbnn::cli
