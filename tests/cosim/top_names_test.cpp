// Whatever a top module may be called in Verilog, its design is simulated.
#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <vector>

#include "generator/plan/design.hpp"
#include "generator/verilog/name.hpp"
#include "sim/cosim/cosim.hpp"
#include "support/problem.hpp"
#include "tests/cosim/random_design.hpp"
#include "tests/cosim/summary.hpp"

namespace {

using namespace scbnn;

/// The smallest design with a control port, so that the driver bears the name as well.
cosim::Report simulate(const std::string& top) {
  const Network network = cosim_test::random_network({2, 2, 1}, {3, 2}, false, 1);
  const Dataset data = cosim_test::random_images({2, 2, 1}, 4, 1);
  Config config;
  config.function.presentations = 1;
  config.pixels_per_beat = 2;
  config.folding = {{"layer1", {3, 4}}, {"layer2", {2, 3}}};
  config.control = ControlKind::kAxi4Lite;
  config.memory = MemoryKind::kRegisters;
  config.top = top;
  cosim::Options options;
  options.count = 4;
  options.jobs = 1;
  options.build = cosim_test::build_options();
  const cosim::Deliverable design = cosim_test::deliver(network, config, "top_names/" + top);
  return cosim::simulate(design, network, config.function, data, options);
}

/// Letters, digits and many underscores.
std::string random_name(std::mt19937& engine) {
  const std::string letters = "aZ_q_7__Vx0_";
  std::string name;
  do {
    name.clear();
    const auto length = 1 + engine() % 12;
    for (unsigned i = 0; i < length; ++i) name += letters[engine() % letters.size()];
  } while (!why_no_module_name(name).empty());
  return name;
}

}  // namespace

TEST_CASE("every legal name of a top is simulated", "[cosim]") {
  std::vector<std::string> names{
      to_module_name("model (1)"),  // ends in _
      to_module_name("my  net"),    // __
      "_",
      "a___b",
      "x__DOT__y",
      "aclk",          // a port
      "u_layer1",      // an instance
      "template",      // a word of C++
      "Vdesign",  // what the simulator's class is called
  };
  std::mt19937 engine(3);
  for (int i = 0; i < 3; ++i) names.push_back(random_name(engine));
  for (const std::string& name : names) {
    INFO(name);
    CHECK(why_no_module_name(name).empty());
    const cosim::Report report = simulate(name);
    INFO(cosim_test::summary(report));
    CHECK(report.ok());
  }
}

TEST_CASE("words of Verilog and SystemVerilog name no top", "[cosim]") {
  for (const char* word : {"module", "new", "checker", "global", "untyped", "let", "output"}) {
    CHECK_FALSE(why_no_module_name(word).empty());
  }
  CHECK(why_no_module_name("modul").empty());
  CHECK(why_no_module_name("ay").empty());  // a part of one
}

TEST_CASE("a top that is called as a leaf with its prefix is refused", "[cosim]") {
  const Network network = cosim_test::random_network({2, 2, 1}, {3, 2}, false, 1);
  Config config;
  config.pixels_per_beat = 2;
  config.cycles_per_image = 100;
  config.leaf_prefix = "npu_";
  config.top = "npu_sc_rom";
  try {
    static_cast<void>(plan(network, config));
    FAIL("no InputError");
  } catch (const InputError& error) {
    CHECK_THAT(error.what(),
               Catch::Contains("top: is \"npu_sc_rom\"; names that start with npu_sc_"));
  }
  config.top = "npu_s";
  CHECK_NOTHROW(plan(network, config));
}
