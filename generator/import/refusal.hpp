// How the parts of import refuse something: a message without a place; the graph walk adds the
// node.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace scbnn::import {

/// Something that import does not accept, in one or more messages. Caught where the node is known.
class Refusal : public std::exception {
 public:
  explicit Refusal(std::string message) : messages_{std::move(message)} {}
  explicit Refusal(std::vector<std::string> messages) : messages_(std::move(messages)) {}

  [[nodiscard]] const std::vector<std::string>& messages() const { return messages_; }
  [[nodiscard]] const char* what() const noexcept override { return messages_.front().c_str(); }

 private:
  std::vector<std::string> messages_;
};

/// "a, b, c"
[[nodiscard]] inline std::string listed(const std::vector<std::string>& names) {
  std::string result;
  for (const std::string& name : names) result += (result.empty() ? "" : ", ") + name;
  return result;
}

}  // namespace scbnn::import
