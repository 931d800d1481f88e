// Runs Verilator and make in a scratch folder that becomes the cache's entry when it is whole.
#include "sim/cosim/build.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <utility>
#include <vector>

#include "deliverable/checksums.hpp"
#include "deliverable/sha256.hpp"
#include "rtl/sources.hpp"
#include "sim/cosim/adapter.hpp"
#include "sim/cosim/harness_sources.hpp"
#include "sim/cosim/own_builds.hpp"
#include "sim/cosim/process.hpp"
#include "support/files.hpp"
#include "support/problem.hpp"
#include "support/scratch_folder.hpp"

namespace scbnn::cosim {
namespace {

namespace fs = std::filesystem;

constexpr const char* kProgram = "simulator";
constexpr const char* kDriverObject = "driver.o";

/// Long outputs are cut in the middle: the first error and the last line are the most useful.
std::string shortened(const std::string& output) {
  std::vector<std::string> lines;
  for (std::size_t from = 0; from < output.size();) {
    const std::size_t end = std::min(output.find('\n', from), output.size());
    lines.push_back(output.substr(from, end - from));
    from = end + 1;
  }
  constexpr std::size_t kHead = 40;
  constexpr std::size_t kTail = 10;
  std::string text;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines.size() > kHead + kTail && i == kHead) {
      text += fmt::format("  ... {} lines ...\n", lines.size() - kHead - kTail);
      i = lines.size() - kTail;
    }
    text += "  " + lines[i] + '\n';
  }
  return text;
}

std::string checked_output(const std::string& who, const Command& command) {
  const Finished finished = run(command);
  if (finished.status != 0) {
    throw InputError(
        who,
        fmt::format("failed with exit status {}; the command was\n  {}\nand its output was\n{}",
                    finished.status, to_string(command), shortened(finished.output)));
  }
  return finished.output;
}

std::string verilator_version(const BuildOptions& options) {
  const Command command{{options.verilator, "--version"}, {}};
  try {
    return checked_output(options.verilator, command);
  } catch (const InputError& error) {
    throw InputError({{error.problems().front().where, error.problems().front().message},
                      {options.verilator,
                       "is needed to simulate: apt-get install verilator, or name the program with "
                       "--verilator"}});
  }
}

/// The processor that -march=native compiles for.
std::string processor() {
  std::ifstream cpuinfo("/proc/cpuinfo");
  std::string text;
  for (std::string line; std::getline(cpuinfo, line);) {
    if (line.starts_with("model name") || line.starts_with("flags")) text += line + '\n';
    if (line.empty()) break;
  }
  return text;
}

struct Source {
  std::string name;
  std::string text;
};

/// The leaves in which bits fail; none for a simulator without faults.
std::vector<Source> faults_of(const BuildOptions& options) {
  std::vector<Source> sources;
  if (!options.faults) return sources;
  for (const Embedded& source : fault_sources()) {
    const std::string name(source.name);
    sources.push_back({name, options.fault_leaves.empty()
                                 ? std::string(source.text)
                                 : read_file(options.fault_leaves / name)});
  }
  for (const Embedded& source : rtl_sources()) {  // what the fault leaves consist of
    if (source.name.starts_with("sc_secded_")) {
      sources.push_back({std::string(source.name), std::string(source.text)});
    }
  }
  return sources;
}

std::vector<std::string> verilator_words(const Deliverable& deliverable,
                                         const BuildOptions& options) {
  std::vector<std::string> words{options.verilator,
                                 "--cc",
                                 "--exe",
                                 "-O3",
                                 "--x-assign",
                                 "fast",
                                 "--x-initial",
                                 options.initial_values,
                                 "-Wno-fatal",
                                 "--Mdir",
                                 ".",
                                 "--prefix",
                                 "Vdesign",
                                 "--top-module",
                                 deliverable.top,
                                 "--l2-name",
                                 kVerilatedTop,
                                 "-CFLAGS",
                                 "-std=c++17",
                                 "-o",
                                 kProgram};
  if (deliverable.has_control()) words.emplace_back(kDriverObject);
  if (options.waves) words.emplace_back("--trace-fst");
  if (options.faults) {
    words.emplace_back("+define+SCBNN_FAULTS");
    for (const Source& source : faults_of(options)) {
      if (source.name.ends_with("_faults.v")) words.push_back(source.name);
    }
    words.insert(words.end(), {"-y", "."});  // the rest, where the design has none of its own
    // A copy of the fault leaves' loops at every turn takes minutes to compile. Generate loops, of
    // which the longest is over the PEs, may take 16 times as many turns.
    int turns = 2;
    for (const LayerStream& layer : deliverable.layers) {
      turns = std::max(turns, layer.pe / 16 + 1);
    }
    words.insert(words.end(), {"--unroll-count", fmt::format("{}", turns)});
  }
  for (const char* word : {"monitors.vlt", "main.cpp", "-F"}) words.emplace_back(word);
  words.push_back("../../" + deliverable.top + ".f");
  return words;
}

std::vector<std::string> make_words(const BuildOptions& options, const fs::path& folder) {
  const std::string fast = options.optimization + " -march=native";
  std::vector<std::string> words{"make",
                                 "-f",
                                 "Vdesign.mk",
                                 fmt::format("-j{}", options.jobs),
                                 "OPT_FAST=" + fast,
                                 "OPT_GLOBAL=-O1",
                                 "OPT_SLOW=-O1"};
  // With ccache the second design need not compile Verilator's own library.
  if (run({{"sh", "-c", "command -v ccache"}, {}}).status == 0)
    words.emplace_back("OBJCACHE=ccache");
  // Verilator's makefile refuses a folder whose path has blanks, though it works with relative
  // paths.
  if (folder.string().find(' ') != std::string::npos) words.emplace_back("CURDIR=.");
  words.emplace_back(kProgram);
  return words;
}

/// The driver as it is shipped, for a machine without an operating system.
std::vector<std::string> driver_words(const Deliverable& deliverable) {
  return {"gcc",
          "-std=c99",
          "-ffreestanding",
          "-Wall",
          "-Wextra",
          "-Wpedantic",
          "-Wconversion",
          "-Werror",
          "-O2",
          "-c",
          "../../driver/" + deliverable.top + ".c",
          "-o",
          kDriverObject};
}

std::string content_key(const Deliverable& deliverable, const BuildOptions& options) {
  std::string content = verilator_version(options) + processor();
  content += checked_output("g++", {{"g++", "--version"}, {}});  // Verilator's makefile names it
  for (const std::string& word : verilator_words(deliverable, options)) content += word + '\0';
  content +=
      options.optimization + adapter_header(deliverable) + monitor_configuration(deliverable);
  content += read_file(deliverable.file_list());
  for (const std::string& source : verilog_sources(deliverable)) {
    content += source + '\0' + sha256(read_file(deliverable.folder / source));
  }
  for (const Embedded& source : harness_sources()) content += source.text;
  for (const Source& source : faults_of(options)) content += source.text;
  if (deliverable.has_control()) {
    for (const char* extension : {".h", ".c"}) {
      content += read_file(deliverable.folder / "driver" / (deliverable.top + extension));
    }
  }
  return sha256(content).substr(0, 16);
}

void write_file(const fs::path& path, std::string_view text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (!file) throw InputError(path.string(), "cannot be written");
}

/// The subfolder of simulators, which must not be a link to somewhere else.
fs::path cache_of(const Deliverable& deliverable) {
  const fs::path cache = deliverable.folder / kScratchName;
  std::error_code error;
  fs::create_directories(cache, error);
  if (error) throw InputError(cache.string(), "cannot be created: " + error.message());
  if (!fs::is_directory(fs::symlink_status(cache))) {
    throw InputError(cache.string(), "is a link; it must be a folder");
  }
  return cache;
}

/// Puts what was built in its place. A program there that is not ours is replaced;
/// one that another run has built meanwhile stays.
void put_in_place(const fs::path& built, const fs::path& entry, const std::string& key) {
  std::error_code error;
  fs::rename(built, entry, error);
  if (!error) return;
  if (!is_own_build(entry / kProgram, key)) {
    fs::remove_all(entry, error);
    fs::rename(built, entry, error);
  }
  if (!fs::exists(entry / kProgram)) {
    throw InputError(entry.string(), "cannot be written: " + error.message());
  }
}

/// Where Verilator's own library is, as this Verilator, compiler and kind of build make it.
fs::path library_of(const BuildOptions& options) {
  const std::string content = verilator_version(options) +
                              checked_output("g++", {{"g++", "--version"}, {}}) +
                              (options.waves ? "waves" : "");
  return options.library / sha256(content).substr(0, 16);
}

bool is_of_library(const fs::path& file) {
  return file.filename().string().starts_with("verilated") && file.extension() == ".o";
}

/// Puts what is there of the library beside the design, newer than its sources.
void take_library(const BuildOptions& options, const fs::path& folder) {
  const fs::path library = library_of(options);
  if (!fs::is_directory(library)) return;
  for (const fs::directory_entry& file : fs::directory_iterator(library)) {
    if (is_of_library(file.path())) fs::copy_file(file.path(), folder / file.path().filename());
  }
}

/// Keeps what was compiled of the library. Others may read and write it at the same time.
void keep_library(const BuildOptions& options, const fs::path& folder) {
  const fs::path library = library_of(options);
  std::error_code error;
  fs::create_directories(library, error);
  if (error) throw InputError(library.string(), "cannot be created: " + error.message());
  for (const fs::directory_entry& file : fs::directory_iterator(folder)) {
    const fs::path kept = library / file.path().filename();
    if (!is_of_library(file.path()) || fs::exists(kept)) continue;
    const fs::path scratch = library / folder.filename().concat(kept.filename().string() + ".part");
    fs::copy_file(file.path(), scratch);
    fs::rename(scratch, kept);
  }
}

}  // namespace

Simulator build_simulator(const Deliverable& deliverable, const BuildOptions& options) {
  const std::string key = content_key(deliverable, options);
  const fs::path cache = cache_of(deliverable);
  const fs::path entry = cache / key;
  remove_left_folders(cache, "building");
  if (is_own_build(entry / kProgram, key)) return {entry / kProgram, false, 0};

  const auto start = std::chrono::steady_clock::now();
  const ScratchFolder scratch(cache, "building", cache.string());
  write_file(scratch.path() / "adapter.hpp", adapter_header(deliverable));
  write_file(scratch.path() / "monitors.vlt", monitor_configuration(deliverable));
  for (const Embedded& source : harness_sources()) {
    write_file(scratch.path() / source.name, source.text);
  }
  for (const Source& source : faults_of(options)) {
    write_file(scratch.path() / source.name, source.text);
  }
  if (deliverable.has_control()) {
    checked_output("gcc", {driver_words(deliverable), scratch.path()});
  }
  checked_output(options.verilator, {verilator_words(deliverable, options), scratch.path()});
  if (!options.library.empty()) take_library(options, scratch.path());
  checked_output("make", {make_words(options, scratch.path()), scratch.path()});
  if (!options.library.empty()) keep_library(options, scratch.path());
  for (const fs::directory_entry& file : fs::directory_iterator(scratch.path())) {
    if (file.path().filename() != kProgram) fs::remove_all(file.path());
  }
  put_in_place(scratch.path(), entry, key);
  remember_build(entry / kProgram, key);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  return {entry / kProgram, true, seconds.count()};
}

}  // namespace scbnn::cosim
