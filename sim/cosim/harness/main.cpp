// The simulator: a verilated design, driven through its ports by a job file. It knows no network;
// what passes the design's streams leaves as records on standard output.
//
//   simulator JOB [TRACE.fst] [+plusarg ..]
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>
#include <verilated.h>
#if VM_TRACE
#include <verilated_fst_c.h>
#endif

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "adapter.hpp"
#include "control.hpp"
#include "monitor.hpp"
#include "source.hpp"

namespace scbnn::cosim {
namespace {

using Model = Vdesign;

template <class A, bool = A::kControl>
struct ControlOf {
  using Type = NoControl;
};
template <class A>
struct ControlOf<A, true> {
  using Type = Control<A, Model>;
};

std::uint64_t cpu_nanoseconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1000000000U +
         static_cast<std::uint64_t>(now.tv_nsec);
}

class Simulation {
 public:
  Simulation(Job& job, Recorder& recorder)
      : job_(job),
        recorder_(recorder),
        model_(&context_),
        source_(job),
        sink_(job, recorder),
        control_(
            job, recorder, [this] { step(); }, [this] { restart(); }) {
    for (std::uint32_t stream = 0; stream < Adapter::kStreams; ++stream) {
      monitors_.emplace_back(job, recorder, stream, stream == 0 ? 0 : Adapter::kSlots);
    }
  }

  /// Before the first cycle: what uninitialized registers hold, and whether waves are written.
  void set_up(std::uint64_t seed, const char* trace, int argc, char** argv) {
    arguments_.assign(argv, argv + argc);
    tell_frames(0);
    context_.randReset(2);
    context_.randSeed(static_cast<int>(seed & 0x7fffffffU) | 1);
#if VM_TRACE
    if (trace != nullptr) {
      context_.traceEverOn(true);
      waves_ = std::make_unique<VerilatedFstC>();
      model_.trace(waves_.get(), 99);
      waves_->open(trace);
    }
#else
    (void)trace;
#endif
  }

  void run() {
    const std::uint64_t start = cpu_nanoseconds();
    reset(4);
    control_.bring_up();
    std::uint64_t last_activity = cycle_;
    // Some frames may be sent again and again, for as many resets.
    const std::uint64_t most = cycle_ + job_.header.patience_cycles * (16 + 4 * job_.size());
    std::uint32_t drain = job_.header.drain_cycles;
    auto end = protocol::End::kDone;
    while (true) {
      if (source_.waits_for_settings()) {
        if (control_.prepare(job_.frames[source_.frame()])) source_.let_go();
        last_activity = cycle_;
      }
      control_.disturb(source_.inside());
      const bool active = step();
      if (active) last_activity = cycle_;
      if (source_.done() && sink_.done()) {
        if (drain-- == 0) break;
      } else if (cycle_ - last_activity > job_.header.patience_cycles || cycle_ > most ||
                 recorder_.violations() > kMostViolations) {
        end = protocol::End::kStuck;
        break;
      }
    }
    if (end == protocol::End::kDone) control_.finish();
    std::vector<std::uint32_t> words{static_cast<std::uint32_t>(end)};
    const auto add = [&](std::uint64_t figure) {
      words.push_back(static_cast<std::uint32_t>(figure));
      words.push_back(static_cast<std::uint32_t>(figure >> 32U));
    };
    for (const std::uint64_t reads : weight_reads_) add(reads);
    for (const std::uint64_t figure : control_.figures()) add(figure);
    recorder_.write(
        {protocol::RecordKind::kEnd, 0, sink_.frame(), static_cast<std::uint32_t>(words.size()), 0,
         0, cycle_, cpu_nanoseconds() - start},
        words.data());
    recorder_.flush();
    model_.final();
#if VM_TRACE
    if (waves_) waves_->close();
#endif
  }

 private:
  // One clock cycle; true if a handshake took place anywhere, or reset struck.
  bool step() {
    if (cycle_ == reset_cycle_) return strike();
    source_.hold(control_.holds());
    source_.drive(model_);
    sink_.drive(model_);
    control_.drive(model_);
    clock(0);
    if (sink_.takes_cut(model_)) return strike();
    const bool taken = source_.sample(model_, cycle_);
    control_.sample(model_,
                    {model_.s_axis_tvalid != 0, taken, model_.s_axis_tlast != 0,
                     model_.m_axis_tvalid && model_.m_axis_tready, model_.m_axis_tuser != 0},
                    cycle_);
    bool active = taken;
    Adapter::sample(*model_.rootp, [&](std::uint32_t stream, bool valid, bool ready, bool last,
                                       const auto& data, Presentation presentation) {
      active |= monitors_[stream].sample(valid, ready, last, data, presentation, cycle_);
      if (stream > 0 && monitors_[stream].stalled()) control_.count_stall(stream);
    });
    Adapter::count_weight_reads(*model_.rootp, weight_reads_);
    if (sink_.sample(model_, source_, cycle_)) active = true;
    clock(1);
    if (taken) {
      if (source_.first() && source_.frame() == job_.next_cut(0)) {
        reset_cycle_ = cycle_ + job_.frames[source_.frame()].reset_cycles;
      }
      if (source_.stops()) control_.stop_soon();
      source_.advance(model_);
    }
    ++cycle_;
    return active;
  }

  void clock(int level) {
    model_.aclk = static_cast<CData>(level);
    model_.eval();
#if VM_TRACE
    if (waves_) waves_->dump(2 * cycle_ + static_cast<unsigned>(level));
#endif
  }

  void reset(std::uint32_t cycles) {
    model_.aresetn = 0;
    for (; cycles > 0; --cycles, ++cycle_) {
      clock(0);
      clock(1);
    }
    model_.aresetn = 1;
  }

  // For $value$plusargs: where bits fail by the numbers of images, the design counts on from those
  // frames that came to an end before the reset.
  void tell_frames(std::uint32_t complete) {
    std::vector<std::string> words = arguments_;
    words.push_back("+scbnn_frames=" + std::to_string(complete));
    std::vector<const char*> pointers;
    for (const std::string& word : words) pointers.push_back(word.c_str());
    context_.commandArgs(static_cast<int>(pointers.size()), pointers.data());
  }

  // The reset of the next frame that has one.
  bool strike() {
    job_.resets_done = job_.next_cut(0) + 1;
    restart();
    return true;
  }

  // Reset: the frames that were on their way are sent once more.
  void restart() {
    const std::uint32_t from = job_.next(std::min(sink_.frame(), source_.frame()));
    reset_cycle_ = kNever;
    model_.s_axis_tvalid = 0;
    tell_frames(job_.complete_before(from));
    control_.reset();
    control_.drive(model_);
    // Mostly a single cycle: what needs more to be cleared is not reset.
    reset(Random(cycle_).percent(70) ? 1 : 2 + Random(cycle_ + 1).below(3));
    source_.restart(model_, from);
    for (Monitor& monitor : monitors_) monitor.restart(from);
    sink_.restart(from);
    recorder_.write({protocol::RecordKind::kRestart, 0, from, 0, 0, 0, cycle_, cycle_}, nullptr);
  }

  static constexpr std::uint64_t kNever = ~std::uint64_t{0};
  static constexpr std::uint64_t kMostViolations = 1000;  // then it is given up

  Job& job_;
  Recorder& recorder_;
  VerilatedContext context_;
  Model model_;
  Source<Adapter, Model> source_;
  Sink<Adapter, Model> sink_;
  typename ControlOf<Adapter>::Type control_;
  std::vector<Monitor> monitors_;
  std::array<std::uint64_t, Adapter::kStreams - 1> weight_reads_{};  // rows, by layer
  std::uint64_t cycle_ = 0;
  std::uint64_t reset_cycle_ = kNever;  // in which reset strikes, as far as it is known
  std::vector<std::string> arguments_;  // of the program
#if VM_TRACE
  std::unique_ptr<VerilatedFstC> waves_;
#endif
};

}  // namespace
}  // namespace scbnn::cosim

int main(int argc, char** argv) {
  using namespace scbnn::cosim;
  const char* trace = nullptr;
  for (int word = argc - 1; word > 1; --word) {
    if (argv[word][0] != '+') trace = argv[word];
  }
  if (argc < 2) {
    std::fprintf(stderr, "usage: simulator JOB [TRACE.fst]\n");
    return 2;
  }
  // It ends with whoever started it, even where nothing is written any more.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  pollfd listener{STDOUT_FILENO, 0, 0};
  if (poll(&listener, 1, 0) > 0 && (listener.revents & POLLERR) != 0) return 3;
  Job job;
  if (!read_job(argv[1], job)) {
    std::fprintf(stderr, "simulator: %s is not a whole job\n", argv[1]);
    return 2;
  }
  // Records keep the standard output to themselves: what the model prints goes to standard error.
  Recorder recorder(dup(STDOUT_FILENO));
  dup2(STDERR_FILENO, STDOUT_FILENO);
  Simulation simulation(job, recorder);
  simulation.set_up(job.frames.empty() ? 1 : job.frames.front().seed, trace, argc, argv);
  simulation.run();
  return 0;
}
