// scbnn: from a trained binarized network to verified stochastic-computing Verilog.
#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "cli/output.hpp"
#include "cli/verbs.hpp"
#include "cli/words.hpp"
#include "support/problem.hpp"

namespace {

/// What was printed has to have arrived: on a full device it has not.
int finish(int status) {
  std::cout.flush();
  if (std::cout && std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return status;
  scbnn::cli::say(stderr, "scbnn: standard output cannot be written\n");
  return 2;
}

/// Help and version go to standard output, errors to standard error; both may quote arguments.
int report(const CLI::App& app, const CLI::ParseError& error) {
  std::ostringstream out;
  std::ostringstream err;
  const int status = app.exit(error, out, err);
  scbnn::cli::print_plain(stdout, out.str());
  scbnn::cli::print_plain(stderr, err.str());
  return status == 0 ? 0 : 2;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{
      "scbnn turns a trained binarized neural network (ONNX) into a stochastic-computing\n"
      "accelerator in Verilog and checks it bit for bit against a golden model."};
  app.name("scbnn");
  app.set_version_flag("--version", "scbnn " SCBNN_VERSION);
  app.require_subcommand(1);
  app.footer(
      "Exit status: 0 ok, 1 the result is bad (a mismatch), 2 bad input or configuration.\n"
      "Start with: scbnn generate --model models/shapes-mlp.onnx --config configs/paper.toml "
      "--out build/shapes");

  scbnn::cli::Outcome outcome;
  scbnn::cli::add_generate(app, outcome);
  scbnn::cli::add_simulate(app, outcome);
  scbnn::cli::add_evaluate(app, outcome);
  scbnn::cli::add_faults(app, outcome);
  scbnn::cli::add_inspect(app, outcome);
  scbnn::cli::add_shapes(app, outcome);

  try {
    scbnn::cli::check_words(app, std::vector<std::string>(argv + 1, argv + argc));
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return finish(report(app, error));
  } catch (const scbnn::InputError& error) {
    scbnn::cli::say(stderr, "{}\n", error.what());
    return 2;
  } catch (const std::exception& error) {
    scbnn::cli::say(stderr, "scbnn: {}\n", error.what());
    return 2;
  }
  return finish(outcome.status);
}
