// What differs between instruction sets: encoding a tile of images and counting in a layer.
//
// Counting works on the XOR of weights and activations (bits that differ; padding differs
// nowhere), with the neurons of a group side by side in the lanes of vector registers:
//
//   weights      [group][word][lane]     lane = neuron of the group, 64 synapses per word
//   activations  [plane][word][image]    kTile images, so that one weight word serves them all
//
// A plane k of the first layer is bit k of every pixel's count c_i in 0..T and weighs 2^k. With w
// the weights as 0/1 and P_j the weights that are 1, summing XORs over the K planes gives
//   Y_j = sum_k 2^k * sum_i (w_ji xor c_ik) = (2^K - 1) * P_j + sum_i c_i - 2 * sum_i w_ji c_i,
// and the bipolar sum is S_j = sum_i (w_ji ? c_i : T - c_i), so that
//   S_j = T * (N - P_j) - sum_i c_i + 2 * sum_i w_ji c_i = T * N + (2^K - 1 - T) * P_j - Y_j.
// The correction is a constant of the neuron: S_j >= theta_j if and only if Y_j <= limit_j with
// limit_j = T * N + (2^K - 1 - T) * P_j - theta_j. An 8-bit input is c_i = p_i with T = 255. Every
// other layer has one plane and T = 1.
#pragma once

#include <cstddef>
#include <cstdint>
#include <new>
#include <vector>

#include "sim/fast/fast.hpp"

namespace scbnn::fast {

inline constexpr std::size_t kLanes = 8;  ///< neurons of a group
inline constexpr std::size_t kTile = 8;   ///< images whose counts share the registers
inline constexpr std::size_t kWordBits = 64;

/// Vectors that start on a cache line.
template <typename T>
struct CacheAligned {
  using value_type = T;
  static constexpr std::align_val_t kAlignment{64};

  CacheAligned() = default;
  template <typename U>
  explicit CacheAligned(const CacheAligned<U>& /*other*/) {}
  T* allocate(std::size_t n) { return static_cast<T*>(::operator new(n * sizeof(T), kAlignment)); }
  void deallocate(T* pointer, std::size_t /*n*/) { ::operator delete(pointer, kAlignment); }
  template <typename U>
  bool operator==(const CacheAligned<U>& /*other*/) const {
    return true;
  }
};

template <typename T>
using Aligned = std::vector<T, CacheAligned<T>>;

/// A layer in lanes.
struct PackedLayer {
  std::size_t source = 0;  ///< the tensor that it reads
  std::size_t words = 0;   ///< of 64 synapses
  std::size_t groups = 0;  ///< of kLanes neurons
  std::size_t planes = 1;
  Aligned<std::uint64_t> weights;  ///< [group][word][lane]
  Aligned<std::int64_t> limits;    ///< [group][lane]; -1 (never on) in padding and with scores
};

/// Pixels, in words of 64, and what they are compared with in one pass through the network.
struct PackedEncoder {
  std::size_t words = 0;
  std::size_t planes = 0;
  std::size_t presentations = 0;  ///< 0: the pixels themselves are the counts
  Aligned<std::uint8_t> levels;   ///< [t][pixel]: bit = pixel > level; pixels padded to words
};

struct Kernels {
  /// Encodes `images` (1..kTile) of `size` pixels each into one tile [plane][word][image], of which
  /// `tile` may begin at any image.
  void (*encode)(const PackedEncoder& encoder, const std::uint8_t* pixels, std::size_t size,
                 std::size_t images, std::uint64_t* tile);
  /// Output bits of one group for `tiles` tiles. Tile i is read from inputs + i * input_stride and
  /// written to byte `group % 8` of word `group / 8` at outputs + i * output_stride (in words).
  void (*hidden)(const PackedLayer& layer, std::size_t group, std::size_t tiles,
                 const std::uint64_t* inputs, std::size_t input_stride, std::uint64_t* outputs,
                 std::size_t output_stride);
  /// Y_j of one group and one tile: [image][lane].
  void (*count)(const PackedLayer& layer, std::size_t group, const std::uint64_t* input,
                std::int64_t* counts);
};

/// Those of an instruction set, which must be available.
[[nodiscard]] Kernels kernels_of(Isa isa);

[[nodiscard]] Kernels portable_kernels();
#ifdef __x86_64__
[[nodiscard]] Kernels avx2_kernels();    ///< AVX2, POPCNT
[[nodiscard]] Kernels avx512_kernels();  ///< AVX-512 F, BW, VPOPCNTDQ
#endif

}  // namespace scbnn::fast
