// Reading CIFAR-10. Files have no header, so that their exact size is what tells a broken one.
#include "sim/data/cifar.hpp"

#include <fmt/format.h>

#include <cstddef>

#include "sim/data/labels.hpp"

namespace scbnn {

void append_cifar(Source source, CifarImages& images, int records) {
  constexpr std::size_t kColours = 3;
  constexpr std::size_t kPlane = 32 * 32;
  constexpr std::size_t kPixels = kColours * kPlane;
  constexpr std::size_t kRecord = 1 + kPixels;
  const auto count = static_cast<std::size_t>(records);
  const std::size_t size = count * kRecord;
  const std::vector<std::uint8_t> bytes =
      source.take(size, fmt::format("a CIFAR-10 file of {} records", records));
  source.expect_end(size);
  images.pixels.reserve(images.pixels.size() + count * kPixels);
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint8_t* const record = bytes.data() + i * kRecord;
    check_label(source.name(), i, *record);
    images.labels.push_back(*record);
    const std::uint8_t* const planes = record + 1;
    for (std::size_t place = 0; place < kPlane; ++place) {
      for (std::size_t colour = 0; colour < kColours; ++colour) {
        images.pixels.push_back(planes[colour * kPlane + place]);
      }
    }
  }
}

}  // namespace scbnn
