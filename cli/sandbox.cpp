// The arguments of bwrap.
#include "cli/sandbox.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <system_error>

#include "sim/cosim/process.hpp"
#include "support/files.hpp"
#include "support/problem.hpp"

namespace scbnn::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kBubblewrap = "bwrap";
constexpr const char* kOption = "--sandbox";

/// DIR/build, the only place that can be written. A link there would open another one.
fs::path writable_folder(const fs::path& folder) {
  fs::path build = fs::canonical(folder) / "build";
  std::error_code error;
  fs::create_directory(build, error);
  if (fs::symlink_status(build, error).type() != fs::file_type::directory) {
    throw InputError(build.string(), "is not a folder; a sandbox needs one there to build in");
  }
  return build;
}

void check_outputs(const fs::path& build, const std::vector<std::string>& outputs) {
  std::vector<Problem> problems;
  for (const std::string& output : outputs) {
    if (output.empty() || output == "-") continue;
    const fs::path parent = fs::weakly_canonical(fs::absolute(output)).parent_path();
    const auto end = std::mismatch(build.begin(), build.end(), parent.begin(), parent.end()).first;
    if (end != build.end()) {
      problems.push_back({output, fmt::format("cannot be written from the sandbox; allowed: - for "
                                              "standard output, or a file in {}",
                                              build.string())});
    }
  }
  if (!problems.empty()) throw InputError(std::move(problems));
}

/// This process's arguments as they were given, but for the option that asks for the sandbox.
std::vector<std::string> own_arguments() {
  const std::string line = read_file("/proc/self/cmdline");
  std::vector<std::string> words;
  for (std::size_t begin = 0; begin < line.size();) {
    const std::size_t end = std::min(line.find('\0', begin), line.size());
    words.push_back(line.substr(begin, end - begin));
    begin = end + 1;
  }
  words.erase(std::remove(words.begin() + 1, words.end(), kOption), words.end());
  words.front() = fs::read_symlink("/proc/self/exe").string();
  return words;
}

std::vector<std::string> bubblewrap_words(const fs::path& build) {
  // Sockets in /run would lead out of the sandbox, read-only or not.
  return {kBubblewrap,
          "--ro-bind",
          "/",
          "/",
          "--dev",
          "/dev",
          "--proc",
          "/proc",
          "--tmpfs",
          "/run",
          "--bind",
          build.string(),
          build.string(),
          "--unshare-all",
          "--new-session",
          "--die-with-parent",
          "--setenv",
          "TMPDIR",
          build.string(),
          "--setenv",
          "CCACHE_DISABLE",
          "1",
          "--"};
}

void check_bubblewrap(const fs::path& build) {
  std::vector<std::string> words = bubblewrap_words(build);
  words.emplace_back("true");
  cosim::Finished finished;
  try {
    finished = cosim::run({words, {}});
  } catch (const InputError&) {
    throw InputError(kOption,
                     "needs bubblewrap, which is not installed: apt-get install bubblewrap");
  }
  if (finished.status != 0) {
    throw InputError(kOption, "bubblewrap cannot make a sandbox here: " + finished.output);
  }
}

}  // namespace

void run_in_sandbox(const fs::path& folder, const std::vector<std::string>& outputs) {
  const fs::path build = writable_folder(folder);
  check_outputs(build, outputs);
  check_bubblewrap(build);
  std::vector<std::string> words = bubblewrap_words(build);
  for (std::string& word : own_arguments()) words.push_back(std::move(word));
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  ::execvp(kBubblewrap, arguments.data());
  throw InputError(kOption, fmt::format("bubblewrap cannot be run: {}", std::strerror(errno)));
}

}  // namespace scbnn::cli
