// docs/configuration.md lists exactly the keys of the schema, and the schema is sound.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "generator/config/listing.hpp"
#include "generator/config/schema.hpp"

namespace {

std::string read(const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("the documents hold the schema's table", "[config]") {
  const std::string page =
      read(std::filesystem::path(SCBNN_SOURCE_DIR) / "docs" / "configuration.md");
  const std::string table = scbnn::markdown_keys();
  INFO("docs/configuration.md should contain:\n" << table);
  const auto at = page.find(table);
  REQUIRE(at != std::string::npos);
  CHECK(page.substr(at + table.size(), 1) == "\n");  // no row below that the schema lacks
}

TEST_CASE("the list for the terminal names every key and fits it", "[config]") {
  const std::string list = scbnn::list_keys();
  for (const scbnn::Key& key : scbnn::schema()) {
    CHECK(list.find(scbnn::full_name(key, "NAME") + "\n") != std::string::npos);
  }
  std::istringstream lines(list);
  for (std::string line; std::getline(lines, line);) CHECK(line.size() <= 100);
}

TEST_CASE("every row is whole, and its default is allowed", "[config]") {
  std::set<std::string> names;
  for (const scbnn::Key& key : scbnn::schema()) {
    const std::string name = scbnn::full_name(key, "layer1");
    CAPTURE(name);
    CHECK(names.insert(name).second);
    CHECK_FALSE(key.meaning.empty());
    const auto value = key.get(scbnn::Config{}, "layer1");
    CHECK(value.has_value() == key.absent.empty());
    if (!value) continue;
    const scbnn::Config config =
        scbnn::parse_config(name + " = " + scbnn::toml_text(key.domain, *value), "c.toml", {});
    CHECK(key.get(config, "layer1") == value);
  }
}

TEST_CASE("no row writes another one's field", "[config]") {
  for (const scbnn::Key& key : scbnn::schema()) {
    for (const scbnn::Choice& choice : key.domain.choices) {
      scbnn::Config config;
      key.set(config, "layer1", choice.value);
      CHECK(key.get(config, "layer1") == scbnn::Value(choice.value));
    }
    const auto type = key.domain.type;
    if (!key.domain.choices.empty() || type == scbnn::Domain::Type::kModuleName ||
        type == scbnn::Domain::Type::kFileOrName) {
      continue;
    }
    scbnn::Config config;
    if (type == scbnn::Domain::Type::kFractions) {
      key.set(config, "layer1", scbnn::Fractions{"11"});
    } else {
      key.set(config, "layer1", std::int64_t{11});
    }
    for (const scbnn::Key& other : scbnn::schema()) {
      CAPTURE(scbnn::full_name(key, ""), scbnn::full_name(other, ""));
      const auto before = other.get(scbnn::Config{}, "layer1");
      CHECK((other.get(config, "layer1") != before) == (&key == &other));
    }
  }
}
