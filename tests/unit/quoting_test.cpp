// What others wrote, in every language that we write.
#include "support/quoting.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "support/problem.hpp"

using namespace scbnn;

TEST_CASE("plain text is one line without anything that hides or reorders", "[quoting]") {
  for (const char* text : {"", "layer1/MatMul", "modèle (1).onnx", "模型", "a\\b", "x'\"`$(y)"}) {
    CHECK(is_plain(text));
    CHECK(plain(text) == text);
  }
  struct Case {
    std::string text;
    std::string shown;
  };
  const std::vector<Case> cases{
      {"a\nb", "a\\nb"},
      {"a\r\tb", "a\\r\\tb"},
      {"\x1b[2J", "\\x1b[2J"},
      {std::string("a\0b", 3), "a\\x00b"},
      {"\x7f", "\\x7f"},
      {"\xc2\x9b", "\\u{9b}"},  // C1: a terminal may take it for ESC [
      {"\xe2\x80\xae"
       "cod",
       "\\u{202e}cod"},                              // right-to-left override
      {"\xe2\x81\xa6", "\\u{2066}"},                 // isolate
      {"\xe2\x80\xa8", "\\u{2028}"},                 // line separator
      {"\xe2\x80\x8b", "\\u{200b}"},                 // zero width
      {"\xef\xbb\xbf", "\\u{feff}"},                 // byte order mark
      {"\xff", "\\xff"},                             // never UTF-8
      {"\xc3", "\\xc3"},                             // cut
      {"\xc0\xaf", "\\xc0\\xaf"},                    // overlong /
      {"\xe0\x80\xaf", "\\xe0\\x80\\xaf"},           // overlong /
      {"\xed\xa0\x80", "\\xed\\xa0\\x80"},           // surrogate
      {"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"},  // above U+10FFFF
      {"\xf3\xa0\x81\x81", "\\u{e0041}"},            // tag
  };
  for (const auto& [text, shown] : cases) {
    CHECK_FALSE(is_plain(text));
    CHECK(plain(text) == shown);
    CHECK(is_plain(plain(text)));
  }
  CHECK(plain_lines("a\n\x1b") == "a\n\\x1b");
}

TEST_CASE("a TOML string holds any text on one line", "[quoting]") {
  CHECK(toml_string("a\"b\\c") == R"("a\"b\\c")");
  CHECK(toml_string("a\nb\x01\x7f") == R"("a\u000Ab\u0001\u007F")");
  CHECK(toml_string("\xe2\x80\xae") == R"("\u202E")");
  CHECK(toml_string("\xf3\xa0\x81\x81") == R"("\U000E0041")");
  CHECK(toml_string("\xff") == R"("\\xff")");
}

TEST_CASE("a comment of C does not end early", "[quoting]") {
  CHECK(block_comment("a */ b /* c") == "a * / b / * c");
  CHECK(block_comment("**//*/") == "** // * /");
  CHECK(block_comment("a\nb") == "a\\nb");
}

TEST_CASE("Markdown shows text and runs none of it", "[quoting]") {
  CHECK(markdown_code("a") == "`a`");
  CHECK(markdown_code("a`b") == "``a`b``");
  CHECK(markdown_code("``") == "``` `` ```");
  CHECK(markdown_text("<img src=x> [a](b) *c*") == R"(\<img src=x\> \[a\](b) \*c\*)");
}

TEST_CASE("a shell word is bare, quoted, or written with escapes", "[quoting]") {
  CHECK(shell_word("models/a-1.onnx") == "models/a-1.onnx");
  CHECK(shell_word("") == "''");
  CHECK(shell_word("a b") == "'a b'");
  CHECK(shell_word("it's $(x) `y`") == R"('it'\''s $(x) `y`')");
  CHECK(shell_word("a\n'b'\\") == R"($'a\012\'b\'\\')");
  CHECK(is_plain(shell_word("\xff\n\x1b\xe2\x80\xae")));
}

TEST_CASE("problems are shown plain", "[quoting]") {
  const InputError error("a\n\x1b[2J", "b\x1b\nnext line");
  CHECK(std::string(error.what()) == "a\\n\\x1b[2J: b\\x1b\nnext line");
}
