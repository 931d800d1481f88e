// Reading and writing IDX; nothing of a header is believed before it is checked.
#include "sim/data/idx.hpp"

#include <fmt/format.h>

#include <array>
#include <cassert>
#include <cstddef>
#include <utility>

#include "sim/data/big_endian.hpp"
#include "sim/data/labels.hpp"
#include "support/problem.hpp"

namespace scbnn {
namespace {

constexpr std::uint32_t kImagesMagic = 0x803;
constexpr std::uint32_t kLabelsMagic = 0x801;
constexpr std::uint32_t kMaxCount = 10'000'000;
constexpr std::uint32_t kMaxSide = 1024;
constexpr std::int64_t kMostPixels = std::int64_t{1} << 31;  // as for every file that is read whole
constexpr std::size_t kImagesHeader = 16;
constexpr std::size_t kLabelsHeader = 8;

std::uint32_t big_endian(std::span<const std::uint8_t, 4> bytes) {
  std::uint32_t value = 0;
  for (const std::uint8_t byte : bytes) value = value << 8 | byte;
  return value;
}

std::uint32_t read_word(Source& source, std::size_t header) {
  std::array<std::uint8_t, 4> bytes{};
  if (source.read(bytes) != bytes.size()) {
    throw InputError(source.name(), fmt::format("ends within its header of {} bytes", header));
  }
  return big_endian(bytes);
}

void expect_magic(Source& source, std::uint32_t magic, const char* kind, std::size_t header) {
  const std::uint32_t found = read_word(source, header);
  if (found == magic) return;
  const char* hint = found == kImagesMagic   ? " (that is an image file)"
                     : found == kLabelsMagic ? " (that is a label file)"
                                             : "";
  throw InputError(source.name(), fmt::format("starts with 0x{:08x}{}; IDX {} start with 0x{:08x}",
                                              found, hint, kind, magic));
}

int read_size(Source& source, const char* what, std::uint32_t limit, std::size_t header) {
  const std::uint32_t found = read_word(source, header);
  if (found < 1 || found > limit) {
    throw InputError(source.name(),
                     fmt::format("its header says {} {}; allowed are 1..{}", found, what, limit));
  }
  return static_cast<int>(found);
}

void append(std::string& bytes, std::span<const std::uint8_t> more) {
  bytes.append(reinterpret_cast<const char*>(more.data()), more.size());
}

}  // namespace

IdxImages::IdxImages(Source source) : source_(std::move(source)) {
  expect_magic(source_, kImagesMagic, "images", kImagesHeader);
  count_ = read_size(source_, "images", kMaxCount, kImagesHeader);
  shape_.height = read_size(source_, "rows", kMaxSide, kImagesHeader);
  shape_.width = read_size(source_, "columns", kMaxSide, kImagesHeader);
  shape_.channels = 1;
  if (std::int64_t{count_} * shape_.size() > kMostPixels) {
    throw InputError(source_.name(), fmt::format("its header says {} images of {}x{}; allowed are "
                                                 "{} bytes of pixels",
                                                 count_, shape_.height, shape_.width, kMostPixels));
  }
}

std::vector<std::uint8_t> IdxImages::pixels() {
  const std::size_t size =
      static_cast<std::size_t>(count_) * static_cast<std::size_t>(shape_.size());
  std::vector<std::uint8_t> pixels = source_.take(
      size,
      fmt::format("{} images of {}x{} that its header says", count_, shape_.height, shape_.width));
  source_.expect_end(kImagesHeader + size);
  return pixels;
}

IdxLabels::IdxLabels(Source source) : source_(std::move(source)) {
  expect_magic(source_, kLabelsMagic, "labels", kLabelsHeader);
  count_ = read_size(source_, "labels", kMaxCount, kLabelsHeader);
}

std::vector<std::uint8_t> IdxLabels::labels() {
  const auto count = static_cast<std::size_t>(count_);
  std::vector<std::uint8_t> labels =
      source_.take(count, fmt::format("{} labels that its header says", count));
  source_.expect_end(kLabelsHeader + count);
  for (std::size_t i = 0; i < count; ++i) check_label(source_.name(), i, labels[i]);
  return labels;
}

std::string idx_images(const TensorShape& shape, std::span<const std::uint8_t> pixels) {
  assert(shape.channels == 1 && pixels.size() % static_cast<std::size_t>(shape.size()) == 0);
  std::string bytes;
  append_big_endian(bytes, kImagesMagic);
  append_big_endian(bytes, pixels.size() / static_cast<std::size_t>(shape.size()));
  append_big_endian(bytes, static_cast<std::size_t>(shape.height));
  append_big_endian(bytes, static_cast<std::size_t>(shape.width));
  append(bytes, pixels);
  return bytes;
}

std::string idx_labels(std::span<const std::uint8_t> labels) {
  std::string bytes;
  append_big_endian(bytes, kLabelsMagic);
  append_big_endian(bytes, labels.size());
  append(bytes, labels);
  return bytes;
}

}  // namespace scbnn
