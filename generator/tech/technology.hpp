// A technology file: what memory cells and the circuits around them measure, each figure with its
// source.
#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace scbnn {

enum class CellKind {
  kRegisterFile,  ///< flip-flops
  kSram,
  kStMram,    ///< spin-transfer torque magnetic memory
  kRram2t2r,  ///< a pair of resistive devices with opposite contents per bit
};

inline constexpr std::array kCellKinds = {CellKind::kRegisterFile, CellKind::kSram,
                                          CellKind::kStMram, CellKind::kRram2t2r};

/// "register-file", "sram", "st-mram", "rram-2t2r": its table in a technology file.
[[nodiscard]] const char* name_of(CellKind kind);

/// Where figures come from.
struct Source {
  std::string text;          ///< paper and year, table or section; or whose estimate, and how made
  bool is_estimate = false;  ///< not published, but derived from something else
};

struct Figure {
  double value = 0;
  std::string from;  ///< the source's name in the file; empty: not given, `value` is the default

  [[nodiscard]] bool given() const { return !from.empty(); }
};

/// One kind of memory. Areas in um2, times in ns, energies in fJ per bit of the row, capacitances
/// in pF, leakage in pW per bit. "Each row" figures grow with the rows on a bit line.
struct CellFigures {
  Figure cell_area;    ///< of a stored bit (a pair of devices counts as one)
  Figure row_area;     ///< outside the array, per row: word line driver, its share of the decoder
  Figure column_area;  ///< outside it, per column: sense amplifier, write driver, input latch
  Figure fixed_area;   ///< outside it, once: control
  Figure read_energy;
  Figure read_energy_each_row;
  Figure write_energy;
  Figure write_energy_each_row;
  Figure read_time;  ///< from the clock to the data, without load
  Figure read_time_each_row;
  Figure write_time;  ///< from the clock until the next access may begin
  Figure setup_time;
  Figure hold_time;
  Figure input_capacitance;
  Figure load_limit;  ///< capacitance that an output may drive
  Figure load_time;   ///< ns a pF of load
  Figure leakage;
};

/// Shapes of a macro's outline for place and route.
struct LayoutRules {
  std::string pin_layer;
  std::string power_layer;
  std::vector<std::string> blocked_layers;  ///< blocked everywhere
  double grid_um = 0.005;                   ///< the manufacturing grid
  double pin_um = 0;                        ///< a pin is a square of this side
  double pin_pitch_um = 0;
  double power_um = 0;  ///< width of a supply stripe
  double power_pitch_um = 0;
};

struct Technology {
  std::string name;  ///< of a built-in technology, or the file's stem
  std::string text;  ///< the file as it was read
  std::string process;
  double voltage = 0;
  double temperature = 0;  ///< degrees Celsius
  LayoutRules layout;
  std::map<std::string, Source> sources;
  std::map<CellKind, CellFigures> cells;  ///< the kinds that it has
};

/// Reads a technology from text; `source` names it in messages. Throws InputError with every
/// problem: line, key, what was found, what is allowed.
[[nodiscard]] Technology parse_technology(std::string_view text, const std::string& source);

/// The technologies that travel inside the program, by name.
[[nodiscard]] std::vector<std::string> built_in_technologies();

/// A built-in technology by its name, or one from a file (a name with a '/' or that ends in
/// .toml). Throws InputError; `place` says where the name was given.
[[nodiscard]] Technology find_technology(const std::string& name, const std::string& place);

/// A figure as documents and reports show it.
struct FigureRow {
  std::string_view key;      ///< in the file: "cell_area_um2"
  std::string_view meaning;  ///< a few words
  bool required;
  Figure CellFigures::*figure;
};

/// Every figure of a kind, in the order in which files show them.
[[nodiscard]] std::span<const FigureRow> figure_rows();

/// The figures of docs/macros.md as a Markdown table: key, unit, meaning.
[[nodiscard]] std::string markdown_figures();

}  // namespace scbnn
