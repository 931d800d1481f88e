// The job as the simulator holds it: frames, their pixels and which of them come to an end.
#pragma once

#include <cstdint>
#include <cstdio>
#include <vector>

#include "protocol.hpp"

namespace scbnn::cosim {

struct Job {
  protocol::JobHeader header;
  std::vector<protocol::JobFrame> frames;
  std::vector<std::uint8_t> pixels;  ///< header.pixels a frame

  [[nodiscard]] std::uint32_t size() const { return header.frames; }

  [[nodiscard]] const std::uint8_t* frame_pixels(std::uint32_t frame) const {
    return pixels.data() + std::size_t{frame} * header.pixels;
  }

  /// The first frame from `frame` on that no reset cuts short: only those leave the design.
  [[nodiscard]] std::uint32_t next_complete(std::uint32_t frame) const {
    while (frame < size() && frames[frame].reset_after > 0) ++frame;
    return frame;
  }

  /// How many of those come before `frame`.
  [[nodiscard]] std::uint32_t complete_before(std::uint32_t frame) const {
    std::uint32_t count = 0;
    for (std::uint32_t each = 0; each < frame; ++each) count += frames[each].reset_after == 0;
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
