// Bits of a presentation, words of 64 pixels, are spoilt and then counted in bit slices.
#include "sim/fast/input_faults.hpp"

#include <algorithm>

#include "sim/fast/fault_hash.hpp"

namespace scbnn::fast {
namespace {

enum SiteKind : std::uint64_t {
  kStreamSites = 5,
  kPixelSites = 6,
  kLaneSites = 7,
  kStuckValueSites = 8,
};

}  // namespace

InputFaults::InputFaults(const Packed& packed, const FunctionSettings& settings,
                         const FaultSettings& faults)
    : pixels_(packed.pixels),
      seed_(faults.seed),
      pixel_limit_(faults.limit(FaultKind::kPixels)),
      stream_limit_(faults.limit(FaultKind::kStream)),
      stuck_((packed.pixels + 63) / 64, 0),
      values_(stuck_.size(), 0) {
  if (settings.input == InputKind::kFixedPoint) return;
  const std::uint64_t lane_limit = faults.limit(FaultKind::kLanes);
  spoils_bits_ = stream_limit_ != 0 || lane_limit != 0;
  const auto lanes = static_cast<std::size_t>(settings.encoder.lanes);
  std::uint64_t stuck = 0;
  std::uint64_t values = 0;
  failing_sites(fault_key(seed_, kLaneSites, {}), lane_limit, lanes, {&stuck, 1});
  failing_sites(fault_key(seed_, kStuckValueSites, {}), kAlways / 2, lanes, {&values, 1});
  for (std::size_t i = 0; i < pixels_; ++i) {
    stuck_[i / 64] |= (stuck >> i % lanes & 1) << i % 64;
    values_[i / 64] |= (values >> i % lanes & 1) << i % 64;
  }
}

std::vector<std::uint8_t> InputFaults::received(const std::uint8_t* pixels,
                                                std::uint64_t image) const {
  std::vector<std::uint8_t> bytes(pixels, pixels + pixels_);
  if (pixel_limit_ == 0) return bytes;
  std::vector<std::uint64_t> fails((pixels_ + 7) / 8);
  failing_sites(fault_key(seed_, kPixelSites, {image, 0, 0, 0}), pixel_limit_, 8 * pixels_, fails);
  for (std::size_t i = 0; i < pixels_; ++i) {
    bytes[i] = static_cast<std::uint8_t>(bytes[i] ^ (fails[i / 8] >> i % 8 * 8 & 0xffU));
  }
  return bytes;
}

void InputFaults::encode(const PackedEncoder& encoder, const Kernels& kernels,
                         const std::uint8_t* pixels, std::uint64_t image, std::size_t first,
                         std::uint64_t* tile) const {
  const std::vector<std::uint8_t> bytes = received(pixels, image);
  if (!spoils_bits_) {
    kernels.encode(encoder, bytes.data(), pixels_, 1, tile);
    return;
  }
  PackedEncoder single;
  single.words = encoder.words;
  single.planes = 1;
  single.presentations = 1;
  const std::size_t stride = encoder.words * kWordBits;
  std::vector<std::uint64_t> bits(encoder.words * kTile);
  std::vector<std::uint64_t> inverted(encoder.words);
  for (std::size_t at = 0; at < encoder.planes * encoder.words; ++at) tile[at * kTile] = 0;
  for (std::size_t t = 0; t < encoder.presentations; ++t) {
    const auto levels = encoder.levels.begin() + static_cast<std::ptrdiff_t>(t * stride);
    single.levels.assign(levels, levels + static_cast<std::ptrdiff_t>(stride));
    kernels.encode(single, bytes.data(), pixels_, 1, bits.data());
    failing_sites(fault_key(seed_, kStreamSites, {image, first + t, 0, 0}), stream_limit_, pixels_,
                  inverted);
    for (std::size_t k = 0; k < encoder.words; ++k) {
      std::uint64_t carry =
          ((bits[k * kTile] & ~stuck_[k]) | (values_[k] & stuck_[k])) ^ inverted[k];
      for (std::size_t plane = 0; plane < encoder.planes; ++plane) {
        std::uint64_t& sum = tile[(plane * encoder.words + k) * kTile];
        const std::uint64_t next = sum & carry;
        sum ^= carry;
        carry = next;
      }
    }
  }
}

}  // namespace scbnn::fast
