// sc_ecc: a lane or a row that was written is read again, although a bit of each word has failed.
// proof: bmc=4 induction=0
`default_nettype none

module sc_ecc_props #(
  parameter Width = 7,
  parameter LaneWidth = 3,
  parameter Lanes = (Width + LaneWidth - 1) / LaneWidth,
  parameter LaneIndexWidth = (Lanes > 1) ? $clog2(Lanes) : 1,
  parameter CodeWidth = Width + 7 * Lanes,
  parameter CodeLaneWidth = LaneWidth + 7
) (
  input wire                      clk_i,
  input wire                      rst_i,
  input wire                      enable_i,
  input wire                      load_access_i,
  input wire                      load_write_i,
  input wire [LaneIndexWidth-1:0] load_lane_i,
  input wire [LaneWidth-1:0]      load_data_i,
  input wire                      code_error_i,
  input wire [CodeLaneWidth-1:0]  flips_i         // of the lane read
);

  localparam LastBits = Width - (Lanes - 1) * LaneWidth;

  // The lane of the access before, as a memory without latency keeps it.
  reg  [CodeLaneWidth-1:0] code_q;
  reg  [LaneWidth-1:0]     data_q;
  reg                      read_q;
  reg                      last_q;
  wire [CodeLaneWidth-1:0] code_o;
  wire [CodeLaneWidth-1:0] flips = flips_i & ({CodeLaneWidth{1'b1}} >> (last_q ? LaneWidth - LastBits : 0));

  wire [Width-1:0]         data_o;
  wire                     corrected_o;
  wire                     uncorrectable_o;
  wire [LaneWidth-1:0]     load_data_o;
  wire                     load_error_o;
  sc_ecc #(
    .Width    (Width),
    .LaneWidth(LaneWidth)
  ) u_dut (
    .clk_i          (clk_i),
    .rst_i          (rst_i),
    .enable_i       (enable_i),
    .row_i          ({CodeWidth{1'b0}}),
    .data_o         (data_o),
    .corrected_o    (corrected_o),
    .uncorrectable_o(uncorrectable_o),
    .load_access_i  (load_access_i),
    .load_write_i   (load_write_i),
    .load_lane_i    (load_lane_i),
    .load_data_i    (load_data_i),
    .code_o         (code_o),
    .code_i         (code_q ^ flips),
    .code_error_i   (code_error_i),
    .load_data_o    (load_data_o),
    .load_error_o   (load_error_o)
  );

  always @* assume (load_lane_i < Lanes);

  // Ones of a small word.
  function [5:0] ones;
    input [CodeLaneWidth-1:0] word;
    integer                   bit;
    begin
      ones = 6'd0;
      for (bit = 0; bit < CodeLaneWidth; bit = bit + 1) ones = ones + word[bit];
    end
  endfunction

  reg accessed_q = 1'b0;
  always @(posedge clk_i) begin
    accessed_q <= load_access_i;
    code_q     <= code_o;
    read_q     <= !load_write_i;
    last_q     <= load_lane_i == Lanes - 1;
    data_q     <= load_data_i;
    if (LastBits < LaneWidth && load_lane_i == Lanes - 1) begin
      data_q <= load_data_i & ({LaneWidth{1'b1}} >> (LaneWidth - LastBits));
    end
  end

  always @* begin
    assert (data_o == 0);
    if (accessed_q) begin
      if (ones(flips) < 2) assert (load_data_o == data_q);
      assert (load_error_o == (code_error_i || (read_q && ones(flips) == 2)) || ones(flips) > 2);
    end
  end
  always @(posedge clk_i) begin
    cover (accessed_q && read_q && load_error_o && !code_error_i);
    cover (accessed_q && read_q && ones(flips) == 1);
  end
endmodule

`default_nettype wire
