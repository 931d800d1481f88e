// The ONNX file: bytes, versions, metadata; the graph itself is read in graph.cpp.
#include "generator/import/import.hpp"

#include <fmt/format.h>
#include <onnx/checker.h>
#include <onnx/onnx_pb.h>

#include <cassert>
#include <cerrno>
#include <cstring>
#include <exception>
#include <limits>
#include <set>
#include <system_error>
#include <utility>

#include "generator/import/declared_range.hpp"
#include "generator/import/external_data.hpp"
#include "generator/import/graph.hpp"
#include "generator/import/refusal.hpp"
#include "network/invariants.hpp"
#include "support/files.hpp"
#include "support/nearest.hpp"
#include "support/problem.hpp"
#include "support/quoting.hpp"

namespace scbnn {
namespace {

constexpr int kMinOpset = 9;
constexpr int kMaxOpset = 23;
constexpr int kMaxIr = 11;
// What libonnx 1.12 knows; newer models are checked only by the rules here.
constexpr int kCheckedOpset = 17;
constexpr int kCheckedIr = 8;
constexpr char kInputKey[] = "scbnn.input";
constexpr char kScaleKey[] = "scbnn.input.scale";
constexpr char kOffsetKey[] = "scbnn.input.offset";

onnx::ModelProto parse_model(std::string_view bytes, const std::string& source) {
  onnx::ModelProto model;
  if (bytes.empty()) throw InputError(source, "is empty; an ONNX file is needed");
  if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
    throw InputError(source, "is larger than 2 GiB, which ONNX does not allow");
  }
  if (!model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    throw InputError(source, fmt::format("is not an ONNX file, or it is truncated or damaged ({} "
                                         "bytes read)",
                                         bytes.size()));
  }
  if (!model.has_graph() || !model.has_ir_version()) {
    throw InputError(source, "is not an ONNX model: it has no graph or no IR version");
  }
  return model;
}

/// The version of ONNX's own operators; 0 where it is missing or not supported.
int read_opset(const onnx::ModelProto& model, const std::string& source,
               std::vector<Problem>& problems) {
  for (const auto& set : model.opset_import()) {
    if (!set.domain().empty() && set.domain() != "ai.onnx") continue;
    if (set.version() >= kMinOpset && set.version() <= kMaxOpset) {
      return static_cast<int>(set.version());
    }
    problems.push_back({source, fmt::format("uses operator set {}; {} to {} are supported, so "
                                            "export it with one of these",
                                            set.version(), kMinOpset, kMaxOpset)});
    return 0;
  }
  problems.push_back({source, "does not say which ONNX operator set it uses"});
  return 0;
}

void read_metadata(const onnx::ModelProto& model, const std::string& source, Imported& imported,
                   std::vector<Problem>& problems) {
  static const std::vector<std::string> kKinds = {"stochastic", "fixed-point"};
  // A network that says nothing was trained as networks are: on 8-bit images.
  imported.network.trained_for = InputKind::kFixedPoint;
  for (const auto& entry : model.metadata_props()) {
    if (entry.key() != kInputKey) continue;
    imported.states_training = true;
    if (entry.value() == kKinds[0]) {
      imported.network.trained_for = InputKind::kStochastic;
    } else if (entry.value() != kKinds[1]) {
      problems.push_back({source + ": metadata " + kInputKey,
                          fmt::format("is '{}', but must be '{}' or '{}'{}", entry.value(),
                                      kKinds[0], kKinds[1], did_you_mean(entry.value(), kKinds))});
    }
  }
}

/// What the metadata declare of the input; nothing where they are wrong.
InputRange read_range(const onnx::ModelProto& model, const std::string& source,
                      std::vector<Problem>& problems) {
  InputRange range;
  bool is_sound = true;
  for (const auto& entry : model.metadata_props()) {
    if (entry.key() != kScaleKey && entry.key() != kOffsetKey) continue;
    std::vector<std::string>& list = entry.key() == kScaleKey ? range.scale : range.offset;
    list = import::split_fractions(entry.value());
    if (!list.empty()) continue;
    is_sound = false;
    problems.push_back(
        {source + ": metadata " + entry.key(),
         fmt::format("is {}; allowed: a number, a fraction like 2/255, or a list of them with a "
                     "comma between two",
                     in_quotes(entry.value()))});
  }
  return is_sound ? range : InputRange{};
}

/// What libonnx checks too, for models that it is too old for.
void check_versions(const onnx::ModelProto& model, const std::string& source,
                    std::vector<Problem>& problems) {
  if (model.ir_version() > kMaxIr) {
    problems.push_back({source, fmt::format("has the IR version {}; up to {} are supported, so "
                                            "export it with operator set {} or less",
                                            model.ir_version(), kMaxIr, kMaxOpset)});
  }
  std::set<std::string> domains;
  for (const auto& set : model.opset_import()) {
    const std::string domain = set.domain() == "ai.onnx" ? "" : set.domain();
    if (domains.insert(domain).second) continue;
    problems.push_back({source, fmt::format("says twice which operator set of the domain '{}' it "
                                            "uses",
                                            domain)});
  }
  for (const onnx::NodeProto& node : model.graph().node()) {
    const std::string domain = node.domain() == "ai.onnx" ? "" : node.domain();
    if (!domains.insert(domain).second) continue;
    problems.push_back({source, fmt::format("uses operators of the domain {}, but does not say "
                                            "which operator set of it",
                                            in_quotes(domain))});
  }
}

/// libonnx has the last word on what only it knows: declared types, names.
void check_with_libonnx(const onnx::ModelProto& model, int opset, const std::string& source,
                        std::vector<Problem>& problems) {
  if (opset > kCheckedOpset || model.ir_version() > kCheckedIr) return;
  try {
    onnx::checker::check_model(model);
  } catch (const std::exception& error) {
    problems.push_back({source, std::string("is not valid ONNX: ") + error.what()});
  }
}

/// Leaves the one output. Throws InputError where there is none of that name.
void choose_output(onnx::ModelProto& model, const std::string& output, const std::string& source) {
  std::vector<std::string> names;
  for (const auto& candidate : model.graph().output()) {
    names.push_back(candidate.name());
    if (candidate.name() != output) continue;
    const onnx::ValueInfoProto chosen = candidate;
    model.mutable_graph()->clear_output();
    *model.mutable_graph()->add_output() = chosen;
    return;
  }
  throw InputError(source, fmt::format("has no output {}{}; its outputs are: {}", in_quotes(output),
                                       did_you_mean(output, names), import::listed(names)));
}

}  // namespace

Imported parse_onnx(std::string_view bytes, const std::filesystem::path& source_path,
                    const InputRange& configured) {
  const std::string source = source_path.string();
  const onnx::ModelProto model = parse_model(bytes, source);
  std::vector<Problem> problems;
  check_versions(model, source, problems);
  import::Functions functions;
  for (const auto& function : model.functions()) {
    functions.emplace(function.domain(), function.name());
  }
  const int opset = read_opset(model, source, problems);
  const StatedRange range = import::resolve_range(configured, read_range(model, source, problems),
                                                  source + ": metadata scbnn.", problems);
  Imported imported = import::fold_graph(model.graph(), functions, opset, range, source, problems);
  read_metadata(model, source, imported, problems);
  if (problems.empty()) check_with_libonnx(model, opset, source, problems);
  if (!problems.empty()) throw InputError(std::move(problems));
  imported.network.name = plain(source_path.stem().string());
  assert(broken_invariants(imported.network).empty());
  return imported;
}

std::string read_onnx(const std::filesystem::path& file, const std::string& output) {
  std::string bytes = read_file(file, "an ONNX file");
  // External data have a "location".
  if (output.empty() && bytes.find("location") == std::string::npos) return bytes;
  const std::string source = file.string();
  onnx::ModelProto model = parse_model(bytes, source);
  try {
    import::embed_external_data(model, file.parent_path());
  } catch (const import::Refusal& refusal) {
    std::vector<Problem> problems;
    for (const std::string& message : refusal.messages()) problems.push_back({source, message});
    throw InputError(std::move(problems));
  }
  if (!output.empty()) choose_output(model, output, source);
  return model.SerializeAsString();
}

Imported import_onnx(const std::filesystem::path& file, const InputRange& configured,
                     const std::string& output) {
  return parse_onnx(read_onnx(file, output), file, configured);
}

}  // namespace scbnn
