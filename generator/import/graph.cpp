// Which nodes are used, in which order, and what both ends of the graph must look like.
#include "generator/import/graph.hpp"

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "generator/import/call.hpp"
#include "generator/import/declared_range.hpp"
#include "generator/import/explain.hpp"
#include "generator/import/operators.hpp"
#include "generator/import/refusal.hpp"

namespace scbnn::import {
namespace {

constexpr std::int64_t kMaxPixels = (std::int64_t{1} << 21) - 1;

class GraphReader {
 public:
  GraphReader(const onnx::GraphProto& graph, Functions functions, int opset, StatedRange range,
              const std::string& source, std::vector<Problem>& problems)
      : graph_(graph), range_(std::move(range)), source_(source), problems_(problems) {
    context_.functions = std::move(functions);
    context_.opset = opset;
    context_.folding.opset = opset;
  }

  Imported read() {
    Imported imported;
    if (!read_ends()) return imported;
    find_needed_nodes();
    read_initializers();
    read_image();
    imported.network.input_range = range_;
    for (const onnx::NodeProto* node : needed_) evaluate(*node);
    finish(imported);
    imported.warnings = std::move(context_.warnings);
    imported.sign_ties = std::move(context_.sign_ties);
    return imported;
  }

 private:
  void report(const std::string& place, const std::string& message) {
    problems_.push_back({place.empty() ? source_ : source_ + ": " + place, message});
  }
  void report(const std::string& place, const Refusal& refusal) {
    for (const std::string& message : refusal.messages()) report(place, message);
  }

  /// Finds the graph's output and the producer of every tensor. False if import cannot continue.
  bool read_ends() {
    if (graph_.sparse_initializer_size() > 0)
      report("", "has sparse initializers, which are not supported");
    for (const onnx::TensorProto& tensor : graph_.initializer()) {
      if (!initializers_.emplace(tensor.name(), &tensor).second) {
        report("initializer '" + tensor.name() + "'", "stands twice in the graph");
      }
    }
    for (const onnx::NodeProto& node : graph_.node()) {
      for (const std::string& output : node.output()) {
        if (output.empty()) continue;
        if (initializers_.contains(output) || !makers_.emplace(output, &node).second) {
          report(label(node), "makes the tensor '" + output + "', which something else makes too");
        }
      }
    }
    if (graph_.output_size() != 1) {
      std::vector<std::string> names;
      for (const auto& output : graph_.output()) names.push_back("'" + output.name() + "'");
      report("", fmt::format("has {} outputs{}; one is needed: the class scores{}", names.size(),
                             names.empty() ? "" : ": " + listed(names),
                             names.empty() ? "" : ", so choose them with --output NAME"));
      return false;
    }
    if (!makers_.contains(graph_.output(0).name())) {
      report("output '" + graph_.output(0).name() + "'", "is not made by any node");
      return false;
    }
    return true;
  }

  /// The nodes that the output depends on, in the order of the file.
  void find_needed_nodes() {
    std::set<const onnx::NodeProto*> reached;
    std::vector<std::string> open = {graph_.output(0).name()};
    while (!open.empty()) {
      const std::string name = std::move(open.back());
      open.pop_back();
      if (!needed_names_.insert(name).second) continue;
      const auto maker = makers_.find(name);
      if (maker == makers_.end() || !reached.insert(maker->second).second) continue;
      for (const std::string& input : maker->second->input()) {
        if (!input.empty()) open.push_back(input);
      }
    }
    std::vector<std::string> idle;
    for (const onnx::NodeProto& node : graph_.node()) {
      if (reached.contains(&node)) {
        needed_.push_back(&node);
      } else {
        idle.push_back(label(node));
      }
    }
    if (!idle.empty()) {
      context_.warnings.push_back(
          fmt::format("{} {} nothing to the scores and {} ignored{}", idle.front(),
                      idle.size() > 1 ? "and others add" : "adds", idle.size() > 1 ? "are" : "is",
                      idle.size() > 1 ? fmt::format(" ({} nodes)", idle.size()) : ""));
    }
  }

  void read_initializers() {
    for (const auto& [name, proto] : initializers_) {
      if (!needed_names_.contains(name)) continue;
      try {
        values_[name] = std::make_shared<const Tensor>(read_tensor(*proto));
      } catch (const Refusal& refusal) {
        report("initializer '" + name + "'", refusal);
        values_[name] = Unknown{};
      }
    }
  }

  [[nodiscard]] bool has_inner_graphs() const {
    return std::any_of(needed_.begin(), needed_.end(), [](const onnx::NodeProto* node) {
      return std::any_of(node->attribute().begin(), node->attribute().end(),
                         [](const auto& attribute) { return attribute.has_g(); });
    });
  }

  /// The one input that is not a stored parameter.
  void read_image() {
    std::vector<const onnx::ValueInfoProto*> inputs;
    for (const onnx::ValueInfoProto& input : graph_.input()) {
      if (!initializers_.contains(input.name()) && needed_names_.contains(input.name())) {
        inputs.push_back(&input);
      }
    }
    if (inputs.size() != 1) {
      std::string names;
      for (const auto* input : inputs) {
        names += (names.empty() ? ": '" : ", '") + input->name() + "'";
        values_[input->name()] = Unknown{};
      }
      // A graph inside a node may take the image without naming it: that node is refused anyway.
      if (!inputs.empty() || !has_inner_graphs()) {
        report("", fmt::format("the scores depend on {} graph inputs{}; one is needed, the image",
                               inputs.size(), names));
      }
      return;
    }
    const onnx::ValueInfoProto& input = *inputs.front();
    try {
      Image image;
      image.element = image_element(input);
      image.dims = image_dims(input);
      const auto& batch = input.type().tensor_type().shape().dim(0);
      if (batch.has_dim_value() && batch.dim_value() > 0) context_.batch = batch.dim_value();
      if (image.element == ElementType::kUint8) range_ = range_of_bytes(range_);
      image.values = values_in(range_.range);
      context_.is_range_assumed = range_.source == StatedRange::Source::kAssumed;
      values_[input.name()] = std::move(image);
    } catch (const Refusal& refusal) {
      report("input '" + input.name() + "'", refusal);
      values_[input.name()] = Unknown{};
    }
  }

  static ElementType image_element(const onnx::ValueInfoProto& input) {
    const auto type = input.type().has_tensor_type() ? input.type().tensor_type().elem_type()
                                                     : onnx::TensorProto::UNDEFINED;
    if (type == onnx::TensorProto::UINT8) return ElementType::kUint8;
    if (type != onnx::TensorProto::FLOAT) throw Refusal("is not a FLOAT or UINT8 tensor");
    return ElementType::kFloat;
  }

  /// The input's dimensions after the batch.
  static std::vector<std::int64_t> image_dims(const onnx::ValueInfoProto& input) {
    const onnx::TensorShapeProto& shape = input.type().tensor_type().shape();
    if (shape.dim_size() < 2 || shape.dim_size() > 4) {
      throw Refusal(
          fmt::format("has {} dimensions; [batch, pixels], [batch, height, width] or "
                      "[batch, channels, height, width] is needed",
                      shape.dim_size()));
    }
    std::vector<std::int64_t> dims;
    for (int i = 1; i < shape.dim_size(); ++i) {
      if (!shape.dim(i).has_dim_value() || shape.dim(i).dim_value() < 1) {
        throw Refusal(fmt::format("has no fixed size in dimension {}; only the batch may vary", i));
      }
      dims.push_back(shape.dim(i).dim_value());
    }
    if (element_count(dims) > static_cast<std::size_t>(kMaxPixels)) {
      throw Refusal(fmt::format("has the shape {}; at most {} pixels are supported",
                                to_string(dims), kMaxPixels));
    }
    return dims;
  }

  void evaluate(const onnx::NodeProto& node) {
    for (const std::string& output : node.output()) values_[output] = Unknown{};
    std::vector<const Value*> inputs;
    for (const std::string& name : node.input()) {
      const auto found = values_.find(name);
      if (!name.empty() && found == values_.end()) {
        report(label(node), "takes '" + name + "', which nothing before it produces");
        return;
      }
      inputs.push_back(name.empty() ? nullptr : &found->second);
    }
    if (node.output_size() < 1) return;
    try {
      const Value& made = values_[node.output(0)] = apply(node, inputs, context_);
      // TopK's indices are the class as well.
      if (node.op_type() == "TopK" && node.output_size() > 1) values_[node.output(1)] = made;
    } catch (const Refusal& refusal) {
      report(label(node), refusal);
    }
  }

  /// What the graph ends in: scores, or the decision of one output.
  struct End {
    std::shared_ptr<const Sums> sums;  ///< null where it is neither
    std::optional<Comparison> decision;
  };

  static End end_of(const Value& value) {
    if (const auto* sums = std::get_if<std::shared_ptr<const Sums>>(&value)) return {*sums, {}};
    if (const auto* ending = std::get_if<Ending>(&value)) return {ending->sums, {}};
    Truth truth;
    if (const auto* outcome = std::get_if<Truth>(&value)) {
      truth = *outcome;
    } else if (const auto* binary = std::get_if<Binary>(&value)) {
      if (!binary->pools.empty()) return {};
      truth = binary->high < binary->low ? negated(binary->truth) : binary->truth;
    } else {
      return {};
    }
    if (truth.sums->outputs() != 1) return {};
    return {truth.sums, truth.comparison};
  }

  void finish(Imported& imported) {
    const onnx::ValueInfoProto& output = graph_.output(0);
    const std::string place = "output '" + output.name() + "'";
    const Value& value = values_.at(output.name());
    if (std::holds_alternative<Unknown>(value)) {  // reported where it was refused
      if (problems_.empty()) {
        report(place, "is not the first output of " + label(*makers_.at(output.name())) +
                          ", the only supported one");
      }
      return;
    }
    End end = end_of(value);
    if (end.sums == nullptr) {
      report(place,
             "is " + describe(value) + "; the graph must end in the scores of a last product");
      return;
    }
    const Sums& sums = *end.sums;
    if (sums.is_map || sums.pool) {
      report(place,
             fmt::format("is a map of {}x{}x{} (height, width, channels); the graph must end in "
                         "[batch, classes]",
                         sums.made().height, sums.made().width, sums.made().channels));
      return;
    }
    auto scores = ordered_scores(sums);
    if (!scores) {
      report(place,
             "comes from a function that may make scores equal or change their order (Clip, Relu, "
             "or one of its values scaled); end the graph before it");
      return;
    }
    if (!sums.functions.empty() && sums.outputs() > 1) {
      context_.warnings.push_back(label(*makers_.at(output.name())) +
                                  ": is skipped, it does not change the class");
    }
    if (sums.outputs() == 1 && !end.decision) end.decision = Comparison::kNotNegative;
    if (!problems_.empty()) return;
    const auto* ending = std::get_if<Ending>(&value);
    if (ending == nullptr || !ending->is_class) check_declared_classes(output, sums.outputs());
    try {
      collect(end.decision ? finish_decision(*scores, *end.decision, context_.warnings)
                           : finish_last(*scores, context_.warnings),
              imported);
    } catch (const Refusal& refusal) {
      report(place, refusal);
    }
  }

  void check_declared_classes(const onnx::ValueInfoProto& output, int classes) {
    const onnx::TensorShapeProto& shape = output.type().tensor_type().shape();
    if (shape.dim_size() == 0) return;
    const auto& last = shape.dim(shape.dim_size() - 1);
    if (shape.dim_size() != 2 || (last.has_dim_value() && last.dim_value() != classes)) {
      report("output '" + output.name() + "'",
             fmt::format("is declared with {} dimensions, the last of size {}, but the graph makes "
                         "[batch, {}]",
                         shape.dim_size(), last.dim_value(), classes));
    }
  }

  /// Names the layers and puts the first one first.
  void collect(std::shared_ptr<const Chain> last, Imported& imported) {
    for (const onnx::NodeProto* node : needed_) {
      std::vector<const Value*> inputs;
      for (const std::string& name : node->input()) {
        inputs.push_back(name.empty() ? nullptr : &values_.at(name));
      }
      imported.explanation.push_back(
          explain(*node, inputs, values_.at(node->output(0)), last->depth));
    }
    std::vector<std::shared_ptr<const Chain>> chains;
    for (; last != nullptr; last = last->before) chains.push_back(last);
    std::reverse(chains.begin(), chains.end());
    for (std::size_t i = 0; i < chains.size(); ++i) {
      imported.network.layers.push_back(chains[i]->layer);
      imported.network.layers.back().name = fmt::format("layer{}", i + 1);
      imported.folding.push_back(chains[i]->folding);
    }
    imported.network.input = imported.network.layers.front().input;
    const TensorShape& shape = imported.network.input.shape;
    if (shape.height == 1 && shape.channels == 1 && shape.width > 1) {
      context_.warnings.push_back(fmt::format(
          "the input is read as one row of {} pixels, which no image data set has; declare the "
          "input of a color image as [batch, channels, height, width] and put a Flatten after it",
          shape.width));
    }
  }

  const onnx::GraphProto& graph_;
  StatedRange range_;
  const std::string& source_;
  std::vector<Problem>& problems_;
  Context context_;
  std::map<std::string, const onnx::TensorProto*> initializers_;
  std::unordered_map<std::string, const onnx::NodeProto*> makers_;
  std::set<std::string> needed_names_;
  std::vector<const onnx::NodeProto*> needed_;
  std::unordered_map<std::string, Value> values_;
};

}  // namespace

Imported fold_graph(const onnx::GraphProto& graph, Functions functions, int opset,
                    const StatedRange& range, const std::string& source,
                    std::vector<Problem>& problems) {
  return GraphReader(graph, std::move(functions), opset, range, source, problems).read();
}

}  // namespace scbnn::import
