// Data sets by name and by folder: what is loaded, and what is said where it cannot be.
#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "sim/data/cifar.hpp"
#include "sim/data/dataset.hpp"
#include "sim/data/gzip.hpp"
#include "sim/data/idx.hpp"
#include "support/problem.hpp"
#include "tests/unit/data_folder.hpp"

using namespace scbnn;
using Catch::Contains;
using Catch::Equals;

namespace {

/// SCBNN_DATA for the life of the object.
class DataRoot {
 public:
  explicit DataRoot(const std::filesystem::path& root) {
    if (const char* before = std::getenv("SCBNN_DATA")) before_ = before;
    setenv("SCBNN_DATA", root.c_str(), 1);
  }
  ~DataRoot() {
    if (before_.empty()) {
      unsetenv("SCBNN_DATA");
    } else {
      setenv("SCBNN_DATA", before_.c_str(), 1);
    }
  }
  DataRoot(const DataRoot&) = delete;
  DataRoot& operator=(const DataRoot&) = delete;

 private:
  std::string before_;
};

/// `count` images of 1x2 pixels; image i is {i mod 256, i div 256} and has label i mod 10.
void write_idx(const test::DataFolder& folder, const std::string& stem, int count,
               bool packed = true) {
  std::vector<std::uint8_t> pixels;
  std::vector<std::uint8_t> labels;
  for (int i = 0; i < count; ++i) {
    pixels.push_back(static_cast<std::uint8_t>(i % 256));
    pixels.push_back(static_cast<std::uint8_t>(i / 256));
    labels.push_back(static_cast<std::uint8_t>(i % 10));
  }
  const auto write = [&](const std::string& name, const std::string& bytes) {
    folder.write(packed ? name + ".gz" : name, packed ? gzip(bytes) : bytes);
  };
  write(stem + "-images-idx3-ubyte", idx_images({1, 2, 1}, pixels));
  write(stem + "-labels-idx1-ubyte", idx_labels(labels));
}

int number(const Dataset& dataset, int index) {
  return dataset.image(index)[0] + 256 * dataset.image(index)[1];
}

std::string message(const std::function<void()>& action) {
  try {
    action();
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

std::string load_error(const std::string& name, Split split = Split::kTest) {
  return message([&] { static_cast<void>(load_dataset(name, split)); });
}

}  // namespace

TEST_CASE("training images split into training and validation", "[data]") {
  const test::DataFolder folder;
  write_idx(folder, "mine/train", 5003);
  write_idx(folder, "mine/t10k", 4, false);
  const std::string path = (folder.path() / "mine").string();

  const Dataset train = load_dataset(path, Split::kTrain);
  CHECK(train.name == "mine");
  CHECK(train.shape == TensorShape{1, 2, 1});
  REQUIRE(train.count() == 3);
  CHECK(number(train, 2) == 2);

  const Dataset validation = load_dataset(path + "/", Split::kValidation);
  CHECK(validation.name == "mine");
  REQUIRE(validation.count() == kValidationImages);
  CHECK(number(validation, 0) == 3);
  CHECK(validation.labels[0] == 3);
  CHECK(number(validation, 4999) == 5002);
  CHECK(validation.labels[4999] == 2);

  const Dataset test = load_dataset(path, Split::kTest);
  CHECK(test.count() == 4);
}

TEST_CASE("a name is a folder under SCBNN_DATA", "[data]") {
  const test::DataFolder folder;
  write_idx(folder, "fashion-mnist/t10k", 3);
  const DataRoot root(folder.path());
  const Dataset dataset = load_dataset("fashion-mnist", Split::kTest);
  CHECK(dataset.name == "fashion-mnist");
  CHECK(dataset.count() == 3);
  REQUIRE(dataset.class_names.size() == 10);
  CHECK(dataset.class_names[9] == "ankle boot");
}

TEST_CASE("a mistyped name is answered with the nearest one and the way to get it", "[data]") {
  const test::DataFolder folder;
  write_idx(folder, "my-set/t10k", 3);
  const DataRoot root(folder.path());
  const std::string error = load_error("my-sat");
  CHECK_THAT(error, Contains("data set 'my-sat': no such folder in " + folder.path().string()));
  CHECK_THAT(error, Contains("(found: my-set)"));
  CHECK_THAT(error, Contains("did you mean 'my-set'?"));
  CHECK_THAT(error, Contains("`make data`"));
  CHECK_THAT(error, Contains("SCBNN_DATA"));
  CHECK_THAT(load_error("shape"), Contains("did you mean 'shapes'?"));
  CHECK_THAT(load_error("cifar10"), Contains("did you mean 'cifar-10'?"));
  CHECK_THAT(load_error("zzzzzz"), !Contains("did you mean"));
  CHECK_THAT(load_error(""), Contains("no such folder"));
  CHECK_THAT(load_error("mnist"), Contains("no such folder") && !Contains("did you mean"));
}

TEST_CASE("a path that is no data folder is named", "[data]") {
  const test::DataFolder folder;
  const auto file = folder.write("empty/readme.txt", "hello");
  CHECK_THAT(load_error((folder.path() / "none").string()), Contains("no such folder"));
  CHECK_THAT(load_error(file.string()), Contains("is not a folder"));
  CHECK_THAT(load_error(file.parent_path().string()), Contains("holds no data set: expected are"));
}

TEST_CASE("every problem of a folder is named at once", "[data]") {
  const test::DataFolder folder;
  folder.write("t10k-images-idx3-ubyte", "short");
  const std::string error = load_error(folder.path().string());
  CHECK_THAT(error, Contains("t10k-images-idx3-ubyte: starts with 0x73686f72"));
  CHECK_THAT(error, Contains("t10k-labels-idx1-ubyte: missing, and so is "
                             "t10k-labels-idx1-ubyte.gz"));
}

TEST_CASE("images and labels must be as many", "[data]") {
  const test::DataFolder folder;
  write_idx(folder, "t10k", 7);
  folder.write("t10k-labels-idx1-ubyte.gz", gzip(idx_labels(std::vector<std::uint8_t>(6, 1))));
  CHECK_THAT(load_error(folder.path().string()),
             Equals(folder.path().string() + ": 7 t10k images, but 6 labels"));
}

TEST_CASE("sizes that do not fit are refused before anything is unpacked", "[data]") {
  const test::DataFolder folder;
  constexpr std::size_t kImages = 0x13d620;
  const std::string header("\0\0\x08\x03\0\x13\xd6\x20\0\0\0\x1c\0\0\0\x1c", 16);
  folder.write("t10k-images-idx3-ubyte.gz", gzip(header));  // were more of it read, it would say so
  folder.write("t10k-labels-idx1-ubyte.gz", gzip(idx_labels(std::vector<std::uint8_t>(50, 1))));
  CHECK_THAT(
      load_error(folder.path().string()),
      Equals(fmt::format("{}: {} t10k images, but 50 labels", folder.path().string(), kImages)));
  CHECK_THAT(
      message([&] {
        static_cast<void>(
            load_dataset(folder.path().string(), Split::kTest, TensorShape{32, 32, 3}));
      }),
      Contains("has images of 28x28x1 (height, width, channels); the network takes 32x32x3"));
  CHECK_THAT(message([&] {
               static_cast<void>(load_dataset("shapes", Split::kTest, TensorShape{8, 8, 1}));
             }),
             Contains("has images of 28x28x1"));
}

TEST_CASE("too few training images leave none to train on", "[data]") {
  const test::DataFolder folder;
  write_idx(folder, "train", 5000);
  CHECK_THAT(load_error(folder.path().string(), Split::kTrain),
             Contains("5000 training images; the last 5000 are held out for validation"));
}

TEST_CASE("take keeps the first images and refuses more than there are", "[data]") {
  const test::DataFolder folder;
  write_idx(folder, "t10k", 7);
  const Dataset all = load_dataset(folder.path().string(), Split::kTest);
  CHECK(take(all, -1).count() == 7);
  const Dataset some = take(all, 2);
  CHECK(some.count() == 2);
  CHECK(some.pixels.size() == 4);
  CHECK(number(some, 1) == 1);
  CHECK_THAT(message([&] { static_cast<void>(take(all, 8)); }),
             Contains("8 images are requested; allowed are 1..7"));
  CHECK_THROWS_AS(take(all, 0), InputError);
}

TEST_CASE("CIFAR-10 is read from its six files", "[data]") {
  const test::DataFolder folder;
  const auto file = [](int shade) {
    std::string bytes;
    for (int record = 0; record < kCifarRecords; ++record) {
      bytes += static_cast<char>(record % 10);
      bytes += std::string(3072, static_cast<char>(shade));
    }
    return gzip(bytes);
  };
  folder.write("cifar-10/test_batch.bin.gz", file(9));
  const std::string path = (folder.path() / "cifar-10").string();
  const Dataset test = load_dataset(path, Split::kTest);
  CHECK(test.count() == 10'000);
  CHECK(test.shape == TensorShape{32, 32, 3});
  CHECK(test.class_names[6] == "frog");
  const std::string error = load_error(path, Split::kTrain);
  for (int batch = 1; batch <= 5; ++batch) {
    folder.write("cifar-10/data_batch_" + std::to_string(batch) + ".bin.gz", file(batch));
    CHECK_THAT(error, Contains("data_batch_" + std::to_string(batch) + ".bin: missing"));
  }
  CHECK(load_dataset(path, Split::kTrain).count() == 45'000);
  const Dataset validation = load_dataset(path, Split::kValidation);
  CHECK(validation.count() == 5000);
  CHECK(validation.image(0)[0] == 5);
}

TEST_CASE("the official data sets are what they are said to be", "[data]") {
  const char* root = std::getenv("SCBNN_DATA");
  for (const std::string name : {"fashion-mnist", "mnist", "cifar-10"}) {
    if (root == nullptr || !std::filesystem::exists(std::filesystem::path(root) / name)) {
      WARN("skipped: there is no " << name << " under $SCBNN_DATA");
      continue;
    }
    INFO(name);
    const Dataset test = load_dataset(name, Split::kTest);
    CHECK(test.count() == 10'000);
    CHECK(test.shape == (name == "cifar-10" ? kCifarShape : TensorShape{28, 28, 1}));
    const std::vector<int> first_labels = name == "fashion-mnist" ? std::vector{9, 2, 1, 1, 6}
                                          : name == "mnist"       ? std::vector{7, 2, 1, 0, 4}
                                                                  : std::vector{3, 8, 8, 0, 6};
    for (std::size_t i = 0; i < first_labels.size(); ++i) {
      CHECK(test.labels[i] == first_labels[i]);
    }
  }
}
