// The registers of a design with a control port: the one description that the Verilog, the C
// driver, the manifest and the documentation are printed from.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace scbnn {

struct Design;

/// Version of the map: major in the high half word. A driver needs its own major, and its minor or
/// a higher one.
inline constexpr std::uint32_t kRegisterMapVersion = 0x0001'0000;
/// What the register ID reads: "SCBN".
inline constexpr std::uint32_t kRegisterMapId = 0x5343'424e;
/// Bits of a byte address.
inline constexpr int kRegisterAddressWidth = 12;

/// What a register gives access to.
enum class RegisterKind {
  kConstant,    ///< its reset value
  kControl,     ///< run, and a pulse that clears the counters
  kStatus,      ///< running, idle
  kSetting,     ///< held, and sampled with a frame's first beat
  kLoadSelect,  ///< the memory that is loaded; written, its first word is the next one
  kLoadData,    ///< the next word of that memory
  kLoadCount,   ///< words moved since it was selected
  kCounter,     ///< cycles in which its event was there, modulo 2^32
};

/// "constant", "load-select".
[[nodiscard]] std::string_view name_of(RegisterKind kind);

struct RegisterField {
  std::string name;
  int low = 0;
  int width = 1;
  std::string text{};
};

struct Register {
  std::string name;  ///< "LOAD_SELECT"; its port or event in Verilog in lower case
  int offset = 0;    ///< in bytes, a multiple of 4
  RegisterKind kind = RegisterKind::kConstant;
  bool writable = false;
  std::uint32_t reset = 0;
  int width = 32;  ///< bits that are there; the others read 0
  bool wide_error =
      false;  ///< a write with a one above them is refused, otherwise they are dropped
  std::string text{};
  std::vector<RegisterField> fields{};
};

/// A memory that can be loaded, as LOAD_SELECT counts them.
struct LoadTarget {
  std::string name;  ///< "layer1_weights"
  std::string layer;
  bool weights;  ///< or the layer's thresholds or scores
  int rows = 0;
  int width = 0;       ///< bits of a row
  int lane_width = 0;  ///< bits that its load port moves at once
  int lanes = 0;       ///< of a row

  [[nodiscard]] int last_lane_width() const { return width - (lanes - 1) * lane_width; }
  /// Words of 32 bits, packed across rows.
  [[nodiscard]] std::int64_t words() const { return (std::int64_t{rows} * width + 31) / 32; }
};

struct RegisterMap {
  std::vector<Register> registers;  ///< by offset
  std::vector<LoadTarget> targets;

  /// The register of that name, or null.
  [[nodiscard]] const Register* find(const std::string& name) const;
  /// The counters, in order.
  [[nodiscard]] std::vector<const Register*> counters() const;
};

/// The registers of a design whose streams and memories are planned.
[[nodiscard]] RegisterMap register_map(const Design& design);

}  // namespace scbnn
