// The data readers: good files in every form, and each way for a file to be wrong.
#include <catch2/catch.hpp>
#include <functional>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "sim/data/cifar.hpp"
#include "sim/data/gzip.hpp"
#include "sim/data/idx.hpp"
#include "sim/data/source.hpp"
#include "support/problem.hpp"

using namespace scbnn;
using Catch::Contains;
using Catch::Equals;

namespace {

Source source(const std::string& bytes, const std::string& name = "file") {
  return {name, std::make_unique<std::istringstream>(bytes)};
}

std::string word(std::uint32_t value) {
  std::string bytes;
  for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>(value >> shift & 0xffU);
  return bytes;
}

/// Two images of 2 rows and 3 columns, written out by hand.
std::string two_images() { return word(0x803) + word(2) + word(2) + word(3) + "abcdef" + "ghijkl"; }

std::string three_labels() { return word(0x801) + word(3) + std::string("\x00\x09\x04", 3); }

std::string message(const std::function<void()>& reader) {
  try {
    reader();
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

std::string image_error(const std::string& bytes) {
  return message([&] { static_cast<void>(IdxImages(source(bytes)).pixels()); });
}

std::string label_error(const std::string& bytes) {
  return message([&] { static_cast<void>(IdxLabels(source(bytes)).labels()); });
}

std::string cifar_file() {
  std::string bytes;
  for (int record = 0; record < kCifarRecords; ++record) {
    bytes += static_cast<char>(record % 10);
    bytes += std::string(3072, static_cast<char>(record % 251));
  }
  return bytes;
}

std::string cifar_error(const std::string& bytes) {
  return message([&] {
    CifarImages images;
    append_cifar(source(bytes), images);
  });
}

}  // namespace

TEST_CASE("IDX files are read, plain and gzip-compressed", "[data]") {
  for (const std::string& bytes : {two_images(), gzip(two_images())}) {
    IdxImages images(source(bytes));
    CHECK(images.count() == 2);
    CHECK(images.shape() == TensorShape{2, 3, 1});
    const std::vector<std::uint8_t> pixels = images.pixels();
    CHECK(std::string(pixels.begin(), pixels.end()) == "abcdefghijkl");
  }
  for (const std::string& bytes : {three_labels(), gzip(three_labels())}) {
    CHECK(IdxLabels(source(bytes)).labels() == std::vector<std::uint8_t>{0, 9, 4});
  }
}

TEST_CASE("IDX files are written as they are read", "[data]") {
  const std::string text = "abcdefghijkl";
  const std::vector<std::uint8_t> pixels(text.begin(), text.end());
  CHECK(idx_images({2, 3, 1}, pixels) == two_images());
  CHECK(idx_labels(std::vector<std::uint8_t>{0, 9, 4}) == three_labels());
}

TEST_CASE("packing gives the same bytes again, and they unpack", "[data]") {
  const std::string bytes(100'000, 'x');
  CHECK(gzip(bytes) == gzip(bytes));
  CHECK(gzip(bytes).size() < 1000);
  Source unpacked = source(gzip(bytes));
  const std::vector<std::uint8_t> back = unpacked.take(bytes.size(), "bytes");
  CHECK(std::string(back.begin(), back.end()) == bytes);
}

TEST_CASE("a broken IDX image file is named with what was found", "[data]") {
  const std::string good = two_images();
  CHECK_THAT(image_error(""), Equals("file: ends within its header of 16 bytes"));
  CHECK_THAT(image_error(good.substr(0, 13)), Equals("file: ends within its header of 16 bytes"));
  CHECK_THAT(image_error(three_labels() + "xxxxxxxx"),
             Equals("file: starts with 0x00000801 (that is a label file); IDX images start with "
                    "0x00000803"));
  CHECK_THAT(image_error("PNG?xxxxxxxxxxxxxxxx"),
             Equals("file: starts with 0x504e473f; IDX images start with 0x00000803"));
  CHECK_THAT(image_error(good.substr(0, good.size() - 1)),
             Equals("file: is truncated: holds 11 bytes of the 12 of 2 images of 2x3 that its "
                    "header says"));
  CHECK_THAT(image_error(good + "x"),
             Equals("file: continues after the 28 bytes that it should have"));
  CHECK_THAT(image_error(word(0x803) + word(0) + word(2) + word(3)),
             Equals("file: its header says 0 images; allowed are 1..10000000"));
  CHECK_THAT(image_error(word(0x803) + word(1) + word(2) + word(0)),
             Equals("file: its header says 0 columns; allowed are 1..1024"));
}

TEST_CASE("a header's size alone takes no memory", "[data]") {
  // 10 TB, were it believed.
  CHECK_THAT(
      image_error(word(0x803) + word(10'000'000) + word(1024) + word(1024) + "abc"),
      Equals("file: its header says 10000000 images of 1024x1024; allowed are 2147483648 bytes "
             "of pixels"));
  CHECK_THAT(image_error(word(0x803) + word(2048) + word(1024) + word(1024) + "abc"),
             Contains("is truncated: holds 3 bytes of the 2147483648"));
  CHECK_THAT(image_error(word(0x803) + word(0xffffffff) + word(28) + word(28)),
             Contains("its header says 4294967295 images; allowed are"));
  // A small gzip file that goes on for longer than its header says is not unpacked to its end.
  const std::string bomb = gzip(two_images() + std::string(50'000'000, '\0'));
  CHECK(bomb.size() < 100'000);
  CHECK_THAT(image_error(bomb), Equals("file: continues after the 28 bytes that it should have"));
}

TEST_CASE("a broken IDX label file is named with what was found", "[data]") {
  CHECK_THAT(label_error(two_images()), Contains("that is an image file"));
  CHECK_THAT(label_error(three_labels().substr(0, 9)),
             Equals("file: is truncated: holds 1 bytes of the 3 of 3 labels that its header says"));
  CHECK_THAT(label_error(three_labels() + "x"), Contains("continues after the 11 bytes"));
  CHECK_THAT(label_error(word(0x801) + word(2) + "\x03\x0a"),
             Equals("file: the label of image 1 is 10; allowed are 0..9"));
}

TEST_CASE("a gzip file may have several members", "[data]") {
  const std::string whole = two_images();
  for (std::size_t cut = 0; cut <= whole.size(); ++cut) {
    INFO("cut after " << cut << " bytes");
    const std::string parts = gzip(whole.substr(0, cut)) + gzip("") + gzip(whole.substr(cut));
    CHECK(IdxImages(source(parts)).pixels() == IdxImages(source(whole)).pixels());
    CHECK_THAT(image_error(parts + "x"), Equals("file: has bytes after the end of its gzip data"));
  }
  // The second member begins where a piece of the compressed file that is read at once ends.
  std::string noise(200'000, '\0');
  std::uint32_t state = 1;
  for (char& byte : noise) byte = static_cast<char>((state = state * 1664525 + 1013904223) >> 24U);
  const std::string long_file = word(0x803) + word(200) + word(10) + word(100) + noise;
  for (std::size_t cut = 65'480; cut < 65'560; ++cut) {
    const std::string parts = gzip(long_file.substr(0, cut)) + gzip(long_file.substr(cut));
    const std::vector<std::uint8_t> pixels = IdxImages(source(parts)).pixels();
    CHECK(std::string(pixels.begin(), pixels.end()) == noise);
  }
}

TEST_CASE("broken gzip data is told apart", "[data]") {
  const std::string good = gzip(two_images());
  for (std::size_t size = 2; size < good.size(); ++size) {
    INFO("cut to " << size << " bytes");
    CHECK_THAT(image_error(good.substr(0, size)), Contains("the gzip data is truncated"));
  }
  CHECK_THAT(image_error(good + "x"), Equals("file: has bytes after the end of its gzip data"));
  CHECK_THAT(image_error(good + "\x1f"), Equals("file: has bytes after the end of its gzip data"));
  CHECK_THAT(image_error(good + good),
             Equals("file: continues after the 28 bytes that it should have"));
  std::string flipped = good;
  flipped[good.size() - 6] = static_cast<char>(flipped[good.size() - 6] ^ 1);  // in the checksum
  CHECK_THAT(image_error(flipped), Contains("the gzip data is corrupt: incorrect data check"));
  std::string garbled = good;
  for (std::size_t i = 10; i < 20; ++i) garbled[i] = '\x77';
  CHECK_THAT(image_error(garbled), Contains("the gzip data is corrupt"));
}

TEST_CASE("a name that ends in .gz promises gzip data", "[data]") {
  CHECK_THAT(message([] { source("plain", "x.gz"); }),
             Equals("x.gz: is not gzip-compressed, though its name ends in .gz"));
  CHECK_THAT(message([] { source("", "x.gz"); }), Contains("is empty"));
  CHECK_THAT(message([] { Source missing("/nowhere/file"); }),
             Equals("/nowhere/file: cannot be read: No such file or directory"));
  CHECK_THAT(message([] { Source folder("/tmp"); }), Contains("is a folder"));
}

TEST_CASE("CIFAR-10 files are read, plain and gzip-compressed", "[data]") {
  const std::string bytes = cifar_file();
  CifarImages images;
  append_cifar(source(bytes), images);
  append_cifar(source(gzip(bytes)), images);
  REQUIRE(images.labels.size() == 20'000);
  REQUIRE(images.pixels.size() == 20'000 * 3072);
  CHECK(images.labels[17'253] == 3);
  CHECK(images.pixels[17'253 * 3072 + 5] == 7253 % 251);
}

TEST_CASE("the three colours of a CIFAR-10 pixel come together", "[data]") {
  std::string bytes(3073, '\x01');
  for (std::size_t colour = 0; colour < 3; ++colour) {
    for (std::size_t place = 0; place < 1024; ++place) {
      bytes[1 + colour * 1024 + place] = static_cast<char>(80 * colour + place % 80);
    }
  }
  CifarImages images;
  append_cifar(source(bytes), images, 1);
  for (int y = 0; y < 32; ++y) {
    for (int x = 0; x < 32; ++x) {
      for (int colour = 0; colour < 3; ++colour) {
        REQUIRE(images.pixels[kCifarShape.index(y, x, colour)] == 80 * colour + (32 * y + x) % 80);
      }
    }
  }
}

TEST_CASE("a broken CIFAR-10 file is named with what was found", "[data]") {
  std::string bytes = cifar_file();
  CHECK_THAT(cifar_error(bytes + "x"), Contains("continues after the 30730000 bytes"));
  CHECK_THAT(cifar_error(bytes.substr(0, 3073)),
             Equals("file: is truncated: holds 3073 bytes of the 30730000 of a CIFAR-10 file of "
                    "10000 records"));
  bytes[3073 * 5] = 'A';
  CHECK_THAT(cifar_error(bytes), Equals("file: the label of image 5 is 65; allowed are 0..9"));
}
