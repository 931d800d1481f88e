// SPDX-License-Identifier: MIT
//
// sc_verdict: decides after each presentation whether the image needs more, and keeps the results.
//
// A presentation is the image's last if last_i or error_i says so, or if the highest total leads
// the second highest by the image's margin. Margins are unsigned; all ones means never. With one
// class there is nothing to lead. The class and total then stay in a register of the slot, with
// the number of presentations that were used, until the results of all images before have left:
// images leave in the order in which they came, whatever each of them needed.
//
// Never waits for anything: a slot has room for its result. valid_i in cycle t gives verdict_o in
// t+1; a result can show from t+2, and one can leave in every cycle. free_o is the cycle in which
// the oldest slot's result leaves: all that is kept for the slot may be forgotten.
//
//   clk_i      _/~\_/~\_/~\_/~\_/~\_/~\_
//   valid_i    _/~~~~~~~\_______________    slot 1 is decided first
//   slot_i     -< 1 >< 0>---------------
//   verdict_o  _____/~~~~~~~\___________
//   stop_o     _____/~~~~~~~\___________
//   valid_o    _____________/~~~~~~~\___    slot 0, then slot 1
`default_nettype none

module sc_verdict #(
  // Classes, >= 1.
  parameter Outputs = 10,
  // Bits of a signed total.
  parameter TotalWidth = 16,
  // Bits of a margin, >= 1.
  parameter MarginWidth = 16,
  // T, or the largest T where it is chosen at run time, 1..255.
  parameter Presentations = 4,
  // Images whose results are kept, >= 2.
  parameter Slots = 8,
  // Derived, do not override.
  parameter ClassWidth = (Outputs > 1) ? $clog2(Outputs) : 1,
  parameter SlotWidth = $clog2(Slots)
) (
  input  wire                         clk_i,
  input  wire                         rst_i,            // synchronous, active high

  // An image begins in slot image_slot_i.
  input  wire                         image_i,
  input  wire [SlotWidth-1:0]         image_slot_i,
  input  wire [MarginWidth-1:0]       margin_i,

  // Highest and second highest total after a presentation; always taken.
  input  wire                         valid_i,
  input  wire [ClassWidth-1:0]        class_i,
  input  wire signed [TotalWidth-1:0] total_i,
  input  wire signed [TotalWidth-1:0] second_i,
  input  wire [SlotWidth-1:0]         slot_i,
  input  wire                         last_i,           // no presentation can follow
  input  wire                         error_i,          // an image of the wrong length

  // The verdict on that presentation.
  output wire                         verdict_o,
  output wire [SlotWidth-1:0]         verdict_slot_o,
  output wire                         stop_o,

  // Results in the order of images.
  output wire                         valid_o,
  input  wire                         ready_i,
  output wire [ClassWidth-1:0]        class_o,
  output wire signed [TotalWidth-1:0] total_o,
  output wire [7:0]                   used_o,           // presentations
  output wire                         error_o,
  output wire                         free_o            // valid_o && ready_i
);

  generate
    if (Outputs < 1 || MarginWidth < 1 || TotalWidth < 1) begin : g_check
      ERROR_sc_verdict_Outputs_and_widths_must_be_at_least_1 u_error ();
    end
    if (Presentations < 1 || Presentations > 255) begin : g_check_presentations
      ERROR_sc_verdict_Presentations_must_be_1_to_255 u_error ();
    end
    if (Slots < 2) begin : g_check_slots
      ERROR_sc_verdict_Slots_must_be_at_least_2 u_error ();
    end
  endgenerate

  localparam [Slots-1:0]     One      = 1;
  localparam [SlotWidth-1:0] LastSlot = Slots[SlotWidth-1:0] - 1'b1;
  localparam UsedWidth  = $clog2(Presentations + 1);
  localparam LeadWidth  = (TotalWidth > MarginWidth) ? TotalWidth : MarginWidth;
  localparam EntryWidth = 1 + ClassWidth + TotalWidth;

  // Cycle t+1: the presentation being judged.
  reg                   valid_q;
  reg [SlotWidth-1:0]   slot_q;
  reg                   end_q;       // it is the last whatever the totals are
  reg [TotalWidth-1:0]  lead_q;      // of the highest total, 0..2^TotalWidth - 1
  reg [EntryWidth-1:0]  entry_q;     // {error, class, total}

  // By slot.
  reg [MarginWidth-1:0] margins_q [0:Slots-1];
  reg [UsedWidth-1:0]   used_q    [0:Slots-1];   // presentations judged, where started_q
  reg [Slots-1:0]       started_q;
  reg [EntryWidth-1:0]  entries_q [0:Slots-1];
  reg [Slots-1:0]       decided_q;               // the result is there
  reg [SlotWidth-1:0]   oldest_q;

  // The verdict.
  wire [MarginWidth-1:0] margin = margins_q[slot_q];
  wire                   enough;
  generate
    if (Outputs > 1) begin : g_lead
      wire [LeadWidth-1:0] lead = {{(LeadWidth - TotalWidth){1'b0}}, lead_q};
      wire [LeadWidth-1:0] least = {{(LeadWidth - MarginWidth){1'b0}}, margin};
      assign enough = !(&margin) && lead >= least;
    end else begin : g_single_class
      assign enough = 1'b0;
      wire unused_lead = |lead_q || |margin;
    end
  endgenerate
  wire                 stop = end_q || enough;
  wire [UsedWidth-1:0] used_before = started_q[slot_q] ? used_q[slot_q] : {UsedWidth{1'b0}};

  // What happens in this cycle, one bit per slot.
  wire [Slots-1:0] begun = image_i ? One << image_slot_i : {Slots{1'b0}};
  wire [Slots-1:0] judged = valid_q ? One << slot_q : {Slots{1'b0}};
  wire [Slots-1:0] left = free_o ? One << oldest_q : {Slots{1'b0}};

  // Control: reset.
  always @(posedge clk_i) begin
    if (rst_i) begin
      valid_q   <= 1'b0;
      decided_q <= {Slots{1'b0}};
      oldest_q  <= {SlotWidth{1'b0}};
    end else begin
      valid_q   <= valid_i;
      decided_q <= (decided_q & ~left) | (stop ? judged : {Slots{1'b0}});
      if (free_o) oldest_q <= (oldest_q == LastSlot) ? {SlotWidth{1'b0}} : oldest_q + 1'b1;
    end
  end

  // Data: enabled, never reset.
  always @(posedge clk_i) begin
    if (valid_i) begin
      slot_q  <= slot_i;
      end_q   <= last_i || error_i;
      lead_q  <= total_i - second_i;
      entry_q <= {error_i, class_i, total_i};
    end
    if (valid_q)         used_q[slot_q] <= used_before + 1'b1;
    if (valid_q && stop) entries_q[slot_q] <= entry_q;
    if (image_i)         margins_q[image_slot_i] <= margin_i;
    started_q <= (started_q & ~begun) | judged;
  end

  assign verdict_o      = valid_q;
  assign verdict_slot_o = slot_q;
  assign stop_o         = stop;

  assign valid_o = decided_q[oldest_q];
  assign {error_o, class_o, total_o} = entries_q[oldest_q];
  assign used_o  = {{(8 - UsedWidth){1'b0}}, used_q[oldest_q]};
  assign free_o  = valid_o && ready_i;

`ifdef FORMAL
// proof: bmc=10 induction=3
  reg past_valid_q = 1'b0;
  always @(posedge clk_i) begin
    past_valid_q <= 1'b1;
    if (!past_valid_q) assume (rst_i);
  end

  // Any one slot: the image in it, and the result that it must have.
  (* anyconst *) reg [SlotWidth-1:0] slot;
  reg                         there_q;     // between its beginning and its leaving
  reg                         stopped_q;   // a presentation has come that is its last
  reg [MarginWidth-1:0]       wanted_q;    // the margin
  reg [8:0]                   came_q;      // presentations
  reg [ClassWidth-1:0]        class_q;
  reg signed [TotalWidth-1:0] total_q;
  reg                         bad_q;
  wire begins = image_i && image_slot_i == slot;
  wire comes = valid_i && slot_i == slot;
  wire leaves = free_o && oldest_q == slot;
  wire signed [31:0] top = total_i;
  wire signed [31:0] next = second_i;
  wire [31:0]        ahead = top - next;
  wire               ends = last_i || error_i
                            || (Outputs > 1 && wanted_q != {MarginWidth{1'b1}} && ahead >= wanted_q);
  always @(posedge clk_i) begin
    if (rst_i)       there_q <= 1'b0;
    else if (begins) there_q <= 1'b1;
    else if (leaves) there_q <= 1'b0;
    if (begins) begin
      stopped_q <= 1'b0;
      wanted_q  <= margin_i;
      came_q    <= 9'd0;
    end else if (comes) begin
      came_q <= came_q + 9'd1;
      if (ends) {stopped_q, class_q, total_q, bad_q} <= {1'b1, class_i, total_i, error_i};
    end
  end

  // An image begins in a slot that is free; a presentation is of an image that has not been
  // stopped, no more than Presentations are, and the highest total is the highest.
  always @(posedge clk_i) begin
    assume (slot < Slots);
    if (image_i) assume (image_slot_i < Slots);
    if (valid_i) assume (slot_i < Slots && top >= next);
    if (begins) assume (!there_q);
    if (comes) assume (there_q && !stopped_q && came_q < Presentations);
    if (comes && came_q == Presentations - 1) assume (last_i);
  end

  always @(posedge clk_i) begin
    if (past_valid_q && !rst_i) begin
      assert (oldest_q < Slots);
      if (valid_q) assert (slot_q < Slots);
      // The result is there one cycle after the verdict on the last presentation, and no other.
      assert (decided_q[slot] == (there_q && stopped_q && !(valid_q && slot_q == slot)));
      if (valid_o && oldest_q == slot) begin
        assert (class_o == class_q && total_o == total_q && error_o == bad_q && used_o == came_q);
      end
      if (valid_q && slot_q == slot) begin
        assert (there_q && came_q != 9'd0 && stop_o == stopped_q);
        if (stopped_q) assert (entry_q == {bad_q, class_q, total_q});
      end
      if (decided_q[slot]) begin
        assert (entries_q[slot] == {bad_q, class_q, total_q} && used_q[slot] == came_q);
      end
      if (there_q) begin
        assert (margins_q[slot] == wanted_q && came_q <= Presentations);
        assert (!stopped_q || came_q != 9'd0);
        if (came_q == Presentations) assert (stopped_q);
        if (!(valid_q && slot_q == slot)) begin
          assert (started_q[slot] == (came_q != 9'd0));
          if (came_q != 9'd0) assert (used_q[slot] == came_q);
        end else begin
          assert (started_q[slot] == (came_q > 9'd1));
          if (came_q > 9'd1) assert (used_q[slot] == came_q - 9'd1);
        end
      end
    end
    if (past_valid_q && !rst_i && !$past(rst_i)) begin
      assert (verdict_o == $past(valid_i));
      if (verdict_o) assert (verdict_slot_o == $past(slot_i));
      if ($past(comes)) assert (verdict_o && stop_o == $past(ends));
      // Results leave in ring order and wait unchanged.
      if ($past(free_o)) begin
        assert (oldest_q == (($past(oldest_q) == Slots - 1) ? 0 : $past(oldest_q) + 1));
      end else begin
        assert ($stable(oldest_q));
      end
      if ($past(valid_o && !ready_i)) assert (valid_o);
    end
    if (past_valid_q && $past(rst_i)) assert (!valid_o && !verdict_o && oldest_q == 0);
    cover (past_valid_q && !rst_i && leaves && came_q == Presentations);
    cover (past_valid_q && !rst_i && leaves && came_q == 9'd1 && !bad_q && Presentations > 1);
  end
`endif
endmodule

`default_nettype wire
