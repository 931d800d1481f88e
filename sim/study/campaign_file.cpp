// Reads what an interrupted campaign left, appends whole lines.
#include "sim/study/campaign_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "support/problem.hpp"

namespace scbnn::study {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kMark = "# scbnn faults ";
constexpr const char* kColumns =
    "kind,layers,rate,seed,correct,images,presentations_used,seconds\n";

[[noreturn]] void refuse(const std::string& file, const char* what) {
  throw InputError(file, fmt::format("cannot be {}: {}", what, std::strerror(errno)));
}

std::string contents(int descriptor, const std::string& file) {
  std::string text;
  std::array<char, 1 << 16> buffer{};
  while (true) {
    const ssize_t size = ::read(descriptor, buffer.data(), buffer.size());
    if (size < 0) refuse(file, "read");
    if (size == 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(size));
  }
}

std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> fields{""};
  for (const char letter : line) {
    if (letter == ',') {
      fields.emplace_back();
    } else {
      fields.back() += letter;
    }
  }
  return fields;
}

template <typename T>
bool read_number(const std::string& text, T& value) {
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  return error == std::errc{} && stop == end;
}

/// What two descriptions say differently.
std::string differences(const Json& found, const Json& wanted) {
  std::string text;
  for (const auto& [key, value] : wanted.items()) {
    const Json other = found.is_object() && found.contains(key) ? found[key] : Json();
    if (other == value) continue;
    if (!text.empty()) text += ", ";
    text += fmt::format("{} {} in place of {}", key, other.dump(), value.dump());
  }
  return text.empty() ? "other keys" : text;
}

}  // namespace

std::string name_of(const CampaignPoint& point) {
  return fmt::format("{},{},{},{}", scbnn::name_of(point.kind), point.layers, point.rate,
                     point.faults.seed);
}

CampaignFile::CampaignFile(std::string file, const Json& description, std::int64_t images)
    : file_(std::move(file)), images_(images) {
  if (file_.empty()) return;
  constexpr int kReadableByAll = 0666;
  descriptor_ = ::open(file_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, kReadableByAll);
  if (descriptor_ < 0) refuse(file_, "written");
  try {
    struct stat status {};
    if (::fstat(descriptor_, &status) != 0) refuse(file_, "read");
    if (!S_ISREG(status.st_mode)) {
      throw InputError(file_,
                       "is not a regular file, so a campaign cannot continue from it; name a file");
    }
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
      throw InputError(file_, "is being written by another run of scbnn faults");
    }
    read(contents(descriptor_, file_), description);
  } catch (...) {
    ::close(descriptor_);
    throw;
  }
}

CampaignFile::~CampaignFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void CampaignFile::read(const std::string& text, const Json& description) {
  const std::string head =
      kMark + description.dump(-1, ' ', true, Json::error_handler_t::replace) + "\n" + kColumns;
  if (text.size() < head.size() && head.compare(0, text.size(), text) == 0) {
    if (::ftruncate(descriptor_, 0) != 0) refuse(file_, "written");  // not even the head was whole
    append(head);
    return;
  }
  if (text.rfind(kMark, 0) != 0) {
    throw InputError(file_, "is not a campaign of scbnn faults; name another file");
  }
  const std::size_t end = text.find('\n');
  const Json found =
      Json::parse(text.substr(std::strlen(kMark), end - std::strlen(kMark)), nullptr, false);
  if (found != description) {
    throw InputError(file_, fmt::format("holds another campaign ({}); name another file",
                                        differences(found, description)));
  }
  if (text.compare(end + 1, std::strlen(kColumns), kColumns) != 0) {
    throw InputError(file_ + ":2", fmt::format("is not the line of columns, {}", kColumns));
  }
  std::size_t begin = end + 1 + std::strlen(kColumns);
  for (int line = 3; begin < text.size(); ++line) {
    const std::size_t stop = text.find('\n', begin);
    if (stop == std::string::npos) {  // the point that was being written when the run ended
      if (::ftruncate(descriptor_, static_cast<off_t>(begin)) != 0) refuse(file_, "written");
      return;
    }
    const std::vector<std::string> fields = fields_of(text.substr(begin, stop - begin));
    CampaignResult result;
    std::int64_t images = 0;
    constexpr std::size_t kFields = 8;
    if (fields.size() != kFields || !read_number(fields[4], result.correct) ||
        !read_number(fields[5], images) || !read_number(fields[6], result.presentations_used) ||
        !read_number(fields[7], result.seconds) || images != images_ || result.correct < 0 ||
        result.correct > images) {
      throw InputError(fmt::format("{}:{}", file_, line),
                       "is not a point of this campaign; correct the line or remove it");
    }
    results_[fmt::format("{},{},{},{}", fields[0], fields[1], fields[2], fields[3])] = result;
    begin = stop + 1;
  }
}

void CampaignFile::append(const std::string& text) {
  if (::write(descriptor_, text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
    refuse(file_, "written");
  }
}

const CampaignResult* CampaignFile::find(const CampaignPoint& point) const {
  const auto found = results_.find(name_of(point));
  return found == results_.end() ? nullptr : &found->second;
}

void CampaignFile::add(const CampaignPoint& point, const CampaignResult& result) {
  results_[name_of(point)] = result;
  if (descriptor_ < 0) return;
  append(fmt::format("{},{},{},{},{:.4g}\n", name_of(point), result.correct, images_,
                     result.presentations_used, result.seconds));
}

}  // namespace scbnn::study
