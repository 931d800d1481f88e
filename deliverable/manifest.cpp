// The two walks over the layout: one makes JSON of a manifest, the other a manifest of JSON.
#include "deliverable/manifest.hpp"

#include <fmt/format.h>

#include <concepts>
#include <limits>
#include <nlohmann/json.hpp>
#include <string_view>
#include <type_traits>
#include <utility>

#include "deliverable/checksums.hpp"
#include "deliverable/manifest_layout.hpp"
#include "deliverable/nesting.hpp"
#include "deliverable/paths.hpp"
#include "support/files.hpp"
#include "support/fraction.hpp"
#include "support/problem.hpp"
#include "support/quoting.hpp"
#include "support/text.hpp"

namespace scbnn::manifest {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

template <class T>
concept Number = std::integral<T> && !std::same_as<T, bool>;

/// An object with its own layout.
template <class T>
concept Object = std::is_class_v<T> && !std::same_as<T, std::string> && !std::same_as<T, Margin> &&
                 !requires(T value) {
  value.begin();
};

class Writer {
 public:
  template <class T>
  void operator()(const char* key, T& value, std::int64_t = 0, std::int64_t = 0) {
    object_[key] = json_of(value);
  }
  template <class T>
  void optional(const char* key, std::optional<T>& value, std::int64_t = 0, std::int64_t = 0) {
    if (value) object_[key] = json_of(*value);
  }

  template <class T>
  static Json json_of(T& value) {
    if constexpr (std::same_as<T, Margin>) {
      return std::visit([](const auto& margin) { return Json(margin); }, value);
    } else if constexpr (Object<T>) {
      Writer writer;
      layout(writer, value);
      return std::move(writer.object_);
    } else {
      return Json(value);
    }
  }
  template <Object T>
  static Json json_of(std::vector<T>& values) {
    Json list = Json::array();
    for (T& value : values) list.push_back(json_of(value));
    return list;
  }

 private:
  Json object_ = Json::object();
};

class Reader {
 public:
  Reader(const Json& object, std::string place, const std::string& source,
         std::vector<Problem>& problems)
      : object_(object), place_(std::move(place)), source_(source), problems_(problems) {}

  template <class T>
  void operator()(const char* key, T& value, std::int64_t lowest = 0, std::int64_t highest = 0) {
    const std::string place = place_ + key;
    const auto found = object_.is_object() ? object_.find(key) : object_.end();
    if (!object_.is_object() || found == object_.end()) {
      complain(place, "is missing");
    } else {
      read(*found, place, value, lowest, highest);
    }
  }
  template <class T>
  void optional(const char* key, std::optional<T>& value, std::int64_t lowest = 0,
                std::int64_t highest = 0) {
    if (!object_.is_object() || !object_.contains(key)) return;
    read(object_.at(key), place_ + key, value.emplace(), lowest, highest);
  }

 private:
  void complain(const std::string& place, std::string message) {
    constexpr std::size_t kMostProblems = 20;
    if (problems_.size() < kMostProblems) {
      problems_.push_back({source_ + ": " + place, std::move(message)});
    }
  }

  template <class T>
  void read(const Json& json, const std::string& place, T& value, std::int64_t lowest,
            std::int64_t highest) {
    if constexpr (std::same_as<T, bool>) {
      if (!json.is_boolean()) return complain(place, "is not true or false");
      value = json.get<bool>();
    } else if constexpr (Number<T>) {
      read_number(json, place, value, lowest, highest);
    } else if constexpr (std::same_as<T, double>) {
      if (!json.is_number()) return complain(place, "is not a number");
      value = json.get<double>();
    } else if constexpr (std::same_as<T, std::string>) {
      if (!json.is_string()) return complain(place, "is not a string");
      value = json.get<std::string>();
      if (!is_plain(value)) complain(place, "is " + in_quotes(value) + ", which is no plain text");
    } else if constexpr (std::same_as<T, Margin>) {
      if (json.is_string()) {
        read(json, place, value.template emplace<std::string>(), 0, 0);
      } else {
        read(json, place, value.template emplace<std::int64_t>(), 1, kMany);
      }
    } else if constexpr (Object<T>) {
      if (!json.is_object()) return complain(place, "is not an object");
      Reader reader(json, place + ".", source_, problems_);
      layout(reader, value);
    } else {
      if (!json.is_array()) return complain(place, "is not a list");
      for (std::size_t index = 0; index < json.size(); ++index) {
        read(json[index], fmt::format("{}[{}]", place, index), value.emplace_back(), lowest,
             highest);
      }
    }
  }

  template <Number T>
  void read_number(const Json& json, const std::string& place, T& value, std::int64_t lowest,
                   std::int64_t highest) {
    if (!json.is_number_integer()) return complain(place, "is not an integer");
    const bool too_large = json.is_number_unsigned() &&
                           json.get<std::uint64_t>() >
                               static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    const std::int64_t number = too_large ? 0 : json.get<std::int64_t>();
    if (too_large || number < lowest || number > highest) {
      return complain(place, fmt::format("is {}; allowed: {}..{}", json.dump(), lowest, highest));
    }
    value = static_cast<T>(number);
  }

  const Json& object_;
  std::string place_;
  const std::string& source_;
  std::vector<Problem>& problems_;
};

/// What ranges cannot say.
void check(const Manifest& manifest, const std::string& source, std::vector<Problem>& problems) {
  const auto complain = [&](const std::string& key, std::string message) {
    problems.push_back({source + ": " + key, std::move(message)});
  };
  if (manifest.plan.layers.empty()) complain("plan.layers", "is empty");
  if (manifest.plan.cycles.empty()) complain("plan.cycles", "is empty");
  if (manifest.function.presentations.empty()) complain("function.presentations", "is empty");
  const Image& image = manifest.network.input;
  const auto check_fractions = [&](const char* key, const std::vector<std::string>& list) {
    if (!list.empty() && std::all_of(list.begin(), list.end(), is_fraction)) return;
    complain(key, "is not a list of exact numbers such as \"2/255\"");
  };
  check_fractions("network.input.scale", image.scale);
  check_fractions("network.input.offset", image.offset);
  const std::vector<std::string> sources = {"assumed", "configuration", "model", "element type"};
  if (std::find(sources.begin(), sources.end(), image.stated_by) == sources.end()) {
    complain("network.input.stated_by",
             "is " + in_quotes(image.stated_by) + "; allowed: " + joined(sources));
  }
  for (const Memory& memory : manifest.memories) {
    if (stays_inside(memory.file)) continue;
    complain("memories: file", "is " + in_quotes(memory.file) + ", which leaves the folder");
  }
  for (const auto& [path, sum] : manifest.files) {
    if (!is_plain(path)) complain("files", in_quotes(path) + " is no plain text");
    if (!stays_inside(path)) complain("files", in_quotes(path) + " leaves the folder");
  }
}

}  // namespace

std::string to_text(const Manifest& manifest) {
  Manifest copy = manifest;  // a layout takes what it may also fill in
  return Writer::json_of(copy).dump(2);
}

Manifest parse(const std::string& text, const std::string& source) {
  if (nests_too_deep(text)) throw InputError(source, "is nested too deep to be a manifest");
  Json json;
  try {
    json = Json::parse(text);
  } catch (const Json::exception& error) {
    throw InputError(source, std::string("is not valid JSON: ") + error.what());
  }
  if (!json.is_object()) throw InputError(source, "is not a JSON object");
  std::vector<Problem> problems;
  Manifest manifest;
  Reader reader(json, "", source, problems);
  layout(reader, manifest);
  if (!problems.empty()) throw InputError(std::move(problems));
  // By reference: a copy would follow any depth of nesting.
  if (const auto files = json.find("files"); files != json.end()) {
    if (!files->is_object()) throw InputError(source, "files is not an object");
    for (const auto& [path, sum] : files->items()) {
      if (!sum.is_string()) throw InputError(source, "files: " + in_quotes(path) + " is no string");
      manifest.files[path] = sum.get<std::string>();
    }
  }
  check(manifest, source, problems);
  if (!problems.empty()) throw InputError(std::move(problems));
  return manifest;
}

Manifest read(const fs::path& folder) {
  const fs::path file = folder / kManifestName;
  if (!fs::is_directory(folder)) {
    throw InputError(folder.string(), fs::exists(folder)
                                          ? "is not a folder; give one that scbnn generate wrote"
                                          : "does not exist; scbnn generate writes such a folder");
  }
  if (!fs::exists(file)) {
    throw InputError(folder.string(),
                     "has no manifest.json: not a folder that scbnn generate wrote");
  }
  return parse(read_file(file), file.string());
}

}  // namespace scbnn::manifest
