// SPDX-License-Identifier: MIT
//
// sc_frame_gate: starts and stops a stream between two frames, and says whether any frame is inside.
//
// While run_i is low no frame begins. One of which a beat has been offered inside continues to its
// end, so nothing that was offered is withdrawn. idle_o says that no frame has begun, and that
// as many results have left as frames came in: with run_i low the stages are empty, and stay so.
//
// Combinational, latency 0.
//
//   clk_i    _/~\_/~\_/~\_/~\_/~\_/~\_/~\_   frames of two beats
//   run_i    ~~~~~~~~~\___________________
//   valid_i  _/~~~~~~~~~~~~~~~~~~~~~~~~~~~
//   last_i   _____/~~~\___/~~~\___/~~~~~~~
//   valid_o  _/~~~~~~~~~~~~~~~\___________   the second frame was offered when run_i fell
//   leave_i  _____________/~~~\___/~~~\___
//   idle_o   ~\_______________________/~~~
`default_nettype none

module sc_frame_gate #(
  // Bits of the number of frames inside; more must not be there than it can hold.
  parameter CountWidth = 16
) (
  input  wire clk_i,
  input  wire rst_i,      // synchronous, active high

  input  wire run_i,

  // Handshake of the frames outside, and inside.
  input  wire valid_i,
  output wire ready_o,
  input  wire last_i,
  output wire valid_o,
  input  wire ready_i,

  // A result leaves: one for each frame.
  input  wire leave_i,

  output wire enter_o,    // a frame's last beat is taken
  output wire idle_o
);

  generate
    if (CountWidth < 1) begin : g_check
      ERROR_sc_frame_gate_CountWidth_must_be_at_least_1 u_error ();
    end
  endgenerate

  reg                  begun_q;    // a beat of a frame has been offered, and its last not taken
  reg [CountWidth-1:0] count_q;    // frames that are inside as a whole

  wire                 open = run_i || begun_q;
  wire                 enter = valid_o && ready_i && last_i;

  // Control: reset.
  always @(posedge clk_i) begin
    if (rst_i) begin
      begun_q <= 1'b0;
      count_q <= {CountWidth{1'b0}};
    end else begin
      if (valid_o) begun_q <= !enter;
      if (enter != leave_i) count_q <= enter ? count_q + 1'b1 : count_q - 1'b1;
    end
  end

  assign valid_o = valid_i && open;
  assign ready_o = ready_i && open;
  assign enter_o = enter;
  assign idle_o  = !begun_q && count_q == {CountWidth{1'b0}};

`ifdef FORMAL
  reg past_valid_q = 1'b0;
  always @(posedge clk_i) begin
    past_valid_q <= 1'b1;
    if (!past_valid_q) assume (rst_i);
  end

  // The source holds a beat until it is taken; there are no more results than frames, and no more
  // frames than can be counted.
  wire full = &count_q;
  always @* begin
    if (count_q == {CountWidth{1'b0}}) assume (!leave_i);
    if (full) assume (!ready_i || !last_i);
  end
  always @(posedge clk_i) begin
    if (past_valid_q && !rst_i && !$past(rst_i) && $past(valid_i && !ready_o)) begin
      assume (valid_i && $stable(last_i));
    end
  end

  reg        inside_q;       // beats of a frame have been taken, and not its last
  reg [31:0] entered_q;
  reg [31:0] left_q;
  always @(posedge clk_i) begin
    if (rst_i) begin
      inside_q  <= 1'b0;
      entered_q <= 32'd0;
      left_q    <= 32'd0;
    end else begin
      if (valid_i && ready_o)           inside_q <= !last_i;
      if (valid_i && ready_o && last_i) entered_q <= entered_q + 32'd1;
      if (leave_i)                      left_q <= left_q + 32'd1;
    end
  end

  always @(posedge clk_i) begin
    if (past_valid_q && !rst_i) begin
      // A handshake outside is one inside.
      assert ((valid_i && ready_o) == (valid_o && ready_i));
      if (valid_o) assert (valid_i);
      // Idle: no frame has begun, every result has left; and nothing comes in while it is stopped.
      assert (entered_q - left_q == {{32 - CountWidth{1'b0}}, count_q});
      if (inside_q) assert (begun_q);
      if (idle_o) assert (!inside_q && entered_q == left_q);
      if (idle_o && !run_i) assert (!valid_o);
      // A frame that has begun is not stopped; neither is any while run_i is high.
      if (inside_q || run_i) assert (valid_o == valid_i && ready_o == ready_i);
    end
    if (past_valid_q && !rst_i && !$past(rst_i)) begin
      if ($past(valid_o && !ready_i)) assert (valid_o);
      if ($past(idle_o && !run_i)) assert (idle_o);
    end
    cover (past_valid_q && !rst_i && idle_o && !run_i && entered_q == 32'd1);
  end
`endif
endmodule

`default_nettype wire
