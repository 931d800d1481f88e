// scbnn evaluate: a network's accuracy on a data set, by the fast model or the golden one.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "generator/cli/output.hpp"
#include "generator/cli/verbs.hpp"
#include "generator/config/config.hpp"
#include "generator/import/import.hpp"
#include "generator/support/problem.hpp"
#include "sim/data/dataset.hpp"
#include "sim/data/npy.hpp"
#include "sim/fast/fast.hpp"
#include "sim/golden/golden.hpp"

namespace scbnn::cli {
namespace {

namespace fs = std::filesystem;

struct Arguments {
  std::string model;
  std::string config;
  std::string data;
  std::string split = "test";
  int count = -1;
  std::vector<int> presentations;
  std::vector<std::string> overrides;
  std::string scores;
  std::string activations;
  bool golden = false;
  int jobs = 0;
  std::string json;
};

/// One line of the table.
struct Row {
  std::optional<int> presentations;  ///< none with 8-bit input
  double accuracy = 0;               ///< 0..100
  double seconds = 0;                ///< of the fast model
  std::vector<std::int64_t> scores;  ///< [image][class]
  std::optional<int> mismatches;     ///< images whose golden scores differ; none without --golden
};

Split split_of(const std::string& name) {
  if (name == "train") return Split::kTrain;
  return name == "validation" ? Split::kValidation : Split::kTest;
}

/// Runs `work(first, count)` over 0..total in pieces, on `jobs` threads. Progress counts pieces of
/// this thread's making as they end.
void run_pieces(int total, int piece, int jobs, Progress& progress,
                const std::function<void(int, int)>& work) {
  std::atomic<int> next{0};
  std::atomic<int> done{0};
  const auto worker = [&](bool draws) {
    for (int first = next.fetch_add(piece); first < total; first = next.fetch_add(piece)) {
      const int count = std::min(piece, total - first);
      work(first, count);
      done += count;
      if (draws) progress.update(done);
    }
  };
  std::vector<std::future<void>> others;
  for (int job = 1; job < jobs; ++job) {
    others.push_back(std::async(std::launch::async, worker, false));
  }
  worker(true);
  for (std::future<void>& other : others) other.get();
}

void write_file(const std::string& file, const std::string& bytes) {
  errno = 0;
  std::ofstream stream(file, std::ios::binary);
  stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  stream.close();
  if (!stream) throw InputError(file, fmt::format("cannot be written: {}", std::strerror(errno)));
}

/// Throws now rather than after minutes of work where `file` could not be written.
void check_writable(const std::string& file) {
  if (file.empty()) return;
  fs::path folder = fs::path(file).parent_path();
  if (folder.empty()) folder = ".";
  errno = 0;
  if (access(folder.c_str(), W_OK | X_OK) != 0) {
    throw InputError(file, fmt::format("cannot be written: {}", std::strerror(errno)));
  }
}

/// What the golden model saw, for --activations: an array a layer, [image][neuron].
class Activations {
 public:
  Activations(const Network& network, int images) {
    for (std::size_t layer = 0; layer + 1 < network.layers.size(); ++layer) {
      layers_.emplace_back(static_cast<std::size_t>(images) *
                           static_cast<std::size_t>(network.layers[layer].outputs));
    }
    counts_.resize(static_cast<std::size_t>(images) *
                   static_cast<std::size_t>(network.input.size()));
  }

  void keep(std::size_t image, const golden::Trace& trace) {
    std::transform(trace.counts.begin(), trace.counts.end(),
                   counts_.begin() + static_cast<std::ptrdiff_t>(image * trace.counts.size()),
                   [](int count) { return static_cast<std::uint8_t>(count); });
    for (std::size_t layer = 0; layer < layers_.size(); ++layer) {
      const std::vector<std::uint8_t>& bits = trace.passes[0].activations[layer];
      std::copy(bits.begin(), bits.end(),
                layers_[layer].begin() + static_cast<std::ptrdiff_t>(image * bits.size()));
    }
  }

  void write(const Network& network, std::size_t images, const fs::path& folder) const {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) throw InputError(folder.string(), "cannot be made: " + error.message());
    const auto save = [&](const std::string& name, const std::vector<std::uint8_t>& bytes) {
      write_file((folder / (name + ".npy")).string(), npy(bytes, {images, bytes.size() / images}));
    };
    save("counts", counts_);
    for (std::size_t layer = 0; layer < layers_.size(); ++layer) {
      save(network.layers[layer].name, layers_[layer]);
    }
  }

 private:
  std::vector<std::uint8_t> counts_;
  std::vector<std::vector<std::uint8_t>> layers_;
};

/// The evaluation: what to run, on what, and on how many threads.
struct Task {
  const Network& network;
  const Dataset& data;
  int jobs;
};

double accuracy_of(const Task& task, const std::vector<std::int64_t>& scores) {
  const auto classes = static_cast<std::ptrdiff_t>(task.network.classes());
  int right = 0;
  for (int image = 0; image < task.data.count(); ++image) {
    const auto first = scores.begin() + image * classes;
    const auto predicted = std::max_element(first, first + classes) - first;
    right += predicted == task.data.labels[static_cast<std::size_t>(image)] ? 1 : 0;
  }
  return 100.0 * right / task.data.count();
}

std::string label(const FunctionSettings& settings) {
  if (settings.input == InputKind::kFixedPoint) return {};
  return fmt::format("T = {}, ", settings.presentations);
}

void run_fast(const Task& task, const FunctionSettings& settings, Row& row) {
  constexpr int kPiece = 256;
  const fast::Model model(task.network, settings);
  const auto pixels = static_cast<std::size_t>(task.data.shape.size());
  const auto classes = static_cast<std::size_t>(task.network.classes());
  row.scores.resize(static_cast<std::size_t>(task.data.count()) * classes);
  Progress progress(label(settings) + "fast model", task.data.count());
  const auto start = std::chrono::steady_clock::now();
  run_pieces(task.data.count(), kPiece, task.jobs, progress, [&](int first, int count) {
    const auto at = static_cast<std::size_t>(first);
    const auto images = static_cast<std::size_t>(count);
    model.run(std::span(task.data.pixels).subspan(at * pixels, images * pixels), count,
              std::span(row.scores).subspan(at * classes, images * classes));
  });
  row.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  row.accuracy = accuracy_of(task, row.scores);
}

void run_golden(const Task& task, const FunctionSettings& settings, Row& row,
                Activations* activations) {
  constexpr int kPiece = 16;
  const golden::Model model(task.network, settings);
  const auto classes = static_cast<std::ptrdiff_t>(task.network.classes());
  std::atomic<int> mismatches{0};
  Progress progress(label(settings) + "golden model", task.data.count());
  run_pieces(task.data.count(), kPiece, task.jobs, progress, [&](int first, int count) {
    for (int image = first; image < first + count; ++image) {
      const golden::Trace trace = model.run(task.data.image(image));
      const bool equal = std::equal(trace.scores.begin(), trace.scores.end(),
                                    row.scores.begin() + image * classes);
      if (!equal) ++mismatches;
      if (activations != nullptr) activations->keep(static_cast<std::size_t>(image), trace);
    }
  });
  row.mismatches = mismatches;
}

/// T of each row; none with 8-bit input, which has no presentations.
std::vector<std::optional<int>> choices(const Arguments& arguments, const Config& config) {
  constexpr int kMost = 255;
  if (config.function.input == InputKind::kFixedPoint) {
    if (!arguments.presentations.empty()) {
      throw InputError("--presentations",
                       fmt::format("{} asks for 8-bit input, which has no presentations",
                                   config.place("input")));
    }
    return {std::nullopt};
  }
  if (arguments.presentations.empty()) return {config.function.presentations};
  for (const int presentations : arguments.presentations) {
    if (presentations < 1 || presentations > kMost) {
      throw InputError("--presentations",
                       fmt::format("{} is not among 1..{}", presentations, kMost));
    }
  }
  return {arguments.presentations.begin(), arguments.presentations.end()};
}

void check_data(const Arguments& arguments, const Network& network, const Dataset& data) {
  const ImageShape& found = data.shape;
  const ImageShape& wanted = network.input;
  const std::string where = "--data " + arguments.data;
  if (!(found == wanted)) {
    throw InputError(
        where, fmt::format("has images of {}x{}x{} (channels, height, width); {} takes {}x{}x{}",
                           found.channels, found.height, found.width, arguments.model,
                           wanted.channels, wanted.height, wanted.width));
  }
  const int largest = *std::max_element(data.labels.begin(), data.labels.end());
  if (largest >= network.classes()) {
    throw InputError(where, fmt::format("has labels up to {}; {} has {} classes", largest,
                                        arguments.model, network.classes()));
  }
}

void warn_if_trained_otherwise(const Arguments& arguments, const Config& config,
                               const Imported& imported) {
  if (!imported.states_training || imported.network.trained_for == config.function.input) return;
  const auto name = [](InputKind kind) {
    return kind == InputKind::kStochastic ? "stochastic" : "8-bit fixed-point";
  };
  fmt::print(stderr, "warning: {} was trained for {} input; {} asks for {} input\n",
             arguments.model, name(imported.network.trained_for), config.place("input"),
             name(config.function.input));
}

std::string describe(const Network& network) {
  std::string text = fmt::to_string(network.input.size());
  for (const Layer& layer : network.layers) text += fmt::format("-{}", layer.outputs);
  return text;
}

std::string describe(const FunctionSettings& settings) {
  if (settings.input == InputKind::kFixedPoint) return "8-bit fixed-point";
  const EncoderSettings& encoder = settings.encoder;
  return fmt::format(
      "stochastic, LFSR encoder of {} bits, {} lanes, seed {}, accumulated in the "
      "first layer",
      encoder.width, encoder.lanes, encoder.seed);
}

void print_table(std::FILE* out, const Arguments& arguments, const Config& config, const Task& task,
                 const std::vector<Row>& rows) {
  fmt::print(out, "model  {} ({})\n", arguments.model, describe(task.network));
  fmt::print(out, "data   {}, {}, {} images\n", arguments.data, arguments.split, task.data.count());
  fmt::print(out, "input  {}\n", describe(config.function));
  fmt::print(out, "run    fast model, {}, {} thread{}\n\n",
             fast::to_string(fast::available().back()), task.jobs, task.jobs == 1 ? "" : "s");
  fmt::print(out, "{:>5} {:>10} {:>12}{}\n", "T", "accuracy", "images/s",
             arguments.golden ? fmt::format(" {:>20}", "golden mismatches") : "");
  for (const Row& row : rows) {
    fmt::print(out, "{:>5} {:>8.2f} % {:>12.0f}{}\n",
               row.presentations ? fmt::to_string(*row.presentations) : "-", row.accuracy,
               task.data.count() / row.seconds,
               row.mismatches && arguments.golden ? fmt::format(" {:>20}", *row.mismatches) : "");
  }
}

Json figures(const Arguments& arguments, const Config& config, const Task& task,
             const std::vector<Row>& rows) {
  Json list = Json::array();
  for (const Row& row : rows) {
    Json figure;
    figure["model"] = arguments.model;
    figure["data"] = arguments.data;
    figure["split"] = arguments.split;
    figure["input"] =
        config.function.input == InputKind::kFixedPoint ? "fixed-point" : "stochastic";
    figure["presentations"] = row.presentations ? Json(*row.presentations) : Json();
    figure["images"] = task.data.count();
    figure["accuracy"] = row.accuracy;
    if (row.mismatches) figure["mismatches"] = *row.mismatches;
    figure["seconds"] = row.seconds;
    figure["images_per_second"] = task.data.count() / row.seconds;
    figure["isa"] = fast::to_string(fast::available().back());
    figure["threads"] = task.jobs;
    list.push_back(figure);
  }
  return list;
}

void write_scores(const Task& task, const std::vector<Row>& rows, const std::string& file) {
  std::vector<std::int64_t> all;
  for (const Row& row : rows) all.insert(all.end(), row.scores.begin(), row.scores.end());
  std::vector<std::size_t> shape{static_cast<std::size_t>(task.data.count()),
                                 static_cast<std::size_t>(task.network.classes())};
  if (rows.size() > 1) shape.insert(shape.begin(), rows.size());
  write_file(file, npy(all, shape));
}

void evaluate(const Arguments& arguments, Outcome& outcome) {
  std::FILE* const out = arguments.json == "-" ? stderr : stdout;
  const Config config = read_config(arguments.config, arguments.overrides);
  const std::vector<std::optional<int>> presentations = choices(arguments, config);
  if (!arguments.activations.empty() && presentations.size() != 1) {
    throw InputError("--activations",
                     fmt::format("takes one T; --presentations names {}", presentations.size()));
  }
  check_writable(arguments.scores);
  const Imported imported = import_onnx(arguments.model);
  for (const std::string& warning : imported.warnings) {
    fmt::print(stderr, "warning: {}: {}\n", arguments.model, warning);
  }
  warn_if_trained_otherwise(arguments, config, imported);
  const Dataset data =
      take(load_dataset(arguments.data, split_of(arguments.split)), arguments.count);
  check_data(arguments, imported.network, data);

  const int cores = static_cast<int>(std::max(std::thread::hardware_concurrency(), 1U));
  const Task task{imported.network, data, arguments.jobs > 0 ? arguments.jobs : cores};
  std::optional<Activations> activations;
  if (!arguments.activations.empty()) activations.emplace(task.network, data.count());

  std::vector<Row> rows;
  for (const std::optional<int>& choice : presentations) {
    FunctionSettings settings = config.function;
    if (choice) settings.presentations = *choice;
    Row row;
    row.presentations = choice;
    run_fast(task, settings, row);
    if (arguments.golden || activations) {
      run_golden(task, settings, row, activations ? &*activations : nullptr);
      if (*row.mismatches != 0) outcome.status = 1;
    }
    rows.push_back(std::move(row));
  }

  if (!arguments.scores.empty()) write_scores(task, rows, arguments.scores);
  if (activations) {
    activations->write(task.network, static_cast<std::size_t>(data.count()), arguments.activations);
  }
  print_table(out, arguments, config, task, rows);
  write_json(figures(arguments, config, task, rows), arguments.json);
  if (outcome.status != 0) {
    fmt::print(stderr, "scbnn evaluate: fast and golden model differ; this is a defect of scbnn\n");
  }
}

}  // namespace

void add_evaluate(CLI::App& app, Outcome& outcome) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* verb = app.add_subcommand(
      "evaluate",
      "Measure a network's accuracy on a data set, bit for bit as the hardware computes it");
  verb->add_option("--model", arguments->model, "the trained network (ONNX)")
      ->required()
      ->type_name("FILE");
  verb->add_option("--config", arguments->config, "the configuration (TOML): input, encoder, T")
      ->required()
      ->type_name("FILE");
  verb->add_option("--data", arguments->data,
                   "shapes (built in), a folder under $SCBNN_DATA (default data/) such as "
                   "fashion-mnist, mnist or cifar-10, or a path with a slash")
      ->required()
      ->type_name("NAME|PATH");
  verb->add_option("--split", arguments->split,
                   "test, train, or validation: the last 5,000 training images")
      ->check(CLI::IsMember({"test", "validation", "train"}))
      ->capture_default_str()
      ->type_name("NAME");
  verb->add_option("--count", arguments->count, "only the first N images")
      ->check(CLI::PositiveNumber)
      ->type_name("N");
  verb->add_option("--presentations", arguments->presentations,
                   "one row for each T, 1..255 (default: that of the configuration)")
      ->delimiter(',')
      ->type_name("T,T,...");
  verb->add_option("--set", arguments->overrides, "override a key of the configuration; repeatable")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  verb->add_flag("--golden", arguments->golden,
                 "run the golden model as well and compare every score; status 1 if any differs");
  verb->add_option("--scores", arguments->scores,
                   "write the class scores: int64, [image, class], or [row, image, class] for "
                   "several T")
      ->type_name("FILE.npy");
  verb->add_option("--activations", arguments->activations,
                   "write the golden model's counts.npy and LAYER.npy of every hidden layer "
                   "(uint8, [image, neuron]) into a folder; takes one T")
      ->type_name("DIR");
  verb->add_option("--jobs", arguments->jobs, "threads (default: all cores)")
      ->check(CLI::PositiveNumber)
      ->type_name("N");
  verb->add_option("--json", arguments->json,
                   "write the figures as JSON, a list with one object a row ('-': to stdout)")
      ->type_name("FILE");
  verb->footer(
      "Example:\n"
      "  scbnn evaluate --model models/fashion-mnist-mlp.onnx --config configs/paper.toml \\\n"
      "    --data fashion-mnist --presentations 1,2,4,8,16");
  verb->callback([arguments, &outcome] { evaluate(*arguments, outcome); });
}

}  // namespace scbnn::cli
