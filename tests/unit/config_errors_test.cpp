// Every mistake is named by file, line and key, with what was found and what is allowed.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "generator/config/config.hpp"
#include "support/problem.hpp"

namespace {

/// The messages for a text, one line a problem; empty if there is none.
std::string complaints(const std::string& text) {
  try {
    (void)scbnn::parse_config(text, "c.toml", {});
  } catch (const scbnn::InputError& error) {
    return error.what();
  }
  return {};
}

/// The messages for a file, without the folder's name.
std::string complaints_of_file(const std::filesystem::path& file) {
  try {
    (void)scbnn::read_config(file, {});
  } catch (const scbnn::InputError& error) {
    std::string text = error.what();
    const std::string folder = file.parent_path().string() + "/";
    for (auto at = text.find(folder); at != std::string::npos; at = text.find(folder)) {
      text.erase(at, folder.size());
    }
    return text;
  }
  return {};
}

}  // namespace

TEST_CASE("values out of range", "[config]") {
  CHECK(complaints("presentations = 0") ==
        "c.toml:1: presentations: is 0; allowed: integer, 1..255");
  CHECK(complaints("presentations = 256") ==
        "c.toml:1: presentations: is 256; allowed: integer, 1..255");
  CHECK(complaints("presentations_max = 12") ==
        "c.toml:1: presentations_max: is 12; allowed: power of two, 1..128");
  CHECK(complaints("presentations_max = 256") ==
        "c.toml:1: presentations_max: is 256; allowed: power of two, 1..128");
  CHECK(complaints("presentations_max = 0") ==
        "c.toml:1: presentations_max: is 0; allowed: power of two, 1..128");
  CHECK(complaints("pixels_per_beat = 17") ==
        "c.toml:1: pixels_per_beat: is 17; allowed: integer, 1..16");
  CHECK(complaints("cycles_per_image = -9223372036854775808") ==
        "c.toml:1: cycles_per_image: is -9223372036854775808; allowed: integer, 1..1000000000");
  CHECK(complaints("clock_mhz = nan") ==
        "c.toml:1: clock_mhz: is nan; allowed: number, 0.001..10000");
  CHECK(complaints("clock_mhz = inf") ==
        "c.toml:1: clock_mhz: is inf; allowed: number, 0.001..10000");
  CHECK(complaints("clock_mhz = 0.0") ==
        "c.toml:1: clock_mhz: is 0.0; allowed: number, 0.001..10000");
  CHECK(complaints("[encoder]\nwidth = 33") ==
        "c.toml:2: encoder.width: is 33; allowed: integer, 8..32");
  CHECK(complaints("[encoder]\nlanes = 65") ==
        "c.toml:2: encoder.lanes: is 65; allowed: integer, 1..64");
  CHECK(complaints("[encoder]\nseed = 4294967296") ==
        "c.toml:2: encoder.seed: is 4294967296; allowed: integer, 0..4294967295");
  CHECK(complaints("[layers.layer1]\npe = 0") ==
        "c.toml:2: layers.layer1.pe: is 0; allowed: integer, 1..the layer's outputs");
  CHECK(complaints("[layers.layer1]\nsimd = 2147483648") ==
        "c.toml:2: layers.layer1.simd: is 2147483648; allowed: integer, 1..the layer's inputs");
}

TEST_CASE("values of the wrong type", "[config]") {
  CHECK(complaints("presentations = 4.0") ==
        "c.toml:1: presentations: is 4.0; allowed: integer, 1..255");
  CHECK(complaints("presentations = \"4\"") ==
        "c.toml:1: presentations: is \"4\"; allowed: integer, 1..255");
  CHECK(complaints("presentations = true") ==
        "c.toml:1: presentations: is true; allowed: integer, 1..255");
  CHECK(complaints("presentations = [4]") ==
        "c.toml:1: presentations: is an array; allowed: integer, 1..255");
  CHECK(complaints("presentations = 1979-05-27") ==
        "c.toml:1: presentations: is a date or time; allowed: integer, 1..255");
  CHECK(complaints("memory = 3") ==
        "c.toml:1: memory: is 3; allowed: \"rom\" or \"registers\" or \"sram\" or \"sram-macro\" "
        "or \"st-mram\" or \"rram-2t2r\"");
  CHECK(complaints("top = 3") ==
        "c.toml:1: top: is 3; allowed: Verilog name, 1..64 letters, digits and _");
  CHECK(complaints("encoder = \"lfsr\"") ==
        "c.toml:1: encoder: is \"lfsr\"; allowed: a table [encoder] with the keys kind, width, "
        "lanes, seed, stride, presentations_per_cycle");
  CHECK(complaints("[[encoder]]\nkind = \"lfsr\"") ==
        "c.toml:1: encoder: is an array; allowed: a table [encoder] with the keys kind, width, "
        "lanes, seed, stride, presentations_per_cycle");
  CHECK(complaints("[encoder.width]\nbits = 3") ==
        "c.toml:1: encoder.width: is a table; allowed: integer, 8..32");
  CHECK(complaints("layers = 4") ==
        "c.toml:1: layers: is 4; allowed: a table [layers.NAME] with the keys pe, simd, memory, "
        "pipeline");
  CHECK(complaints("[layers]\nlayer1 = 4") ==
        "c.toml:2: layers.layer1: is 4; allowed: a table [layers.NAME] with the keys pe, simd, "
        "memory, pipeline");
}

TEST_CASE("unknown words come with the nearest known one", "[config]") {
  CHECK(complaints("input = \"stochastik\"") ==
        "c.toml:1: input: is \"stochastik\"; allowed: \"stochastic\" or \"fixed-point\" (did you "
        "mean 'stochastic'?)");
  CHECK(complaints("input = \"grey\"") ==
        "c.toml:1: input: is \"grey\"; allowed: \"stochastic\" or \"fixed-point\"");
  CHECK(complaints("mode = \"outputs\"") ==
        "c.toml:1: mode: is \"outputs\"; allowed: \"first\" or \"output\" (did you mean "
        "'output'?)");
  CHECK(complaints("[encoder]\nwidt = 8") ==
        "c.toml:2: encoder.widt: unknown key (did you mean 'width'?); allowed: kind, width, lanes, "
        "seed, stride, presentations_per_cycle");
  CHECK(complaints("presentaions = 8")
            .starts_with("c.toml:1: presentaions: unknown key (did you mean 'presentations'?); "
                         "allowed: input, mode"));
  CHECK(complaints("[layers.layer1]\nppe = 8") ==
        "c.toml:2: layers.layer1.ppe: unknown key (did you mean 'pe'?); allowed: pe, simd, memory, "
        "pipeline");
  CHECK(complaints("[encoders]\nwidth = 8")
            .starts_with("c.toml:1: encoders: unknown key (did you mean 'encoder'?)"));
}

TEST_CASE("a key in the wrong table is sent to the right one", "[config]") {
  CHECK(complaints("[encoder]\nwidth = 8\npresentations = 4") ==
        "c.toml:3: encoder.presentations: unknown key ('presentations' belongs above the first "
        "[table]); allowed: kind, width, lanes, seed, stride, presentations_per_cycle");
  CHECK(
      complaints("width = 8")
          .starts_with("c.toml:1: width: unknown key (did you mean 'encoder.width'?); allowed: "));
  CHECK(complaints("simd = 8")
            .starts_with(
                "c.toml:1: simd: unknown key (did you mean 'layers.NAME.simd'?); allowed: "));
}

TEST_CASE("names that cannot be a module's", "[config]") {
  CHECK(complaints("top = \"\"") ==
        "c.toml:1: top: is \"\"; allowed: 1..64 letters, digits and _, no digit first");
  CHECK(complaints("top = \"2top\"") ==
        "c.toml:1: top: is \"2top\"; allowed: 1..64 letters, digits and _, no digit first");
  CHECK(complaints("top = \"my-top\"").starts_with("c.toml:1: top: is \"my-top\"; allowed: 1..64"));
  CHECK(complaints("top = '" + std::string(65, 'a') + "'").starts_with("c.toml:1: top: is"));
  CHECK(complaints("top = \"endmodule\"") ==
        "c.toml:1: top: is \"endmodule\", a keyword of Verilog; allowed: any other name");
  CHECK(complaints("top = \"sc_rom\"") ==
        "c.toml:1: top: is \"sc_rom\"; names that start with sc_ belong to the leaf modules");
  CHECK(complaints("top = \"a\\u0007\\n\\\"b\"") ==
        "c.toml:1: top: is \"a\\u0007\\u000A\\\"b\"; allowed: 1..64 letters, digits and _, no "
        "digit first");
}

TEST_CASE("rules between keys", "[config]") {
  CHECK(complaints("pixels_per_beat = 16\nencoder.lanes = 8") ==
        "c.toml:1: pixels_per_beat: is 16; allowed: 1..8, as encoder.lanes is 8");
  CHECK(complaints("presentations = 6\npresentations_max = 16") ==
        "c.toml:1: presentations: is 6; allowed: power of two, 1..16, as presentations_max is 16");
  CHECK(complaints("presentations = 32\npresentations_max = 16") ==
        "c.toml:1: presentations: is 32; allowed: power of two, 1..16, as presentations_max is 16");
  CHECK(complaints("presentations_max = 2") ==
        "c.toml: presentations: is 4 (the default); allowed: power of two, 1..2, as "
        "presentations_max is 2");
  CHECK(complaints("encoder.kind = \"lfsr-shared\"") == "");
  CHECK(complaints("encoder.kind = \"lfsr-shared\"\nencoder.width = 15") ==
        "c.toml:2: encoder.width: is 15; allowed: 16..32 with the encoder \"lfsr-shared\"");
  CHECK(complaints("encoder.kind = \"lfsr-shared\"\nencoder.lanes = 20") ==
        "c.toml:2: encoder.lanes: is 20; allowed: 1..16, as encoder.width is 16 (the default)");
  CHECK(complaints("encoder.stride = 198") ==
        "c.toml:1: encoder.stride: is 198; allowed: odd, 1..255");
  CHECK(complaints("pixels_per_beat = 5\nencoder.kind = \"sobol\"") ==
        "c.toml:1: pixels_per_beat: is 5; allowed: 1, 2, 4, 8 or 16 with the encoder \"sobol\"");
  CHECK(complaints("encoder.presentations_per_cycle = 3") ==
        "c.toml:1: encoder.presentations_per_cycle: is 3; allowed: a divisor of presentations, "
        "which is 4 (the default)");
  CHECK(complaints("presentations_max = 8\nencoder.presentations_per_cycle = 16") ==
        "c.toml:2: encoder.presentations_per_cycle: is 16; allowed: power of two, 1..8, as "
        "presentations_max is 8");
  CHECK(complaints("engine = 'presentations'\npresentations_per_cycle = 3") ==
        "c.toml:2: presentations_per_cycle: is 3; allowed: a divisor of presentations, which is 4 "
        "(the default)");
  CHECK(complaints("engine = 'presentations'\npresentations_max = 8\n"
                   "presentations_per_cycle = 2") ==
        "c.toml:3: presentations_per_cycle: is 2; allowed: 1, as T is chosen at run time "
        "(presentations_max is 8)");
  SECTION("say nothing where they cannot matter") {
    CHECK(complaints("presentations_per_cycle = 3") == "");
    CHECK(complaints("encoder.kind = \"threshold\"\nencoder.lanes = 1") == "");
    CHECK(complaints("presentations = 6") == "");
    CHECK(complaints("input = \"fixed-point\"\nencoder.lanes = 8") == "");
    CHECK(complaints("pixels_per_beat = 8\nencoder.lanes = 8") == "");
    CHECK(complaints("encoder.lanes = 8") == "");
  }
  SECTION("pixels_per_beat that is not given follows the lanes") {
    const auto pixels = [](const std::string& text) {
      return scbnn::parse_config(text, "c.toml", {}).pixels_per_beat;
    };
    CHECK(pixels("encoder.lanes = 7") == 7);
    CHECK(pixels("encoder.lanes = 64") == 16);
    CHECK(pixels("encoder.kind = \"lfsr-shared\"\nencoder.width = 20\nencoder.lanes = 20") == 10);
    CHECK(pixels("encoder.kind = \"sobol\"\nencoder.lanes = 13") == 8);
    CHECK(pixels("encoder.kind = \"threshold\"\nencoder.lanes = 1") == 16);
  }
  SECTION("say nothing of a value that was refused already") {
    CHECK(complaints("presentations_max = 3\npresentations = 64") ==
          "c.toml:1: presentations_max: is 3; allowed: power of two, 1..128");
    CHECK(complaints("pixels_per_beat = 99\nencoder.lanes = 4") ==
          "c.toml:1: pixels_per_beat: is 99; allowed: integer, 1..16");
  }
}

TEST_CASE("all problems come at once, in the order of the file", "[config]") {
  CHECK(complaints("top = 'wire'\nzzzzzzzz = 1\ncycles_per_image = 0\n[layers.layer2]\nsimd = -1\n"
                   "[encoder]\nwidth = 7\n") ==
        "c.toml:1: top: is \"wire\", a keyword of Verilog; allowed: any other name\n"
        "c.toml:2: zzzzzzzz: unknown key; allowed: input, mode, presentations, presentations_max, "
        "margin, images_in_flight, engine, presentations_per_cycle, memory, control, "
        "pixels_per_beat, "
        "cycles_per_image, clock_mhz, target, pipeline, top, leaf_prefix, encoder, macro, layers\n"
        "c.toml:3: cycles_per_image: is 0; allowed: integer, 1..1000000000\n"
        "c.toml:5: layers.layer2.simd: is -1; allowed: integer, 1..the layer's inputs\n"
        "c.toml:7: encoder.width: is 7; allowed: integer, 8..32");
}

TEST_CASE("text that is not TOML is named by its line", "[config]") {
  CHECK(complaints("memory = \"rom\"\npresentations 4\n").starts_with("c.toml:2: is not TOML: "));
  CHECK(complaints("presentations = 4\npresentations = 5").starts_with("c.toml:2: is not TOML: "));
  CHECK(complaints("memory = \"rom").starts_with("c.toml:1: is not TOML: "));
  CHECK(complaints(std::string("top\0=", 5)).starts_with("c.toml:1: is not TOML: "));
}

TEST_CASE("characters outside ASCII stand in comments only", "[config]") {
  CHECK(complaints("# gr\xc3\xbc\xc3\x9f dich \xff\nmemory = 'rom' # \xe2\x86\x92 \"constants\"") ==
        "");
  const std::string message = "has a character outside ASCII; allowed: in comments";
  CHECK(complaints("top = \"\xc3\xa9\"") == "c.toml:1: " + message);
  CHECK(complaints("\n\xc4\x93 = 1") == "c.toml:2: " + message);
  CHECK(complaints("top = 'a#\xc3\xa9'") == "c.toml:1: " + message);
  CHECK(complaints("top = \"\\\"#\xc3\xa9\"") == "c.toml:1: " + message);
  // A # within a string of many lines looks like a comment; what stands there stays harmless.
  CHECK(complaints("top = \"\"\"\\\n#\xc2\xa7\"\"\"") != "");
  CHECK(complaints("layers.\"\\u00e9\".pe = 1") ==
        "c.toml:1: layers.\"\xc3\xa9\": cannot be a layer; allowed: layer1, layer2, ..");
}

TEST_CASE("what toml++ would take for granted", "[config]") {
  const std::string message = "is not TOML: a table's name must follow [";
  CHECK(complaints("memory = 'rom'\n [:x]") == "c.toml:2: " + message);
  CHECK(complaints("[ $ ]") == "c.toml:1: " + message);
  CHECK(complaints("[[ ") == "c.toml:1: " + message);
  CHECK(complaints("[") == "c.toml:1: " + message);
  CHECK(complaints("[]") == "c.toml:1: " + message);
  CHECK(complaints("[ encoder ]\nwidth = 9\r\n[\"layers\".layer1] # [") == "");
}

TEST_CASE("hostile text is refused, not followed", "[config]") {
  std::string dots = "a";
  for (int i = 0; i < 30000; ++i) dots += ".a";
  CHECK(complaints(dots + " = 1") == "c.toml:1: has more than 64 dots");
  CHECK(complaints("# " + std::string(200, '.')) == "");
  CHECK(complaints("a = " + std::string(30000, '[')).starts_with("c.toml:1: is not TOML: "));
  std::string tables;
  for (int i = 0; i < 10000; ++i) tables += "{a=";
  CHECK(complaints("a = " + tables).starts_with("c.toml:1: is not TOML: "));
  CHECK(complaints(std::string(70000, '\n')) ==
        "c.toml: is longer than 65536 bytes, too long for a configuration");
  const std::string long_key(60000, 'k');
  CHECK(complaints(long_key + " = 1").size() < 400);
  CHECK(complaints("memory = '" + long_key + "'").size() < 400);
}

TEST_CASE("files that cannot be a configuration", "[config]") {
  namespace fs = std::filesystem;
  const fs::path folder = fs::path(SCBNN_BINARY_DIR) / "config_errors_test";
  fs::create_directories(folder);
  std::ofstream(folder / "paper.toml") << "presentations = 4\n";
  std::ofstream(folder / "large.toml") << std::string(100000, '\n');
  CHECK(complaints_of_file(folder / "papper.toml") ==
        "papper.toml: no such configuration file (did you mean 'paper.toml'?)");
  CHECK(complaints_of_file(folder / "paper.toml") == "");
  CHECK(complaints_of_file(folder / "large.toml") ==
        "large.toml: is longer than 65536 bytes, too long for a configuration");
  CHECK(complaints_of_file(folder / "nowhere" / "x.toml") == "x.toml: no such configuration file");
  CHECK(complaints_of_file(folder) ==
        "config_errors_test: is a folder; allowed: a configuration file (TOML)");
  fs::remove_all(folder);
}

TEST_CASE("keys of mode output mean nothing in mode first", "[config]") {
  CHECK(complaints("margin = 4") ==
        "c.toml:1: margin: has no effect in mode \"first\" (the default); allowed: in mode "
        "\"output\"");
  CHECK(complaints("mode = \"first\"\nimages_in_flight = 4") ==
        "c.toml:2: images_in_flight: has no effect in mode \"first\"; allowed: in mode \"output\"");
  CHECK(complaints("mode = \"output\"\nmargin = 4\nimages_in_flight = 4").empty());
  // An override of the mode leaves a file's keys at rest; its own have to fit.
  const std::vector<std::string> first{"mode=first"};
  CHECK_NOTHROW(scbnn::parse_config("mode = \"output\"\nmargin = 4", "c.toml", first));
  const std::vector<std::string> both{"mode=first", "margin=4"};
  CHECK_THROWS_AS(scbnn::parse_config("mode = \"output\"", "c.toml", both), scbnn::InputError);
}

TEST_CASE("the input's range is exact numbers, both of them", "[config]") {
  const auto range = [](const std::string& text) {
    return scbnn::parse_config(text, "c.toml", {}).input_range;
  };
  using Texts = std::vector<std::string>;
  CHECK(range("input.scale = \"2/255\"\ninput.offset = -1").scale == Texts{"2/255"});
  CHECK(range("[input]\nscale = 0.25\noffset = -1").offset == Texts{"-1"});
  CHECK(range("[input]\nscale = [\"1/58.395\", 0.5, 1e-3]\noffset = 0").scale ==
        Texts{"1/58.395", "0.5", "0.001"});
  CHECK(scbnn::parse_config("input = \"fixed-point\"", "c.toml",
                            std::vector<std::string>{"input.scale=1", "input.offset=0"})
            .input_range.scale == Texts{"1"});

  CHECK(complaints("input.scale = 1") ==
        "c.toml:1: input.scale: is given without input.offset; both are needed");
  CHECK(complaints("input.offset = 1") ==
        "c.toml:1: input.offset: is given without input.scale; both are needed");
  const std::string allowed = "; allowed: number, fraction like \"2/255\", or a list of them";
  for (const char* wrong :
       {"", "/", "1/", "1/0", "1/0.0e5", "2/255/3", "two", "1 ", "0x10", "1e99", "nan", "inf", ".",
        "-", "1e", "12345678901234567890123456789012345678901"}) {
    CAPTURE(wrong);
    CHECK(complaints(std::string("input.offset = 0\ninput.scale = \"") + wrong + "\"") ==
          std::string("c.toml:2: input.scale: is \"") + wrong + "\"" + allowed);
  }
  CHECK(complaints("input.offset = 0\ninput.scale = inf") ==
        "c.toml:2: input.scale: is \"inf\"" + allowed);
  CHECK(complaints("input.offset = 0\ninput.scale = []") ==
        "c.toml:2: input.scale: is a list of 0" + allowed);
  CHECK(complaints("input.offset = 0\ninput.scale = [[1]]") ==
        "c.toml:2: input.scale: is an array" + allowed);
  CHECK(complaints("[input]\nscal = 1") ==
        "c.toml:2: input.scal: unknown key (did you mean 'scale'?); allowed: kind, scale, offset");
}
