// Side data, in Verilog.
#pragma once

#include <string>
#include <string_view>

#include "generator/plan/stream.hpp"

namespace scbnn {

/// "margin", "log2", "error".
[[nodiscard]] std::string_view name_of(SideField field);

/// What a stream's side wire is called: "error" if it is only that flag, otherwise "side".
[[nodiscard]] std::string_view name_of(const SideFields& side);

/// The fields as one word, each by its name: "{PREFIXmargin, PREFIXlog2SUFFIX, PREFIXerrorSUFFIX}".
[[nodiscard]] std::string joined(const SideFields& side, std::string_view prefix,
                                 std::string_view suffix = "");

/// The bits of a field in the wires of all: "wires[4:1]", or "wires" if it is the only one.
[[nodiscard]] std::string field_of(const SideFields& side, SideField field,
                                   const std::string& wires);

}  // namespace scbnn
