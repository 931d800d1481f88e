// What scbnn and the simulator tell each other: a job goes in, records come out. Both run on one
// machine, so that structs travel as they are.
#pragma once

#include <cstdint>

namespace scbnn::cosim::protocol {

constexpr std::uint32_t kMagic = 0x53434e35;

/// A job file: this header, then for each frame a JobFrame and `pixels` bytes.
struct JobHeader {
  std::uint32_t magic = kMagic;
  std::uint32_t frames = 0;
  std::uint32_t pixels = 0;                 ///< of a well-formed frame
  std::uint32_t gap_percent = 0;            ///< chance that the source pauses, each cycle
  std::uint32_t back_pressure_percent = 0;  ///< chance that the sink is not ready, each cycle
  std::uint32_t axi_percent =
      0;  ///< chance that a random access of the control port begins, each cycle
  std::uint32_t keep_memories = 0;    ///< 1: memories are not loaded, only read
  std::uint32_t drain_cycles = 0;     ///< watched for surplus results after the last one
  std::uint64_t patience_cycles = 0;  ///< without any handshake the design counts as stuck
};

struct JobFrame {
  std::uint64_t seed = 0;                ///< of this frame's gaps, back-pressure and filling
  std::uint64_t reset_cycles = 0;        ///< 0, or reset hits this many cycles after its first beat
                                         ///< was taken, at the latest when its result would leave
  std::uint64_t stall_cycles = 0;        ///< that its result is left waiting
  std::uint32_t log2_presentations = 0;  ///< shown on the port with the first beat, if there is one
  std::uint32_t beats = 0;               ///< as many as are sent; the last one carries TLAST
  std::uint32_t drains = 0;        ///< 1: no frame follows before that reset, so that stages empty
  std::uint32_t stop_after = 0;    ///< 0, or the design is stopped after this many accepted beats
  std::uint32_t margin = 0;        ///< shown with T, if there is such a port
  std::uint32_t encoder_seed = 0;  ///< set before it, if there is such a register
  std::uint32_t reload = 0;        ///< 1: a memory is reloaded before it
  std::uint32_t reserved = 0;
};

enum class RecordKind : std::uint32_t {
  kStream,  ///< a frame, or a presentation of one, has passed a monitored stream; words: the beats'
            ///< data, each filled to words
  kResult,  ///< a result beat; words: TDATA (2 words), TUSER, TLAST
  kRestart,    ///< a reset has hit; frames from `frame` on are sent once more
  kViolation,  ///< a stream broke the handshake; words: a Violation
  kEnd,  ///< the last record; words: an End, for each layer the rows of weights read, then the
         ///< figures of a Control (low words first); first_cycle: cycles, last_cycle: nanoseconds
         ///< of CPU
};

enum class Violation : std::uint32_t {
  kValidDropped,   ///< valid fell before the beat was taken
  kResultChanged,  ///< the result beat changed before it was taken
  kSurplus,        ///< a frame or result without a frame sent
  kControl,        ///< something at the control port; one letter per word follows
};

enum class End : std::uint32_t {
  kDone,   ///< every frame has had its result
  kStuck,  ///< patience ran out; `frame` is the next one without a result
};

/// Followed by `words` 32-bit words.
struct Record {
  RecordKind kind = RecordKind::kEnd;
  std::uint32_t stream = 0;  ///< 0 for the encoder, l for layer l
  std::uint32_t frame = 0;   ///< index in the job
  std::uint32_t words = 0;
  std::uint32_t presentation = 0;  ///< t, where a stream's frames are presentations
  std::uint32_t reserved = 0;
  std::uint64_t first_cycle =
      0;  ///< of the frame's first beat here; result: of its first pixel beat
  std::uint64_t last_cycle = 0;  ///< of its last beat here
};

}  // namespace scbnn::cosim::protocol
