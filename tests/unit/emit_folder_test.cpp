// A folder is written whole or not at all, and never over what is not ours.
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>
#include <functional>
#include <iterator>
#include <random>

#include "deliverable/checksums.hpp"
#include "deliverable/folder.hpp"
#include "generator/emit/emit.hpp"
#include "support/problem.hpp"
#include "tests/unit/emit_fixture.hpp"

namespace fs = std::filesystem;
using Catch::Matchers::Contains;
using scbnn::FileSet;
using scbnn::test::TemporaryFolder;

namespace {

/// A small output with a manifest; `mark` tells two of them apart.
FileSet output(const std::string& mark, std::size_t bytes = 100) {
  FileSet files{
      {"README.md", mark + '\n'}, {"rtl/a.v", mark}, {"mem/a.hex", std::string(bytes, 'x')}};
  files[scbnn::kManifestName] = scbnn::seal_manifest("{}", files);
  return files;
}

std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void put(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path) << text;
}

bool holds(const fs::path& folder, const FileSet& files) {
  return std::all_of(files.begin(), files.end(), [&](const auto& file) {
    return fs::exists(folder / file.first) && text_of(folder / file.first) == file.second;
  });
}

int entries(const fs::path& folder) {
  return static_cast<int>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

std::string refusal(const FileSet& files, const fs::path& folder) {
  try {
    scbnn::write_folder(files, folder);
  } catch (const scbnn::InputError& error) {
    return error.what();
  }
  return "";
}

/// Runs `body` in a process of its own and gives its wait status.
int in_child(const std::function<int()>& body) {
  const pid_t child = fork();
  if (child == 0) _exit(body());
  int status = 0;
  waitpid(child, &status, 0);
  return status;
}

}  // namespace

TEST_CASE("a new folder holds every file and nothing else appears beside it", "[folder]") {
  const TemporaryFolder place;
  scbnn::write_folder(output("one"), place / "out");
  CHECK(holds(place / "out", output("one")));
  CHECK(entries(place.path()) == 1);
  CHECK(entries(place / "out") == 4);
}

TEST_CASE("an empty folder and an earlier output are replaced", "[folder]") {
  const TemporaryFolder place;
  fs::create_directory(place / "out");
  scbnn::write_folder(output("one"), place / "out");
  put(place / "out/build/obj_dir/Vtop", "scratch of a simulation");
  fs::remove(place / "out/README.md");  // what is missing is no loss
  scbnn::write_folder(output("two"), place / "out/");
  CHECK(holds(place / "out", output("two")));
  CHECK_FALSE(fs::exists(place / "out/build"));
  CHECK(entries(place.path()) == 1);
}

TEST_CASE("a folder reached through a link is replaced where it stands", "[folder]") {
  const TemporaryFolder place;
  scbnn::write_folder(output("one"), place / "real");
  fs::create_directory_symlink("real", place / "link");
  scbnn::write_folder(output("two"), place / "link");
  CHECK(holds(place / "real", output("two")));
  CHECK(fs::is_symlink(place / "link"));
}

TEST_CASE("what is not ours stays, and is named", "[folder]") {
  const TemporaryFolder place;
  const fs::path out = place / "out";
  SECTION("a folder of somebody else") {
    put(out / "thesis.tex", "years of work");
    CHECK_THAT(refusal(output("two"), out), Contains("thesis.tex"));
    CHECK(text_of(out / "thesis.tex") == "years of work");
  }
  SECTION("a changed file") {
    scbnn::write_folder(output("one"), out);
    put(out / "rtl/a.v", "improved by hand");
    CHECK_THAT(refusal(output("two"), out), Contains("rtl/a.v (changed)"));
    CHECK(text_of(out / "rtl/a.v") == "improved by hand");
  }
  SECTION("an added file, also inside a folder of ours") {
    scbnn::write_folder(output("one"), out);
    put(out / "rtl/notes.txt", "mine");
    CHECK_THAT(refusal(output("two"), out), Contains("rtl/notes.txt"));
    CHECK(text_of(out / "rtl/notes.txt") == "mine");
  }
  SECTION("an added folder, even an empty one") {
    scbnn::write_folder(output("one"), out);
    fs::create_directory(out / "results");
    CHECK_THAT(refusal(output("two"), out), Contains("results"));
  }
  SECTION("a link in the place of a file, with the right contents behind it") {
    scbnn::write_folder(output("one"), out);
    fs::rename(out / "rtl/a.v", place / "a.v");
    fs::create_symlink(place / "a.v", out / "rtl/a.v");
    CHECK_THAT(refusal(output("two"), out), Contains("rtl/a.v (changed)"));
  }
  SECTION("a manifest changed by hand, so that it would allow anything") {
    scbnn::write_folder(output("one"), out);
    std::string manifest = text_of(out / "manifest.json");
    manifest.insert(1, "\n  \"mine\": 1,");
    put(out / "manifest.json", manifest);
    CHECK_THAT(refusal(output("two"), out),
               Contains("manifest.json (changed, or not written by scbnn)"));
  }
  SECTION("a manifest that is not even ours") {
    put(out / "manifest.json", "{\"files\": {}, \"manifest_sha256\": 3}");
    CHECK_THAT(refusal(output("two"), out), Contains("manifest.json"));
  }
  SECTION("a sealed manifest that names files elsewhere") {
    for (const char* path : {"/etc/hostname", "../x", "rtl/../../x"}) {
      put(out / "manifest.json", scbnn::seal_manifest("{}", {{path, "x"}}));
      CHECK_THAT(refusal(output("two"), out),
                 Contains("manifest.json (changed, or not written by scbnn)"));
    }
  }
  SECTION("many files are counted, not listed") {
    for (int i = 0; i < 30; ++i) put(out / ("file" + std::to_string(i)), "");
    CHECK_THAT(refusal(output("two"), out), Contains("file0, file1") && Contains("and 22 more"));
  }
  CHECK(entries(place.path()) <= 2);
}

TEST_CASE("a place that cannot hold the folder is an error that names it", "[folder]") {
  const TemporaryFolder place;
  SECTION("the path is a file") {
    put(place / "out", "a file");
    CHECK_THAT(refusal(output("one"), place / "out"), Contains("is not a folder"));
    CHECK(text_of(place / "out") == "a file");
  }
  SECTION("the parent is a file") {
    put(place / "file", "a file");
    CHECK_THAT(refusal(output("one"), place / "file/out"), Contains("is not a folder"));
  }
  SECTION("the parent does not exist") {
    CHECK_THAT(refusal(output("one"), place / "no/such/out"),
               Contains("does not exist") && Contains("/no/such'"));
    CHECK(entries(place.path()) == 0);
  }
  SECTION("the working folder, or one above it") {
    const fs::path before = fs::current_path();
    fs::create_directories(place / "out/deep");
    fs::current_path(place / "out/deep");
    const std::string here = refusal(output("one"), ".");
    const std::string above = refusal(output("one"), place / "out");
    fs::current_path(before);
    CHECK_THAT(here, Contains("is the working folder or contains it"));
    CHECK_THAT(above, Contains("is the working folder or contains it"));
  }
  SECTION("the root, or nothing") {
    CHECK_THAT(refusal(output("one"), "/"), Contains("is not a place"));
    CHECK_THAT(refusal(output("one"), ""), Contains("is not a place"));
  }
}

TEST_CASE("a folder that is not writable is an error", "[folder]") {
  const TemporaryFolder place;
  fs::create_directory(place / "locked");
  fs::permissions(place / "locked", fs::perms::owner_read | fs::perms::owner_exec);
  const int status = in_child([&] {
    // Root may write anywhere: become nobody.
    if (geteuid() == 0) {
      chmod(place.path().c_str(), 0755);
      chmod((place / "locked").c_str(), 0555);
      if (setuid(65534) != 0) return 2;
    }
    const std::string message = refusal(output("one"), place / "locked/out");
    return message.find("cannot be written: Permission denied") != std::string::npos ? 0 : 1;
  });
  CHECK(status == 0);
  CHECK(entries(place / "locked") == 0);
  fs::permissions(place / "locked", fs::perms::owner_all);
}

TEST_CASE("a file size limit is reported and leaves nothing behind", "[folder]") {
  const TemporaryFolder place;
  scbnn::write_folder(output("one"), place / "out");
  const int status = in_child([&] {
    const rlimit limit{50'000, 50'000};
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0) return 2;
    const std::string message = refusal(output("two", 100'000), place / "out");
    return message.find("(mem/a.hex): File too large") != std::string::npos ? 0 : 1;
  });
  CHECK(status == 0);
  CHECK(holds(place / "out", output("one")));
  CHECK(entries(place.path()) == 1);
}

TEST_CASE("a full disk is reported and leaves nothing behind", "[folder]") {
  const TemporaryFolder place;
  constexpr int kNoMount = 77;
  const int status = in_child([&] {
    // A disk of 64 KiB, seen by this process alone.
    if (unshare(geteuid() == 0 ? CLONE_NEWNS : CLONE_NEWUSER | CLONE_NEWNS) != 0) return kNoMount;
    mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr);
    if (mount("none", place.path().c_str(), "tmpfs", 0, "size=64k") != 0) return kNoMount;
    if (!refusal(output("one"), place / "out").empty()) return 1;
    const std::string message = refusal(output("two", 100'000), place / "out");
    if (message.find("(mem/a.hex): No space left on device") == std::string::npos) return 2;
    if (!holds(place / "out", output("one"))) return 3;
    return entries(place.path()) == 1 ? 0 : 4;
  });
  if (WIFEXITED(status) && WEXITSTATUS(status) == kNoMount) {
    WARN("skipped: this machine does not let the test mount a small disk");
    return;
  }
  CHECK(status == 0);
}

TEST_CASE("an interrupt leaves the old folder or the new one, whole", "[folder]") {
  const TemporaryFolder place;
  const FileSet one = output("one", 2'000'000);
  const FileSet two = output("two", 2'000'000);
  std::mt19937 random(1);
  int killed = 0;
  for (int round = 0; round < 40; ++round) {
    scbnn::write_folder(one, place / "out");
    // Held until the child is past the test framework's own handler.
    sigset_t interrupt;
    sigemptyset(&interrupt);
    sigaddset(&interrupt, SIGINT);
    sigprocmask(SIG_BLOCK, &interrupt, nullptr);
    const pid_t child = fork();
    if (child == 0) {
      std::signal(SIGINT, SIG_DFL);
      sigprocmask(SIG_UNBLOCK, &interrupt, nullptr);
      for (;;) scbnn::write_folder(two, place / "out");
    }
    sigprocmask(SIG_UNBLOCK, &interrupt, nullptr);
    usleep(static_cast<useconds_t>(random() % 20'000));
    kill(child, SIGINT);
    int status = 0;
    waitpid(child, &status, 0);
    killed += WIFSIGNALED(status) && WTERMSIG(status) == SIGINT ? 1 : 0;
    REQUIRE((holds(place / "out", one) || holds(place / "out", two)));
    REQUIRE(entries(place.path()) == 1);
  }
  CHECK(killed == 40);
}
