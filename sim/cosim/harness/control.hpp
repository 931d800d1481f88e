// The control port of a design that has one: its C driver loads the memories, sets what frames need
// and starts it; random accesses, good and bad, go on beside the frames if the job asks for them.
#pragma once

#include <cstdint>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include "axi_lite.hpp"
#include "job.hpp"
#include "recorder.hpp"

namespace scbnn::cosim {

/// What stands behind a register, in the order of the generator's RegisterKind.
enum class RegisterRole {
  kConstant,
  kControl,
  kStatus,
  kSetting,
  kLoadSelect,
  kLoadData,
  kLoadCount,
  kCounter,
};

struct RegisterInfo {
  std::uint32_t offset;
  RegisterRole role;
  bool writable;
  unsigned width;
  bool wide_error;  ///< a write with ones above the width is refused
  std::uint32_t reset;
};

/// A memory that can be loaded; the file holds its rows in hexadecimal.
struct LoadInfo {
  const char* file;
  std::uint32_t rows;
  std::uint32_t width;
  std::uint32_t lane_width;
  std::uint32_t check_bits;    ///< above each lane in the file
  std::uint32_t stored_width;  ///< of a row in the file
  bool weights;
};

/// The data: bit k of row r is bit r * width + k of all words. Empty if the file cannot be read.
inline std::vector<std::uint32_t> packed_words(const LoadInfo& memory) {
  std::vector<std::uint32_t> words((std::size_t{memory.rows} * memory.width + 31) / 32);
  std::FILE* file = std::fopen(memory.file, "rb");
  if (file == nullptr) return {};
  const std::size_t digits = (memory.stored_width + 3) / 4;
  std::vector<char> row(digits + 1);
  bool whole = true;
  for (std::size_t r = 0; whole && r < memory.rows; ++r) {
    whole = std::fread(row.data(), 1, row.size(), file) == row.size();
    for (std::size_t bit = 0; whole && bit < memory.width; ++bit) {
      const std::size_t stored = bit + bit / memory.lane_width * memory.check_bits;
      const char digit = row[digits - 1 - stored / 4];
      const unsigned value = static_cast<unsigned>(digit <= '9' ? digit - '0' : digit - 'a' + 10);
      const std::size_t place = r * memory.width + bit;
      words[place / 32] |= (value >> stored % 4 & 1U) << place % 32;
    }
  }
  std::fclose(file);
  return whole ? words : std::vector<std::uint32_t>{};
}

/// A design without a control port: nothing to do.
class NoControl {
 public:
  template <class... Arguments>
  explicit NoControl(const Arguments&...) {}
  void bring_up() {}
  void prepare(const protocol::JobFrame&) {}
  void disturb(bool) {}
  void finish() {}
  template <class Model>
  void drive(Model&) {}
  template <class Model>
  void sample(const Model&, std::uint64_t) {}
  void reset() {}
  void count_frame() {}
  void count_result(bool) {}
  void count_stall(std::uint32_t) {}
  [[nodiscard]] std::vector<std::uint64_t> figures() const { return {}; }
};

template <class Adapter, class Model>
class Control {
 public:
  /// `step` runs a clock cycle, with everything in it that goes on beside the control port.
  Control(const Job& job, Recorder& recorder, std::function<void()> step)
      : job_(job),
        recorder_(recorder),
        step_(std::move(step)),
        random_(job.frames.empty() ? 1 : job.frames.front().seed ^ 0x636f6e74726f6cU),
        master_(random_.next()),
        stalls_(Adapter::kStreams) {
    bus_.read32 = [](void* self, std::uint32_t offset, std::uint32_t* value) {
      return static_cast<Control*>(self)->read(offset, value);
    };
    bus_.write32 = [](void* self, std::uint32_t offset, std::uint32_t value) {
      return static_cast<Control*>(self)->write(offset, value);
    };
    bus_.context = this;
  }

  /// After the first reset: loads every memory with noise, then with what it is to hold, and reads
  /// that back.
  void bring_up() {
    check_driver("init", Adapter::init(&bus_));
    cleared();
    if (job_.header.keep_memories != 0) {
      read_memories();
      return;
    }
    for (std::uint32_t memory = 0; memory < Adapter::kMemories.size(); ++memory) {
      load_words_.push_back(packed_words(Adapter::kMemories[memory]));
      if (load_words_.back().empty()) report("its file cannot be read", memory, 0, 0);
      load(memory, true);
    }
    const std::uint64_t before = writes_;
    std::uint64_t weights = 0;
    for (std::uint32_t memory = 0; memory < Adapter::kMemories.size(); ++memory) {
      const std::uint64_t start = writes_;
      const std::uint64_t cycle = cycle_;
      check_driver("load", Adapter::load(&bus_, memory, load_words_[memory]));
      load_cycles_ += cycle_ - cycle;
      if (Adapter::kMemories[memory].weights) weights += writes_ - start;
    }
    load_writes_ = writes_ - before;
    weight_writes_ = weights;
    for (std::uint32_t memory = 0; memory < Adapter::kMemories.size(); ++memory) {
      verify(memory, load_words_[memory]);
    }
  }

  /// Makes ready for a frame: nothing else may offer one before.
  void prepare(const protocol::JobFrame& frame) {
    while (master_.busy()) step_();
    finish_traffic();
    if (!running_) {
      check_driver("init", Adapter::init(&bus_));
      cleared();
      settings_known_ = false;
      check_driver("start", Adapter::start(&bus_));
      running_ = true;
    }
    if (frame.reload != 0 && !Adapter::kMemories.empty()) reload();
    const Settings wanted{frame.log2_presentations, frame.margin, frame.encoder_seed};
    if (!settings_known_ || !(wanted == settings_)) {
      check_driver("set", Adapter::set_settings(&bus_, wanted.log2, wanted.margin, wanted.seed));
      settings_ = wanted;
      settings_known_ = true;
    }
  }

  /// Begins a random access now and then. `inside`: a frame has begun and not ended, so that
  /// settings may change.
  void disturb(bool inside) {
    finish_traffic();
    if (!running_ || master_.busy() || !random_.percent(job_.header.axi_percent)) return;
    const Access access = random_access(inside);
    traffic_ = true;
    master_.set_pauses(random_.below(3) * 30);
    master_.begin(access);
  }

  /// At the end, everything having left: stops, and compares the counters with what went through
  /// the ports.
  void finish() {
    while (master_.busy()) step_();
    finish_traffic();
    if (!running_) return;
    check_driver("stop", Adapter::stop(&bus_, 1000000));
    expect("FRAMES", Adapter::kFrames, frames_);
    expect("IMAGES", Adapter::kImages, results_);
    expect("BAD_FRAMES", Adapter::kBadFrames, bad_results_);
    expect("REFUSED", Adapter::kRefused, refused_);
    for (std::uint32_t stream = 0; stream < Adapter::kStreams; ++stream) {
      expect("STALLS", Adapter::kStalls + 4 * stream, stalls_[stream]);
    }
    for (const std::uint32_t offset : Adapter::kMemoryErrors) {
      if (job_.header.keep_memories == 0) expect("errors of a memory", offset, 0);
      std::uint32_t count = 0;
      check_driver("counter", Adapter::counter(&bus_, offset, &count));
      memory_errors_.push_back(count);
    }
  }

  void drive(Model& model) { master_.drive(model); }

  void sample(const Model& model, std::uint64_t cycle) {
    cycle_ = cycle;
    if (!master_.sample(model)) report("a response that belongs to no access", 0, 0, 0);
  }

  void reset() {
    master_.forget();
    traffic_ = false;
    running_ = false;
  }

  void count_frame() { ++frames_; }
  void count_result(bool bad) {
    ++results_;
    if (bad) ++bad_results_;
  }
  /// Stream 0 is the pixel port.
  void count_stall(std::uint32_t stream) { ++stalls_[stream]; }

  /// The members of ControlFigures, in their order.
  [[nodiscard]] std::vector<std::uint64_t> figures() const {
    std::vector<std::uint64_t> all{load_writes_,  weight_writes_, load_cycles_, accesses_,
                                   refused_ever_, reloads_,       wrong_words_};
    all.insert(all.end(), memory_errors_.begin(), memory_errors_.end());
    return all;
  }

 private:
  struct Settings {
    std::uint32_t log2 = 0;
    std::uint32_t margin = 0;
    std::uint32_t seed = 0;
    bool operator==(const Settings& other) const {
      return log2 == other.log2 && margin == other.margin && seed == other.seed;
    }
  };

  int read(std::uint32_t offset, std::uint32_t* value) {
    const Access done = run({false, offset, 0, 15, 0});
    *value = done.data;
    return done.response == kOkay ? 0 : 1;
  }

  int write(std::uint32_t offset, std::uint32_t value) {
    ++writes_;
    return run({true, offset, value, 15, 0}).response == kOkay ? 0 : 1;
  }

  Access run(const Access& access) {
    master_.set_pauses(0);
    master_.begin(access);
    for (std::uint32_t cycles = 0; !master_.ended(); ++cycles) {
      if (cycles > 1000000) {
        report("no response", access.address, 0, 0);
        master_.forget();
        return access;
      }
      step_();
    }
    account(master_.access());
    return master_.access();
  }

  void account(const Access& done) {
    ++accesses_;
    if (done.response == kOkay) return;
    ++refused_;
    ++refused_ever_;
  }

  void cleared() {
    frames_ = results_ = bad_results_ = refused_ = 0, stalls_.assign(stalls_.size(), 0);
  }

  void load(std::uint32_t memory, bool noise) {
    std::vector<std::uint32_t> words = load_words_[memory];
    for (std::uint32_t& word : words) {
      if (noise) word = static_cast<std::uint32_t>(random_.next());
    }
    check_driver("load", Adapter::load(&bus_, memory, words));
    if (!noise) verify(memory, words);
  }

  void verify(std::uint32_t memory, const std::vector<std::uint32_t>& words) {
    std::uint32_t at = 0;
    const int status = Adapter::verify(&bus_, memory, words, &at);
    if (status != 0) report("read back differs in this memory, at this word", memory, at, 0);
  }

  /// Reads every memory word by word; those that are refused must be counted.
  void read_memories() {
    std::uint32_t select = 0;
    std::uint32_t data = 0;
    for (const RegisterInfo& each : Adapter::kRegisters) {
      if (each.role == RegisterRole::kLoadSelect) select = each.offset;
      if (each.role == RegisterRole::kLoadData) data = each.offset;
    }
    for (std::uint32_t memory = 0; memory < Adapter::kMemories.size(); ++memory) {
      const LoadInfo& info = Adapter::kMemories[memory];
      check_driver("select", write(select, memory));
      const std::uint64_t bits = std::uint64_t{info.rows} * info.width;
      for (std::uint64_t word = 0; 32 * word < bits; ++word) {
        std::uint32_t value = 0;
        if (read(data, &value) != 0) ++wrong_words_;
      }
    }
    if (Adapter::kUncorrectable != 0) {
      expect("UNCORRECTABLE", Adapter::kUncorrectable, wrong_words_);
    }
  }

  /// Loads one memory anew between two frames. While it runs, that is refused.
  void reload() {
    ++reloads_;
    const auto memory = random_.below(static_cast<std::uint32_t>(Adapter::kMemories.size()));
    if (Adapter::load(&bus_, memory, load_words_[memory]) == 0) {
      report("loading was not refused while running", memory, 0, 0);
    }
    check_driver("stop", Adapter::stop(&bus_, 1000000));
    load(memory, true);
    load(memory, false);
    check_driver("start", Adapter::start(&bus_));
  }

  const RegisterInfo* find(std::uint32_t address) const {
    for (const RegisterInfo& each : Adapter::kRegisters) {
      if (each.offset == address) return &each;
    }
    return nullptr;
  }

  Access random_access(bool inside) {
    constexpr auto kCount = static_cast<std::uint32_t>(Adapter::kRegisters.size());
    const RegisterInfo& some = Adapter::kRegisters[random_.below(kCount)];
    Access access;
    access.write = random_.percent(50);
    access.address = some.offset;
    if (random_.percent(15)) access.address = random_.below(1U << kAddressBits);
    if (random_.percent(10)) access.address ^= 1 + random_.below(3);
    access.strobes = random_.percent(20) ? random_.below(16) : 15;
    access.data = static_cast<std::uint32_t>(random_.next()) >> random_.below(32);
    // What would be done keeps it running, and changes settings inside a frame only.
    if (access.write && expected(access) == kOkay) {
      const RegisterRole role = find(access.address)->role;
      if (role == RegisterRole::kControl) access.data = 1;
      if (role == RegisterRole::kSetting && !inside) access.write = false;
    }
    return access;
  }

  [[nodiscard]] std::uint32_t expected(const Access& access) const {
    const RegisterInfo* found = access.address % 4 == 0 ? find(access.address) : nullptr;
    if (found == nullptr) return kDecErr;
    const RegisterRole role = found->role;
    if (!access.write) return role == RegisterRole::kLoadData ? kSlvErr : kOkay;
    const bool wide = found->wide_error && found->width < 32 && access.data >> found->width != 0;
    const bool loads = role == RegisterRole::kLoadSelect || role == RegisterRole::kLoadData;
    return access.strobes != 15 || !found->writable || wide || loads ? kSlvErr : kOkay;
  }

  /// Looks at a random access that has ended.
  void finish_traffic() {
    if (!traffic_ || !master_.ended()) return;
    traffic_ = false;
    const Access& done = master_.access();
    account(done);
    if (done.response != expected(done)) {
      report("the wrong response", done.address, done.response, expected(done));
      return;
    }
    if (done.response != kOkay) {
      if (!done.write && done.data != 0) report("data with an error", done.address, done.data, 0);
      return;
    }
    const RegisterInfo& found = *find(done.address);
    if (done.write) {
      if (found.role == RegisterRole::kSetting) settings_known_ = false;
    } else if (found.role == RegisterRole::kConstant && done.data != found.reset) {
      report("the wrong value", done.address, done.data, found.reset);
    } else if (found.role == RegisterRole::kControl && done.data != 1) {
      report("the wrong value", done.address, done.data, 1);
    }
  }

  void expect(const char* what, std::uint32_t offset, std::uint64_t count) {
    std::uint32_t value = 0;
    check_driver("counter", Adapter::counter(&bus_, offset, &value));
    const auto wanted = static_cast<std::uint32_t>(count);
    if (value != wanted) report(what, offset, value, wanted);
  }

  void check_driver(const char* call, int status) {
    if (status != 0) report(call, 0, static_cast<std::uint32_t>(status), 0);
  }

  /// A violation with its text: the words are the text's bytes.
  void report(const std::string& what, std::uint32_t offset, std::uint32_t got,
              std::uint32_t wanted) {
    char text[160];
    std::snprintf(text, sizeof text, "%s (0x%x: 0x%x, expected 0x%x)", what.c_str(), offset, got,
                  wanted);
    std::vector<std::uint32_t> words{static_cast<std::uint32_t>(protocol::Violation::kControl)};
    for (const char* letter = text; *letter != 0; ++letter) {
      words.push_back(static_cast<unsigned char>(*letter));
    }
    recorder_.write({protocol::RecordKind::kViolation, Adapter::kStreams, 0,
                     static_cast<std::uint32_t>(words.size()), 0, 0, cycle_, cycle_},
                    words.data());
  }

  const Job& job_;
  Recorder& recorder_;
  std::function<void()> step_;
  Random random_;
  AxiLiteMaster<Model> master_;
  typename Adapter::Bus bus_{};
  std::vector<std::vector<std::uint32_t>> load_words_;
  Settings settings_;
  bool settings_known_ = false;
  bool running_ = false;
  bool traffic_ = false;  // the access under way is a random one
  std::uint64_t cycle_ = 0;
  // Since the counters were cleared.
  std::uint64_t frames_ = 0;
  std::uint64_t results_ = 0;
  std::uint64_t bad_results_ = 0;
  std::uint64_t refused_ = 0;
  std::vector<std::uint64_t> stalls_;
  // Of the whole run.
  std::uint64_t writes_ = 0;
  std::uint64_t accesses_ = 0;
  std::uint64_t refused_ever_ = 0;
  std::uint64_t reloads_ = 0;
  std::uint64_t load_writes_ = 0;
  std::uint64_t weight_writes_ = 0;
  std::uint64_t load_cycles_ = 0;
  std::uint64_t wrong_words_ = 0;
  std::vector<std::uint64_t> memory_errors_;
};

}  // namespace scbnn::cosim
