// Reading CIFAR-10. Files have no header, so that their exact size is what tells a broken one.
#include "sim/data/cifar.hpp"

#include <fmt/format.h>

#include <cstddef>

#include "sim/data/labels.hpp"

namespace scbnn {

void append_cifar(Source source, CifarImages& images, int records) {
  constexpr std::size_t kPixels = 3 * 32 * 32;
  constexpr std::size_t kRecord = 1 + kPixels;
  const auto count = static_cast<std::size_t>(records);
  const std::size_t size = count * kRecord;
  const std::vector<std::uint8_t> bytes =
      source.take(size, fmt::format("a CIFAR-10 file of {} records", records));
  source.expect_end(size);
  images.pixels.reserve(images.pixels.size() + count * kPixels);
  for (std::size_t i = 0; i < count; ++i) {
    const auto record = bytes.begin() + static_cast<std::ptrdiff_t>(i * kRecord);
    check_label(source.name(), i, *record);
    images.labels.push_back(*record);
    images.pixels.insert(images.pixels.end(), record + 1,
                         record + static_cast<std::ptrdiff_t>(kRecord));
  }
}

}  // namespace scbnn
