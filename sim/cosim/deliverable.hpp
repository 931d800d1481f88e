// A generated folder as the co-simulation sees it: what its manifest says, and whether its files
// are still the ones that were shipped.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace scbnn::cosim {

/// A layer's stream between the stages: `groups` beats of `pe` fields, neuron g*pe+p in field p.
struct LayerStream {
  std::string
      name;  ///< "layer1"; the wires are layer1_valid, layer1_ready, layer1_last, layer1_data
  int inputs = 0;
  int outputs = 0;
  int pe = 0;
  int simd = 0;
  int groups = 0;
  int chunks = 0;
  std::optional<int> score_width{};  ///< bits of a field that is a signed score; else it is a bit
  bool multiplies = false;           ///< its weights are sensed with each word of activations
};

struct Memory {
  std::string layer;
  std::string kind;  ///< "weights", "thresholds", "scores"
  std::string file;  ///< inside the folder
  int rows = 0;
  int width = 0;
  int lane_width = 1;
  int check_bits = 0;  ///< above each lane; 0: no code words

  /// Bits of a row in the file.
  [[nodiscard]] int stored_width() const {
    return width + (width + lane_width - 1) / lane_width * check_bits;
  }
  /// The position of a bit of a row there.
  [[nodiscard]] int stored_place(int bit) const { return bit + bit / lane_width * check_bits; }
};

/// A register of the control port.
struct ControlRegister {
  std::string name;
  std::string kind;  ///< "constant", "setting", ..
  std::uint32_t offset = 0;
  bool writable = false;
  unsigned width = 32;
  bool wide_error = false;
  std::uint32_t reset = 0;
};

/// The planned cycles at T presentations.
struct PlannedCycles {
  int presentations = 0;
  int per_image = 0;
  int first_result = 0;
};

struct Deliverable {
  std::filesystem::path folder{};  ///< absolute
  std::string top{};
  int pixels = 0;
  int pixels_per_beat = 0;
  int beats = 0;
  int planes = 0;                ///< bits of an element of the encoder's words
  bool rounds_pixels = false;    ///< no presentations: they are the bits of rounded pixels
  bool by_presentation = false;  ///< they are the presentations; otherwise planes of the count
  std::optional<int> slots{};    ///< mode `output`: images that are inside at once
  bool presentations_at_run_time = false;
  std::uint32_t log2_presentations_mask = 0;  ///< the bits of the port that chooses T
  std::uint32_t margin_mask = 0;              ///< those of the margin's port; all ones is never
  std::vector<ControlRegister> registers{};   ///< of the control port; empty if there is none
  std::vector<std::string> loads{};           ///< memories that LOAD_SELECT counts, by file
  std::vector<LayerStream> layers{};
  std::vector<Memory> memories{};
  std::vector<PlannedCycles> cycles{};         ///< one for each allowed T, rising
  std::map<std::string, std::string> files{};  ///< SHA-256 by path, as shipped

  /// The plan at T, or null if the design cannot run it.
  [[nodiscard]] const PlannedCycles* planned(int presentations) const;
  [[nodiscard]] bool has_control() const { return !registers.empty(); }
  /// The register of that name, or null.
  [[nodiscard]] const ControlRegister* find_register(const std::string& name) const;
  [[nodiscard]] const LayerStream& layer(const std::string& name) const;
  [[nodiscard]] std::filesystem::path file_list() const { return folder / (top + ".f"); }
};

/// Reads a folder's manifest. Throws InputError if it is not a generated folder.
[[nodiscard]] Deliverable open_deliverable(const std::filesystem::path& folder);

/// The files that the simulation works with and that are not as shipped: "rtl/sc_pe.v (changed)",
/// "mem/layer1_weights.hex (missing)", in order. Documents and constraints do not count.
[[nodiscard]] std::vector<std::string> edited_files(const Deliverable& deliverable);

/// The Verilog sources that the file list names, relative to the folder, in order.
[[nodiscard]] std::vector<std::string> verilog_sources(const Deliverable& deliverable);

}  // namespace scbnn::cosim
