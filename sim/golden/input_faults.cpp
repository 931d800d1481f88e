// Pixel bits are inverted, lanes are stuck, stream bits are inverted: in this order.
#include "sim/golden/input_faults.hpp"

#include "sim/golden/faults.hpp"

namespace scbnn::golden {

std::vector<std::uint8_t> received_pixels(const FaultSettings& faults, std::uint64_t image,
                                          std::span<const std::uint8_t> pixels) {
  constexpr std::size_t kBits = 8;
  std::vector<std::uint8_t> received(pixels.begin(), pixels.end());
  const auto fails = failing(faults.seed, {SiteKind::kPixels, image}, pixels.size() * kBits,
                             faults.limit(FaultKind::kPixels));
  for (std::size_t site = 0; site < fails.size(); ++site) {
    const auto mask = static_cast<std::uint8_t>(fails[site] << site % kBits);
    received[site / kBits] ^= mask;
  }
  return received;
}

void spoil_bits(const FaultSettings& faults, std::size_t lanes, std::uint64_t image,
                std::size_t pixels, std::vector<std::uint8_t>& bits) {
  const auto stuck =
      failing(faults.seed, {SiteKind::kLanes}, lanes, faults.limit(FaultKind::kLanes));
  const auto value = failing(faults.seed, {SiteKind::kStuckValue}, lanes, kAlways / 2);
  const std::uint64_t limit = faults.limit(FaultKind::kStream);
  for (std::size_t t = 0; t * pixels < bits.size(); ++t) {
    const auto inverted = failing(faults.seed, {SiteKind::kStream, image, t}, pixels, limit);
    for (std::size_t i = 0; i < pixels; ++i) {
      std::uint8_t& bit = bits[t * pixels + i];
      if (stuck[i % lanes] != 0) bit = value[i % lanes];
      bit ^= inverted[i];
    }
  }
}

}  // namespace scbnn::golden
