// libFuzzer: any bytes as a data file, plain or gzip-compressed, give images and labels that keep
// their promises, or an InputError.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <sstream>
#include <string>

#include "sim/data/cifar.hpp"
#include "sim/data/idx.hpp"
#include "sim/data/source.hpp"
#include "support/problem.hpp"

namespace {

constexpr int kRecords = 2;  // of a CIFAR-10 file, so that one fits a fuzzer's input

void check(bool condition) {
  if (!condition) std::abort();
}

bool valid(const std::vector<std::uint8_t>& labels) {
  return std::all_of(labels.begin(), labels.end(), [](std::uint8_t label) { return label <= 9; });
}

void read(int reader, const std::string& bytes) {
  const bool plain = !bytes.starts_with("\x1f\x8b");
  scbnn::Source source("fuzz", std::make_unique<std::istringstream>(bytes));
  if (reader == 0) {
    scbnn::IdxImages images(std::move(source));
    const std::vector<std::uint8_t> pixels = images.pixels();
    check(pixels.size() == static_cast<std::size_t>(images.count()) *
                               static_cast<std::size_t>(images.shape().size()));
    check(!plain || scbnn::idx_images(images.shape(), pixels) == bytes);
  } else if (reader == 1) {
    const std::vector<std::uint8_t> labels = scbnn::IdxLabels(std::move(source)).labels();
    check(!labels.empty() && valid(labels));
    check(!plain || scbnn::idx_labels(labels) == bytes);
  } else {
    scbnn::CifarImages images;
    scbnn::append_cifar(std::move(source), images, kRecords);
    check(images.labels.size() == kRecords && valid(images.labels));
    check(images.pixels.size() == kRecords * static_cast<std::size_t>(scbnn::kCifarShape.size()));
  }
}

}  // namespace

/// The first byte chooses the reader, the rest is the file.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  try {
    read(data[0] % 3, std::string(data + 1, data + size));
  } catch (const scbnn::InputError& error) {
    check(!error.problems().empty());
  }
  return 0;
}
