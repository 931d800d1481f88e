// Outputs that a user names: whole or not at all, and nothing but files is replaced.
#include "support/files.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "support/problem.hpp"

using namespace scbnn;
namespace fs = std::filesystem;

namespace {

class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "scbnn-files-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  fs::path operator/(const char* name) const { return path_ / name; }
  [[nodiscard]] std::ptrdiff_t entries() const {
    return std::distance(fs::directory_iterator(path_), fs::directory_iterator());
  }

 private:
  fs::path path_;
};

void fill(const fs::path& file, const std::string& text) { std::ofstream(file) << text; }

}  // namespace

TEST_CASE("a file is written and replaced, its permissions stay", "[files]") {
  const Folder folder;
  write_file(folder / "new", "one");
  CHECK(read_file(folder / "new") == "one");
  fs::permissions(folder / "new", fs::perms::owner_read | fs::perms::owner_write);
  write_file(folder / "new", "two");
  CHECK(read_file(folder / "new") == "two");
  CHECK(fs::status(folder / "new").permissions() ==
        (fs::perms::owner_read | fs::perms::owner_write));
  CHECK(folder.entries() == 1);
}

TEST_CASE("a link stays, the file that it leads to is written", "[files]") {
  const Folder folder;
  fill(folder / "target", "old");
  fs::create_symlink("target", folder / "link");
  fs::create_symlink("absent", folder / "dangling");
  write_file(folder / "link", "new");
  write_file(folder / "dangling", "made");
  CHECK(fs::is_symlink(folder / "link"));
  CHECK(read_file(folder / "target") == "new");
  CHECK(fs::is_symlink(folder / "dangling"));
  CHECK(read_file(folder / "absent") == "made");

  fs::create_symlink("loop", folder / "loop");
  CHECK_THROWS_AS(write_file(folder / "loop", ""), InputError);
}

TEST_CASE("a device and a FIFO are written through, and stay", "[files]") {
  const Folder folder;
  write_file("/dev/null", "gone");
  CHECK(fs::is_character_file("/dev/null"));
  CHECK_THROWS_AS(write_file("/dev/full", "lost"), InputError);
  CHECK(fs::is_character_file("/dev/full"));

  REQUIRE(mkfifo((folder / "fifo").c_str(), 0600) == 0);
  std::string read;
  std::thread reader([&] { std::getline(std::ifstream(folder / "fifo"), read); });
  write_file(folder / "fifo", "through");
  reader.join();
  CHECK(read == "through");
  CHECK(fs::is_fifo(folder / "fifo"));
}

TEST_CASE("what a tool made takes its place", "[files]") {
  const Folder folder;
  fill(folder / "made", "waves");
  fill(folder / "target", "old");
  fs::create_symlink("target", folder / "link");
  place_file(folder / "made", folder / "link");
  CHECK(fs::is_symlink(folder / "link"));
  CHECK(read_file(folder / "target") == "waves");
  CHECK_FALSE(fs::exists(folder / "made"));

  fill(folder / "made", "waves");
  place_file(folder / "made", "/dev/null");
  CHECK(fs::is_character_file("/dev/null"));
  CHECK_FALSE(fs::exists(folder / "made"));
}

TEST_CASE("a place that cannot be written is found before the work", "[files]") {
  const Folder folder;
  CHECK_NOTHROW(check_writable(""));
  CHECK_NOTHROW(check_writable("-"));
  CHECK_NOTHROW(check_writable((folder / "new").string()));
  CHECK_NOTHROW(check_writable("/dev/null"));
  CHECK_THROWS_AS(check_writable((folder / "absent").string() + "/file"), InputError);
  CHECK_THROWS_AS(check_writable(folder / "."), InputError);
  CHECK(folder.entries() == 0);
}

TEST_CASE("a folder and a device are no files to read", "[files]") {
  CHECK_THROWS_WITH(read_file("/dev/zero", "an ONNX file"),
                    "/dev/zero: is a device; an ONNX file is needed");
  CHECK_THROWS_WITH(read_file("/tmp"), "/tmp: is a folder; a file is needed");
  const Folder folder;
  fill(folder / "text", "0123456789");
  CHECK(read_file(folder / "text", "a file", 4) == "0123");
}

TEST_CASE("an output that fails leaves the earlier file as it was", "[files]") {
  const Folder folder;
  CHECK_THROWS_AS(write_file(folder / "absent/file", "text"), InputError);
  fs::create_directory(folder / "sub");
  CHECK_THROWS_AS(write_file(folder / "sub", "text"), InputError);
  CHECK(folder.entries() == 1);
}
