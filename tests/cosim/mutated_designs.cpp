// Mutants of whole generated designs: each must be caught by scbnn simulate as anybody types it,
// and by the part of the run that the list says. designs.toml holds them; what is equivalent says
// why.
//
//   mutated_designs LIST OUT [--sample N] [--jobs N] [--only TEXT]
//
// The checksums are left out: they notice every change. Exit status 0: all as the list says.
#include <fmt/format.h>
#include <toml++/toml.h>

#include <atomic>
#include <cctype>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "deliverable/checksums.hpp"
#include "deliverable/folder.hpp"
#include "generator/emit/emit.hpp"
#include "generator/plan/design.hpp"
#include "sim/cosim/cosim.hpp"
#include "support/files.hpp"
#include "support/problem.hpp"
#include "tests/cosim/random_design.hpp"
#include "tests/cosim/summary.hpp"

namespace {

using namespace scbnn;
namespace fs = std::filesystem;

constexpr int kImages = 100;  ///< as the data set that is given has
constexpr int kRough = 100;   ///< the default of scbnn simulate
constexpr int kLongRough = 2000;

struct Design {
  std::string name;
  Network network;
  Config config;
  fs::path folder;  ///< as generated
};

struct Mutant {
  std::size_t design = 0;
  std::string file;
  std::string from;
  std::string to;
  std::string catcher;  ///< what catches it, or "equivalent: WHY"

  [[nodiscard]] bool equivalent() const { return catcher.starts_with("equivalent: "); }
};

struct List {
  std::vector<Design> designs;
  std::vector<Mutant> mutants;
};

[[noreturn]] void fail(const std::string& message) { throw std::runtime_error(message); }

std::string text_of(const toml::node* node, const std::string& where) {
  if (node == nullptr || !node->is_string()) fail(where + " is not a string");
  return node->as_string()->get();
}

std::vector<int> integers(const toml::node* node, const std::string& where) {
  if (node == nullptr || !node->is_array()) fail(where + " is not a list of integers");
  std::vector<int> values;
  for (const toml::node& each : *node->as_array()) {
    values.push_back(static_cast<int>(each.value<std::int64_t>().value()));
  }
  return values;
}

List read_list(const fs::path& path, const fs::path& out) {
  const toml::table document = toml::parse_file(path.string());
  List list;
  for (const auto& [key, node] : document) {
    const std::string name(key.str());
    const toml::table& table = *node.as_table();
    const std::vector<int> input = integers(table.get("input"), name + ".input");
    const std::uint64_t seed = 7 + list.designs.size();
    Design design{name,
                  cosim_test::random_network({input.at(0), input.at(1), input.at(2)},
                                             integers(table.get("outputs"), name + ".outputs"),
                                             table["scaled"].value_or(false), seed),
                  parse_config(text_of(table.get("config"), name + ".config"), name, {}),
                  out / "designs" / name};
    design.config.top = name;
    // Small ones, so that the best classes change and tie; and low ones, so that a lane beyond the
    // last class would win.
    std::vector<int>& offsets = design.network.scores().offset;
    for (std::size_t j = 0; j < offsets.size(); ++j) offsets[j] = static_cast<int>(j * 3 % 5) - 5;
    for (const toml::node& each : *table.get("mutants")->as_array()) {
      const toml::array& row = *each.as_array();
      list.mutants.push_back({list.designs.size(), text_of(row.get(0), name),
                              text_of(row.get(1), name), text_of(row.get(2), name),
                              text_of(row.get(3), name)});
    }
    list.designs.push_back(std::move(design));
  }
  return list;
}

/// The first place of `words` in `text`, whatever white space stands between them; [begin, end).
std::pair<std::size_t, std::size_t> find_words(const std::string& text, const std::string& words) {
  const auto blank = [](char c) { return c == ' ' || c == '\n'; };
  const auto in_word = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
  };
  for (std::size_t begin = 0; begin < text.size(); ++begin) {
    if (begin > 0 && in_word(text[begin - 1]) && in_word(words[0])) continue;
    std::size_t at = begin;
    std::size_t word = 0;
    for (; word < words.size() && at < text.size(); ++word) {
      if (words[word] == ' ') {
        if (!blank(text[at])) break;
        while (at < text.size() && blank(text[at])) ++at;
      } else if (words[word] != text[at++]) {
        break;
      }
    }
    if (word == words.size()) return {begin, at};
  }
  fail(fmt::format("has no '{}'", words));
}

/// "row 2, bit 7": flips it. "row 2, field 1 of 4": adds `to` to that field of the row: "+1", "-1",
/// or "+2", "-2", which leaves its lowest bit alone.
std::string edit_memory(const std::string& hex, const cosim::Memory& memory,
                        const std::string& from, const std::string& to) {
  int row = 0;
  int place = 0;
  int fields = 0;
  if (std::sscanf(from.c_str(), "row %d, bit %d", &row, &place) == 2) {
    return cosim::flip_bit(hex, memory, row, place);
  }
  if (std::sscanf(from.c_str(), "row %d, field %d of %d", &row, &place, &fields) != 3) {
    fail(fmt::format("'{}' is no place in a memory", from));
  }
  // Changes from the field's lowest bit on, as adding or subtracting 1 does.
  const int width = memory.width / fields;
  const bool down = to[0] == '-';
  std::string changed = hex;
  for (int bit = to.ends_with('2') ? 1 : 0; bit < width; ++bit) {
    const std::string before = changed;
    changed = cosim::flip_bit(changed, memory, row, place * width + bit);
    // What the digit has become tells what the bit was.
    const int digits = (memory.stored_width() + 3) / 4;
    const int stored = memory.stored_place(place * width + bit);
    const auto at = static_cast<std::size_t>(row * (digits + 1) + digits - 1 - stored / 4);
    const char digit = before[at];
    const int value = digit <= '9' ? digit - '0' : digit - 'a' + 10;
    const bool was_one = (value >> (stored % 4) & 1) != 0;
    if (was_one == down) return changed;
  }
  fail("wraps around");
}

void edit(const cosim::Deliverable& design, const Mutant& mutant) {
  const fs::path path = design.folder / mutant.file;
  std::string text = read_file(path);
  if (mutant.file.starts_with("mem/")) {
    for (const cosim::Memory& memory : design.memories) {
      if (memory.file == mutant.file) text = edit_memory(text, memory, mutant.from, mutant.to);
    }
  } else {
    const auto [begin, end] = find_words(text, mutant.from);
    text.replace(begin, end - begin, mutant.to);
  }
  std::ofstream(path, std::ios::binary) << text;
}

/// Everything that caught the design, in the order of the run; empty: nothing did.
std::vector<std::string> catchers(const Design& design, const cosim::Deliverable& deliverable,
                                  int rough = kRough) {
  const Dataset data = cosim_test::random_images(design.network.input.shape, kImages, 5);
  cosim::Options options;
  options.count = kImages;
  options.rough = rough;
  options.jobs = 1;
  options.build = cosim_test::build_options();
  const int presentations = design.config.function.presentations;
  options.traffic.presentations = {deliverable.planned(presentations) != nullptr
                                       ? presentations
                                       : deliverable.cycles.back().presentations};
  options.traffic.encoder_seeds = {design.config.function.encoder.seed};
  const auto& margin = design.config.function.margin;
  if (design.config.function.mode == Mode::kOutput && margin) options.traffic.margins = {*margin};
  std::vector<std::string> found;
  try {
    const cosim::Report report =
        cosim::simulate(deliverable, design.network, design.config.function, data, options);
    if (!report.checked.ok()) found.emplace_back("images");
    if (!report.rough.checked.ok()) {
      found.emplace_back(rough == kRough ? "rough run" : "long rough run");
    }
    if (!report.cycles_as_planned()) found.emplace_back("cycles");
    if (!report.canary.caught) found.emplace_back("canary");
    if (std::getenv("VERBOSE") != nullptr) fmt::print("{}\n", cosim_test::summary(report));
  } catch (const InputError& error) {
    found.emplace_back("tools");  // a tool or the simulator complains
    if (std::getenv("VERBOSE") != nullptr) fmt::print("{}\n", error.what());
  }
  return found;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text.empty() ? "nothing" : text;
}

/// What is wrong with a mutant's record, or nothing.
std::optional<std::string> verdict(const Design& design, const Mutant& mutant,
                                   const fs::path& out) {
  fs::remove_all(out);
  fs::create_directories(out.parent_path());
  fs::copy(design.folder, out, fs::copy_options::recursive);
  fs::remove_all(out / kScratchName);
  const cosim::Deliverable deliverable = cosim::open_deliverable(out);
  edit(deliverable, mutant);
  const std::vector<std::string> found =
      catchers(design, deliverable, mutant.catcher == "long rough run" ? kLongRough : kRough);
  fs::remove_all(out);
  if (mutant.equivalent()) {
    if (found.empty()) return std::nullopt;
    return "is listed as equivalent, but caught by: " + joined(found);
  }
  for (const std::string& each : found) {
    if (each == mutant.catcher) return std::nullopt;
  }
  return fmt::format("is caught by: {}; the list says: {}", joined(found), mutant.catcher);
}

struct Arguments {
  fs::path list;
  fs::path out;
  std::size_t sample = 1;  ///< every so many mutants
  int jobs = 1;
  std::string only;
};

Arguments read_arguments(int argc, char** argv) {
  Arguments arguments;
  std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() < 2 || words.size() % 2 != 0) {
    fail("usage: mutated_designs LIST OUT [--sample N] [--jobs N] [--only TEXT]");
  }
  arguments.list = words[0];
  arguments.out = words[1];
  for (std::size_t i = 2; i < words.size(); i += 2) {
    if (words[i] == "--sample") arguments.sample = std::stoul(words[i + 1]);
    if (words[i] == "--jobs") arguments.jobs = std::stoi(words[i + 1]);
    if (words[i] == "--only") arguments.only = words[i + 1];
  }
  return arguments;
}

int run(const Arguments& arguments) {
  const auto start = std::chrono::steady_clock::now();
  List list = read_list(arguments.list, arguments.out);
  std::atomic<int> wrong = 0;
  int equivalent = 0;
  std::vector<const Mutant*> chosen;
  for (std::size_t i = 0; i < list.mutants.size(); ++i) {
    const Mutant& mutant = list.mutants[i];
    const std::string text =
        list.designs[mutant.design].name + " " + mutant.file + " " + mutant.from;
    if (i % arguments.sample != 0 || text.find(arguments.only) == std::string::npos) continue;
    chosen.push_back(&mutant);
    equivalent += mutant.equivalent() ? 1 : 0;
  }
  std::map<std::size_t, int> used;
  for (const Mutant* mutant : chosen) ++used[mutant->design];
  std::mutex mutex;
  const auto say = [&](const std::string& line) {
    const std::lock_guard lock(mutex);
    fmt::print("{}\n", line);
    std::fflush(stdout);
  };
  const auto guarded = [&](const std::string& who, const auto& work) {
    std::optional<std::string> fault;
    try {
      fault = work();
    } catch (const std::exception& error) {
      fault = error.what();
    }
    if (fault) say(fmt::format("WRONG: {} {}", who, *fault)), ++wrong;
  };
  const auto in_threads = [&](std::size_t count, const auto& work) {
    std::atomic<std::size_t> next = 0;
    const auto worker = [&] {
      for (std::size_t i = next++; i < count; i = next++) work(i);
    };
    std::vector<std::thread> threads;
    for (int job = 1; job < arguments.jobs; ++job) threads.emplace_back(worker);
    worker();
    for (std::thread& thread : threads) thread.join();
  };
  in_threads(list.designs.size(), [&](std::size_t i) {
    const Design& design = list.designs[i];
    if (!used.contains(i)) return;
    guarded(design.name, [&]() -> std::optional<std::string> {
      fs::create_directories(design.folder.parent_path());
      write_folder(emit(plan(design.network, design.config), design.network,
                        {"a test", "random.onnx", "no model"}),
                   design.folder);
      const auto found = catchers(design, cosim::open_deliverable(design.folder));
      if (found.empty()) return std::nullopt;
      return "without a mutation is not right: " + joined(found);
    });
  });
  in_threads(chosen.size(), [&](std::size_t i) {
    const Mutant& mutant = *chosen[i];
    const Design& design = list.designs[mutant.design];
    guarded(fmt::format("{} {} '{}' -> '{}'", design.name, mutant.file, mutant.from, mutant.to),
            [&] {
              return verdict(design, mutant,
                             arguments.out / "mutants" / std::to_string(i) / design.name);
            });
  });
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  fmt::print("{} mutants of {} designs, {} of them equivalent: {} not as listed ({:.0f} s)\n",
             chosen.size(), used.size(), equivalent, wrong.load(), seconds.count());
  return wrong == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(read_arguments(argc, argv));
  } catch (const std::exception& error) {
    fmt::print(stderr, "mutated_designs: {}\n", error.what());
    return 2;
  }
}
