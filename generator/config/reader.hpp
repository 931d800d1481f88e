// From TOML tables to a Config, problem by problem; used by config.cpp for files and for --set.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "generator/config/schema.hpp"
#include "generator/config/toml_source.hpp"
#include "support/problem.hpp"

namespace scbnn {

/// Names the place of a key at a line of its source: "paper.toml:3: memory".
using PlaceOf = std::function<std::string(const std::string& key, std::uint32_t line)>;

/// Reads tables into one Config, the later over the earlier.
class Reader {
 public:
  explicit Reader(Config& config) : config_(config) {}

  /// Every key of `table`; problems are added in the order of their lines.
  void read(const toml::table& table, const PlaceOf& place_of);

  void add(Problem problem) { problems_.push_back(std::move(problem)); }
  void add(const InputError& error);

  [[nodiscard]] const std::vector<Problem>& problems() const { return problems_; }
  /// Keys whose value was refused: rules across keys say nothing about them.
  [[nodiscard]] const std::set<std::string>& refused() const { return refused_; }

 private:
  struct Found {
    std::uint32_t line;
    Problem problem;
  };

  void read_section(const toml::table& table, Section section, const std::string& layer);
  void read_layers(const toml::node& layers);
  void read_key(const Key& key, const std::string& name, const toml::node& node,
                const std::string& layer);
  void complain(const std::string& key, const toml::node& node, std::string message);

  Config& config_;
  PlaceOf place_of_;
  std::vector<Found> found_;
  std::vector<Problem> problems_;
  std::set<std::string> refused_;
};

}  // namespace scbnn
