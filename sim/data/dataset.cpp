// From a name or a folder to labelled images, every problem of a folder at once.
#include "sim/data/dataset.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string_view>
#include <utility>

#include "sim/data/cifar.hpp"
#include "sim/data/idx.hpp"
#include "sim/data/shapes.hpp"
#include "sim/data/source.hpp"
#include "support/nearest.hpp"
#include "support/problem.hpp"

namespace scbnn {
namespace {

namespace fs = std::filesystem;

/// The shape of the images that are needed, where that is known.
using Wanted = std::optional<TensorShape>;

constexpr std::array<std::string_view, 10> kFashionNames{
    "T-shirt/top", "trouser", "pullover", "dress", "coat",
    "sandal",      "shirt",   "sneaker",  "bag",   "ankle boot"};
constexpr std::array<std::string_view, 10> kCifarNames{
    "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"};

struct Folder {
  fs::path path;
  std::string name;
};

fs::path data_root() {
  const char* root = std::getenv("SCBNN_DATA");
  return root != nullptr && *root != '\0' ? root : "data";
}

std::vector<std::string> folders_in(const fs::path& root) {
  std::vector<std::string> names;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(root, error)) {
    if (entry.is_directory(error)) names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

[[noreturn]] void throw_unknown(const std::string& name, const fs::path& root) {
  std::vector<std::string> candidates = folders_in(root);
  std::string found;
  for (const std::string& candidate : candidates) found += (found.empty() ? "" : ", ") + candidate;
  const std::vector<std::string> known = {"shapes", "fashion-mnist", "mnist", "cifar-10"};
  candidates.insert(candidates.end(), known.begin(), known.end());
  const bool is_known = std::find(known.begin(), known.end(), name) != known.end();
  std::error_code ignored;
  const std::string here =
      fs::is_directory(name, ignored) ? fmt::format("; for a folder here, write ./{}", name) : "";
  throw InputError(
      "data set '" + name + "'",
      fmt::format("no such folder in {} (found: {}){}{}\n"
                  "  `make data` fetches fashion-mnist, mnist and cifar-10 from their official "
                  "sources; the environment variable SCBNN_DATA names the folder of the data sets "
                  "(now {}); 'shapes' is built in and needs no files",
                  root.string(), found.empty() ? "nothing" : found,
                  is_known ? "" : did_you_mean(name, candidates), here,
                  std::getenv("SCBNN_DATA") != nullptr ? root.string() : "unset: data"));
}

Folder find_folder(const std::string& name_or_path) {
  std::error_code ignored;
  const bool is_name = !name_or_path.empty() && name_or_path.find('/') == std::string::npos &&
                       name_or_path != "." && name_or_path != "..";
  if (is_name) {
    const fs::path folder = data_root() / name_or_path;
    if (!fs::is_directory(folder, ignored)) throw_unknown(name_or_path, data_root());
    return {folder, name_or_path};
  }
  const fs::path folder = fs::path(name_or_path).lexically_normal();
  if (!fs::is_directory(folder, ignored)) {
    throw InputError("data set '" + name_or_path + "'",
                     fs::exists(folder, ignored)
                         ? "is not a folder; the folder of the data files is expected"
                         : "no such folder");
  }
  const fs::path name = folder.has_filename() ? folder.filename() : folder.parent_path().filename();
  return {folder, name.string()};
}

/// Runs a reader and keeps its problems, so that the next file is looked at as well.
template <typename Reader>
void collect(std::vector<Problem>& problems, Reader&& reader) {
  try {
    std::invoke(std::forward<Reader>(reader));
  } catch (const InputError& error) {
    problems.insert(problems.end(), error.problems().begin(), error.problems().end());
  }
}

Source open_source(const fs::path& folder, const std::string& name) {
  const fs::path file = plain_or_gzip(folder, name);
  if (file.empty()) {
    throw InputError((folder / name).string(), "missing, and so is " + name + ".gz");
  }
  return Source(file);
}

void check_shape(const std::string& place, const TensorShape& found, const Wanted& wanted,
                 std::vector<Problem>& problems) {
  if (!wanted || found == *wanted) return;
  problems.push_back({place, fmt::format("has images of {}x{}x{} (height, width, channels); the "
                                         "network takes {}x{}x{}",
                                         found.height, found.width, found.channels, wanted->height,
                                         wanted->width, wanted->channels)});
}

Dataset load_idx(const Folder& folder, const std::string& stem, const Wanted& wanted) {
  std::vector<Problem> problems;
  std::optional<IdxImages> images;
  std::optional<IdxLabels> labels;
  collect(problems, [&] { images.emplace(open_source(folder.path, stem + "-images-idx3-ubyte")); });
  collect(problems, [&] { labels.emplace(open_source(folder.path, stem + "-labels-idx1-ubyte")); });
  if (images) check_shape(folder.path.string(), images->shape(), wanted, problems);
  if (images && labels && images->count() != labels->count()) {
    problems.push_back({folder.path.string(), fmt::format("{} {} images, but {} labels",
                                                          images->count(), stem, labels->count())});
  }
  if (!problems.empty()) throw InputError(std::move(problems));

  Dataset dataset{folder.name, images->shape(), {}, {}, {}};
  collect(problems, [&] { dataset.labels = labels->labels(); });
  collect(problems, [&] { dataset.pixels = images->pixels(); });
  if (!problems.empty()) throw InputError(std::move(problems));
  if (folder.name == "fashion-mnist") {
    dataset.class_names.assign(kFashionNames.begin(), kFashionNames.end());
  }
  return dataset;
}

Dataset load_cifar(const Folder& folder, bool test, const Wanted& wanted) {
  std::vector<std::string> files{"test_batch.bin"};
  if (!test) {
    files.clear();
    for (int batch = 1; batch <= 5; ++batch)
      files.push_back(fmt::format("data_batch_{}.bin", batch));
  }
  std::vector<Problem> problems;
  check_shape(folder.path.string(), kCifarShape, wanted, problems);
  if (!problems.empty()) throw InputError(std::move(problems));
  CifarImages images;
  for (const std::string& file : files) {
    collect(problems, [&] { append_cifar(open_source(folder.path, file), images); });
  }
  if (!problems.empty()) throw InputError(std::move(problems));
  Dataset dataset{folder.name, kCifarShape, std::move(images.pixels), std::move(images.labels), {}};
  dataset.class_names.assign(kCifarNames.begin(), kCifarNames.end());
  return dataset;
}

/// The official files of the training or the test images.
Dataset load_files(const Folder& folder, bool test, const Wanted& wanted) {
  const auto has = [&](const char* name) { return !plain_or_gzip(folder.path, name).empty(); };
  if (has("train-images-idx3-ubyte") || has("train-labels-idx1-ubyte") ||
      has("t10k-images-idx3-ubyte") || has("t10k-labels-idx1-ubyte")) {
    return load_idx(folder, test ? "t10k" : "train", wanted);
  }
  if (has("test_batch.bin") || has("data_batch_1.bin")) return load_cifar(folder, test, wanted);
  throw InputError(folder.path.string(),
                   "holds no data set: expected are train-images-idx3-ubyte, "
                   "train-labels-idx1-ubyte, t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte (IDX) "
                   "or data_batch_1.bin to data_batch_5.bin, test_batch.bin (CIFAR-10), each as it "
                   "is or with .gz");
}

/// Images first .. first + count - 1.
void slice(Dataset& dataset, int first, int count) {
  const auto size = static_cast<std::ptrdiff_t>(dataset.shape.size());
  const auto cut = [](std::vector<std::uint8_t>& bytes, std::ptrdiff_t begin, std::ptrdiff_t end) {
    bytes.erase(bytes.begin() + end, bytes.end());
    bytes.erase(bytes.begin(), bytes.begin() + begin);
  };
  cut(dataset.pixels, first * size, (first + count) * size);
  cut(dataset.labels, first, first + count);
}

}  // namespace

Dataset load_dataset(const std::string& name_or_path, Split split, const Wanted& wanted) {
  if (name_or_path == "shapes") {
    std::vector<Problem> problems;
    check_shape("data set 'shapes'", {kShapesSide, kShapesSide, 1}, wanted, problems);
    if (!problems.empty()) throw InputError(std::move(problems));
    return draw_shapes(split);
  }
  const Folder folder = find_folder(name_or_path);
  Dataset dataset = load_files(folder, split == Split::kTest, wanted);
  if (split == Split::kTest) return dataset;
  const int training = dataset.count() - kValidationImages;
  if (training < 1) {
    throw InputError(
        folder.path.string(),
        fmt::format(
            "{} training images; the last {} are held out for validation, so more are needed",
            dataset.count(), kValidationImages));
  }
  if (split == Split::kTrain) {
    slice(dataset, 0, training);
  } else {
    slice(dataset, training, kValidationImages);
  }
  return dataset;
}

Dataset take(Dataset dataset, int count) {
  if (count < 0) return dataset;
  if (count < 1 || count > dataset.count()) {
    throw InputError(
        "data set '" + dataset.name + "'",
        fmt::format("{} images are requested; allowed are 1..{}", count, dataset.count()));
  }
  slice(dataset, 0, count);
  return dataset;
}

}  // namespace scbnn
