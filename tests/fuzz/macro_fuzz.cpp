// libFuzzer: any bytes as a technology file and as the description of a foundry's macro give one,
// whose views and wrapper can be printed, or an InputError.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "generator/emit/macros/views.hpp"
#include "generator/tech/foundry.hpp"
#include "support/problem.hpp"

namespace {

void check(bool condition) {
  if (!condition) std::abort();
}

void print_views(const scbnn::Technology& technology) {
  for (const auto& [kind, cell] : technology.cells) {
    if (kind == scbnn::CellKind::kRegisterFile) continue;
    const scbnn::Macro macro = scbnn::tile_macro(technology, kind, 5, 3, "tile");
    check(macro.tile.area > 0);
    check(!scbnn::liberty(macro).empty());
    check(!scbnn::black_box(macro).empty());
    // Wide outlines have as many supply stripes as the file's pitch asks for.
    if (macro.tile.width < 1000 * macro.layout.power_pitch_um) check(!scbnn::lef(macro).empty());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  try {
    print_views(scbnn::parse_technology(text, "fuzz.toml"));
  } catch (const scbnn::InputError& error) {
    check(!error.problems().empty());
  }
  try {
    const scbnn::FoundryMacro macro = scbnn::parse_foundry_macro(text, "fuzz.toml");
    check(macro.rows > 0 && macro.columns > 0);
    check(!scbnn::tile_wrapper(macro, "sc_macro_sram", {}).empty());
  } catch (const scbnn::InputError& error) {
    check(!error.problems().empty());
  }
  return 0;
}
