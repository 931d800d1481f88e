// The built-in data set: the same pixels everywhere, every image its own seed, ten even classes.
#include <zlib.h>

#include <array>
#include <catch2/catch.hpp>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "sim/data/contact_sheet.hpp"
#include "sim/data/dataset.hpp"
#include "sim/data/npy.hpp"
#include "sim/data/shapes.hpp"
#include "support/problem.hpp"

using namespace scbnn;

namespace {

/// FNV-1a.
std::uint64_t hash(const std::vector<std::uint8_t>& bytes) {
  std::uint64_t value = 0xcbf29ce484222325U;
  for (const std::uint8_t byte : bytes) value = (value ^ byte) * 0x100000001b3U;
  return value;
}

}  // namespace

TEST_CASE("the drawing is the one that the shipped network was trained on", "[shapes]") {
  const Dataset test = load_dataset("shapes", Split::kTest);
  CHECK(test.count() == 10'000);
  CHECK(test.shape == TensorShape{28, 28, 1});
  CHECK(hash(test.pixels) == 0x01d1153944e22047U);
  CHECK(hash(test.labels) == 0xfea8aa61be91ba10U);
  const Dataset train = draw_shapes(Split::kTrain, 1000);
  CHECK(hash(train.pixels) == 0x0726b15c7a446862U);
}

TEST_CASE("no two images share a seed", "[shapes]") {
  std::set<std::uint64_t> seeds;
  for (int i = 0; i < kShapesTraining - kValidationImages; ++i) {
    seeds.insert(shape_seed(Split::kTrain, i));
  }
  for (int i = 0; i < kValidationImages; ++i) seeds.insert(shape_seed(Split::kValidation, i));
  for (int i = 0; i < kShapesTest; ++i) seeds.insert(shape_seed(Split::kTest, i));
  CHECK(seeds.size() == static_cast<std::size_t>(kShapesTraining + kShapesTest));
}

TEST_CASE("an image depends on its seed alone", "[shapes]") {
  const Dataset many = draw_shapes(Split::kValidation, 40);
  std::vector<std::uint8_t> pixels(kShapesSide * kShapesSide);
  const std::uint8_t label = draw_shape(shape_seed(Split::kValidation, 39), pixels);
  CHECK(label == many.labels[39]);
  CHECK(std::equal(pixels.begin(), pixels.end(), many.image(39).begin()));
}

TEST_CASE("the classes are even and differ in how they look", "[shapes]") {
  const Dataset test = load_dataset("shapes", Split::kTest);
  std::array<int, 10> images{};
  for (const std::uint8_t label : test.labels) ++images.at(label);
  for (const int count : images) {
    CHECK(count > 900);
    CHECK(count < 1100);
  }
  REQUIRE(test.class_names.size() == 10);
  CHECK(std::set<std::string>(test.class_names.begin(), test.class_names.end()).size() == 10);

  // Class means, and the nearest of them as a classifier: far above chance, far from perfect.
  std::vector<std::vector<double>> means(10, std::vector<double>(784, 0.0));
  const Dataset train = draw_shapes(Split::kTrain, 5000);
  for (int i = 0; i < train.count(); ++i) {
    for (std::size_t p = 0; p < 784; ++p) {
      means[train.labels[static_cast<std::size_t>(i)]][p] += train.image(i)[p] / 500.0;
    }
  }
  int right = 0;
  for (int i = 0; i < 2000; ++i) {
    std::size_t best = 0;
    double best_distance = 1e30;
    for (std::size_t c = 0; c < 10; ++c) {
      double distance = 0;
      for (std::size_t p = 0; p < 784; ++p) {
        const double difference = test.image(i)[p] - means[c][p];
        distance += difference * difference;
      }
      if (distance < best_distance) {
        best = c;
        best_distance = distance;
      }
    }
    right += best == test.labels[static_cast<std::size_t>(i)] ? 1 : 0;
  }
  CHECK(right > 400);
  CHECK(right < 1400);
}

TEST_CASE("more images than a split has are refused", "[shapes]") {
  CHECK_THROWS_AS(draw_shapes(Split::kTest, kShapesTest + 1), InputError);
  CHECK(draw_shapes(Split::kValidation).count() == kValidationImages);
  CHECK(draw_shapes(Split::kTrain, 3).count() == 3);
}

TEST_CASE("a contact sheet shows colours as they are", "[shapes]") {
  // One column of images of 1 x 2 pixels, two more between images: 30 rows of 4 pixels.
  Dataset dataset{"two", {1, 2, 3}, {1, 2, 3, 4, 5, 6}, {0}, {}};
  const std::string png = contact_sheet_png(dataset, 1, 1);
  const std::size_t at = png.find("IDAT") + 4;
  std::string rows(30 * (1 + 4 * 3), '\x77');
  uLongf size = rows.size();
  REQUIRE(uncompress(reinterpret_cast<Bytef*>(rows.data()), &size,
                     reinterpret_cast<const Bytef*>(png.data() + at), png.size() - at) == Z_OK);
  CHECK(rows.substr(0, 13) == std::string("\0\x01\x02\x03\x04\x05\x06\0\0\0\0\0\0", 13));
}

TEST_CASE("a contact sheet is a PNG of the promised size", "[shapes]") {
  const std::string png = contact_sheet_png(draw_shapes(Split::kTest, 200), 5, 2);
  CHECK(png.substr(0, 8) == "\x89PNG\r\n\x1a\n");
  // IHDR: 5 columns and 10 rows of 30 pixels, doubled.
  CHECK(png.substr(16, 8) == std::string("\x00\x00\x01\x2c\x00\x00\x02\x58", 8));
}

TEST_CASE("arrays are written as NumPy reads them", "[data]") {
  const std::vector<std::int64_t> values{-2, 258};
  const std::string bytes = npy(values, {1, 2});
  REQUIRE(bytes.size() == 128 + 16);
  CHECK(bytes.substr(0, 8) == std::string("\x93NUMPY\x01\x00", 8));
  CHECK(bytes.substr(8, 2) == std::string("\x76\x00", 2));
  CHECK(bytes.substr(10, 61) == "{'descr': '<i8', 'fortran_order': False, 'shape': (1, 2, ), }");
  CHECK(bytes[127] == '\n');
  CHECK(bytes.substr(128) ==
        std::string("\xfe\xff\xff\xff\xff\xff\xff\xff\x02\x01\0\0\0\0\0\0", 16));
}
