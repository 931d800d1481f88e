// Looks for names that do not exist.
#include "cli/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "support/nearest.hpp"
#include "support/problem.hpp"
#include "support/quoting.hpp"
#include "support/text.hpp"

namespace scbnn::cli {
namespace {

std::vector<std::string> verbs_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* verb : app.get_subcommands({})) names.push_back(verb->get_name());
  return names;
}

std::vector<std::string> options_of(const CLI::App& verb) {
  std::vector<std::string> names;
  for (const CLI::Option* option : verb.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

/// `called` is the program, or the program and its verb.
void check_options(const CLI::App& app, const std::string& called,
                   std::span<const std::string> words) {
  const std::vector<std::string> options = options_of(app);
  std::vector<Problem> problems;
  for (const std::string& word : words) {
    if (word == "--") break;
    const std::string option = word.substr(0, word.find('='));
    if (!option.starts_with("--") ||
        std::find(options.begin(), options.end(), option) != options.end()) {
      continue;
    }
    problems.push_back(
        {called + " " + in_quotes(option), fmt::format("is not an option{}; {} --help lists them",
                                                       did_you_mean(option, options), called)});
  }
  if (!problems.empty()) throw InputError(std::move(problems));
}

}  // namespace

void check_words(const CLI::App& app, std::span<const std::string> words) {
  if (words.empty()) return;
  const std::string& name = words.front();
  if (name.starts_with("-")) return check_options(app, "scbnn", words);
  const std::vector<std::string> verbs = verbs_of(app);
  if (std::find(verbs.begin(), verbs.end(), name) == verbs.end()) {
    throw InputError(
        "scbnn " + in_quotes(name),
        fmt::format("is not a command{}; allowed: {}", did_you_mean(name, verbs), joined(verbs)));
  }
  check_options(*app.get_subcommand(name), "scbnn " + name, words.subspan(1));
}

}  // namespace scbnn::cli
