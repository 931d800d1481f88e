// scbnn shapes: the built-in data set as files for other programs, and as a picture.
#include "sim/data/shapes.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "cli/numbers.hpp"
#include "cli/output.hpp"
#include "cli/verbs.hpp"
#include "sim/data/contact_sheet.hpp"
#include "sim/data/gzip.hpp"
#include "sim/data/idx.hpp"
#include "support/files.hpp"
#include "support/problem.hpp"

namespace scbnn::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string out;
  std::string sheet;
  std::string split = "all";
  int count = -1;
  int columns = 20;
  int scale = 2;
  std::string json;
};

/// Tells an earlier output from a folder of the user's.
constexpr const char* kNote = "shapes.txt";

constexpr std::array<std::string_view, 5> kFiles{
    kNote, "train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", "t10k-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz"};

/// Throws unless `folder` is absent, empty or an earlier output.
void check_replaceable(const fs::path& folder) {
  std::error_code error;
  const fs::file_status status = fs::status(folder, error);
  if (status.type() == fs::file_type::not_found) return;
  if (status.type() != fs::file_type::directory) {
    throw InputError(folder.string(), "exists and is not a folder");
  }
  bool empty = true;
  bool noted = false;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    empty = false;
    noted = noted || name == kNote;
    if (std::find(kFiles.begin(), kFiles.end(), name) == kFiles.end()) {
      throw InputError(folder.string(), fmt::format("holds '{}', which this program did not write; "
                                                    "name another folder, or an empty one",
                                                    name));
    }
  }
  if (!empty && !noted) {
    throw InputError(folder.string(), fmt::format("holds a data set that this program did not "
                                                  "write (there is no {}); name another folder",
                                                  kNote));
  }
}

/// Writes the whole folder or nothing: a sibling is written, then takes its place.
void write_folder(const std::map<std::string, std::string>& files, const fs::path& out) {
  fs::path target = fs::absolute(out).lexically_normal();
  if (!target.has_filename()) target = target.parent_path();
  const fs::path scratch =
      target.parent_path() / fmt::format(".{}.scbnn-{}", target.filename().string(), getpid());
  std::error_code error;
  fs::create_directories(scratch, error);
  if (error) throw InputError(out.string(), "cannot be written: " + error.message());
  try {
    for (const auto& [name, bytes] : files) write_file(scratch / name, bytes);
    fs::remove_all(target);
    fs::rename(scratch, target);
  } catch (const fs::filesystem_error& problem) {
    fs::remove_all(scratch, error);
    throw InputError(out.string(), "cannot be written: " + problem.code().message());
  } catch (...) {
    fs::remove_all(scratch, error);
    throw;
  }
}

/// The first `count` images of one file (all where count < 0); those for validation come last.
Dataset draw(bool test, int count) {
  if (test) return draw_shapes(Split::kTest, count);
  constexpr int kTraining = kShapesTraining - kValidationImages;
  const int images = count < 0 ? kShapesTraining : count;
  Dataset dataset = draw_shapes(Split::kTrain, std::min(images, kTraining));
  if (images > kTraining) {
    const Dataset validation = draw_shapes(Split::kValidation, images - kTraining);
    dataset.pixels.insert(dataset.pixels.end(), validation.pixels.begin(), validation.pixels.end());
    dataset.labels.insert(dataset.labels.end(), validation.labels.begin(), validation.labels.end());
  }
  return dataset;
}

std::string note() {
  std::string text =
      "The data set 'shapes', drawn by `scbnn shapes`: gray images of 28x28 pixels in the IDX "
      "format.\nThe last 5,000 training images are for validation. Classes:\n";
  for (std::size_t label = 0; label < kShapeNames.size(); ++label) {
    text += fmt::format("  {} {}\n", label, kShapeNames[label]);
  }
  return text;
}

void shapes(const Options& options) {
  if (options.out.empty() && options.sheet.empty()) {
    throw InputError("scbnn shapes", "has nothing to write: give --out DIR, --sheet FILE or both");
  }
  check_writable(options.json);
  check_writable(options.sheet);
  std::FILE* const out = options.json == "-" ? stderr : stdout;
  const int most = options.split == "train" ? kShapesTraining : kShapesTest;
  if (options.count == 0 || options.count > most) {
    throw InputError("--count", fmt::format("is {}; allowed are 1..{}", options.count, most));
  }
  if (!options.out.empty()) check_replaceable(options.out);

  std::map<std::string, std::string> files{{kNote, note()}};
  Json figures = Json::object();
  std::string picture;
  for (const bool test : {false, true}) {
    if (options.split == (test ? "train" : "test")) continue;
    const Dataset dataset = draw(test, options.count);
    const std::string stem = test ? "t10k" : "train";
    if (!options.out.empty()) {
      files[stem + "-images-idx3-ubyte.gz"] = gzip(idx_images(dataset.shape, dataset.pixels));
      files[stem + "-labels-idx1-ubyte.gz"] = gzip(idx_labels(dataset.labels));
      figures[stem] = dataset.count();
    }
    if (!options.sheet.empty() && picture.empty()) {
      picture = contact_sheet_png(dataset, options.columns, options.scale);
    }
  }

  if (!options.out.empty()) {
    write_folder(files, options.out);
    for (const auto& [stem, images] : figures.items()) {
      say(out, "{}: {} {} images with labels\n", options.out, images.get<int>(), stem);
    }
  }
  if (!options.sheet.empty()) {
    write_file(options.sheet, picture);
    say(out, "{}: {} columns of the ten classes\n", options.sheet, options.columns);
  }
  write_json(figures, options.json);
}

}  // namespace

void add_shapes(CLI::App& app, Outcome& /*outcome*/) {
  const auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand(
      "shapes",
      "Write the built-in data set: ten shapes on 28x28 gray images, drawn from a seed.\n"
      "The other commands draw it themselves (--data shapes); files are for other programs.");
  verb->add_option("--out", options->out,
                   "folder for the IDX files (train-images-idx3-ubyte.gz, ...); only an earlier "
                   "output is replaced")
      ->type_name("DIR");
  verb->add_option("--split", options->split,
                   "which files: train (60,000 images, the last 5,000 are for validation), test "
                   "(10,000), all")
      ->check(CLI::IsMember({"train", "test", "all"}))
      ->capture_default_str()
      ->type_name("NAME");
  verb->add_option("--count", options->count, "only the first N images of each file")
      ->check(whole_number(1, kMostImages))
      ->type_name("N");
  verb->add_option("--sheet", options->sheet, "write a contact sheet (PNG), one row per class")
      ->type_name("FILE");
  verb->add_option("--columns", options->columns, "images per row of the contact sheet")
      ->check(CLI::Range(1, 100))
      ->capture_default_str()
      ->type_name("N");
  verb->add_option("--scale", options->scale, "enlarge the contact sheet by this factor")
      ->check(CLI::Range(1, 16))
      ->capture_default_str()
      ->type_name("N");
  verb->add_option("--json", options->json, "write the image counts as JSON ('-': to stdout)")
      ->type_name("FILE");
  verb->callback([options] { shapes(*options); });
}

}  // namespace scbnn::cli
