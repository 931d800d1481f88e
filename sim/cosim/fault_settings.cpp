// Lays fault settings out as words.
#include "sim/cosim/fault_settings.hpp"

#include <fmt/format.h>

#include <fstream>
#include <vector>

#include "support/problem.hpp"

namespace scbnn::cosim {

void write_fault_settings(const std::filesystem::path& path, const Deliverable& deliverable,
                          const FunctionSettings& function, const FaultSettings& faults,
                          std::uint64_t first) {
  constexpr std::size_t kWords = 1024;
  constexpr std::size_t kLimits = 16;
  constexpr std::size_t kKinds = 8;
  std::vector<std::uint64_t> words(kWords, 0);
  words[0] = faults.seed;
  words[1] = first;
  words[2] = static_cast<std::uint64_t>(function.encoder.lanes);
  words[3] = faults.pairs ? 1 : 0;
  words[4] = static_cast<std::uint64_t>(faults.loads);
  words[5] = deliverable.slots ? 1 : 0;
  words[6] = faults.ecc ? 1 : 0;
  if (kLimits + kKinds * (deliverable.layers.size() + 1) > kWords) {
    throw InputError(deliverable.folder.string(), "has too many layers to simulate faults");
  }
  for (const FaultKind kind : kFaultKinds) {
    const std::size_t code = static_cast<std::size_t>(kind) + 1;
    const std::size_t layers = is_of_layers(kind) ? deliverable.layers.size() : 0;
    for (std::size_t layer = is_of_layers(kind) ? 1 : 0; layer <= layers; ++layer) {
      words[kLimits + kKinds * layer + code] = faults.limit(kind, static_cast<int>(layer));
    }
  }
  std::ofstream file(path, std::ios::binary);
  for (const std::uint64_t word : words) file << fmt::format("{:016x}\n", word);
  file.close();
  if (!file) throw InputError(path.string(), "cannot be written");
}

}  // namespace scbnn::cosim
