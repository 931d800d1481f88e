// A user's memory macro, described by its ports.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "generator/tech/macro.hpp"

namespace scbnn {

/// What is connected to a port of a foundry's macro.
enum class FoundryRole {
  kClock,
  kEnable,
  kWrite,
  kRead,  ///< an access that is no write
  kSense,
  kProgram,
  kAddress,
  kMask,
  kDataIn,
  kActivation,
  kDataOut,
  kProduct,
  kBusy,
  kTieLow,
  kTieHigh,
  kUnused,  ///< an output that nothing needs
};

struct FoundryPort {
  std::string name;
  FoundryRole role = FoundryRole::kUnused;
  int width = 1;
  bool active_low = false;
};

struct FoundryMacro {
  std::string text;  ///< the file as it was read; empty for a macro of ours
  std::string module;
  CellKind kind = CellKind::kSram;
  int rows = 0;
  int columns = 0;
  std::vector<FoundryPort> ports;  ///< in the order of their lines
};

/// Reads a description (docs/macros.md). Throws InputError with every problem.
[[nodiscard]] FoundryMacro parse_foundry_macro(std::string_view text, const std::string& source);
[[nodiscard]] FoundryMacro read_foundry_macro(const std::filesystem::path& file);

/// One of our own macros as a foundry's, every port by its own name.
[[nodiscard]] FoundryMacro as_foundry_macro(const Macro& macro);

}  // namespace scbnn
