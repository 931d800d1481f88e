// SPDX-License-Identifier: MIT
//
// sc_frame_buffer: two frames of words, one being written while the other is read at random.
//
// Words 0, 1, .. of a frame are written as they come; the frame is handed over whole, with the
// word that carries last_i, and may be read in any order and as often as needed until release_i.
// The two banks share one memory: word w of bank b is row 2*w + b.
//
// A frame whose last word is taken in cycle t shows in t+1. After a release in cycle t the other
// bank, if full, shows in t+1, and words are accepted into the released one from t+1. Read latency
// is 1 cycle; read data holds while read_i is low, over a release too.
//
//   clk_i          _/~\_/~\_/~\_/~\_/~\_/~\_
//   valid_i        _/~~~~~~~\_______________
//   last_i         _____/~~~\_______________
//   frame_valid_o  _________/~~~~~~~\_______
//   read_i         _________/~~~~~~~\_______
//   release_i      _____________/~~~\_______
//   read_data_o    -------------< W0>< W1
`default_nettype none

module sc_frame_buffer #(
  // Bits of a word, >= 1.
  parameter Width = 64,
  // Words of a frame at most, >= 1.
  parameter Words = 13,
  // Bits that travel with a frame.
  parameter SideWidth = 1,
  // Derived, do not override.
  parameter AddrWidth = (Words > 1) ? $clog2(Words) : 1
) (
  input  wire                 clk_i,
  input  wire                 rst_i,          // synchronous, active high

  // Words in; side_i counts with last_i.
  input  wire                 valid_i,
  output wire                 ready_o,
  input  wire [Width-1:0]     data_i,
  input  wire                 last_i,
  input  wire [SideWidth-1:0] side_i,

  // The older frame, as long as frame_valid_o.
  output wire                 frame_valid_o,
  output wire [SideWidth-1:0] side_o,
  input  wire                 release_i,
  input  wire                 read_i,
  input  wire [AddrWidth-1:0] read_addr_i,
  output wire [Width-1:0]     read_data_o     // one cycle after read_i
);

  generate
    if (Width < 1 || Words < 1) begin : g_check
      ERROR_sc_frame_buffer_Width_and_Words_must_be_at_least_1 u_error ();
    end
  endgenerate

  reg  [1:0]           full_q;        // by bank
  reg                  write_bank_q;
  reg                  read_bank_q;
  reg  [AddrWidth-1:0] write_addr_q;

  wire write = valid_i && ready_o;
  wire hand_over = write && last_i;

  // Control: reset.
  always @(posedge clk_i) begin
    if (rst_i) begin
      full_q       <= 2'b00;
      write_bank_q <= 1'b0;
      read_bank_q  <= 1'b0;
      write_addr_q <= {AddrWidth{1'b0}};
    end else begin
      if (hand_over) full_q[write_bank_q] <= 1'b1;
      if (release_i) full_q[read_bank_q] <= 1'b0;

      write_bank_q <= write_bank_q ^ hand_over;
      read_bank_q  <= read_bank_q ^ release_i;

      if (hand_over)  write_addr_q <= {AddrWidth{1'b0}};
      else if (write) write_addr_q <= write_addr_q + 1'b1;
    end
  end

  // Data: enabled, never reset.
  reg [SideWidth-1:0] side_0_q;
  reg [SideWidth-1:0] side_1_q;
  always @(posedge clk_i) begin
    if (hand_over && !write_bank_q) side_0_q <= side_i;
    if (hand_over && write_bank_q)  side_1_q <= side_i;
  end

  // A frame of one word has an address of one bit like that of two, but two rows.
  localparam RowWidth = $clog2(2 * Words);
  wire [AddrWidth:0] write_row = {write_addr_q, write_bank_q};
  wire [AddrWidth:0] read_row = {read_addr_i, read_bank_q};
  wire               unused_row = write_row[AddrWidth] || read_row[AddrWidth];
  sc_ram #(
    .Width(Width),
    .Depth(2 * Words)
  ) u_ram (
    .clk_i       (clk_i),
    .write_i     (write),
    .write_addr_i(write_row[RowWidth-1:0]),
    .write_data_i(data_i),
    .read_i      (read_i),
    .read_addr_i (read_row[RowWidth-1:0]),
    .read_data_o (read_data_o)
  );

  assign ready_o       = !full_q[write_bank_q];
  assign frame_valid_o = full_q[read_bank_q];
  assign side_o        = read_bank_q ? side_1_q : side_0_q;

`ifdef FORMAL
  reg past_valid_q = 1'b0;
  always @(posedge clk_i) begin
    past_valid_q <= 1'b1;
    if (!past_valid_q) assume (rst_i);
  end

  // The source holds a word until it is taken and ends a frame in time; the reader lets go only of
  // a frame that is there.
  always @(posedge clk_i) begin
    if (past_valid_q && !$past(rst_i) && $past(valid_i && !ready_o)) begin
      assume (valid_i && $stable(data_i) && $stable(last_i) && $stable(side_i));
    end
    if (valid_i && write_addr_q == Words - 1) assume (last_i);
    if (!frame_valid_o) assume (!release_i && !read_i);
  end

  // Frames written and not yet released.
  reg [1:0] frames_q;
  always @(posedge clk_i) begin
    if (rst_i) frames_q <= 2'd0;
    else       frames_q <= frames_q + {1'b0, hand_over} - {1'b0, release_i};
  end

  always @(posedge clk_i) begin
    if (past_valid_q && !rst_i) begin
      assert (frames_q == full_q[0] + full_q[1]);
      assert (frame_valid_o == (frames_q != 2'd0));
      assert (ready_o == (frames_q != 2'd2));
      // Frames leave in the order in which they came: reading follows writing by frames_q banks.
      assert (write_bank_q == (read_bank_q ^ frames_q[0]));
      assert (write_addr_q < Words);
      // A bank that shows is not written: sc_ram never writes the row that it reads.
      if (write && read_i) assert (write_row != read_row);
    end
    if (past_valid_q && !rst_i && !$past(rst_i)) begin
      if ($past(frame_valid_o && !release_i)) assert (frame_valid_o && $stable(side_o));
      if ($past(hand_over && frames_q - release_i == 2'd0)) assert (side_o == $past(side_i));
      if ($past(hand_over)) assert (frame_valid_o);
      if ($past(release_i)) assert (ready_o);
      if ($past(release_i && frames_q == 2'd2)) assert (frame_valid_o);
    end
  end
`endif
endmodule

`default_nettype wire
