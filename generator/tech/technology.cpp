// The keys of a technology file and their reader.
#include "generator/tech/technology.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "generator/config/toml_node.hpp"
#include "generator/tech/description.hpp"
#include "support/nearest.hpp"
#include "support/quoting.hpp"
#include "support/text.hpp"

namespace scbnn {
namespace {

constexpr std::size_t kLongestSource = 1000;
constexpr std::size_t kLongestLayer = 32;

constexpr auto kRows = std::to_array<FigureRow>({
    {"cell_area_um2", "area of a stored bit; a pair of devices counts as one", true,
     &CellFigures::cell_area},
    {"row_area_um2", "area outside the array, per row", true, &CellFigures::row_area},
    {"column_area_um2", "area outside the array, per column", true, &CellFigures::column_area},
    {"fixed_area_um2", "area outside the array, per macro", true, &CellFigures::fixed_area},
    {"read_energy_fj", "energy of a read, per bit of the row", true, &CellFigures::read_energy},
    {"read_energy_each_row_fj", "what each row on the bit line adds to that", false,
     &CellFigures::read_energy_each_row},
    {"write_energy_fj", "energy of a write, per bit of the row", true, &CellFigures::write_energy},
    {"write_energy_each_row_fj", "what each row on the bit line adds to that", false,
     &CellFigures::write_energy_each_row},
    {"read_ns", "from the clock to the data, without load", true, &CellFigures::read_time},
    {"read_each_row_ns", "what each row on the bit line adds to that", false,
     &CellFigures::read_time_each_row},
    {"write_ns", "from the clock until the next access may begin", true, &CellFigures::write_time},
    {"setup_ns", "time for which inputs are stable before the clock", true,
     &CellFigures::setup_time},
    {"hold_ns", "time for which inputs are stable after it", true, &CellFigures::hold_time},
    {"input_pf", "capacitance of an input", true, &CellFigures::input_capacitance},
    {"load_pf", "the largest load of an output", true, &CellFigures::load_limit},
    {"load_ns_per_pf", "delay that a load adds", true, &CellFigures::load_time},
    {"leakage_pw", "power of an idle bit", false, &CellFigures::leakage},
});

Domain number(double low, double high) { return {Domain::Type::kNumber, low, high}; }

/// Areas of cells are never 0; the rest may be.
Domain domain_of(const FigureRow& row) {
  return number(row.key == "cell_area_um2" ? 0.0001 : 0, 1'000'000'000);
}

std::vector<std::string> kind_names() {
  std::vector<std::string> names;
  for (const CellKind kind : kCellKinds) names.emplace_back(name_of(kind));
  return names;
}

class TechnologyReader {
 public:
  TechnologyReader(std::string_view text, const std::string& source) : file_(text, source) {}

  Technology read() {
    std::vector<std::string> tables = {"process", "layout", "sources", "estimates"};
    for (const std::string& name : kind_names()) tables.push_back(name);
    file_.allow(file_.root(), "", tables);
    read_process();
    read_layout();
    read_sources("sources", false);
    read_sources("estimates", true);
    for (const CellKind kind : kCellKinds) read_kind(kind);
    if (technology_.cells.empty()) {
      file_.complain(
          "", file_.root(),
          "describes no memory; allowed: one or more of the tables " + joined(kind_names()));
    }
    for (const auto& [name, node] : source_nodes_) {
      if (!used_.contains(name)) {
        file_.complain(name, *node, "is not used by any figure; remove it");
      }
    }
    file_.finish();
    return technology_;
  }

 private:
  const toml::table* required_table(const std::string& name) {
    const toml::table* table = file_.table(file_.root(), "", name);
    if (table == nullptr && !file_.root().contains(name)) {
      file_.complain(name, file_.root(), "is missing; a technology needs the table [" + name + "]");
    }
    return table;
  }

  void lacks(const toml::table& table, const std::string& prefix, const std::string& key,
             const std::string& allowed) {
    if (!table.contains(key)) {
      file_.complain(prefix + key, table, "is missing; allowed: " + allowed);
    }
  }

  double number_in(const toml::table& table, const std::string& prefix, const std::string& key,
                   double low, double high) {
    const Domain domain = number(low, high);
    lacks(table, prefix, key, allowed_text(domain));
    return file_.number(table, prefix, key, domain).value_or(low);
  }

  std::string text_in(const toml::table& table, const std::string& prefix, const std::string& key,
                      std::size_t longest) {
    lacks(table, prefix, key, "a text");
    return file_.text(table, prefix, key, longest).value_or("");
  }

  void read_process() {
    const toml::table* table = required_table("process");
    if (table == nullptr) return;
    const std::vector<std::string> keys = {"name", "voltage", "temperature"};
    file_.allow(*table, "process.", keys);
    technology_.process = text_in(*table, "process.", "name", 100);
    technology_.voltage = number_in(*table, "process.", "voltage", 0.1, 20);
    technology_.temperature = number_in(*table, "process.", "temperature", -273, 300);
  }

  /// A layer's name as LEF writes it.
  bool is_layer(const std::string& name) const {
    return !name.empty() && name.size() <= kLongestLayer &&
           std::all_of(name.begin(), name.end(), [](char c) {
             return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                    c == '_' || c == '-' || c == '.';
           });
  }

  std::string layer_in(const toml::table& table, const std::string& key) {
    const std::string name = text_in(table, "layout.", key, kLongestLayer);
    if (!name.empty() && !is_layer(name)) {
      file_.complain("layout." + key, *table.get(key),
                     fmt::format("is {}; allowed: a layer's name of letters, digits, _, - and .",
                                 in_quotes(name)));
    }
    return name;
  }

  void read_layout() {
    const toml::table* table = required_table("layout");
    if (table == nullptr) return;
    const std::vector<std::string> keys = {"pin_layer", "power_layer",   "blocked_layers",
                                           "grid_um",   "pin_um",        "pin_pitch_um",
                                           "power_um",  "power_pitch_um"};
    file_.allow(*table, "layout.", keys);
    LayoutRules& layout = technology_.layout;
    layout.pin_layer = layer_in(*table, "pin_layer");
    layout.power_layer = layer_in(*table, "power_layer");
    read_blocked_layers(*table);
    layout.grid_um = number_in(*table, "layout.", "grid_um", 0.001, 1);
    layout.pin_um = number_in(*table, "layout.", "pin_um", 0.01, 100);
    layout.pin_pitch_um = number_in(*table, "layout.", "pin_pitch_um", 0.02, 100);
    layout.power_um = number_in(*table, "layout.", "power_um", 0.01, 1000);
    layout.power_pitch_um = number_in(*table, "layout.", "power_pitch_um", 0.02, 1000);
    check_grid(*table, "pin_um", layout.pin_um);
    check_grid(*table, "pin_pitch_um", layout.pin_pitch_um);
    check_grid(*table, "power_um", layout.power_um);
    check_grid(*table, "power_pitch_um", layout.power_pitch_um);
    check_pitch(*table, "pin_pitch_um", layout.pin_pitch_um, "pin_um", layout.pin_um);
    check_pitch(*table, "power_pitch_um", layout.power_pitch_um, "power_um", layout.power_um);
  }

  void check_grid(const toml::table& table, const std::string& key, double length) {
    const double steps = length / technology_.layout.grid_um;
    if (table.contains(key) && std::abs(steps - std::round(steps)) > 1e-6 * steps) {
      file_.complain("layout." + key, *table.get(key),
                     fmt::format("is {}; allowed: a multiple of grid_um, {}", decimal(length),
                                 decimal(technology_.layout.grid_um)));
    }
  }

  void check_pitch(const toml::table& table, const std::string& key, double pitch,
                   const std::string& width_key, double width) {
    if (table.contains(key) && table.contains(width_key) && pitch <= width) {
      file_.complain("layout." + key, *table.get(key),
                     fmt::format("is {}; allowed: more than {}, {}", decimal(pitch), width_key,
                                 decimal(width)));
    }
  }

  void read_blocked_layers(const toml::table& table) {
    const toml::node* node = table.get("blocked_layers");
    if (node == nullptr) return;
    const toml::array* names = node->as_array();
    if (names == nullptr) {
      file_.complain("layout.blocked_layers", *node,
                     fmt::format("is {}; allowed: an array of layers' names", kind_of(*node)));
      return;
    }
    for (const toml::node& name : *names) {
      const auto* text = name.as_string();
      if (text != nullptr && is_layer(text->get())) {
        technology_.layout.blocked_layers.push_back(text->get());
      } else {
        file_.complain("layout.blocked_layers", name,
                       fmt::format("holds {}; allowed: layers' names", kind_of(name)));
      }
    }
  }

  void read_sources(const std::string& name, bool estimates) {
    const toml::table* table = file_.table(file_.root(), "", name);
    if (table == nullptr) return;
    for (const auto& [found_key, node] : *table) {
      const std::string key(found_key.str());
      const auto text = file_.text(*table, name + ".", key, kLongestSource);
      if (!technology_.sources.emplace(key, Source{text.value_or(""), estimates}).second) {
        file_.complain(name + "." + toml_key(key), node,
                       "is a source already; allowed: each name once in [sources] and [estimates]");
        continue;
      }
      source_nodes_[name + "." + toml_key(key)] = &node;
      source_places_[key] = name + "." + toml_key(key);
    }
  }

  void read_kind(CellKind kind) {
    const std::string name = name_of(kind);
    const toml::table* table = file_.table(file_.root(), "", name);
    if (table == nullptr) return;
    std::vector<std::string> keys;
    for (const FigureRow& row : kRows) keys.emplace_back(row.key);
    file_.allow(*table, name + ".", keys);
    CellFigures& figures = technology_.cells[kind];
    for (const FigureRow& row : kRows) {
      figures.*row.figure = read_figure(*table, name + ".", row);
    }
  }

  Figure read_figure(const toml::table& parent, const std::string& prefix, const FigureRow& row) {
    const std::string key(row.key);
    const std::string allowed = fmt::format("{{ value = number, from = \"SOURCE\" }}");
    if (!parent.contains(key)) {
      if (row.required) {
        file_.complain(prefix + key, parent,
                       fmt::format("is missing ({}); allowed: {}", row.meaning, allowed));
      }
      return {};
    }
    const toml::node& node = *parent.get(key);
    const toml::table* table = node.as_table();
    if (table == nullptr) {
      file_.complain(prefix + key, node,
                     fmt::format("is {}; allowed: {}, as every figure needs a source",
                                 kind_of(node), allowed));
      return {};
    }
    const std::string inner = prefix + key + ".";
    const std::vector<std::string> keys = {"value", "from"};
    file_.allow(*table, inner, keys);
    const Domain domain = domain_of(row);
    lacks(*table, inner, "value", allowed_text(domain));
    Figure figure;
    figure.value = file_.number(*table, inner, "value", domain).value_or(0);
    figure.from = text_in(*table, inner, "from", kLongestSource);
    const auto source = source_places_.find(figure.from);
    if (source != source_places_.end()) {
      used_.insert(source->second);
    } else if (!figure.from.empty()) {
      complain_of_source(inner + "from", *table->get("from"), figure.from);
    }
    return figure;
  }

  void complain_of_source(const std::string& key, const toml::node& node, const std::string& name) {
    std::vector<std::string> names;
    for (const auto& [known, place] : source_places_) names.push_back(known);
    file_.complain(
        key, node,
        fmt::format("is {}{}; allowed: a name in [sources] or [estimates]{}", in_quotes(name),
                    did_you_mean(name, names), names.empty() ? "" : ": " + joined(names)));
  }

  Description file_;
  Technology technology_;
  std::map<std::string, const toml::node*> source_nodes_;  ///< by full name
  std::map<std::string, std::string> source_places_;       ///< full name by name
  std::set<std::string> used_;                             ///< full names
};

}  // namespace

const char* name_of(CellKind kind) {
  switch (kind) {
    case CellKind::kRegisterFile:
      return "register-file";
    case CellKind::kSram:
      return "sram";
    case CellKind::kStMram:
      return "st-mram";
    case CellKind::kRram2t2r:
      return "rram-2t2r";
  }
  return "";
}

std::span<const FigureRow> figure_rows() { return kRows; }

std::string markdown_figures() {
  std::string out = "| key | | meaning |\n|---|---|---|\n";
  for (const FigureRow& row : kRows) {
    out +=
        fmt::format("| `{}` | {} | {} |\n", row.key, row.required ? "required" : "", row.meaning);
  }
  return out;
}

Technology parse_technology(std::string_view text, const std::string& source) {
  Technology technology = TechnologyReader(text, source).read();
  technology.text = text;
  technology.name = std::filesystem::path(source).stem().string();
  return technology;
}

}  // namespace scbnn
