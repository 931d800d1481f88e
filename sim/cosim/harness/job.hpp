// The job as the simulator holds it: frames, their pixels, and which of them a reset has struck.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <vector>

#include "protocol.hpp"

namespace scbnn::cosim {

struct Job {
  protocol::JobHeader header;
  std::vector<protocol::JobFrame> frames;
  std::vector<std::uint8_t> pixels;  ///< header.pixels per frame
  std::uint32_t resets_done = 0;     ///< frames below this one have had their reset

  [[nodiscard]] std::uint32_t size() const { return header.frames; }

  [[nodiscard]] const std::uint8_t* frame_pixels(std::uint32_t frame) const {
    return pixels.data() + std::size_t{frame} * header.pixels;
  }

  /// Whether a reset is to strike for that frame: it never has a result.
  [[nodiscard]] bool is_cut(std::uint32_t frame) const {
    return frame < size() && frames[frame].reset_cycles > 0;
  }

  /// The first frame from `frame` on whose reset is still to come; size() if there is none.
  [[nodiscard]] std::uint32_t next_cut(std::uint32_t frame) const {
    frame = std::max(frame, resets_done);
    while (frame < size() && !is_cut(frame)) ++frame;
    return frame;
  }

  /// The first frame from `frame` on that no reset has struck: those are gone.
  [[nodiscard]] std::uint32_t next(std::uint32_t frame) const {
    while (frame < resets_done && is_cut(frame)) ++frame;
    return frame;
  }

  /// How many frames before `frame` have a result.
  [[nodiscard]] std::uint32_t complete_before(std::uint32_t frame) const {
    std::uint32_t count = 0;
    for (std::uint32_t each = 0; each < frame; ++each) count += is_cut(each) ? 0 : 1;
    return count;
  }
};

/// Reads a job file; false if it cannot be read whole.
inline bool read_job(const char* path, Job& job) {
  std::FILE* file = std::fopen(path, "rb");
  if (file == nullptr) return false;
  bool whole = std::fread(&job.header, sizeof job.header, 1, file) == 1 &&
               job.header.magic == protocol::kMagic;
  if (whole) {
    job.frames.resize(job.header.frames);
    job.pixels.resize(std::size_t{job.header.frames} * job.header.pixels);
    for (std::uint32_t frame = 0; whole && frame < job.header.frames; ++frame) {
      whole = std::fread(&job.frames[frame], sizeof(protocol::JobFrame), 1, file) == 1 &&
              std::fread(job.pixels.data() + std::size_t{frame} * job.header.pixels, 1,
                         job.header.pixels, file) == job.header.pixels;
    }
  }
  std::fclose(file);
  return whole;
}

}  // namespace scbnn::cosim
