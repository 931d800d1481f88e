// Checksums into the manifest, and back against a folder on the disk.
#include "deliverable/checksums.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "deliverable/nesting.hpp"
#include "deliverable/paths.hpp"
#include "deliverable/sha256.hpp"
#include "support/files.hpp"
#include "support/problem.hpp"

namespace scbnn {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* kSealKey = "manifest_sha256";

std::string unsealed() { return std::string(64, '0'); }

std::optional<std::string> read_regular(const fs::path& path) {
  std::error_code error;
  if (fs::symlink_status(path, error).type() != fs::file_type::regular) return std::nullopt;
  try {
    return read_file(path);
  } catch (const InputError&) {
    return std::nullopt;
  }
}

/// The manifest's checksums if `text` is a manifest of ours as we wrote it.
std::optional<std::map<std::string, std::string>> checksums(std::string text) {
  if (nests_too_deep(text)) return std::nullopt;
  const Json manifest = Json::parse(text, nullptr, false);
  if (!manifest.is_object() || !manifest.contains("files") || !manifest["files"].is_object() ||
      !manifest.contains(kSealKey) || !manifest[kSealKey].is_string()) {
    return std::nullopt;
  }
  const std::string seal = manifest[kSealKey];
  const std::size_t at = text.rfind(seal);
  if (seal.size() != 64 || at == std::string::npos) return std::nullopt;
  text.replace(at, seal.size(), unsealed());
  if (sha256(text) != seal) return std::nullopt;
  std::map<std::string, std::string> sums;
  for (const auto& [path, sum] : manifest["files"].items()) {
    if (!stays_inside(path)) return std::nullopt;
    if (sum.is_string()) sums[path] = sum.get<std::string>();
  }
  return sums;
}

}  // namespace

std::string seal_manifest(const std::string& manifest, const FileSet& files) {
  Json sealed = Json::parse(manifest);
  Json& sums = sealed["files"] = Json::object();
  for (const auto& [path, text] : files) sums[path] = sha256(text);
  sealed[kSealKey] = unsealed();
  const std::string text = sealed.dump(2) + '\n';
  sealed[kSealKey] = sha256(text);
  return sealed.dump(2) + '\n';
}

std::vector<std::string> foreign_entries(const fs::path& folder) {
  const std::optional<std::string> manifest = read_regular(folder / kManifestName);
  const auto sums = manifest ? checksums(*manifest) : std::nullopt;
  std::vector<std::string> foreign;
  std::set<std::string> own_folders;
  if (sums) {
    for (const auto& [path, sum] : *sums) {
      for (fs::path parent = fs::path(path).parent_path(); !parent.empty();
           parent = parent.parent_path()) {
        own_folders.insert(parent.generic_string());
      }
    }
  }
  for (fs::recursive_directory_iterator entry(folder), end; entry != end; ++entry) {
    const std::string path = entry->path().lexically_relative(folder).generic_string();
    const bool is_folder = entry->symlink_status().type() == fs::file_type::directory;
    if (!sums) {
      if (is_folder) entry.disable_recursion_pending();
      foreign.push_back(path == kManifestName ? path + " (changed, or not written by scbnn)"
                                              : path);
    } else if (is_folder) {
      if (own_folders.contains(path)) continue;
      entry.disable_recursion_pending();
      if (path != kScratchName) foreign.push_back(path);
    } else if (path != kManifestName) {
      const auto sum = sums->find(path);
      if (sum == sums->end()) {
        foreign.push_back(path);
      } else if (const auto text = read_regular(entry->path());
                 !text || sha256(*text) != sum->second) {
        foreign.push_back(path + " (changed)");
      }
    }
  }
  std::sort(foreign.begin(), foreign.end());
  return foreign;
}

}  // namespace scbnn
