// What is wrong with a user's input, as an exception that carries every problem.
#include "support/problem.hpp"

#include <utility>

#include "support/quoting.hpp"

namespace scbnn {

InputError::InputError(std::vector<Problem> problems) : problems_(std::move(problems)) {
  for (const Problem& problem : problems_) {
    if (!text_.empty()) text_ += '\n';
    text_ += plain(problem.where) + ": " + plain_lines(problem.message);
  }
}

InputError::InputError(std::string where, std::string message)
    : InputError(std::vector<Problem>{{std::move(where), std::move(message)}}) {}

}  // namespace scbnn
