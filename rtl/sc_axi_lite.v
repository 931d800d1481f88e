// SPDX-License-Identifier: MIT
//
// sc_axi_lite: AXI4-Lite on one side, accesses to registers of 32 bits on the other.
//
// An access waits with reg_valid_o until reg_ready_i. reg_mapped_i says, in the same cycle and
// from the address only, whether there is a register. The response:
//
//   DECERR   the address is not a multiple of 4, or nothing is mapped there
//   SLVERR   a write without all four strobes, or the access ended with reg_error_i
//   OKAY     otherwise
//
// What is answered without reg_valid_o has no effect at all. refused_o pulses for each response
// other than OKAY. Address and data of a write come in any order. One access at a time, reads and
// writes in turn; a response that is not taken holds up the accesses of its own kind only.
//
// A request taken in cycle t shows reg_valid_o from t+2 on, and its response follows the cycle of
// reg_ready_i. There is no combinational path from an input of the bus to an output.
//
//   clk_i           _/~\_/~\_/~\_/~\_/~\_/~\_   a write
//   s_axil_awvalid  _/~~~\___________________
//   s_axil_wvalid   _/~~~\___________________
//   reg_valid_o     _________/~~~~~~~\_______
//   reg_ready_i     _____________/~~~\_______
//   s_axil_bvalid   _________________/~~~\___
`default_nettype none

module sc_axi_lite #(
  // Bits of an address in bytes, 3..32.
  parameter AddrWidth = 12
) (
  input  wire                 clk_i,
  input  wire                 rst_i,           // synchronous, active high

  // Write: address, data, response.
  input  wire [AddrWidth-1:0] s_axil_awaddr,
  input  wire                 s_axil_awvalid,
  output wire                 s_axil_awready,
  input  wire [31:0]          s_axil_wdata,
  input  wire [3:0]           s_axil_wstrb,
  input  wire                 s_axil_wvalid,
  output wire                 s_axil_wready,
  output wire [1:0]           s_axil_bresp,
  output wire                 s_axil_bvalid,
  input  wire                 s_axil_bready,

  // Read: address, data with response.
  input  wire [AddrWidth-1:0] s_axil_araddr,
  input  wire                 s_axil_arvalid,
  output wire                 s_axil_arready,
  output wire [31:0]          s_axil_rdata,
  output wire [1:0]           s_axil_rresp,
  output wire                 s_axil_rvalid,
  input  wire                 s_axil_rready,

  // Registers: the access ends in the cycle of reg_ready_i.
  output wire                 reg_valid_o,
  output wire                 reg_write_o,
  output wire [AddrWidth-3:0] reg_addr_o,      // in words
  output wire [31:0]          reg_wdata_o,
  input  wire                 reg_mapped_i,
  input  wire                 reg_ready_i,
  input  wire                 reg_error_i,     // with ready: refused
  input  wire [31:0]          reg_rdata_i,     // with ready

  // A pulse for each response other than OKAY.
  output wire                 refused_o
);

  generate
    if (AddrWidth < 3 || AddrWidth > 32) begin : g_check
      ERROR_sc_axi_lite_AddrWidth_must_be_3_to_32 u_error ();
    end
  endgenerate

  localparam [1:0] OKAY   = 2'b00;
  localparam [1:0] SLVERR = 2'b10;
  localparam [1:0] DECERR = 2'b11;

  reg                 aw_q;          // a write's address is held here
  reg                 w_q;           // a write's data
  reg                 ar_q;          // a read's address
  reg                 b_q;           // a write's response waits to be taken
  reg                 r_q;           // a read's
  reg                 busy_q;        // an access is under way
  reg                 write_q;       // it writes; without one: the last one did
  reg [AddrWidth-1:0] awaddr_q;
  reg [AddrWidth-1:0] araddr_q;
  reg [31:0]          wdata_q;
  reg                 whole_q;       // all strobes were set
  reg [1:0]           bresp_q;
  reg [1:0]           rresp_q;
  reg [31:0]          rdata_q;

  wire                 can_write = aw_q && w_q && !b_q;
  wire                 can_read = ar_q && !r_q;
  wire                 start = !busy_q && (can_write || can_read);
  wire                 start_write = can_write && (!can_read || !write_q);

  wire [AddrWidth-1:0] addr = write_q ? awaddr_q : araddr_q;
  wire                 decoded = addr[1:0] == 2'd0 && reg_mapped_i;
  wire                 asks = decoded && (!write_q || whole_q);
  wire                 finish = busy_q && (!asks || reg_ready_i);
  wire [1:0]           resp = !decoded ? DECERR : (!asks || reg_error_i) ? SLVERR : OKAY;

  // Control: reset.
  always @(posedge clk_i) begin
    if (rst_i) begin
      aw_q    <= 1'b0;
      w_q     <= 1'b0;
      ar_q    <= 1'b0;
      b_q     <= 1'b0;
      r_q     <= 1'b0;
      busy_q  <= 1'b0;
      write_q <= 1'b0;
    end else begin
      aw_q   <= aw_q ? !(finish && write_q) : s_axil_awvalid;
      w_q    <= w_q ? !(finish && write_q) : s_axil_wvalid;
      ar_q   <= ar_q ? !(finish && !write_q) : s_axil_arvalid;
      b_q    <= b_q ? !s_axil_bready : finish && write_q;
      r_q    <= r_q ? !s_axil_rready : finish && !write_q;
      busy_q <= busy_q ? !finish : start;
      if (start) write_q <= start_write;
    end
  end

  // Data: enabled, never reset.
  always @(posedge clk_i) begin
    if (!aw_q) awaddr_q <= s_axil_awaddr;
    if (!ar_q) araddr_q <= s_axil_araddr;
    if (!w_q) begin
      wdata_q <= s_axil_wdata;
      whole_q <= &s_axil_wstrb;
    end
    if (finish && write_q) bresp_q <= resp;
    if (finish && !write_q) begin
      rresp_q <= resp;
      rdata_q <= (resp == OKAY) ? reg_rdata_i : 32'd0;
    end
  end

  assign s_axil_awready = !aw_q;
  assign s_axil_wready  = !w_q;
  assign s_axil_arready = !ar_q;
  assign s_axil_bresp   = bresp_q;
  assign s_axil_bvalid  = b_q;
  assign s_axil_rdata   = rdata_q;
  assign s_axil_rresp   = rresp_q;
  assign s_axil_rvalid  = r_q;

  assign reg_valid_o = busy_q && asks;
  assign reg_write_o = write_q;
  assign reg_addr_o  = addr[AddrWidth-1:2];
  assign reg_wdata_o = wdata_q;
  assign refused_o   = finish && resp != OKAY;

`ifdef FORMAL
  reg past_valid_q = 1'b0;
  always @(posedge clk_i) begin
    past_valid_q <= 1'b1;
    if (!past_valid_q) assume (rst_i);
  end

  // The requests that are inside, and what the registers said to the one of each kind that was
  // there last.
  reg [AddrWidth-1:0] asked_awaddr_q;
  reg [AddrWidth-1:0] asked_araddr_q;
  reg [31:0]          asked_wdata_q;
  reg [3:0]           asked_wstrb_q;
  reg [1:0]           said_b_q;
  reg [1:0]           said_r_q;
  reg [31:0]          said_data_q;
  wire                ended = reg_valid_o && reg_ready_i;
  wire                write_there = asked_awaddr_q[1:0] == 2'd0 && reg_mapped_i;
  wire                read_there = asked_araddr_q[1:0] == 2'd0 && reg_mapped_i;
  always @(posedge clk_i) begin
    if (s_axil_awvalid && s_axil_awready) asked_awaddr_q <= s_axil_awaddr;
    if (s_axil_arvalid && s_axil_arready) asked_araddr_q <= s_axil_araddr;
    if (s_axil_wvalid && s_axil_wready)   asked_wdata_q <= s_axil_wdata;
    if (s_axil_wvalid && s_axil_wready)   asked_wstrb_q <= s_axil_wstrb;
    if (busy_q && write_q) begin
      said_b_q <= !write_there ? DECERR : (asked_wstrb_q != 4'hf || reg_error_i) ? SLVERR : OKAY;
    end
    if (busy_q && !write_q) said_r_q <= !read_there ? DECERR : reg_error_i ? SLVERR : OKAY;
    if (ended && !write_q) said_data_q <= reg_rdata_i;
  end

  always @(posedge clk_i) begin
    if (past_valid_q && !rst_i) begin
      // Requests are kept as they came.
      if (aw_q) assert (awaddr_q == asked_awaddr_q);
      if (ar_q) assert (araddr_q == asked_araddr_q);
      if (w_q)  assert (wdata_q == asked_wdata_q && whole_q == &asked_wstrb_q);
      // An access is that of a whole request whose response has a place.
      if (busy_q && write_q)  assert (aw_q && w_q && !b_q);
      if (busy_q && !write_q) assert (ar_q && !r_q);
      if (reg_valid_o) begin
        assert (busy_q && reg_write_o == write_q);
        assert (reg_addr_o == (write_q ? asked_awaddr_q >> 2 : asked_araddr_q >> 2));
        assert (write_q ? write_there && asked_wstrb_q == 4'hf : read_there);
        if (write_q) assert (reg_wdata_o == asked_wdata_q);
      end
      // The response is the one to its request.
      if (b_q) assert (s_axil_bresp == said_b_q);
      if (r_q) assert (s_axil_rresp == said_r_q);
      if (r_q) assert (s_axil_rdata == ((said_r_q == OKAY) ? said_data_q : 32'd0));
    end
    if (past_valid_q && !rst_i && !$past(rst_i)) begin
      // Where both a read and a write may go on, the other kind than the last one does.
      if ($past(start && can_write && can_read)) assert (write_q != $past(write_q));
      // A request that may have an access has it once, just before its response.
      if ($past(ended)) assert (write_q ? b_q && !aw_q && !w_q : r_q && !ar_q);
      if ($past(refused_o)) assert (write_q ? s_axil_bresp != OKAY : s_axil_rresp != OKAY);
    end
  end
`endif
endmodule

`default_nettype wire
