// The reader of a macro's description.
#include "generator/tech/foundry.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "generator/tech/description.hpp"
#include "generator/verilog/name.hpp"
#include "support/quoting.hpp"

namespace scbnn {
namespace {

constexpr std::size_t kLongestCellName = 64;
constexpr double kMostRows = 1 << 20;
constexpr double kMostColumns = 1 << 16;

struct RoleRow {
  std::string_view name;
  FoundryRole role;
  bool of_sram;
  bool of_mram;
  bool of_rram;
  bool may_be_low;  ///< a port of this role may be active low
};

constexpr auto kRoles = std::to_array<RoleRow>({
    {"clock", FoundryRole::kClock, true, true, true, false},
    {"enable", FoundryRole::kEnable, true, true, false, true},
    {"write", FoundryRole::kWrite, true, true, false, true},
    {"read", FoundryRole::kRead, true, true, false, true},
    {"sense", FoundryRole::kSense, false, false, true, true},
    {"program", FoundryRole::kProgram, false, false, true, true},
    {"address", FoundryRole::kAddress, true, true, true, false},
    {"mask", FoundryRole::kMask, true, true, true, true},
    {"data-in", FoundryRole::kDataIn, true, true, true, false},
    {"activation", FoundryRole::kActivation, false, false, true, false},
    {"data-out", FoundryRole::kDataOut, true, true, false, false},
    {"product", FoundryRole::kProduct, false, false, true, false},
    {"busy", FoundryRole::kBusy, false, true, true, true},
    {"tie-low", FoundryRole::kTieLow, true, true, true, false},
    {"tie-high", FoundryRole::kTieHigh, true, true, true, false},
    {"unused", FoundryRole::kUnused, true, true, true, false},
});

const RoleRow& row_of(FoundryRole role) {
  return *std::find_if(kRoles.begin(), kRoles.end(),
                       [&](const RoleRow& row) { return row.role == role; });
}

bool fits(const RoleRow& row, CellKind kind) {
  return kind == CellKind::kSram ? row.of_sram
                                 : (kind == CellKind::kStMram ? row.of_mram : row.of_rram);
}

bool may_repeat(FoundryRole role) {
  return role == FoundryRole::kTieLow || role == FoundryRole::kTieHigh ||
         role == FoundryRole::kUnused;
}

Domain roles_of(CellKind kind) {
  std::vector<Choice> choices;
  for (const RoleRow& row : kRoles) {
    if (fits(row, kind)) choices.push_back({row.name, static_cast<std::int64_t>(row.role)});
  }
  return {.type = Domain::Type::kChoice, .choices = std::move(choices)};
}

Domain kinds() {
  std::vector<Choice> choices;
  for (const CellKind kind : kCellKinds) {
    if (kind == CellKind::kRegisterFile) continue;
    choices.push_back({name_of(kind), static_cast<std::int64_t>(kind)});
  }
  return {.type = Domain::Type::kChoice, .choices = std::move(choices)};
}

Domain levels() { return {.type = Domain::Type::kChoice, .choices = {{"high", 0}, {"low", 1}}}; }

Domain integer(double low, double high) { return {Domain::Type::kInteger, low, high}; }

bool is_verilog_name(const std::string& name) {
  // The leaf modules' prefix is free for ports.
  return !name.starts_with("sc_") && why_no_module_name(name).empty();
}

class FoundryReader {
 public:
  FoundryReader(std::string_view text, const std::string& source) : file_(text, source) {}

  FoundryMacro read() {
    const std::vector<std::string> keys = {"module", "kind", "rows", "columns", "ports"};
    file_.allow(file_.root(), "", keys);
    read_head();
    read_ports();
    file_.finish();
    return macro_;
  }

 private:
  /// The value of a key that must be there.
  std::optional<Value> needed(const toml::table& table, const std::string& prefix,
                              const std::string& key, const Domain& domain) {
    if (!table.contains(key)) {
      file_.complain(prefix + key, table, "is missing; allowed: " + allowed_text(domain));
    }
    return file_.value(table, prefix, key, domain);
  }

  void read_head() {
    const toml::table& root = file_.root();
    const auto module = needed(root, "", "module", {Domain::Type::kModuleName});
    if (module) macro_.module = std::get<std::string>(*module);
    if (const auto kind = needed(root, "", "kind", kinds())) {
      macro_.kind = static_cast<CellKind>(std::get<std::int64_t>(*kind));
      kind_known_ = true;
    }
    if (const auto rows = needed(root, "", "rows", integer(2, kMostRows))) {
      macro_.rows = static_cast<int>(std::get<std::int64_t>(*rows));
    }
    if (const auto columns = needed(root, "", "columns", integer(1, kMostColumns))) {
      macro_.columns = static_cast<int>(std::get<std::int64_t>(*columns));
    }
  }

  void read_ports() {
    const toml::table* ports = file_.table(file_.root(), "", "ports");
    if (ports == nullptr) {
      if (!file_.root().contains("ports")) {
        file_.complain("ports", file_.root(), "is missing; allowed: a table [ports.NAME] a port");
      }
      return;
    }
    if (!kind_known_) return;  // roles depend on it
    std::vector<std::pair<std::uint32_t, FoundryPort>> found;
    for (const auto& [found_key, node] : *ports) {
      const std::string name(found_key.str());
      const std::string place = "ports." + toml_key(name);
      if (name.size() > kLongestCellName || !is_verilog_name(name)) {
        file_.complain(place, node,
                       "cannot be a port; allowed: Verilog names of letters, digits and _");
      }
      const toml::table* table = file_.table(*ports, "ports.", name);
      if (table == nullptr) continue;
      if (auto port = read_port(*table, place + ".", name)) {
        found.emplace_back(table->source().begin.line, std::move(*port));
      }
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    for (auto& [line, port] : found) macro_.ports.push_back(std::move(port));
    check_roles(*ports);
  }

  std::optional<FoundryPort> read_port(const toml::table& table, const std::string& prefix,
                                       const std::string& name) {
    const std::vector<std::string> keys = {"role", "width", "active"};
    file_.allow(table, prefix, keys);
    const auto role = needed(table, prefix, "role", roles_of(macro_.kind));
    if (!role) {
      a_role_is_unknown_ = true;
      return std::nullopt;
    }
    FoundryPort port;
    port.name = name;
    port.role = static_cast<FoundryRole>(std::get<std::int64_t>(*role));
    port.width = default_width(port.role);
    if (const auto width = file_.value(table, prefix, "width", integer(1, kMostColumns))) {
      port.width = static_cast<int>(std::get<std::int64_t>(*width));
      check_width(*table.get("width"), prefix + "width", port);
    }
    if (const auto active = file_.value(table, prefix, "active", levels())) {
      port.active_low = std::get<std::int64_t>(*active) == 1;
      if (port.active_low && !row_of(port.role).may_be_low) {
        file_.complain(prefix + "active", *table.get("active"),
                       fmt::format("is \"low\"; allowed for a port of role {}: \"high\"",
                                   in_quotes(row_of(port.role).name)));
      }
    }
    return port;
  }

  int default_width(FoundryRole role) const {
    switch (role) {
      case FoundryRole::kAddress:
        return macro_.rows > 0 ? address_width(macro_.rows) : 1;
      case FoundryRole::kMask:
      case FoundryRole::kDataIn:
      case FoundryRole::kDataOut:
      case FoundryRole::kActivation:
      case FoundryRole::kProduct:
        return std::max(macro_.columns, 1);
      default:
        return 1;
    }
  }

  void check_width(const toml::node& node, const std::string& key, const FoundryPort& port) {
    if (may_repeat(port.role) || macro_.rows == 0 || macro_.columns == 0) return;
    const int needed_width = default_width(port.role);
    std::string allowed;
    if (port.role == FoundryRole::kAddress) {
      if (port.width < needed_width) {
        allowed = fmt::format("{} or more, for {} rows", needed_width, macro_.rows);
      }
    } else if (port.role == FoundryRole::kMask) {
      if (macro_.columns % port.width != 0) {
        allowed = fmt::format("a divisor of the {} columns", macro_.columns);
      }
    } else if (port.width != needed_width) {
      allowed = needed_width == 1 ? "1" : fmt::format("{}, the columns", needed_width);
    }
    if (!allowed.empty()) {
      file_.complain(key, node, fmt::format("is {}; allowed: {}", port.width, allowed));
    }
  }

  [[nodiscard]] bool has(FoundryRole role) const {
    return std::any_of(macro_.ports.begin(), macro_.ports.end(),
                       [&](const FoundryPort& port) { return port.role == role; });
  }

  void check_roles(const toml::table& ports) {
    std::map<FoundryRole, std::string> first;
    for (const FoundryPort& port : macro_.ports) {
      if (may_repeat(port.role)) continue;
      const auto [seen, fresh] = first.emplace(port.role, port.name);
      if (!fresh) {
        file_.complain("ports." + port.name + ".role", *ports.get(port.name),
                       fmt::format("is {}, as ports.{} is; allowed: once",
                                   in_quotes(row_of(port.role).name), seen->second));
      }
    }
    if (a_role_is_unknown_) return;  // what is missing may be the one with the mistake
    for (const RoleRow& row : kRoles) {
      if (!fits(row, macro_.kind) || may_repeat(row.role) || has(row.role)) continue;
      // An access is named by enable and write, or by read and write.
      if (row.role == FoundryRole::kRead) continue;
      if (row.role == FoundryRole::kEnable && has(FoundryRole::kRead)) continue;
      file_.complain("ports", ports,
                     fmt::format("no port has the role {}; a macro of kind {} needs it",
                                 in_quotes(row.name), in_quotes(name_of(macro_.kind))));
    }
  }

  Description file_;
  FoundryMacro macro_;
  bool kind_known_ = false;
  bool a_role_is_unknown_ = false;
};

FoundryRole role_of(PortRole role, CellKind kind) {
  switch (role) {
    case PortRole::kClock:
      return FoundryRole::kClock;
    case PortRole::kEnable:
      return FoundryRole::kEnable;
    case PortRole::kWrite:
      return FoundryRole::kWrite;
    case PortRole::kSense:
      return FoundryRole::kSense;
    case PortRole::kProgram:
      return FoundryRole::kProgram;
    case PortRole::kAddress:
      return FoundryRole::kAddress;
    case PortRole::kMask:
      return FoundryRole::kMask;
    case PortRole::kDataIn:
      return FoundryRole::kDataIn;
    case PortRole::kActivation:
      return FoundryRole::kActivation;
    case PortRole::kDataOut:
      return kind == CellKind::kRram2t2r ? FoundryRole::kProduct : FoundryRole::kDataOut;
    case PortRole::kBusy:
      return FoundryRole::kBusy;
  }
  return FoundryRole::kUnused;
}

}  // namespace

FoundryMacro parse_foundry_macro(std::string_view text, const std::string& source) {
  FoundryMacro macro = FoundryReader(text, source).read();
  macro.text = text;
  return macro;
}

FoundryMacro read_foundry_macro(const std::filesystem::path& file) {
  return parse_foundry_macro(read_description(file), file.string());
}

FoundryMacro as_foundry_macro(const Macro& macro) {
  FoundryMacro result{"", macro.name, macro.kind, macro.rows, macro.columns, {}};
  for (const MacroPort& port : macro.ports) {
    result.ports.push_back({port.name, role_of(port.role, macro.kind), port.width, false});
  }
  return result;
}

}  // namespace scbnn
