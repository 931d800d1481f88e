// Prints the testbench and the frames that it sends.
#include "generator/emit/flow/testbench.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

#include "generator/emit/top/top_interface.hpp"
#include "generator/verilog/writer.hpp"

namespace scbnn {
namespace {

/// One beat as {tlast, tdata} in hexadecimal; what is past the image repeats it.
std::string beat_text(const TestFrame& frame, int beat, int pixels_per_beat) {
  std::string text = beat + 1 == frame.beats ? "1" : "0";
  for (int k = pixels_per_beat - 1; k >= 0; --k) {
    const auto index = static_cast<std::size_t>(beat * pixels_per_beat + k) % frame.pixels.size();
    text += fmt::format("{:02x}", frame.pixels[index]);
  }
  return text + '\n';
}

std::string result_text(const Design& design, const TestFrame& frame, bool error) {
  const auto score = static_cast<std::uint64_t>(frame.expected_score) & 0xffffffU;
  const std::string used = design.totals ? fmt::format("{:02x}", frame.expected_used) : "";
  return fmt::format("{}{}{:06x}{:02x}\n", error ? 1 : 0, used, score, frame.expected_class);
}

/// {margin, log2 T}, as the ports take them.
std::uint64_t setting(const Design& design, const TestFrame& frame) {
  const auto margin = static_cast<std::uint64_t>(frame.margin);
  return margin << design.log2_width | static_cast<std::uint64_t>(frame.log2_presentations);
}

/// What a configuration port is bound to.
std::string setting_bits(const Design& design, const verilog::Port& port) {
  if (port.name == "cfg_log2_presentations") return verilog::slice("setting", port.width - 1, 0);
  const int low = design.log2_width;
  return verilog::slice("setting", low + port.width - 1, low);
}

std::string declarations(const Design& design, std::span<const TestFrame> frames) {
  int beats = 0;
  for (const TestFrame& frame : frames) beats += frame.beats;
  const int presentations =
      design.presentations_at_run_time
          ? 1 << std::min(frames.front().log2_presentations, design.log2_presentations_max())
          : design.presentations_max;
  const Cycles planned = cycles(design, presentations);
  const Cycles slowest = cycles(design, design.presentations_max);
  return fmt::format(
      R"(  localparam Frames      = {};
  localparam Beats       = {};  // of all frames together
  localparam PixelBits   = {};
  localparam SettingBits = {};
  localparam ResultBits  = {};
  // Planned cycles: from the first pixels to the first result, from result to result.
  localparam FirstResult    = {};
  localparam CyclesPerImage = {};
  // Cycles without a result that mean that none will come.
  localparam Patience = {};

  // What is sent: {{tlast, tdata}} beat by beat, {} frame by frame.
  reg [PixelBits:0]     beats    [0:Beats-1];
  reg [SettingBits-1:0] settings [0:Frames-1];
  // What must come: {{tuser, tdata}} frame by frame.
  reg [ResultBits:0]    results  [0:Frames-1];

  initial begin
    $readmemh("tb/beats.hex", beats);
    $readmemh("tb/settings.hex", settings);
    $readmemh("tb/results.hex", results);
    if ($test$plusargs("trace")) begin
      $dumpfile("{}_tb.vcd");
      $dumpvars;
    end
  end
)",
      frames.size(), beats, design.pixels.data_width(),
      (design.totals ? design.totals->margin_width : 0) + design.log2_width,
      design.result.beat_width, planned.first_result, planned.per_image,
      8 * (slowest.first_result + slowest.per_image), design.totals ? "{margin, log2 T}" : "log2 T",
      design.top);
}

constexpr const char* kControlPort = R"(  reg  [11:0]            s_axil_awaddr  = 12'd0;
  reg                    s_axil_awvalid = 1'b0;
  wire                   s_axil_awready;
  reg  [31:0]            s_axil_wdata   = 32'd0;
  wire [3:0]             s_axil_wstrb   = 4'hf;
  reg                    s_axil_wvalid  = 1'b0;
  wire                   s_axil_wready;
  wire [1:0]             s_axil_bresp;
  wire                   s_axil_bvalid;
  reg                    s_axil_bready  = 1'b0;
  wire [11:0]            s_axil_araddr  = 12'd0;
  wire                   s_axil_arvalid = 1'b0;
  wire                   s_axil_arready;
  wire [31:0]            s_axil_rdata;
  wire [1:0]             s_axil_rresp;
  wire                   s_axil_rvalid;
  wire                   s_axil_rready  = 1'b0;
  integer                written        = 0;   // registers, for the next frame

)";

std::string device(const Design& design) {
  verilog::Instance dut{design.top, "u_dut", {}, {}};
  for (const verilog::PortGroup& group : top_ports(design)) {
    auto& bindings = dut.ports.emplace_back();
    for (const verilog::Port& port : group.ports) {
      bindings.push_back(
          {port.name, port.name.starts_with("cfg_") ? setting_bits(design, port) : port.name});
    }
  }
  return R"(  reg                    aclk          = 1'b0;
  reg                    aresetn       = 1'b0;
  reg  [PixelBits-1:0]   s_axis_tdata  = {PixelBits{1'b0}};
  reg                    s_axis_tvalid = 1'b0;
  wire                   s_axis_tready;
  reg                    s_axis_tlast  = 1'b0;
  reg  [SettingBits-1:0] setting       = {SettingBits{1'b0}};
  wire [ResultBits-1:0]  m_axis_tdata;
  wire                   m_axis_tvalid;
  reg                    m_axis_tready = 1'b0;
  wire                   m_axis_tlast;
  wire                   m_axis_tuser;

)" + std::string(design.control ? kControlPort : "") +
         verilog::instance(dut);
}

/// Registers that a frame's settings are written to, after CONTROL: address and data.
std::vector<std::pair<int, std::string>> setting_writes(const Design& design) {
  const RegisterMap& map = design.control->map;
  const int log2 = design.log2_width;
  std::vector<std::pair<int, std::string>> writes = {{map.find("CONTROL")->offset, "32'd1"}};
  const auto add = [&](const char* name, int low) {
    const Register* found = map.find(name);
    if (found == nullptr) return;
    const int width = found->width;
    writes.emplace_back(found->offset,
                        fmt::format("{{{}'d0, wanted[{}:{}]}}", 32 - width, low + width - 1, low));
  };
  add("PRESENTATIONS", 0);
  add("MARGIN", log2);
  return writes;
}

/// Writes the registers before a frame that needs other settings than the one before it.
std::string setting_process(const Design& design) {
  const auto writes = setting_writes(design);
  std::string cases;
  for (std::size_t index = 0; index < writes.size(); ++index) {
    const std::string label = index + 1 == writes.size() ? "default" : fmt::format("{}", index);
    cases += fmt::format("          {}: {{s_axil_awaddr, s_axil_wdata}} <= {{12'h{:03x}, {}}};\n",
                         label, writes[index].first, writes[index].second);
  }
  return fmt::format(
      R"(  // Settings are registers: run, and what the next frame needs, once all beats before it are in.
  localparam Writes = {};
  reg  [SettingBits-1:0] wanted = {{SettingBits{{1'b0}}}};
  reg                    access = 1'b0;

  always @(posedge aclk) begin
    s_axil_bready <= 1'b1;
    if (!aresetn) begin
      written        <= 0;
      access         <= 1'b0;
      s_axil_awvalid <= 1'b0;
      s_axil_wvalid  <= 1'b0;
    end else begin
      if (s_axil_awready) s_axil_awvalid <= 1'b0;
      if (s_axil_wready)  s_axil_wvalid <= 1'b0;
      if (!access && written < Writes && !s_axis_tvalid) begin
        access         <= 1'b1;
        s_axil_awvalid <= 1'b1;
        s_axil_wvalid  <= 1'b1;
        case (written)
{}        endcase
      end
      if (s_axil_bvalid) begin
        access  <= 1'b0;
        written <= written + 1;
        if (s_axil_bresp != 2'b00) begin
          $display("FAIL pass %0d: a write of a register was refused", pass);
          $finish;
        end
      end
      if (offer && beats[beat][PixelBits] && sent + 1 < Frames && (!s_axis_tvalid || s_axis_tready))
        if (settings[sent+1] != settings[sent]) written <= 0;
    end
    wanted <= settings[sent < Frames ? sent : 0];
  end
)",
      writes.size(), cases);
}

/// Clock, gaps, and what the sender knows.
constexpr const char* kGaps = R"(
  always #5 aclk = ~aclk;

  // Pass 0 leaves no gaps, pass 1 has random gaps and back-pressure. A shift register gives the
  // same gaps in every simulator.
  integer    pass    = 0;
  reg [31:0] random  = 32'h5eed5eed;
  wire       pause   = pass != 0 && random[1:0] == 2'd0;
  wire       refuse  = pass != 0 && random[17:16] != 2'd0;

  always @(posedge aclk) begin
    random <= {random[30:0], random[31] ^ random[21] ^ random[1] ^ random[0]};
  end

  // Sends the beats. Only the setting beside a frame's first beat may count: the others get its
  // complement.
  integer beat       = 0;
  integer sent       = 0;
  reg     first_beat = 1'b1;
)";

/// Sends, and checks what comes.
constexpr const char* kChecks = R"(
  always @(posedge aclk) begin
    if (!aresetn) begin
      s_axis_tvalid <= 1'b0;
      first_beat    <= 1'b1;
      beat          <= 0;
      sent          <= 0;
    end else if (!s_axis_tvalid || s_axis_tready) begin
      s_axis_tvalid <= offer;
      if (offer) begin
        {s_axis_tlast, s_axis_tdata} <= beats[beat];
        setting    <= first_beat ? settings[sent] : ~settings[sent];
        first_beat <= beats[beat][PixelBits];
        beat       <= beat + 1;
        if (beats[beat][PixelBits]) sent <= sent + 1;
      end
    end
  end

  always @(posedge aclk) m_axis_tready <= aresetn && !refuse;

  // Checks the results, and in pass 0 the planned cycles to the first one. (A pipeline may take a
  // few results to reach its steady state: the cycles to the second one are only shown.)
  integer cycle    = 0;
  integer start    = -1;  // cycle in which the first pixels were accepted
  integer previous = 0;   // cycle of the result before
  integer received = 0;
  integer failures = 0;
  integer checked  = 0;

  always @(posedge aclk) begin
    cycle <= cycle + 1;
    if (!aresetn) begin
      start    <= -1;
      received <= 0;
    end else begin
      if (start < 0 && s_axis_tvalid && s_axis_tready) start <= cycle;
      if (m_axis_tvalid && m_axis_tready) begin
        received <= received + 1;
        previous <= cycle;
        checked  <= checked + 1;
        if (received >= Frames) begin
          failures <= failures + 1;
          $display("FAIL pass %0d: one result too many", pass);
        end else if ({m_axis_tlast, m_axis_tuser, m_axis_tdata} !== {1'b1, results[received]}) begin
          failures <= failures + 1;
          $display("FAIL pass %0d frame %0d: class %0d score %0d error %b, expected %0d %0d %b",
                   pass, received, m_axis_tdata[7:0], $signed(m_axis_tdata[31:8]), m_axis_tuser,
                   results[received][7:0], $signed(results[received][31:8]),
                   results[received][ResultBits]);
        end else if (pass == 0 && received == 0 && cycle - start != FirstResult) begin
          failures <= failures + 1;
          $display("FAIL pass 0: first result after %0d cycles, planned %0d", cycle - start,
                   FirstResult);
        end else begin
          $display("PASS pass %0d frame %0d: class %0d score %0d error %b", pass, received,
                   m_axis_tdata[7:0], $signed(m_axis_tdata[31:8]), m_axis_tuser);
        end
        if (pass == 0 && received == 1) begin
          $display("second result %0d cycles after the first, planned in the steady state %0d",
                   cycle - previous, CyclesPerImage);
        end
      end
    end
  end

)";

constexpr const char* kPasses =
    R"(  // Runs the passes, each after a cycle of reset, and waits after each for results that must not
  // come.
  integer idle = 0;

  always @(posedge aclk) begin
    idle    <= m_axis_tvalid || !aresetn ? 0 : idle + 1;
    aresetn <= 1'b1;
    if (idle > Patience) begin
      if (received < Frames) begin
        $display("FAIL pass %0d: only %0d of %0d results came", pass, received, Frames);
        $finish;
      end else if (pass == 1) begin
        if (failures == 0) $display("PASS: %0d results checked, all correct", checked);
        else               $display("FAIL: %0d of %0d results are wrong", failures, checked);
        $finish;
      end
      pass    <= pass + 1;
      idle    <= 0;
      aresetn <= 1'b0;
    end
  end

endmodule

`default_nettype wire
)";

/// The processes; where settings are registers, a frame waits for them.
std::string process(const Design& design) {
  std::string offer = "beat < Beats && !pause";
  std::string settings;
  if (design.control) {
    offer += fmt::format(" && (!first_beat || written == {})", setting_writes(design).size());
    settings = setting_process(design) + '\n';
  }
  return kGaps + ("  wire    offer      = " + offer + ";\n") + kChecks + settings + kPasses;
}

}  // namespace

FileSet testbench(const Design& design, std::span<const TestFrame> frames,
                  const std::string& header) {
  assert(frames.size() >= 2 && frames[0].log2_presentations == frames[1].log2_presentations);
  std::string beats;
  std::string settings;
  std::string results;
  for (const TestFrame& frame : frames) {
    for (int beat = 0; beat < frame.beats; ++beat) {
      beats += beat_text(frame, beat, design.encoder.pixels_per_beat);
    }
    settings += fmt::format("{:x}\n", setting(design, frame));
    results += result_text(design, frame, frame.beats != design.encoder.beats);
  }
  std::string text = header;
  text += verilog::comment(fmt::format(
      "Self-checking: sends {} frames twice, some of the wrong length, and checks "
      "every result and the planned cycles to the first one. Run it in the folder above; a line "
      "that starts with FAIL says what is wrong, and the last line is the verdict. +trace writes "
      "a VCD file.",
      frames.size()));
  text += "\n`timescale 1ns / 1ps\n`default_nettype none\n\n";
  text += fmt::format("module {}_tb;\n\n", design.top);
  text += declarations(design, frames) + '\n' + device(design) + process(design);
  return {{"tb/" + design.top + "_tb.v", text},
          {"tb/beats.hex", beats},
          {"tb/settings.hex", settings},
          {"tb/results.hex", results}};
}

}  // namespace scbnn
