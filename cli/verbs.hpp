// The program's verbs; each lives in a file of its name.
#pragma once

#include <CLI/CLI.hpp>

namespace scbnn::cli {

/// What the program ends with: 0 ok, 1 the result is bad (a mismatch), 2 bad input.
struct Outcome {
  int status = 0;
};

/// Each adds its subcommand with options and help; the callback sets outcome.status and throws
/// InputError for bad input.
void add_generate(CLI::App& app, Outcome& outcome);
void add_simulate(CLI::App& app, Outcome& outcome);
void add_evaluate(CLI::App& app, Outcome& outcome);
void add_faults(CLI::App& app, Outcome& outcome);
void add_inspect(CLI::App& app, Outcome& outcome);
void add_shapes(CLI::App& app, Outcome& outcome);

}  // namespace scbnn::cli
