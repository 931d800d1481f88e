// Reads external data, after checking every claim of the model.
#include "generator/import/external_data.hpp"

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <map>
#include <optional>
#include <system_error>
#include <vector>

#include "generator/import/refusal.hpp"
#include "generator/import/tensor.hpp"
#include "support/quoting.hpp"

namespace scbnn::import {
namespace {

namespace fs = std::filesystem;

/// The whole number in a text; nothing if it is not one, or above 2^62.
std::optional<std::uint64_t> whole_number(const std::string& text) {
  if (text.empty() || text.size() > 18) return std::nullopt;
  std::uint64_t value = 0;
  for (const char digit : text) {
    if (digit < '0' || digit > '9') return std::nullopt;
    value = value * 10 + static_cast<std::uint64_t>(digit - '0');
  }
  return value;
}

std::uint64_t bytes_per_element(ElementType type) {
  switch (type) {
    case ElementType::kDouble:
    case ElementType::kInt64:
      return 8;
    case ElementType::kFloat:
    case ElementType::kInt32:
      return 4;
    case ElementType::kFloat16:
    case ElementType::kBfloat16:
      return 2;
    default:
      return 1;
  }
}

/// The file, with links followed. Throws Refusal where it is outside the folder.
fs::path inside(const std::string& location, const fs::path& folder) {
  const fs::path relative(location);
  const bool climbs = std::find(relative.begin(), relative.end(), "..") != relative.end();
  if (location.empty() || relative.is_absolute() || climbs) {
    throw Refusal(
        fmt::format("has its data in {}; the file must be inside the model's folder, without '..'",
                    in_quotes(location)));
  }
  std::error_code error;
  const fs::path root = fs::canonical(folder.empty() ? fs::path(".") : folder, error);
  const fs::path file = error ? fs::path() : fs::canonical(root / relative, error);
  if (error) {
    throw Refusal(fmt::format("has its data in {}, which cannot be read: {}", in_quotes(location),
                              error.message()));
  }
  const fs::path from_root = file.lexically_relative(root);
  if (from_root.empty() || *from_root.begin() == "..") {
    throw Refusal(fmt::format("has its data in {}, a link that leads out of the model's folder",
                              in_quotes(location)));
  }
  if (!fs::is_regular_file(file, error)) {
    throw Refusal(fmt::format("has its data in {}, which is not a file", in_quotes(location)));
  }
  return file;
}

/// The bytes that the tensor's shape asks for.
std::string read_data(const onnx::TensorProto& tensor, const fs::path& folder) {
  std::map<std::string, std::string> entries;
  for (const auto& entry : tensor.external_data()) entries[entry.key()] = entry.value();
  const auto number = [&](const std::string& key, std::uint64_t otherwise) {
    if (!entries.contains(key)) return otherwise;
    const auto value = whole_number(entries[key]);
    if (value) return *value;
    throw Refusal(fmt::format("has the external {} {}, which is not a whole number of bytes", key,
                              in_quotes(entries[key])));
  };
  const std::vector<std::int64_t> dims(tensor.dims().begin(), tensor.dims().end());
  const std::uint64_t needed =
      element_count(dims) * bytes_per_element(element_type(tensor.data_type()));
  const std::uint64_t offset = number("offset", 0);
  const std::uint64_t length = number("length", needed);
  const std::string& location = entries["location"];
  const fs::path file = inside(location, folder);
  if (length != needed) {
    throw Refusal(fmt::format("has {} bytes of data, but its shape needs {}", length, needed));
  }
  std::error_code error;
  const std::uint64_t size = fs::file_size(file, error);
  if (error || offset > size || length > size - offset) {
    throw Refusal(fmt::format("has its data at bytes {}..{} of {}, which has {}", offset,
                              offset + length, in_quotes(location), error ? 0 : size));
  }
  std::string bytes(length, '\0');
  std::ifstream stream(file, std::ios::binary);
  stream.seekg(static_cast<std::streamoff>(offset));
  if (!stream.read(bytes.data(), static_cast<std::streamsize>(length))) {
    throw Refusal(fmt::format("has its data in {}, which cannot be read", in_quotes(location)));
  }
  return bytes;
}

}  // namespace

void embed_external_data(onnx::ModelProto& model, const fs::path& folder) {
  std::vector<std::string> problems;
  std::uint64_t total = 0;
  for (onnx::TensorProto& tensor : *model.mutable_graph()->mutable_initializer()) {
    if (tensor.data_location() != onnx::TensorProto::EXTERNAL) continue;
    try {
      std::string bytes = read_data(tensor, folder);
      total += bytes.size();
      if (total > (std::uint64_t{1} << 31) - 1) {
        throw Refusal("makes the external data more than 2 GiB, which is not supported");
      }
      tensor.set_raw_data(std::move(bytes));
      tensor.clear_external_data();
      tensor.clear_data_location();
    } catch (const Refusal& refusal) {
      for (const std::string& message : refusal.messages()) {
        problems.push_back(fmt::format("initializer '{}': {}", tensor.name(), message));
      }
    }
  }
  if (!problems.empty()) throw Refusal(std::move(problems));
}

}  // namespace scbnn::import
