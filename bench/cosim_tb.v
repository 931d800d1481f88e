// cosim_tb: sends frames back to back and counts cycles; the plainest driver of a generated design,
// so that another simulator's speed on it can be measured (bench/cosim.py).
//
// `TOP names the design, `BEAT_BITS the width of its pixel bus, `BEATS the lines of beats.hex
// ({tlast, tdata} each, sent round and round), `FRAMES the results to wait for, `LOG2_BITS the
// width of its T port and `LOG2 what it shows (neither where T is fixed).
`timescale 1ns / 1ps
`default_nettype none

module cosim_tb;

  reg [`BEAT_BITS:0] beats [0:`BEATS-1];
  initial $readmemh("beats.hex", beats);

  reg         aclk    = 1'b0;
  reg         aresetn = 1'b0;
  integer     beat    = 0;
  integer     cycles  = 0;
  integer     results = 0;
  wire        tready;
  wire [31:0] result;
  wire        result_valid;

  `TOP u_dut (
`ifdef LOG2
    .cfg_log2_presentations (`LOG2_BITS'd`LOG2),
`endif
    .aclk          (aclk),
    .aresetn       (aresetn),
    .s_axis_tdata  (beats[beat % `BEATS][`BEAT_BITS-1:0]),
    .s_axis_tvalid (aresetn),
    .s_axis_tready (tready),
    .s_axis_tlast  (beats[beat % `BEATS][`BEAT_BITS]),
    .m_axis_tdata  (result),
    .m_axis_tvalid (result_valid),
    .m_axis_tready (1'b1),
    .m_axis_tlast  (),
    .m_axis_tuser  ()
  );

  always #5 aclk = ~aclk;

  always @(posedge aclk) begin
    cycles  <= cycles + 1;
    aresetn <= cycles >= 4;
    if (aresetn && tready) beat <= beat + 1;
    if (result_valid) begin
      results <= results + 1;
      if (results + 1 == `FRAMES) begin
        $display("cycles %0d", cycles);
        $finish;
      end
    end
  end

endmodule

`default_nettype wire
