// Quotes text from others for use in generated text: one function for each language.
//
// File names, ONNX names, options and texts of technology files may hold anything: a line break
// would end a comment, an escape sequence would drive the user's terminal. They pass through one of
// these functions on their way out, and nothing else prints them.
#pragma once

#include <string>
#include <string_view>

namespace scbnn {

/// Whether `text` is one line that every reader shows as it is: valid UTF-8 without control
/// characters (line breaks among them), separators of lines and paragraphs, and characters that
/// reorder or hide their neighbours (bidirectional controls, zero-width characters).
[[nodiscard]] bool is_plain(std::string_view text);

/// `text` made plain: what is not becomes \n, \t, \x1b (a byte) or \u{202e} (a character). Plain
/// text stays as it is. For terminals, and for comments that end with their line.
[[nodiscard]] std::string plain(std::string_view text);

/// The same for text of several lines, whose line breaks stay.
[[nodiscard]] std::string plain_lines(std::string_view text);

/// A text as a TOML string: quoted, escaped, whole. Bytes that are no UTF-8, which TOML cannot
/// hold, are made plain.
[[nodiscard]] std::string toml_string(std::string_view text);

/// A user's text for a message: the same, but cut when long. Never for a file.
[[nodiscard]] std::string in_quotes(std::string_view text);

/// A part of a dotted key as TOML writes it: bare where it can be, quoted otherwise.
[[nodiscard]] std::string toml_key(std::string_view name);

/// One word of a POSIX shell: bare where it can be, in '..' otherwise. What is not plain is written
/// as $'\n', which bash, zsh and ksh read back to the same bytes; the word is plain always.
[[nodiscard]] std::string shell_word(std::string_view word);

/// The inside of a comment of C, /* .. */: plain, and nothing in it opens or closes one.
[[nodiscard]] std::string block_comment(std::string_view text);

/// Prose in Markdown: plain, and no character of it is markup.
[[nodiscard]] std::string markdown_text(std::string_view text);

/// A span of code in Markdown, with as many backticks around as it needs. Made plain.
[[nodiscard]] std::string markdown_code(std::string_view text);

}  // namespace scbnn
