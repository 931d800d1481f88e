// The spelling of Verilog names, and the words that Verilog keeps for itself.
#include "generator/verilog/name.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "support/quoting.hpp"

namespace scbnn {
namespace {

constexpr std::size_t kLongestModuleName = 64;

// Words of IEEE 1800-2017, annex B, those of Verilog-2005 among them: tools that read SystemVerilog
// refuse them all as names of modules. A blank stands around each.
constexpr std::string_view kReserved =
    " accept_on alias always always_comb always_ff always_latch and assert assign assume "
    "automatic before begin bind bins binsof bit break buf bufif0 bufif1 byte case casex casez "
    "cell chandle checker class clocking cmos config const constraint context continue cover "
    "covergroup coverpoint cross deassign default defparam design disable dist do edge else end "
    "endcase endchecker endclass endclocking endconfig endfunction endgenerate endgroup "
    "endinterface endmodule endpackage endprimitive endprogram endproperty endsequence "
    "endspecify endtable endtask enum event eventually expect export extends extern final "
    "first_match for force foreach forever fork forkjoin function generate genvar global highz0 "
    "highz1 if iff ifnone ignore_bins illegal_bins implements implies import incdir include "
    "initial inout input inside instance int integer interconnect interface intersect join "
    "join_any join_none large let liblist library local localparam logic longint macromodule "
    "matches medium modport module nand negedge nettype new nexttime nmos nor noshowcancelled "
    "not notif0 notif1 null or output package packed parameter pmos posedge primitive priority "
    "program property protected pull0 pull1 pulldown pullup pulsestyle_ondetect "
    "pulsestyle_onevent pure rand randc randcase randsequence rcmos real realtime ref reg "
    "reject_on release repeat restrict return rnmos rpmos rtran rtranif0 rtranif1 s_always "
    "s_eventually s_nexttime s_until s_until_with scalared sequence shortint shortreal "
    "showcancelled signed small soft solve specify specparam static string strong strong0 "
    "strong1 struct super supply0 supply1 sync_accept_on sync_reject_on table tagged task this "
    "throughout time timeprecision timeunit tran tranif0 tranif1 tri tri0 tri1 triand trior "
    "trireg type typedef union unique unique0 unsigned until until_with untyped use uwire var "
    "vectored virtual void wait wait_order wand weak weak0 weak1 while wildcard wire with within "
    "wor xnor xor ";

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::string why_no_module_name(std::string_view name) {
  const bool spelled =
      !name.empty() && name.size() <= kLongestModuleName && is_letter(name[0]) &&
      std::all_of(name.begin(), name.end(), [](char c) { return is_letter(c) || is_digit(c); });
  if (!spelled) {
    return fmt::format("is {}; allowed: 1..{} letters, digits and _, no digit first",
                       in_quotes(name), kLongestModuleName);
  }
  if (kReserved.find(fmt::format(" {} ", name)) != std::string_view::npos) {
    return fmt::format("is {}, a keyword of Verilog; allowed: any other name", in_quotes(name));
  }
  if (name.starts_with("sc_")) {
    return fmt::format("is {}; names that start with sc_ belong to the leaf modules",
                       in_quotes(name));
  }
  return {};
}

std::string to_module_name(std::string_view text) {
  std::string name;
  for (const char c : text.substr(0, kLongestModuleName - 4)) {
    name += is_letter(c) || is_digit(c) ? c : '_';
  }
  if (name.empty() || is_digit(name[0])) name = "n_" + name;
  return why_no_module_name(name).empty() ? name : "n_" + name;
}

}  // namespace scbnn
