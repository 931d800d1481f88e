// manifest.json as a type: a generated folder described for programs (docs/generated-design.md).
//
// Its layout is said once, in manifest_layout.hpp; writing and reading both walk that.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace scbnn::manifest {

/// The number that changes when a reader of the manifest must change.
inline constexpr int kFormat = 1;

struct Image {
  int channels = 1;
  int height = 1;
  int width = 1;
  std::vector<std::string> scale;   ///< the network was trained on scale * pixel + offset:
  std::vector<std::string> offset;  ///< exact numbers, one or one per channel
  std::string stated_by;            ///< "assumed", "configuration", "model", "element type"
};

/// A layer of the network.
struct NetworkLayer {
  std::string name;
  std::string node;  ///< of the ONNX graph
  int inputs = 1;
  int outputs = 1;
};

struct Network {
  std::string name;
  std::string model;  ///< the file inside the folder
  Image input;
  std::string trained_for;  ///< "stochastic", "fixed-point"
  int classes = 1;
  std::int64_t weights = 0;
  int score_fraction_bits = 0;
  std::vector<NetworkLayer> layers;
};

struct Encoder {
  std::string kind;
  std::optional<int> stride;  ///< kind lattice
  std::optional<int> width;   ///< kinds with shift registers
  std::optional<int> lanes;   ///< likewise
  std::optional<std::uint32_t> seed;
};

/// When presentations end early: a lead, or never.
using Margin = std::variant<std::int64_t, std::string>;

struct Function {
  std::string input;  ///< "stochastic", "fixed-point"
  std::string mode;   ///< "first", "output"
  std::vector<int> presentations;
  bool presentations_at_run_time = false;
  std::optional<Margin> margin;  ///< mode output
  Encoder encoder;
};

struct EncoderStage {
  std::string coding;  ///< "random": compared with an encoder's numbers; "rounded": to some bits
  std::uint32_t taps = 0;
  std::vector<std::uint32_t> start_states;
  std::vector<int> levels;
  int pixels = 1;
  int pixels_per_beat = 1;
  int presentations_per_cycle = 1;
  int beats = 1;
};

/// A layer's engine.
struct Layer {
  std::string name;
  std::string module;
  int inputs = 1;
  int outputs = 1;
  int pe = 1;
  int simd = 1;
  int groups = 1;
  int chunks = 1;
  int planes = 1;
  int last_plane_weight = 1;
  std::string counters;  ///< "3:2", "6:3"
  int registers = 1;     ///< on the way to a count
  int tail = 0;          ///< levels of counters after the last one
  int count_width = 1;
  int sum_width = 1;
  int threshold_width = 0;  ///< 0: it gives scores
  int gain_width = 0;
  int offset_width = 0;
  int score_width = 0;
};

/// What the co-simulation must measure at T = presentations.
struct Cycles {
  int presentations = 1;
  int per_image = 1;
  int first_result = 1;
  std::vector<int> stage;
};

struct Plan {
  int presentations_max = 1;
  int class_width = 8;
  double clock_mhz = 100;
  std::string target;       ///< "generic", "asic", ..
  std::string first_layer;  ///< "bit-planes", "presentations"
  int presentations_per_cycle = 1;
  std::optional<int> slots;         ///< mode output
  std::optional<int> margin_width;  ///< likewise
  std::optional<int> total_width;   ///< likewise
  EncoderStage encoder;
  std::vector<Layer> layers;
  std::vector<Cycles> cycles;
};

struct Port {
  std::string name;
  std::string direction;  ///< "input", "output"
  int width = 1;
};

struct Tiles {
  int rows = 1;
  int columns = 1;
  int mux = 1;
  int down = 1;
  int across = 1;
  int tiles = 1;
  double utilization = 1;
  std::optional<int> write_cycles;
};

struct Memory {
  std::string name;
  std::string layer;
  std::string kind;  ///< "weights", "thresholds", "scores"
  std::string instance;
  std::string file;    ///< inside the folder
  std::string memory;  ///< "rom", "st-mram", ..
  int rows = 1;
  int width = 1;
  int lane_width = 1;
  int lanes = 1;
  std::string row_layout;
  std::string bit_layout;
  std::optional<int> check_bits;    ///< above each lane, where it holds code words
  std::optional<int> stored_width;  ///< of a row in the file, likewise
  std::optional<Tiles> tiles;
};

struct RegisterField {
  std::string name;
  int low = 0;
  int width = 1;
  std::string meaning;
};

struct Register {
  std::string name;
  int offset = 0;
  std::string kind;
  bool writable = false;
  int width = 32;
  bool wide_error = false;
  std::uint32_t reset = 0;
  std::string meaning;
  std::vector<RegisterField> fields;
};

/// A memory that LOAD_SELECT counts.
struct Load {
  std::string memory;  ///< its name
  std::int64_t words = 0;
};

struct Control {
  std::string interface;  ///< "axi4-lite"
  int address_width = 12;
  std::vector<Register> registers;
  std::vector<Load> load;
};

struct Macro {
  std::string name;
  std::string kind;
  std::string tile;
  int rows = 1;
  int columns = 1;
  double width_um = 0;
  double height_um = 0;
  double area_um2 = 0;
  double read_ns = 0;
  double write_ns = 0;
  double read_energy_pj = 0;
  double write_energy_pj = 0;
  std::vector<std::string> estimated;
};

struct MacroMemory {
  std::string name;
  std::string layer;
  std::string macro;
  int tiles = 1;
  double area_um2 = 0;
  std::int64_t reads_per_image = 0;
  double read_energy_pj_per_image = 0;
};

struct MacroLayer {
  std::string name;
  int tiles = 1;
  double area_um2 = 0;
  double read_energy_pj_per_image = 0;
};

struct Macros {
  std::string technology;
  std::string process;
  int presentations = 1;
  std::vector<Macro> macros;
  std::vector<MacroMemory> memories;
  std::vector<MacroLayer> layers;
  int tiles = 0;
  double area_um2 = 0;
  double read_energy_pj_per_image = 0;
};

struct Manifest {
  int format = kFormat;
  std::string generator;
  std::string command;
  std::string top;
  Network network;
  Function function;
  Plan plan;
  std::vector<Port> ports;
  std::vector<Memory> memories;
  std::optional<Control> control;
  std::optional<Macros> macros;
  std::map<std::string, std::string> files;  ///< SHA-256 by path; seal() fills it in
};

/// The manifest's text, without the checksums of files.
[[nodiscard]] std::string to_text(const Manifest& manifest);

/// The manifest in such a text. Throws InputError with every key of `source` that is missing, of
/// the wrong type or out of range.
[[nodiscard]] Manifest parse(const std::string& text, const std::string& source);

/// The manifest of a generated folder. Throws InputError where it is none.
[[nodiscard]] Manifest read(const std::filesystem::path& folder);

}  // namespace scbnn::manifest
