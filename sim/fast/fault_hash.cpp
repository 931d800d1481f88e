// Bit-sliced comparison: the most significant bits of 64 numbers decide most of them.
#include "sim/fast/fault_hash.hpp"

#include <algorithm>
#include <cassert>

namespace scbnn::fast {
namespace {

constexpr std::uint64_t kStep = 0x9e3779b97f4a7c15;
constexpr std::size_t kBlocks = 8;  // side by side
constexpr unsigned kNumberBits = 32;

inline std::uint64_t mixed(std::uint64_t x) {
  x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
  x = (x ^ x >> 27) * 0x94d049bb133111eb;
  return x ^ x >> 31;
}

/// The failing sites of kBlocks blocks from `block` on.
#ifdef __x86_64__
__attribute__((target_clones("arch=skylake-avx512", "avx2", "default")))
#endif
void decide(std::uint64_t key, std::uint64_t limit, std::uint64_t block, std::uint64_t* fails) {
  std::uint64_t state[kBlocks];
  std::uint64_t undecided[kBlocks];
  for (std::size_t b = 0; b < kBlocks; ++b) {
    state[b] = key + kStep * ((block + b) * kNumberBits);
    undecided[b] = ~std::uint64_t{0};
    fails[b] = 0;
  }
  // Behind its last 1 the limit has no number left that is smaller.
  for (std::uint64_t rest = limit << 32; rest != 0; rest <<= 1) {
    const std::uint64_t one = std::uint64_t{0} - (rest >> 63);  // this bit of the limit, 64 times
    std::uint64_t any = 0;
    for (std::size_t b = 0; b < kBlocks; ++b) {
      state[b] += kStep;
      const std::uint64_t word = mixed(state[b]);
      fails[b] |= undecided[b] & one & ~word;
      undecided[b] &= ~(word ^ one);
      any |= undecided[b];
    }
    if (any == 0) break;
  }
}

}  // namespace

std::uint64_t fault_key(std::uint64_t seed, std::uint64_t kind,
                        const std::array<std::uint64_t, 4>& coordinates) {
  std::uint64_t key = mixed((mixed(seed + kStep) ^ kind) + kStep);
  for (const std::uint64_t coordinate : coordinates) key = mixed((key ^ coordinate) + kStep);
  return key;
}

void failing_sites(std::uint64_t key, std::uint64_t limit, std::size_t sites,
                   std::span<std::uint64_t> words) {
  const std::size_t blocks = (sites + 63) / 64;
  assert(words.size() >= blocks);
  std::fill(words.begin(), words.end(), 0);
  if (limit >> 32 != 0) {
    std::fill_n(words.begin(), blocks, ~std::uint64_t{0});
  } else {
    std::array<std::uint64_t, kBlocks> fails;
    for (std::size_t block = 0; block < blocks && limit != 0; block += kBlocks) {
      decide(key, limit, block, fails.data());
      std::copy_n(fails.begin(), std::min(kBlocks, blocks - block),
                  words.begin() + static_cast<std::ptrdiff_t>(block));
    }
  }
  if (sites % 64 != 0) words[blocks - 1] &= (std::uint64_t{1} << sites % 64) - 1;
}

}  // namespace scbnn::fast
