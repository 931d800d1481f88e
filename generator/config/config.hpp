// The configuration: what a user asks the generator for, read from TOML.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "generator/config/memory_kind.hpp"
#include "generator/config/target.hpp"
#include "network/function.hpp"
#include "network/input_range.hpp"

namespace scbnn {

/// How a host reaches the accelerator besides the streams.
enum class ControlKind {
  kNone,      ///< not at all: settings are ports
  kAxi4Lite,  ///< registers over AXI4-Lite: loading, settings, start and stop, counters
};

/// How the first layer sums over the presentations in mode `first`; the result is the same.
enum class FirstLayerEngine {
  kBitPlanes,      ///< ceil(log2(T + 1)) weighted bit planes of the counts, one per cycle
  kPresentations,  ///< the T presentations themselves, one or several per cycle (Hirtzlin et al.
                   ///< 2019)
};

/// What the user fixes of one layer; the planner chooses what is absent.
struct Folding {
  std::optional<int> pe;                  ///< neurons computed in parallel
  std::optional<int> simd;                ///< synapses per PE and cycle
  std::optional<MemoryKind> memory = {};  ///< in place of Config::memory
  std::optional<int> pipeline = {};       ///< in place of Config::pipeline
};

/// The tiles that macro kinds of memory are made of.
struct MacroSettings {
  std::string technology = "22nm";     ///< a built-in one, or a file
  int rows = 64;                       ///< of a tile, a power of two
  int columns = 64;                    ///< bits of a tile's row
  EccKind ecc = EccKind::kNone;        ///< of what kinds that can hold code words hold
  std::optional<std::string> foundry;  ///< a file that describes a macro of the user's
  std::optional<int> write_cycles;     ///< absent: what the technology's write takes at clock_mhz
};

struct Config {
  std::string source;  ///< the file's path as given, for headers and messages

  FunctionSettings function;  ///< `input.kind`, `mode`, `presentations`, `margin`, `[encoder]`

  InputRange input_range;  ///< `input.scale`, `input.offset`; empty: what the model says

  /// T is chosen at run time among 1, 2, 4, .. this power of two (1..128); absent: T is fixed at
  /// function.presentations.
  std::optional<int> presentations_max;

  FirstLayerEngine engine = FirstLayerEngine::kBitPlanes;  ///< of mode `first`
  int presentations_per_cycle = 1;  ///< of the engine kPresentations: divides T

  /// Of mode `output`: images whose presentations interleave, 2..64; absent: as many as keep the
  /// pipeline full.
  std::optional<int> images_in_flight;

  /// Presentations that the encoder draws in a cycle; absent: as many as the target needs.
  std::optional<int> encoder_presentations_per_cycle;

  MemoryKind memory = MemoryKind::kRom;
  ControlKind control = ControlKind::kNone;
  MacroSettings macro;
  int pixels_per_beat = 16;                ///< 1..16, at most encoder.lanes
  double clock_mhz = 100.0;                ///< of the timing constraints, and of the planner
  Target target = Target::kGeneric;        ///< what engines are made for
  std::optional<int> pipeline;             ///< registers on the way to a count; absent: as needed
  std::optional<int> cycles_per_image;     ///< the planner folds every layer to reach this
  std::map<std::string, Folding> folding;  ///< by layer name, over the planner's choice
  std::optional<std::string> top;          ///< top module; by default from the network's name
  std::optional<std::string> leaf_prefix;  ///< of the names of leaf modules; absent: none

  /// Where each given key is, for messages: "paper.toml:7: memory", "--set
  /// memory=rom".
  std::map<std::string, std::string> places;

  /// What `layer` keeps its weights and thresholds in.
  [[nodiscard]] MemoryKind memory_of(const std::string& layer) const;

  /// Registers on the way to a count that `layer` is told; absent: the planner chooses.
  [[nodiscard]] std::optional<int> pipeline_of(const std::string& layer) const;

  /// The place of `key` ("encoder.width"), given or not, for a Problem.
  [[nodiscard]] std::string place(const std::string& key) const;
};

/// Whether `technology` names a file (it holds a / or ends in .toml), not a built-in technology.
[[nodiscard]] bool is_technology_file(std::string_view technology);

/// Reads a configuration file and applies `--set key=value` overrides in order. Files that it names
/// are found from its own folder, those of an override from the working folder.
/// Throws InputError with every problem: file, line, key, what was found, what is allowed.
/// Rules that need a network (layer names, PE in 1..outputs, SIMD in 1..inputs) are the planner's.
[[nodiscard]] Config read_config(const std::filesystem::path& file,
                                 std::span<const std::string> overrides);

/// The same from text; `source` names it in messages.
[[nodiscard]] Config parse_config(const std::string& text, const std::string& source,
                                  std::span<const std::string> overrides);

/// The configuration as canonical TOML, defaults written out; parse_config reads it back equal.
[[nodiscard]] std::string to_toml(const Config& config);

}  // namespace scbnn
