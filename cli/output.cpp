// Lines and figures.
#include "cli/output.hpp"

#include <iostream>

#include "support/files.hpp"
#include "support/quoting.hpp"

namespace scbnn::cli {

void print_plain(std::FILE* out, std::string_view text) {
  const std::string shown = plain_lines(text);
  std::fwrite(shown.data(), 1, shown.size(), out);
}

void write_json(const Json& figures, const std::string& file_or_dash) {
  if (file_or_dash.empty()) return;
  // Only ASCII: whatever a name holds, terminals and readers of JSON accept it. A byte that is not
  // UTF-8 becomes U+FFFD.
  const std::string text =
      figures.dump(2, ' ', /*ensure_ascii=*/true, Json::error_handler_t::replace) + '\n';
  if (file_or_dash == "-") {
    std::cout << text << std::flush;
  } else {
    write_file(file_or_dash, text);
  }
}

}  // namespace scbnn::cli
