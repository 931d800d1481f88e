// scbnn shapes as it is typed: files that read back, and no file of the user overwritten.
#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "sim/data/dataset.hpp"
#include "sim/data/shapes.hpp"
#include "tests/unit/models_program.hpp"

using namespace scbnn;
using Catch::Contains;
namespace fs = std::filesystem;

TEST_CASE("shapes writes files that read back as the drawn set", "[shapes][cli]") {
  const test::DataFolder folder;
  const test::Ran ran = test::run_program(folder, "shapes --out s --json f.json");
  CHECK(ran.status == 0);
  CHECK(ran.err.empty());
  const std::string path = (folder.path() / "s").string();
  for (const Split split : {Split::kTrain, Split::kValidation, Split::kTest}) {
    const Dataset read = load_dataset(path, split);
    const Dataset drawn = draw_shapes(split);
    CHECK(read.pixels == drawn.pixels);
    CHECK(read.labels == drawn.labels);
  }
  CHECK_THAT(test::read_text(folder.path() / "s/shapes.txt"), Contains("9 arrow"));
  const auto figures = nlohmann::json::parse(test::read_text(folder.path() / "f.json"));
  CHECK(figures["train"] == 60'000);
  CHECK(figures["t10k"] == 10'000);
}

TEST_CASE("shapes writes a part, and replaces its own output only", "[shapes][cli]") {
  const test::DataFolder folder;
  CHECK(test::run_program(folder, "shapes --out s --split test --count 30").status == 0);
  CHECK(load_dataset((folder.path() / "s").string(), Split::kTest).count() == 30);
  CHECK(!fs::exists(folder.path() / "s/train-images-idx3-ubyte.gz"));
  CHECK(test::run_program(folder, "shapes --out s/ --split test --count 20").status == 0);
  CHECK(load_dataset((folder.path() / "s").string(), Split::kTest).count() == 20);

  folder.write("s/thesis.tex", "years of work");
  const test::Ran other = test::run_program(folder, "shapes --out s --split test --count 10");
  CHECK(other.status == 2);
  CHECK_THAT(other.err, Contains("holds 'thesis.tex', which this program did not write"));
  CHECK(test::read_text(folder.path() / "s/thesis.tex") == "years of work");

  folder.write("mnist/t10k-labels-idx1-ubyte.gz", "somebody's");
  const test::Ran data = test::run_program(folder, "shapes --out mnist --split test --count 10");
  CHECK(data.status == 2);
  CHECK_THAT(data.err, Contains("holds a data set that this program did not write"));
  CHECK(test::read_text(folder.path() / "mnist/t10k-labels-idx1-ubyte.gz") == "somebody's");

  fs::create_directory(folder.path() / "empty");
  CHECK(test::run_program(folder, "shapes --out empty --split test --count 10").status == 0);
  CHECK(fs::exists(folder.path() / "empty/t10k-images-idx3-ubyte.gz"));
}

TEST_CASE("shapes leaves nothing behind where it cannot write", "[shapes][cli]") {
  const test::DataFolder folder;
  folder.write("file", "text");
  CHECK(test::run_program(folder, "shapes --out file --split test --count 5").status == 2);
  CHECK(test::run_program(folder, "shapes --out file/below --split test --count 5").status == 2);
  CHECK(test::run_program(folder, "shapes --sheet no/where.png").status == 2);
  CHECK(test::run_program(folder, "shapes").status == 2);
  CHECK(test::run_program(folder, "shapes --out s --split test --count 10001").status == 2);
  int entries = 0;
  for ([[maybe_unused]] const auto& entry : fs::directory_iterator(folder.path())) ++entries;
  CHECK(entries == 1);
}

TEST_CASE("shapes draws a contact sheet", "[shapes][cli]") {
  const test::DataFolder folder;
  CHECK(test::run_program(folder, "shapes --split test --sheet s.png --columns 3").status == 0);
  CHECK(test::read_text(folder.path() / "s.png").substr(1, 3) == "PNG");
}
