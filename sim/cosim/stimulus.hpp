// The stimulus of a simulator: frames, good and bad, gaps and back-pressure.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "sim/cosim/deliverable.hpp"
#include "sim/data/dataset.hpp"

namespace scbnn::cosim {

/// One frame on the pixel port.
struct Frame {
  int image = 0;            ///< whose pixels, in the data set at hand
  int presentations = 1;    ///< T
  std::int64_t margin = 0;  ///< mode `output`: that ends the presentations; 0: never
  int beats = 0;            ///< up to TLAST; another number than the design's makes a bad frame
  /// 0, or reset hits this many cycles after its first beat was taken, at the latest when its
  /// result would leave: the frame is lost.
  std::int64_t reset_cycles = 0;
  std::uint32_t encoder_seed = 0;  ///< where it is a register
  bool reload = false;             ///< a memory is reloaded before it
  std::uint64_t seed = 0;  ///< of its gaps and the sink's back-pressure while its result is awaited
  bool drains = false;     ///< no frame follows before its reset, so that the stages empty
  std::int64_t stall_cycles = 0;  ///< that its result is left waiting
  int stop_after = 0;             ///< 0, or the design is stopped after this many of its beats

  [[nodiscard]] bool is_good(const Deliverable& deliverable) const {
    return reset_cycles == 0 && beats == deliverable.beats;
  }
};

struct Stimulus {
  std::vector<Frame> frames;
  int gap_percent = 0;
  int back_pressure_percent = 0;
  int first = 0;  ///< number of the first frame's image, for faults
  int axi_percent = 0;
  bool keep_memories = false;  ///< with a control port: they are read once, not loaded

  /// The numbers of the frames' images, for faults: every frame that no reset cuts short counts one
  /// on.
  [[nodiscard]] std::vector<int> image_numbers() const;
};

/// How the images of a run become frames. Everything about image i follows from (seed, i), so that
/// a run of fewer images shows them in the same way.
struct Traffic {
  std::vector<int> presentations{1};     ///< one per frame, drawn from these
  std::vector<std::int64_t> margins{0};  ///< likewise; 0: never
  int gap_percent = 0;
  int back_pressure_percent = 0;
  int bad_percent = 0;  ///< chance of a frame too short or too long before an image's own
  int reset_percent =
      0;  ///< chance of a frame that a reset hits, good or bad, before an image's own
  std::uint64_t seed = 0;
  std::vector<std::uint32_t> encoder_seeds{0};  ///< like `presentations`, where it is a register
  int axi_percent = 0;     ///< chance of a random access of the control port, each cycle
  int reload_percent = 0;  ///< chance that a memory is reloaded before an image
  int stall_percent = 0;   ///< chance that a result waits, some until all stages are full
  int stop_percent = 0;    ///< chance that the design is stopped in the middle of an image's frame
};

/// A good frame for each of the images first .. first+count-1, bad ones between them as requested.
[[nodiscard]] Stimulus make_stimulus(const Deliverable& deliverable, const Traffic& traffic,
                                     int first, int count);

/// Writes a job file (harness/protocol.hpp). Throws InputError if it cannot be written.
void write_job(const Deliverable& deliverable, const Stimulus& stimulus, const Dataset& data,
               const std::filesystem::path& file);

}  // namespace scbnn::cosim
