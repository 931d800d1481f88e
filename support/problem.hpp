// What is wrong with a user's file, option or configuration, addressed by its place.
#pragma once

#include <exception>
#include <string>
#include <vector>

namespace scbnn {

/// A broken rule, addressed by its place in the user's input.
struct Problem {
  std::string where;  ///< "configs/paper.toml:12: encoder.width", "model.onnx: node layer2/MatMul"
  std::string message;  ///< what was found, what is allowed, the nearest valid name for a typo
};

/// Bad input, configuration or usage: every problem at once, in the order of the input. Exit
/// status 2.
class InputError : public std::exception {
 public:
  explicit InputError(std::vector<Problem> problems);
  InputError(std::string where, std::string message);

  [[nodiscard]] const std::vector<Problem>& problems() const { return problems_; }
  [[nodiscard]] const char* what() const noexcept override { return text_.c_str(); }

 private:
  std::vector<Problem> problems_;
  std::string text_;  ///< one line per problem, "where: message", made plain
};

}  // namespace scbnn
