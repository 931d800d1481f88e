// libFuzzer: any bytes as a manifest give a Manifest or an InputError; a Manifest reads back from
// what is written of it, and every path in it stays inside its folder.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "deliverable/manifest.hpp"
#include "deliverable/paths.hpp"
#include "support/problem.hpp"

namespace {

void check(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  try {
    const scbnn::manifest::Manifest manifest = scbnn::manifest::parse(text, "manifest.json");
    for (const auto& [path, sum] : manifest.files) check(scbnn::stays_inside(path));
    for (const auto& memory : manifest.memories) check(scbnn::stays_inside(memory.file));
    const std::string written = scbnn::manifest::to_text(manifest);
    check(scbnn::manifest::to_text(scbnn::manifest::parse(written, "manifest.json")) == written);
  } catch (const scbnn::InputError&) {
  }
  return 0;
}
