// The control port of a design that has one: its C driver loads the memories, sets what frames need
// and starts it; random accesses, good and bad, go on beside the frames if the job asks for them.
// Every response of whatever access is held against RegisterModel.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include "axi_lite.hpp"
#include "job.hpp"
#include "recorder.hpp"
#include "register_model.hpp"

namespace scbnn::cosim {

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
  bool prepare(const protocol::JobFrame&) { return true; }
  void disturb(bool) {}
  void stop_soon() {}
  [[nodiscard]] bool holds() const { return false; }
  void finish() {}
  template <class Model>
  void drive(Model&) {}
  template <class Model>
  void sample(const Model&, const PortEvents&, std::uint64_t) {}
  void reset() {}
  void count_stall(std::uint32_t) {}
  [[nodiscard]] std::vector<std::uint64_t> figures() const { return {}; }
};

template <class Adapter, class Model>
class Control {
 public:
  /// `step` runs a clock cycle, with everything in it that goes on beside the control port, and
  /// calls reset() where reset strikes in it; `restart` has reset strike now.
  Control(const Job& job, Recorder& recorder, std::function<void()> step,
          std::function<void()> restart)
      : job_(job),
        recorder_(recorder),
        step_(std::move(step)),
        restart_(std::move(restart)),
        random_(job.frames.empty() ? 1 : job.frames.front().seed ^ 0x636f6e74726f6cU),
        master_(random_.next()) {
    bus_.read32 = [](void* self, std::uint32_t offset, std::uint32_t* value) {
      return static_cast<Control*>(self)->read(offset, value);
    };
    bus_.write32 = [](void* self, std::uint32_t offset, std::uint32_t value) {
      return static_cast<Control*>(self)->write(offset, value);
    };
    bus_.context = this;
    for (const RegisterInfo& each : Adapter::kRegisters) {
      if (each.role == RegisterRole::kControl) control_ = each.offset;
      if (each.role == RegisterRole::kStatus) status_ = each.offset;
      if (each.role == RegisterRole::kLoadSelect) select_ = each.offset;
      if (each.role == RegisterRole::kLoadData) data_ = each.offset;
    }
  }

  /// After the first reset: tries what is to be refused, loads every memory with noise, then with
  /// what it is to hold, and reads that back.
  void bring_up() {
    read_registers();
    check_driver("init", Adapter::init(&bus_));
    try_registers();
    if (job_.header.keep_memories != 0) {
      read_memories();
      return;
    }
    for (std::uint32_t memory = 0; memory < Adapter::kMemories.size(); ++memory) {
      load_words_.push_back(packed_words(Adapter::kMemories[memory]));
      if (load_words_.back().empty()) report("its file cannot be read", memory, 0, 0);
      try_ways(memory);
      load(memory, true);
    }
    if (!Adapter::kMemories.empty()) cut_loading_short();
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
      try_data(true);
      try_data(false);
    }
    // So that a word could move, if only it were idle.
    if (!Adapter::kMemories.empty()) attempt({true, select_, 0, 15, 0});
  }

  /// Makes ready for a frame: nothing else may offer one before. False if reset struck meanwhile:
  /// then it is to be made ready once more.
  bool prepare(const protocol::JobFrame& frame) {
    struck_ = false;
    flush();
    if (fresh_ && !struck_) {
      read_registers();
      check_driver("init", Adapter::init(&bus_));
      settings_known_ = false;
      fresh_ = struck_;
      halt();
    }
    // Counters restart in the middle of a run, and count everything after that.
    if (!halted_ && random_.percent(job_.header.axi_percent / 2)) {
      attempt({true, control_, 3, 15, 0});
      read_registers();
    }
    if (frame.reload != 0 && !Adapter::kMemories.empty()) reload();
    const Settings wanted{frame.log2_presentations, frame.margin, frame.encoder_seed};
    if (!settings_known_ || !(wanted == settings_)) {
      check_driver("set", Adapter::set_settings(&bus_, wanted.log2, wanted.margin, wanted.seed));
      settings_ = wanted;
      settings_known_ = !struck_;
    }
    if (halted_ && !random_.percent(50)) start();
    return !struck_;
  }

  /// Begins an access now and then. `inside`: a frame has begun and not ended, so that settings may
  /// change.
  void disturb(bool inside) {
    if (fresh_ || dead_ || master_.busy()) return;
    if (stop_soon_ && !halted_) {
      stop_soon_ = false;
      begin({true, control_, 0, 15, 0});
      halt();
      looks_ = 2;
    } else if (looks_ > 0) {  // it has begun a frame: it is not idle, and loads nothing
      --looks_;
      begin(looks_ > 0 || select_ == 0 ? Access{false, status_, 0, 15, 0}
                                       : Access{true, select_, 0, 15, 0});
    } else if (halted_ && !inside && ready_to_start()) {
      halted_ = false;
      begin({true, control_, 1, 15, 0});
    } else if (halted_ && select_ != 0 && random_.percent(5)) {
      begin(loading_access());
    } else if (!halted_ && random_.percent(job_.header.axi_percent)) {
      begin(random_access(inside));
    }
  }

  /// The frame in hand is to be finished, and none begun after it for a while.
  void stop_soon() { stop_soon_ = !halted_ && !fresh_ && !dead_; }

  /// Whether that frame's next beat is to wait: the design is just being stopped.
  [[nodiscard]] bool holds() const { return stop_soon_ || looks_ > 0; }

  /// At the end, everything having left: stops, and reads what was counted.
  void finish() {
    struck_ = false;
    flush();
    if (fresh_) return;
    stop();
    read_registers();
    for (const std::uint32_t offset : Adapter::kMemoryErrors) {
      std::uint32_t count = 0;
      check_driver("counter", Adapter::counter(&bus_, offset, &count));
      if (job_.header.keep_memories == 0 && count != 0)
        report("errors of a memory", offset, count, 0);
      memory_errors_.push_back(count);
    }
  }

  void drive(Model& model) { master_.drive(model); }

  /// Looks at the settled port.
  void sample(const Model& model, const PortEvents& events, std::uint64_t cycle) {
    cycle_ = cycle;
    if (!master_.sample(model)) report("a response that belongs to no access", 0, 0, 0);
    if (master_.answered()) answered(master_.access());
    if (!registers_.may_take() && model.s_axis_tready) {
      report("a frame would be accepted although the design is stopped", control_, 1, 0);
    }
    registers_.pass(events);
  }

  void reset() {
    master_.forget();
    registers_.reset();
    struck_ = true;
    fresh_ = true;
    halted_ = false;
    stop_soon_ = false;
    looks_ = 0;
  }

  /// A beat of a layer waits in the cycle sampled last.
  void count_stall(std::uint32_t stream) { registers_.stall(stream); }

  /// The members of ControlFigures, in their order.
  [[nodiscard]] std::vector<std::uint64_t> figures() const {
    std::vector<std::uint64_t> all{load_writes_, weight_writes_, load_cycles_, accesses_,
                                   refused_,     reloads_,       wrong_words_};
    all.insert(all.end(), memory_errors_.begin(), memory_errors_.end());
    return all;
  }

 private:
  static constexpr std::uint32_t kPatience = 1000000;

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

  /// An access from its beginning to its end; without an answer if reset strikes.
  Access run(Access access) {
    access.response = kSlvErr;
    if (struck_ || dead_) return access;
    begin(access, 0);
    for (std::uint32_t cycles = 0; !master_.ended(); ++cycles) {
      if (cycles > kPatience) {
        give_up(access);
        return access;
      }
      step_();
      if (struck_) return access;
    }
    return master_.access();
  }

  void give_up(const Access& access) {
    report("no response", access.address, 0, 0);
    dead_ = true;
    stop_soon_ = false;
    looks_ = 0;
    master_.forget();
  }

  void begin(const Access& access, std::uint32_t pauses) {
    master_.set_pauses(pauses);
    master_.begin(access);
  }
  void begin(const Access& access) { begin(access, random_.below(3) * 30); }

  /// Waits for the end of what is under way, and stops if that was to come.
  void flush() {
    for (std::uint32_t cycles = 0; master_.busy() && !struck_; ++cycles) {
      if (cycles > kPatience) give_up(master_.access());
      step_();
    }
    if (stop_soon_ && !halted_ && !fresh_) {
      attempt({true, control_, 0, 15, 0});
      halt();
    }
    stop_soon_ = false;
    looks_ = 0;
  }

  /// It is stopped, and starts again later: at once or after a while, or once it is idle.
  void halt() {
    halted_ = true;
    start_when_idle_ = random_.percent(50);
    start_cycle_ = cycle_ + random_.below(64);
  }

  bool ready_to_start() {
    if (start_when_idle_ && registers_.idle()) {
      start_when_idle_ = false;
      start_cycle_ = cycle_ + random_.below(64);
    }
    return !start_when_idle_ && cycle_ >= start_cycle_;
  }

  /// Stops by the driver, which looks at STATUS for as long as the slowest frames may take.
  void stop() {
    const auto looks = static_cast<std::uint32_t>(job_.header.patience_cycles);
    const int status = Adapter::stop(&bus_, looks);
    check_driver("stop", status);
    if (status != 0 && !struck_) dead_ = true;
  }

  /// Starts; then, though nothing may be inside yet, memories are no longer to be loaded.
  void start() {
    check_driver("start", Adapter::start(&bus_));
    halted_ = false;
    if (select_ == 0) return;
    attempt({true, select_, 0, 15, 0});
    try_data(true);
  }

  /// An access whose answer the model knows.
  void attempt(const Access& access) { static_cast<void>(run(access)); }

  /// A word more than there is, or one of the wrong way.
  void try_data(bool write) {
    attempt({write, data_, static_cast<std::uint32_t>(random_.next()), 15, 0});
  }

  /// Holds an answer against what it must be, and does what the access does.
  void answered(const Access& access) {
    ++accesses_;
    if (access.response != kOkay) ++refused_;
    const auto answer = registers_.answer(access);
    const bool right =
        access.response == answer.response || (answer.may_fail && access.response == kSlvErr);
    if (!right) {
      report_of(access,
                access.write ? "the wrong response to a write" : "the wrong response to a read",
                access.response, answer.response);
    } else if (!access.write && access.response != kOkay && access.data != 0) {
      report_of(access, "data with an error", access.data, 0);
    } else if (!access.write && answer.data && access.data != *answer.data) {
      report_of(access, "the wrong value", access.data, *answer.data);
    }
    registers_.respond(access);
  }

  void report_of(const Access& access, const char* what, std::uint32_t got, std::uint32_t wanted) {
    report(std::string(RegisterModel<Adapter>::name(access.address)) + ": " + what, access.address,
           got, wanted);
  }

  /// Reads all registers but words of memories; the model knows what they must hold.
  void read_registers() {
    for (const RegisterInfo& each : Adapter::kRegisters) {
      if (each.role != RegisterRole::kLoadData) attempt({false, each.offset, 0, 15, 0});
    }
  }

  /// Of every register what is to be refused, and what settings hold.
  void try_registers() {
    for (const RegisterInfo& each : Adapter::kRegisters) {
      const auto noise = static_cast<std::uint32_t>(random_.next());
      attempt({true, each.offset, each.role == RegisterRole::kControl ? 0 : noise, 14, 0});
      attempt({false, each.offset + 1 + random_.below(3), 0, 15, 0});
      if (!each.writable) attempt({true, each.offset, noise, 15, 0});
      if (each.role == RegisterRole::kControl) attempt({true, each.offset, noise | 4U, 15, 0});
      if (each.role != RegisterRole::kSetting) continue;
      for (const std::uint32_t value : {noise, noise >> (32 - each.width), ~0U}) {
        attempt({true, each.offset, value, 15, 0});
        attempt({false, each.offset, 0, 15, 0});
      }
    }
    attempt({false, (1U << kAddressBits) - 4, 0, 15, 0});
    if (select_ != 0) {
      const auto memories = static_cast<std::uint32_t>(Adapter::kMemories.size());
      for (const std::uint32_t memory : {memories - 1, memories, memories + 1, ~0U}) {
        attempt({true, select_, memory, 15, 0});
        attempt({false, select_, 0, 15, 0});
      }
    }
    settings_known_ = false;
  }

  /// Loads a memory with noise or with what it is to hold, and gives that.
  std::vector<std::uint32_t> load(std::uint32_t memory, bool noise) {
    std::vector<std::uint32_t> words = load_words_[memory];
    for (std::uint32_t& word : words) {
      if (noise) word = static_cast<std::uint32_t>(random_.next());
    }
    if (noise) mask_last(memory, words);
    check_driver("load", Adapter::load(&bus_, memory, words));
    try_data(true);
    try_data(false);
    return words;
  }

  /// What is beyond a memory's last bit is read as 0.
  static void mask_last(std::uint32_t memory, std::vector<std::uint32_t>& words) {
    const LoadInfo& info = Adapter::kMemories[memory];
    const auto beyond = static_cast<std::uint32_t>(std::uint64_t{info.rows} * info.width % 32);
    if (beyond > 0) words.back() &= (1U << beyond) - 1U;
  }

  /// A word, then one of the other way, in the middle of a memory.
  void try_ways(std::uint32_t memory) {
    for (const bool write : {true, false}) {
      attempt({true, select_, memory, 15, 0});
      try_data(write);
      try_data(!write);
    }
  }

  /// Resets during a word and during a read, in each of their cycles. They leave the loader ready
  /// for another and memories alone.
  void cut_loading_short() {
    const auto& all = Adapter::kMemories;
    const auto smallest = std::min_element(
        all.begin(), all.end(),
        [](const LoadInfo& a, const LoadInfo& b) { return a.words() < b.words(); });
    const auto memory = static_cast<std::uint32_t>(smallest - all.begin());
    const std::vector<std::uint32_t> first = load(0, true);
    for (std::uint32_t cycles = 2; cycles < 16 && !dead_; ++cycles) {
      for (const bool load_first : {true, false}) {
        attempt({true, select_, memory, 15, 0});
        begin({true, data_, static_cast<std::uint32_t>(random_.next()), 15, 0}, 0);
        reset_after(cycles);
        if (cycles == 2) read_registers();
        check_driver("init", Adapter::init(&bus_));
        if (load_first) verify(memory, load(memory, true));
        attempt({true, select_, 0, 15, 0});
        std::uint32_t word = 0;
        check_driver("read", read(data_, &word));
        if (memory != 0 && word != first[0]) {
          report("reset has changed this memory", 0, word, first[0]);
        }
        verify(memory, load(memory, true));
      }
      begin({false, control_, 0, 15, 0}, 90);
      reset_after(cycles);
    }
  }

  void reset_after(std::uint32_t cycles) {
    for (; cycles > 0; --cycles) step_();
    restart_();
    struck_ = false;
  }

  void verify(std::uint32_t memory, const std::vector<std::uint32_t>& words) {
    std::uint32_t at = 0;
    const int status = Adapter::verify(&bus_, memory, words, &at);
    if (status != 0 && !struck_)
      report("read back differs in this memory, at this word", memory, at, 0);
  }

  /// Reads every memory word by word; those that are refused must be counted.
  void read_memories() {
    for (std::uint32_t memory = 0; memory < Adapter::kMemories.size(); ++memory) {
      check_driver("select", write(select_, memory));
      for (std::uint32_t word = 0; word < Adapter::kMemories[memory].words(); ++word) {
        std::uint32_t value = 0;
        if (read(data_, &value) != 0) ++wrong_words_;
      }
    }
    if (Adapter::kUncorrectable == 0) return;
    std::uint32_t value = 0;
    check_driver("counter", Adapter::counter(&bus_, Adapter::kUncorrectable, &value));
    if (value != wrong_words_) {
      report("UNCORRECTABLE", Adapter::kUncorrectable, value,
             static_cast<std::uint32_t>(wrong_words_));
    }
  }

  /// Reloads one memory between two frames. Until it is stopped and idle, that is refused.
  void reload() {
    ++reloads_;
    const auto memory = random_.below(static_cast<std::uint32_t>(Adapter::kMemories.size()));
    attempt({true, select_, memory, 15, 0});
    try_data(true);
    attempt({true, control_, 0, 15, 0});
    for (int tries = 0; tries < 4 && !registers_.idle() && !struck_; ++tries) {
      attempt({true, select_, memory, 15, 0});
    }
    stop();
    read_registers();
    load(memory, true);
    verify(memory, load(memory, false));
    attempt({true, select_, memory, 15, 0});
    start();
  }

  /// While it is stopped: selects a memory or reads a word of one. Neither changes what it holds.
  Access loading_access() {
    if (random_.percent(50)) return {false, data_, 0, 15, 0};
    const auto memories = static_cast<std::uint32_t>(Adapter::kMemories.size());
    return {true, select_, random_.below(memories + 1), 15, 0};
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
    access.write = some.writable == random_.percent(80);
    access.address = some.offset;
    if (random_.percent(15)) access.address = random_.below(1U << kAddressBits);
    if (random_.percent(10)) access.address ^= 1 + random_.below(3);
    access.strobes = random_.percent(20) ? random_.below(16) : 15;
    access.data = static_cast<std::uint32_t>(random_.next()) >> random_.below(32);
    const RegisterInfo* found = find(access.address);
    if (!access.write || found == nullptr) return access;
    // It keeps running, and changes settings inside a frame only.
    if (found->role == RegisterRole::kControl) {
      if (random_.percent(70)) access.data &= 3U;
      if (access.data < 4) access.data |= 1U;
    }
    if (found->role == RegisterRole::kSetting) {
      if (!inside) access.write = false;
      settings_known_ = false;
    }
    return access;
  }

  void check_driver(const char* call, int status) {
    if (status != 0 && !struck_) report(call, 0, static_cast<std::uint32_t>(status), 0);
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
  std::function<void()> restart_;
  Random random_;
  AxiLiteMaster<Model> master_;
  RegisterModel<Adapter> registers_;
  typename Adapter::Bus bus_{};
  std::uint32_t control_ = 0;  // addresses; 0 where there is none
  std::uint32_t status_ = 0;
  std::uint32_t select_ = 0;
  std::uint32_t data_ = 0;
  std::vector<std::vector<std::uint32_t>> load_words_;
  Settings settings_;
  bool settings_known_ = false;
  bool struck_ = false;     // reset has struck since prepare() began
  bool dead_ = false;       // an access has had no response: none is begun any more
  bool fresh_ = true;       // nothing has been done since reset
  bool stop_soon_ = false;  // it is to be stopped
  int looks_ = 0;           // accesses to come while a frame has begun and it is stopped
  bool halted_ = false;     // it has been, and is to be started
  bool start_when_idle_ = false;
  std::uint64_t start_cycle_ = 0;
  std::uint64_t cycle_ = 0;
  // Of the whole run.
  std::uint64_t writes_ = 0;
  std::uint64_t accesses_ = 0;
  std::uint64_t refused_ = 0;
  std::uint64_t reloads_ = 0;
  std::uint64_t load_writes_ = 0;
  std::uint64_t weight_writes_ = 0;
  std::uint64_t load_cycles_ = 0;
  std::uint64_t wrong_words_ = 0;
  std::vector<std::uint64_t> memory_errors_;
};

}  // namespace scbnn::cosim
