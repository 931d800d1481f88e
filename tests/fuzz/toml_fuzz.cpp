// libFuzzer: any bytes as a configuration and its overrides give a Config or an InputError; a
// Config reads back from its canonical form, and plans a network or is refused.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "generator/config/config.hpp"
#include "generator/plan/plan_table.hpp"
#include "support/problem.hpp"
#include "tests/unit/plan_fixture.hpp"

namespace {

/// The bytes up to the first 0 are the file; each further piece is a --set.
std::vector<std::string> pieces(const std::uint8_t* data, std::size_t size) {
  std::vector<std::string> result(1);
  for (std::size_t i = 0; i < size; ++i) {
    if (data[i] == 0 && result.size() < 8) {
      result.emplace_back();
    } else {
      result.back() += static_cast<char>(data[i]);
    }
  }
  return result;
}

void check(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const scbnn::Network kNetwork = scbnn::plan_test::dense({20, 8, 3});
  std::vector<std::string> texts = pieces(data, size);
  const std::string file = texts.front();
  texts.erase(texts.begin());
  scbnn::Config config;
  try {
    config = scbnn::parse_config(file, "fuzz.toml", texts);
  } catch (const scbnn::InputError& error) {
    check(!error.problems().empty());
    return 0;
  }
  const std::string canonical = scbnn::to_toml(config);
  check(scbnn::to_toml(scbnn::parse_config(canonical, "fuzz.toml", {})) == canonical);
  try {
    check(!scbnn::plan_table(scbnn::plan(kNetwork, config)).empty());
  } catch (const scbnn::InputError& error) {
    check(!error.problems().empty());
  }
  return 0;
}
