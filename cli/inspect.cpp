// scbnn inspect: what a model holds after import, or what a generated folder contains.
#include "cli/inspect.hpp"

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>

#include "cli/output.hpp"
#include "cli/subject.hpp"
#include "cli/verbs.hpp"
#include "support/files.hpp"
#include "support/problem.hpp"
#include "support/quoting.hpp"

namespace scbnn::cli {

void add_inspect(CLI::App& app, Outcome& /*outcome*/) {
  struct Arguments {
    std::string target;
    std::string output;
    std::string json;
    bool explain = false;
  };
  auto arguments = std::make_shared<Arguments>();
  CLI::App* verb = app.add_subcommand(
      "inspect", "Show what a model holds after import, or what a generated folder contains");
  verb->add_option("target", arguments->target,
                   "an ONNX file, or a folder that scbnn generate wrote")
      ->required()
      ->type_name("M.onnx|DIR");
  add_output_option(*verb, arguments->output);
  verb->add_flag("--explain", arguments->explain,
                 "of a model: what each node of the graph became, layer by layer");
  verb->add_option("--json", arguments->json, "write every figure to FILE ('-': standard output)")
      ->type_name("FILE");
  verb->callback([arguments] {
    check_writable(arguments->json);
    std::FILE* const out = arguments->json == "-" ? stderr : stdout;
    std::error_code error;
    const bool is_folder = std::filesystem::is_directory(arguments->target, error);
    if (is_folder && arguments->explain) {
      throw InputError("--explain", "is given for a folder; allowed: an ONNX file, such as " +
                                        shell_word(arguments->target + "/model.onnx"));
    }
    write_json(is_folder
                   ? inspect_folder(arguments->target, out)
                   : inspect_model(arguments->target, arguments->output, arguments->explain, out),
               arguments->json);
  });
}

}  // namespace scbnn::cli
