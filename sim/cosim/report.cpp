// Prints what a run found.
#include "sim/cosim/report.hpp"

#include <fmt/format.h>

#include <vector>

#include "support/quoting.hpp"

namespace scbnn::cosim {
namespace {

std::string joined(const std::vector<int>& numbers) {
  std::string text;
  for (const int number : numbers) {
    text += fmt::format("{}{}", text.empty() ? "" : ",", number);
  }
  return text;
}

std::string margins_text(const std::vector<std::int64_t>& margins) {
  std::string text;
  for (const std::int64_t margin : margins) {
    text += (text.empty() ? "" : ",") + (margin == 0 ? "never" : fmt::format("{}", margin));
  }
  return text;
}

/// A run of the images, or the rough run, which one image precedes.
std::string reproduction(const Invocation& invocation, const Options& options,
                         const Report& report) {
  const Traffic& traffic = options.traffic;
  const bool rough = report.checked.ok();
  const int image = rough ? options.first : report.checked.first_mismatches.front().image;
  const int count = rough                            ? 1
                    : report.images_to_reproduce > 0 ? report.images_to_reproduce
                                                     : image - options.first + 1;
  std::string command = fmt::format(
      "scbnn simulate {} --data {} --split {} --first {} --count {} --presentations {} --seed {}",
      shell_word(invocation.folder), shell_word(invocation.data), invocation.split,
      image - count + 1, count, joined(traffic.presentations), traffic.seed);
  const auto add = [&](const char* option, int percent) {
    if (percent > 0) command += fmt::format(" {} {}", option, percent);
  };
  if (traffic.margins != std::vector<std::int64_t>{0}) {
    command += " --margin " + margins_text(traffic.margins);
  }
  if (!invocation.encoder_seeds.empty()) command += " " + invocation.encoder_seeds;
  add("--axi", traffic.axi_percent);
  add("--reloads", traffic.reload_percent);
  add("--gaps", traffic.gap_percent);
  add("--back-pressure", traffic.back_pressure_percent);
  add("--bad-frames", traffic.bad_percent);
  add("--resets", traffic.reset_percent);
  command += fmt::format(" --rough {}", rough ? options.rough : 0);
  add("--stalls", traffic.stall_percent);
  add("--stops", traffic.stop_percent);
  if (!invocation.faults.empty()) command += " " + invocation.faults;
  if (invocation.allow_edited) command += " --allow-edited";
  return command + " --trace mismatch.fst";
}

/// Rows per image and layer; "layer1 320, layer2 1024".
std::string weight_reads_row(const Deliverable& deliverable, const Checked& checked) {
  std::string text;
  for (std::size_t l = 0; l < deliverable.layers.size(); ++l) {
    text += fmt::format("{}{} {}", l == 0 ? "" : ", ", deliverable.layers[l].name,
                        checked.weight_reads[l] / static_cast<std::uint64_t>(checked.passes));
  }
  text += deliverable.slots ? " per presentation" : " per image";
  const bool senses = deliverable.layers.front().multiplies && !deliverable.slots;
  return senses ? text : text + (deliverable.slots ? "" : ", whatever T is");
}

std::string timing_row(const Timing& timing) {
  return fmt::format("{} (planned {}), first result after {} (planned {}) at T = {}{}",
                     timing.per_image, timing.planned_per_image, timing.first_result,
                     timing.planned_first_result, timing.presentations,
                     timing.as_planned() ? "" : ": NOT AS PLANNED");
}

std::string canary_row(const Canary& canary) {
  if (!canary.caught) return fmt::format("{} flipped: NOT CAUGHT", canary.place());
  return fmt::format("weight {} of neuron {} in {} flipped: caught, {} mismatches in {} images",
                     canary.synapse, canary.neuron, canary.layer, canary.mismatches, canary.images);
}

/// "100 images at the edges of 187 of 192 neurons, 12 ties, 25 bad frames, ..".
std::string rough_row(const Rough& rough) {
  std::string text = fmt::format("{} images", rough.checked.images);
  if (rough.neurons > 0) {
    text += fmt::format(", at the thresholds of {} of {} neurons", rough.met, rough.neurons);
  }
  text += fmt::format("; {} ties, {} bad frames, {} resets, {} long stalls", rough.ties,
                      rough.checked.bad_frames, rough.checked.resets, rough.stalls);
  if (rough.stops > 0) text += fmt::format(", {} stops", rough.stops);
  if (rough.checked.control) {
    text += fmt::format(", {} reloads", rough.checked.control->reloads);
  }
  const auto wrong = rough.checked.mismatches + static_cast<std::int64_t>(rough.checked.missing) +
                     static_cast<std::int64_t>(rough.checked.violations.size());
  return text + (rough.checked.ok() ? ": all agree" : fmt::format(": {} WRONG", wrong));
}

}  // namespace

std::string mismatch_text(const Invocation& invocation, const Options& options,
                          const Report& report) {
  const Checked& checked = report.checked;
  const auto lines = [&](const Checked& run, const char* which) {
    std::string text;
    for (const Mismatch& mismatch : run.first_mismatches) {
      text += fmt::format("mismatch: {}{}, seed {}\n", which, to_string(mismatch),
                          options.traffic.seed);
    }
    const int hidden = run.wrong_frames - static_cast<int>(run.first_mismatches.size());
    if (hidden > 0) text += fmt::format("mismatch: {}in {} more images\n", which, hidden);
    constexpr std::size_t kShown = 20;
    for (std::size_t i = 0; i < run.violations.size() && i < kShown; ++i) {
      const Violation& violation = run.violations[i];
      text += fmt::format("protocol: {}image {}, {} (cycle {}), seed {}\n", which, violation.image,
                          violation.what, violation.cycle, options.traffic.seed);
    }
    if (run.violations.size() > kShown) {
      text += fmt::format("protocol: {}{} more\n", which, run.violations.size() - kShown);
    }
    return text;
  };
  std::string text = lines(checked, "") + lines(report.rough.checked, "rough run, ");
  if (!checked.first_mismatches.empty() || (checked.ok() && !report.rough.checked.ok())) {
    const bool shorter = checked.ok() || report.images_to_reproduce > 0;
    text += fmt::format("the first one again, with waveforms{}:\n  {}\n",
                        shorter ? "" : " (it did not show in a shorter run)",
                        reproduction(invocation, options, report));
  }
  return text;
}

std::string table_text(const Invocation& invocation, const Deliverable& deliverable,
                       const Options& options, const Report& report) {
  const Checked& checked = report.checked;
  const double rate = checked.images / report.seconds;
  std::string text;
  const auto row = [&](const char* name, const std::string& value) {
    text += fmt::format("  {:<18} {}\n", name, value);
  };
  row("images", fmt::format("{} ({}, {}), T = {}", checked.images, invocation.data,
                            invocation.split, joined(options.traffic.presentations)));
  if (checked.bad_frames > 0) row("bad frames", fmt::format("{}", checked.bad_frames));
  if (!invocation.faults.empty()) row("failing bits", invocation.faults);
  if (checked.resets > 0) row("resets", fmt::format("{}", checked.resets));
  row("mismatches", fmt::format("{}", checked.mismatches));
  if (checked.missing > 0) row("missing results", fmt::format("{}", checked.missing));
  row("accuracy", fmt::format("{:.2f} %", checked.accuracy()));
  row("bits compared", fmt::format("{}", checked.bits));
  if (deliverable.slots) {
    row("presentations",
        fmt::format("{:.3f} used on average, and issued; margin {}", checked.used_on_average(),
                    margins_text(options.traffic.margins)));
    row("sustained", fmt::format("{:.0f} cycles per image", checked.sustained_cycles()));
  }
  for (const Timing& timing : report.timings) row("cycles per image", timing_row(timing));
  if (checked.passes > 0 && checked.resets == 0) {
    row("weight rows read", weight_reads_row(deliverable, checked));
  }
  if (const auto& figures = checked.control) {
    row("control port", fmt::format("{} accesses, {} refused as they must be, {} reloads",
                                    figures->accesses, figures->refused, figures->reloads));
    if (figures->load_writes > 0) {
      row("loading", fmt::format("{} writes, {:.1f} cycles each", figures->load_writes,
                                 static_cast<double>(figures->load_cycles) /
                                     static_cast<double>(figures->load_writes)));
    }
  }
  if (report.rough.images > 0) row("rough run", rough_row(report.rough));
  row("simulated", fmt::format("{} cycles, {:.2f} million per second on one core", checked.cycles,
                               1e-6 * checked.cycles_per_second()));
  row("images per second", fmt::format("{:.{}f}, in {:.1f} s beside the golden model", rate,
                                       rate < 10 ? 2 : 0, report.seconds));
  row("simulator", report.simulator.built
                       ? fmt::format("built in {:.1f} s", report.simulator.seconds)
                       : "ready from an earlier run");
  row("canary", canary_row(report.canary));
  row("Verilog", fmt::format("{}/rtl, top module {}", invocation.folder, deliverable.top));
  if (!options.waves.empty()) row("waveforms", options.waves.string());
  return text;
}

}  // namespace scbnn::cosim
