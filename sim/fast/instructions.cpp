// The instruction sets of this machine, and the kernels of each.
#include <cassert>

#include "sim/fast/fast.hpp"
#include "sim/fast/kernels.hpp"

namespace scbnn::fast {

std::string to_string(Isa isa) {
  switch (isa) {
    case Isa::kAvx512:
      return "avx512";
    case Isa::kAvx2:
      return "avx2";
    case Isa::kPortable:
      break;
  }
  return "portable";
}

std::vector<Isa> available() {
  std::vector<Isa> isas{Isa::kPortable};
#ifdef __x86_64__
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2")) isas.push_back(Isa::kAvx2);
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512vpopcntdq")) {
    isas.push_back(Isa::kAvx512);
  }
#endif
  return isas;
}

Kernels kernels_of(Isa isa) {
#ifdef __x86_64__
  if (isa == Isa::kAvx512) return avx512_kernels();
  if (isa == Isa::kAvx2) return avx2_kernels();
#endif
  assert(isa == Isa::kPortable);
  static_cast<void>(isa);
  return portable_kernels();
}

}  // namespace scbnn::fast
