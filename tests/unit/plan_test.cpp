// Plans worked out by hand, and what the planner refuses.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "generator/plan/design.hpp"
#include "generator/plan/plan_table.hpp"
#include "generator/plan/threshold_levels.hpp"
#include "generator/plan/widths.hpp"
#include "tests/unit/plan_fixture.hpp"

namespace {

using scbnn::Config;
using scbnn::Design;
using scbnn::Network;
using scbnn::plan_test::dense;

Config parse(const std::string& text) { return scbnn::parse_config(text, "c.toml", {}); }

std::string complaints(const Network& network, const std::string& text) {
  return scbnn::plan_test::complaints([&] { return scbnn::plan(network, parse(text)); });
}

}  // namespace

TEST_CASE("the paper's network at 512 cycles", "[plan]") {
  const Design design =
      scbnn::plan(dense({784, 1024, 1024, 10}),
                  parse("presentations = 4\npresentations_max = 16\ncycles_per_image = 512\n"));
  CHECK(design.top == "dense_network");
  CHECK(design.presentations_max == 16);
  CHECK(design.presentations_at_run_time);
  CHECK(design.log2_presentations_max() == 4);
  CHECK(design.encoder.pixels == 784);
  CHECK(design.encoder.beats == 49);
  REQUIRE(design.layers.size() == 3);

  const scbnn::LayerPlan& first = design.layers[0];
  CHECK(first.name == "layer1");
  CHECK(first.pe == 64);    // 16 groups of 64 neurons
  CHECK(first.simd == 80);  // 10 chunks of 80 inputs, five beats of 16 pixels each
  CHECK(first.groups == 16);
  CHECK(first.chunks == 10);
  CHECK(first.planes == 5);  // counts 0..16
  CHECK(first.last_plane_weight == 1);
  CHECK(first.count_width == 7);           // 0..80
  CHECK(first.sum_width == 14);            // 0..16 * 784 = 12544
  CHECK(first.thresholds()->width == 15);  // 0..32 * 784 + 1 = 25089
  CHECK(first.thresholds());

  const scbnn::LayerPlan& second = design.layers[1];
  CHECK(second.pe == 32);
  CHECK(second.simd == 64);
  CHECK(second.planes == 1);
  CHECK(second.sum_width == 11);            // 0..1024
  CHECK(second.thresholds()->width == 11);  // 0..1025

  const scbnn::LayerPlan& last = design.layers[2];
  CHECK(last.scores());
  CHECK(last.pe == 5);
  CHECK(last.simd == 4);
  CHECK(last.scores()->gain_bits() == 0);
  CHECK(last.scores()->offset_width == 11);  // -1024..0
  CHECK(last.scores()->score_width == 11);   // -1024..0

  const scbnn::Cycles at_4 = scbnn::cycles(design, 4);
  CHECK(at_4.stage == std::vector<int>{196, 480, 512, 512});
  CHECK(at_4.per_image == 512);
  const scbnn::Cycles at_16 = scbnn::cycles(design, 16);
  CHECK(at_16.stage == std::vector<int>{784, 800, 512, 512});
  CHECK(at_16.per_image == 800);
}

TEST_CASE("the first result of a small design, cycle by cycle", "[plan]") {
  // T = 1, two pixels per beat, four pixels: beats accepted in 0 and 1, at the gearbox in 2 and 3.
  // Words of two: out in 3 and 4. layer1, one group of two chunks: issues 5 and 6, its beat in
  // 6 + 4 = 10. That is one word of layer2, out in 11: issue 12, scores in 16, result in 19.
  const Design design =
      scbnn::plan(dense({4, 3, 2}),
                  parse("presentations = 1\npixels_per_beat = 2\n"
                        "layers.layer1 = {pe = 3, simd = 2}\nlayers.layer2 = {pe = 2, simd = 3}"));
  const scbnn::Cycles cycles = scbnn::cycles(design, 1);
  CHECK(cycles.stage == std::vector<int>{2, 2, 1});
  CHECK(cycles.per_image == 2);
  CHECK(cycles.first_result == 19);
}

TEST_CASE("T fixed between powers of two", "[plan]") {
  const auto plan_of = [](int presentations) {
    return scbnn::plan(dense({20, 8, 2}), parse("cycles_per_image = 9999\npresentations = " +
                                                std::to_string(presentations)));
  };
  const Design three = plan_of(3);
  CHECK_FALSE(three.presentations_at_run_time);
  CHECK(three.presentations_max == 3);
  CHECK(three.layers[0].planes == 2);
  CHECK(three.layers[0].last_plane_weight == 2);    // weights 2 and 1
  CHECK(three.layers[0].sum_width == 6);            // 0..60
  CHECK(three.layers[0].thresholds()->width == 6);  // 0..61
  const Design ten = plan_of(10);
  CHECK(ten.layers[0].planes == 4);
  CHECK(ten.layers[0].last_plane_weight == 3);  // 3 + 1 + 2 + 4
  const Design most = plan_of(255);
  CHECK(most.layers[0].planes == 8);
  CHECK(most.layers[0].last_plane_weight == 128);
  CHECK(plan_of(1).layers[0].planes == 1);
}

TEST_CASE("planes of a count", "[plan]") {
  CHECK(scbnn::planes_of(1) == 1);
  CHECK(scbnn::planes_of(2) == 2);
  CHECK(scbnn::planes_of(3) == 2);
  CHECK(scbnn::planes_of(4) == 3);
  CHECK(scbnn::planes_of(127) == 7);
  CHECK(scbnn::planes_of(128) == 8);
  CHECK(scbnn::planes_of(255) == 8);
}

TEST_CASE("the encoder is as fast as the layers need, and no faster", "[plan]") {
  const auto speed = [](const std::string& keys) {
    return scbnn::plan(dense({32, 8, 2}), parse(keys)).encoder.presentations_per_cycle;
  };
  // 2 beats of 16 pixels.
  const std::string layers =
      "layers = {layer1 = {pe = 8, simd = 8}, layer2 = {pe = 2, simd = 8}}\n";
  CHECK(speed(layers + "presentations = 4") == 1);       // 2 * 4 cycles, layer1: 4 * 3
  CHECK(speed(layers + "presentations = 16") == 2);      // 2 * 8, layer1: 4 * 5
  CHECK(speed(layers + "presentations = 15") == 3);      // 2 * 5, layer1: 4 * 4
  CHECK(speed(layers + "presentations_max = 64") == 8);  // 2 * 8 at T = 64, layer1: 4 * 7
  CHECK(speed(layers + "presentations = 16\nengine = 'presentations'") == 1);  // layer1: 4 * 16
  CHECK(speed(layers + "presentations = 16\nmode = 'output'") == 1);
  CHECK(speed("cycles_per_image = 8\npresentations = 16") == 4);
  CHECK(speed(layers + "presentations = 4\nencoder.presentations_per_cycle = 4") == 4);
}

TEST_CASE("what mode output needs", "[plan]") {
  const Design design =
      scbnn::plan(dense({20, 8, 3}),
                  parse("mode = 'output'\npresentations_max = 8\nimages_in_flight = 9\n"
                        "layers = {layer1 = {pe = 2, simd = 5}, layer2 = {pe = 3, simd = 8}}"));
  CHECK(design.totals->slots == 9);
  CHECK(design.layers[0].planes == 8);  // every presentation by itself
  CHECK(design.layers[0].sum_width == 5);
  CHECK(design.layers[0].thresholds()->width == 5);
  CHECK(design.layers[1].scores()->score_width == 4);  // -8..0
  CHECK(design.totals->total_width == 7);              // -64..0
  CHECK(design.totals->margin_width == 7);             // leads up to 64, and all ones: never
  const scbnn::Cycles planned = scbnn::cycles(design, 4);
  CHECK(planned.stage == std::vector<int>{2 * 4, 4 * 16, 4 * 1});
  CHECK(planned.per_image == 64);
}

TEST_CASE("the engine of presentations", "[plan]") {
  const Design design =
      scbnn::plan(dense({20, 8, 3}),
                  parse("presentations = 6\nengine = 'presentations'\n"
                        "presentations_per_cycle = 3\n"
                        "layers = {layer1 = {pe = 2, simd = 5}, layer2 = {pe = 3, simd = 8}}"));
  CHECK(design.encoder.word == scbnn::WordKind::kPresentations);
  CHECK(design.layers[0].planes == 6);
  CHECK(design.layers[0].sum_width == 7);  // 0..120
  CHECK(scbnn::cycles(design, 6).stage[1] == 16 * 2);
}

TEST_CASE("levels of the threshold encoder", "[plan]") {
  CHECK(scbnn::threshold_levels(1) == std::vector<int>{128});
  CHECK(scbnn::threshold_levels(2) == std::vector<int>{64, 192});
  CHECK(scbnn::threshold_levels(3) == std::vector<int>{43, 213, 128});
  CHECK(scbnn::threshold_levels(4) == std::vector<int>{32, 160, 96, 224});
  for (int t = 1; t <= 255; ++t) {  // the count is p T / 255, rounded
    const std::vector<int> levels = scbnn::threshold_levels(t);
    for (int p = 0; p < 256; ++p) {
      int count = 0;
      for (const int level : levels) count += p >= level;
      REQUIRE(count == (2 * p * t + 255) / 510);
    }
  }
}

TEST_CASE("gains and offsets size the score", "[plan]") {
  Network network = dense({6, 5, 3});
  const auto last_of = [&] {
    return scbnn::plan(network, parse("cycles_per_image = 999")).layers.back();
  };
  SECTION("all ones need no multiplier") {
    network.scores().offset = {0, 0, 0};
    CHECK(last_of().scores()->gain_bits() == 0);
    CHECK(last_of().scores()->offset_width == 1);
    CHECK(last_of().scores()->score_width == 4);  // 0..5 with a sign
  }
  SECTION("a gain that is not one does, even if it is zero") {
    network.scores().gain = {0, 0, 0};
    CHECK(last_of().scores()->gain_bits() == 1);
    network.scores().gain = {1, 7, 8};
    network.scores().offset = {-128, 127, -1};
    CHECK(last_of().scores()->gain_bits() == 4);
    CHECK(last_of().scores()->offset_width == 8);
    CHECK(last_of().scores()->score_width == 9);  // -128..162, the latter 7 * 5 + 127
  }
  SECTION("more than the result beat carries is refused") {
    network.scores().gain = {1, 1, 1'677'721};  // 5 * 1,677,721 = 8,388,605
    network.scores().offset = {0, 0, 2};
    CHECK(last_of().scores()->score_width == 24);
    network.scores().offset = {0, 0, 3};
    CHECK(
        complaints(network, "cycles_per_image = 999") ==
        "dense-network: layer2's scores take 25 bits; allowed: 24, as the result beat has no more "
        "for the top score");
  }
}

TEST_CASE("a network of one layer has T in its scores", "[plan]") {
  Network network = dense({10, 2});
  network.scores().offset = {-10, 3};
  const scbnn::LayerPlan fixed =
      scbnn::plan(network, parse("cycles_per_image = 999\npresentations = 6")).layers.back();
  CHECK(fixed.planes == 3);
  CHECK(fixed.scores()->offset_width == 7);  // 6 * -10
  CHECK(fixed.scores()->score_width == 8);   // -60..78
  const scbnn::LayerPlan at_run_time =
      scbnn::plan(network, parse("cycles_per_image = 999\npresentations_max = 8")).layers.back();
  CHECK(at_run_time.scores()->offset_width == 5);  // -10..3, shifted by the RTL
  CHECK(at_run_time.scores()->score_width == 8);   // -80..104
}

TEST_CASE("the planner fills in what the keys of a layer leave open", "[plan]") {
  const Network network = dense({64, 32, 8});
  const Design design = scbnn::plan(
      network, parse("cycles_per_image = 128\npixels_per_beat = 8\n[layers.layer1]\npe = 8\n"
                     "[layers.layer2]\npe = 1\nsimd = 1\n"));
  CHECK(design.layers[0].pe == 8);
  CHECK(design.layers[0].simd == 7);  // 4 groups * 10 chunks * 3 planes = 120; 6 would take 132
  CHECK(design.layers[1].pe == 1);
  CHECK(design.layers[1].simd == 1);  // 256 cycles: slower than the target, as told
  CHECK(scbnn::cycles(design, 4).per_image == 256);
}

TEST_CASE("a folding that is not given is asked for", "[plan]") {
  const Network network = dense({784, 96, 10});
  CHECK(
      complaints(network, "") ==
      "c.toml: cycles_per_image: is not given, and not every layer gives its folding; set a target "
      "(such as cycles_per_image = 1024), or give what is missing: [layers.layer1] pe = 1..96 simd "
      "= 1..784; [layers.layer2] pe = 1..10 simd = 1..96");
  CHECK(
      complaints(network, "[layers.layer2]\npe = 2\nsimd = 3\n[layers.layer1]\nsimd = 3") ==
      "c.toml: cycles_per_image: is not given, and not every layer gives its folding; set a target "
      "(such as cycles_per_image = 1024), or give what is missing: [layers.layer1] pe = 1..96");
  CHECK(complaints(network,
                   "[layers.layer2]\npe = 2\nsimd = 3\n"
                   "[layers.layer1]\npe = 1\nsimd = 1") == "");
}

TEST_CASE("a target out of reach says what limits it", "[plan]") {
  const Network network = dense({784, 96, 10});
  CHECK(complaints(network, "cycles_per_image = 48") ==
        "c.toml:1: cycles_per_image: is 48; allowed: at least 49, for the encoder: 49 beats of 16 "
        "pixels");
  CHECK(complaints(network, "cycles_per_image = 49") == "");
  const std::string slow = "encoder.presentations_per_cycle = 2\n";
  CHECK(complaints(network, slow + "cycles_per_image = 97") ==
        "c.toml:2: cycles_per_image: is 97; allowed: at least 98, for the encoder: 49 beats of 16 "
        "pixels, 2 cycles each");
  CHECK(complaints(network, slow + "cycles_per_image = 98") == "");
  CHECK(complaints(dense({4, 4, 2}), "presentations = 1\ncycles_per_image = 1") == "");
  CHECK(complaints(network, "cycles_per_image = 287\n[layers.layer1]\npe = 1") ==
        "c.toml:1: cycles_per_image: is 287; allowed: at least 288, for layer1: 3 cycles per word, "
        "pe = 1");
  CHECK(complaints(network, "cycles_per_image = 288\n[layers.layer1]\npe = 1") == "");
}

TEST_CASE("a target that only a gearbox misses is refused", "[plan]") {
  const std::string keys =
      "presentations = 3\npixels_per_beat = 4\nengine = \"presentations\"\n"
      "presentations_per_cycle = 3\nencoder.presentations_per_cycle = 1\n"
      "layers.layer1.simd = 1\n";
  CHECK(complaints(dense({13, 1}), keys + "cycles_per_image = 14") ==
        "c.toml:7: cycles_per_image: is 14, and the stages take at most 13, but a gearbox between "
        "two of them needs 15; allowed: 15, or other pe and simd for the layers");
  CHECK(complaints(dense({13, 1}), keys + "cycles_per_image = 15") == "");
}

TEST_CASE("foldings that do not fit the network", "[plan]") {
  CHECK(complaints(dense({784, 96, 10}),
                   "cycles_per_image = 999\n[layers.layer1]\npe = 97\nsimd = 785\n"
                   "[layers.layr2]\nsimd = 1\n[layers.layer7]\npipeline = 1") ==
        "c.toml:3: layers.layer1.pe: is 97; allowed: 1..96, the layer's outputs\n"
        "c.toml:4: layers.layer1.simd: is 785; allowed: 1..784, the layer's inputs\n"
        "c.toml:8: layers.layer7.pipeline: the network has no layer 'layer7' (did you mean "
        "'layer1'?); "
        "allowed: layer1, layer2\n"
        "c.toml:6: layers.layr2.simd: the network has no layer 'layr2' (did you mean 'layer2'?); "
        "allowed: layer1, layer2");
}

TEST_CASE("what no hardware is planned for", "[plan]") {
  CHECK(complaints(dense({8, 4, 2}),
                   "input = \"fixed-point\"\nmode = \"output\"\ncycles_per_image = 99") ==
        "c.toml:2: mode: is \"output\", but input is \"fixed-point\", which has no presentations; "
        "allowed: \"first\"");
  CHECK(complaints(dense({8, 257}), "cycles_per_image = 99") ==
        "dense-network: has 257 classes; allowed: 1..256, as the result beat has 8 bits for the "
        "class");
  CHECK(complaints(dense({8, 256}), "cycles_per_image = 99") == "");
  CHECK(complaints(dense({9'000'000, 2}), "presentations = 128\ncycles_per_image = 1000000000")
            .find("layer1 sums 9000000 inputs over 128 presentations, to 32 bits; allowed: 31") !=
        std::string::npos);
  CHECK(complaints(dense({40'000, 30'000, 2}),
                   "layers = {layer1 = {pe = 1, simd = 1}, layer2 = {pe = 1, simd = 1}}") ==
        "c.toml: layers: an image takes 3600070000 cycles through all stages; allowed: at most "
        "1000000000");
}

TEST_CASE("the top module takes its name from the configuration or the model", "[plan]") {
  Network network = dense({8, 4, 2});
  network.name = "2nd try";
  CHECK(scbnn::plan(network, parse("cycles_per_image = 99")).top == "n_2nd_try");
  CHECK(scbnn::plan(network, parse("cycles_per_image = 99\ntop = \"t\"")).top == "t");
}

TEST_CASE("a code is for memories that can hold it", "[plan]") {
  const Network network = dense({20, 8, 3});
  const std::string folded = "cycles_per_image = 200\n";
  const std::string coded = "\n[macro]\necc = \"secded\"\n";
  CHECK(complaints(network, folded + "memory = \"st-mram\"" + coded) == "");
  CHECK(complaints(network, folded + "memory = \"rram-2t2r\"" + coded +
                                "[layers.layer2]\nmemory = \"sram-macro\"") == "");
  CHECK(complaints(network, folded + "memory = \"rram-2t2r\"" + coded +
                                "[layers.layer2]\nmemory = \"rom\"") ==
        "c.toml:4: macro.ecc: is \"secded\", but layer1 is in rram-2t2r, layer2 is in rom; "
        "allowed: \"none\", or a layer in sram-macro or st-mram");
}

TEST_CASE("a plan reads as a table", "[plan]") {
  const Design design = scbnn::plan(
      dense({2000, 12, 3}), parse("presentations = 2\npresentations_max = 4\nclock_mhz = 50\n"
                                  "encoder.presentations_per_cycle = 1\n"
                                  "layers.layer1 = {pe = 5, simd = 100}\n"
                                  "layers.layer2 = {pe = 3, simd = 8}"));
  CHECK(scbnn::plan_table(design) ==
        "stage    inputs  outputs  PE  SIMD  groups  chunks  visits  cycles  weight bits     used\n"
        "encoder   2,000           16                   125             250               100.0 %  "
        "<- slowest\n"
        "layer1    2,000       12   5   100       3      20       2     120       30,000   38.4 %\n"
        "layer2       12        3   3     8       1       2       1       2           48    0.6 %\n"
        "T = 2: 250 cycles per image, first result after 386; 524 XNORs per cycle, 30,048 weight "
        "bits; "
        "200,000 images per second at 50 MHz\n"
        "target generic: counters 3:2; registers before a sum: 1 (layer1), 1 (layer2)\n"
        "cycles per image at run-time T: 125 (T = 1), 250 (T = 2), 500 (T = 4)\n");
}

TEST_CASE("a table says where a gearbox is slowest", "[plan]") {
  const Design design = scbnn::plan(
      dense({13, 1}), parse("presentations = 3\npixels_per_beat = 4\nengine = \"presentations\"\n"
                            "presentations_per_cycle = 3\nencoder.presentations_per_cycle = 1\n"
                            "layers.layer1 = {pe = 1, simd = 1}"));
  const std::string table = scbnn::plan_table(design);
  CHECK(table.find("<- slowest") == std::string::npos);
  CHECK(table.find("\na gearbox between two stages needs 15 cycles\nT = 3: 15 cycles per image") !=
        std::string::npos);
}

TEST_CASE("pixels are rounded where nothing else is asked for", "[plan]") {
  const auto encoder = [](const std::string& keys) {
    return scbnn::plan(dense({32, 8, 2}), parse("cycles_per_image = 99\n" + keys)).encoder;
  };
  const std::string threshold = "encoder.kind = 'threshold'\n";
  for (int bits = 1; bits <= 7; ++bits) {
    const int levels = (1 << bits) - 1;
    const auto plan = encoder(threshold + "presentations = " + std::to_string(levels));
    CHECK(plan.coding == scbnn::PixelCoding::kRounded);
    CHECK(plan.pixel_bits == bits);
    CHECK(plan.beat_cycles(levels) == 1);
    CHECK(plan.latency(levels) == 0);
  }
  CHECK(encoder("input = 'fixed-point'").pixel_bits == 8);
  // Other numbers of levels, a run-time T, presentations one by one, another encoder: compared.
  for (const char* keys :
       {"presentations = 4\nencoder.kind = 'threshold'",
        "presentations = 1\npresentations_max = 1\nencoder.kind = 'threshold'",
        "presentations = 3\nengine = 'presentations'\nencoder.kind = 'threshold'",
        "presentations = 3\nmode = 'output'\nencoder.kind = 'threshold'",
        "presentations = 3\nencoder.kind = 'lattice'"}) {
    CAPTURE(keys);
    CHECK(encoder(keys).coding == scbnn::PixelCoding::kRandom);
  }
}
