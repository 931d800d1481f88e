// SPDX-License-Identifier: MIT
//
// sc_presenter: says which presentation of which stored image goes through the network next.
//
// An image has its presentations t = 0, 1, .. T-1 one after the other. Where its margin is finite,
// each waits for the verdict on the one before, since that may be the last: nothing is presented
// in vain. Without a margin (all ones) they follow each other back to back. An image of the wrong
// length is presented once. Among the images that have a presentation to be made, the oldest has
// its turn; slots are a ring, and write_slot_i is where the order of age begins.
//
// A presentation shows, unchanged, from its first cycle to the one with release_i. All outputs
// depend only on registers and write_slot_i (also a register):
//   image_i in cycle t       its first presentation can show in t+1
//   release_i in cycle t     the next presentation can show in t+1: no gap
//   verdict_i in cycle t     with stop_i low, the slot's next presentation can show in t+1
//
//   clk_i      _/~\_/~\_/~\_/~\_/~\_/~\_/~\_/~\_     T = 2 and no margin, then T = 2 and a margin
//   image_i    _/~~~~~~~\_______________________
//   valid_o    _____/~~~~~~~~~~~~~~~~~~~\___/~~~
//   slot_o     -----< 0             >< 1>---< 1
//   time_o     -----< 0     >< 1    >< 0>---< 1      a presentation takes two cycles here, then one
//   release_i  _________/~~~\___/~~~~~~~\___/~~~
//   verdict_i  _________________________/~~~\___     on slot 1
`default_nettype none

module sc_presenter #(
  // T, or the largest T where it is chosen at run time, >= 1.
  parameter Presentations = 4,
  // 1: T = 2^log2_i; 0: T = Presentations, log2_i is ignored.
  parameter AtRunTime = 0,
  // Bits of a margin, >= 1.
  parameter MarginWidth = 16,
  // Images that are held, >= 2.
  parameter Slots = 8,
  // Derived, do not override.
  parameter TimeWidth = (Presentations > 1) ? $clog2(Presentations) : 1,
  parameter Log2Width = (Presentations > 1) ? $clog2($clog2(Presentations + 1)) : 1,
  parameter SlotWidth = $clog2(Slots)
) (
  input  wire                   clk_i,
  input  wire                   rst_i,           // synchronous, active high

  // An image has been stored in slot write_slot_i; that is also where the next one will go.
  input  wire                   image_i,
  input  wire [SlotWidth-1:0]   write_slot_i,
  input  wire [Log2Width-1:0]   log2_i,
  input  wire [MarginWidth-1:0] margin_i,
  input  wire                   error_i,

  // A presentation; release_i: this cycle is the last that needs it.
  output wire                   valid_o,
  output wire [SlotWidth-1:0]   slot_o,
  output wire [TimeWidth-1:0]   time_o,
  output wire                   first_o,         // t = 0
  output wire                   last_o,          // none can follow: t = T-1, or a bad image
  output wire                   error_o,
  input  wire                   release_i,

  // The verdict on a presentation, in the order in which they were released.
  input  wire                   verdict_i,
  input  wire [SlotWidth-1:0]   verdict_slot_i,
  input  wire                   stop_i           // the image has had its last one
);

  generate
    if (Presentations < 1 || MarginWidth < 1) begin : g_check
      ERROR_sc_presenter_Presentations_and_MarginWidth_must_be_at_least_1 u_error ();
    end
    if (AtRunTime != 0 && (Presentations & (Presentations - 1)) != 0) begin : g_check_power
      ERROR_sc_presenter_Presentations_must_be_a_power_of_two_at_run_time u_error ();
    end
    if (Slots < 2) begin : g_check_slots
      ERROR_sc_presenter_Slots_must_be_at_least_2 u_error ();
    end
  endgenerate

  localparam [Slots-1:0] One = 1;

  // By slot.
  reg  [Slots-1:0] pending_q;    // a presentation is to be made, now or after the verdict
  reg  [Slots-1:0] waiting_q;    // the verdict on one is awaited
  reg  [Slots-1:0] fresh_q;      // none has been made
  reg  [Slots-1:0] finite_q;     // there is a margin
  reg  [Slots-1:0] error_q;

  // The presentation that was shown in the cycle before stays; else the oldest slot has its turn.
  reg                  hold_q;
  reg  [SlotWidth-1:0] slot_q;
  wire [Slots-1:0]     able = pending_q & ~waiting_q;
  wire [Slots-1:0]     older = able & ({Slots{1'b1}} << write_slot_i);
  wire [Slots-1:0]     turn = (older != {Slots{1'b0}}) ? older : able;

  function [SlotWidth-1:0] lowest;
    input [Slots-1:0] among;
    integer           k;
    begin
      lowest = {SlotWidth{1'b0}};
      for (k = Slots - 1; k >= 0; k = k - 1) begin
        if (among[k]) lowest = k[SlotWidth-1:0];
      end
    end
  endfunction

  assign valid_o = able != {Slots{1'b0}};
  assign slot_o  = hold_q ? slot_q : lowest(turn);

  // What happens in this cycle, one bit per slot.
  wire [Slots-1:0] stored = image_i ? One << write_slot_i : {Slots{1'b0}};
  wire [Slots-1:0] made = release_i ? One << slot_o : {Slots{1'b0}};
  wire [Slots-1:0] judged = verdict_i ? One << verdict_slot_i : {Slots{1'b0}};
  wire [Slots-1:0] done = (last_o ? made : {Slots{1'b0}}) | (stop_i ? judged : {Slots{1'b0}});

  // Control: reset.
  always @(posedge clk_i) begin
    if (rst_i) begin
      pending_q <= {Slots{1'b0}};
      waiting_q <= {Slots{1'b0}};
      hold_q    <= 1'b0;
    end else begin
      pending_q <= (pending_q & ~done) | stored;
      waiting_q <= (waiting_q & ~judged) | (last_o ? {Slots{1'b0}} : made & finite_q);
      hold_q    <= valid_o && !release_i;
    end
  end

  // Data: pending_q says when a slot's count.
  always @(posedge clk_i) begin
    if (valid_o) slot_q <= slot_o;
    fresh_q  <= (fresh_q & ~made) | stored;
    finite_q <= (finite_q & ~stored) | (&margin_i ? {Slots{1'b0}} : stored);
    error_q  <= (error_q & ~stored) | (error_i ? stored : {Slots{1'b0}});
  end

  // The next t of a slot that is not fresh, and the last.
  generate
    if (Presentations > 1) begin : g_time
      reg  [TimeWidth-1:0] times_q [0:Slots-1];
      wire [TimeWidth-1:0] last_time;
      always @(posedge clk_i) begin
        if (release_i) times_q[slot_o] <= time_o + 1'b1;
      end
      assign time_o = first_o ? {TimeWidth{1'b0}} : times_q[slot_o];

      if (AtRunTime != 0) begin : g_run_time
        reg [Log2Width-1:0] log2s_q [0:Slots-1];
        always @(posedge clk_i) begin
          if (image_i) log2s_q[write_slot_i] <= log2_i;
        end
        assign last_time = ~({TimeWidth{1'b1}} << log2s_q[slot_o]);
`ifdef FORMAL
        always @(posedge clk_i) begin
          if (!rst_i && there_q) assert (total_q == 9'd1 << log2s_q[slot]);
        end
`endif
      end else begin : g_fixed
        assign last_time = Presentations[TimeWidth-1:0] - 1'b1;
        wire unused_log2 = |log2_i;
      end
      assign last_o = error_o || time_o == last_time;
`ifdef FORMAL
      always @(posedge clk_i) begin
        if (!rst_i && there_q) begin
          if (made_q != 9'd0 && made_q < total_q) assert (times_q[slot] == made_q);
          assert (slot_o != slot || last_time == total_q - 9'd1);
        end
      end
`endif
    end else begin : g_single
      assign time_o = 1'b0;
      assign last_o = 1'b1;
      wire unused_log2 = |log2_i;
    end
  endgenerate

  assign first_o = fresh_q[slot_o];
  assign error_o = error_q[slot_o];

`ifdef FORMAL
// proof: bmc=12 induction=3
  reg past_valid_q = 1'b0;
  always @(posedge clk_i) begin
    past_valid_q <= 1'b1;
    if (!past_valid_q) assume (rst_i);
  end

  // Any one slot: the image in it, its presentations made and judged.
  (* anyconst *) reg [SlotWidth-1:0] slot;
  reg        there_q;      // there is an image that has not been stopped
  reg        endless_q;    // it has no margin
  reg        bad_q;
  reg  [8:0] total_q;      // T
  reg  [8:0] made_q;
  reg  [8:0] judged_q;
  wire       image = image_i && write_slot_i == slot;
  wire       make = release_i && slot_o == slot;
  wire       judge = verdict_i && verdict_slot_i == slot;
  wire       ends = judged_q + 9'd1 == total_q || bad_q;   // the presentation that is judged next
  wire       able_here = there_q && made_q < (bad_q ? 9'd1 : total_q)
                         && (endless_q || made_q == judged_q);
  always @(posedge clk_i) begin
    if (rst_i)                there_q <= 1'b0;
    else if (image)           there_q <= 1'b1;
    else if (judge && stop_i) there_q <= 1'b0;

    if (image) begin
      endless_q <= &margin_i;
      bad_q     <= error_i;
      total_q   <= (AtRunTime != 0) ? 9'd1 << log2_i : Presentations;
    end
    made_q   <= image ? 9'd0 : made_q + {8'd0, make};
    judged_q <= image ? 9'd0 : judged_q + {8'd0, judge};
  end

  // The ring turns by a slot with each image and does not run into one that is there. Only what
  // shows is released, only what was released is judged, and it is stopped where it must be.
  always @(posedge clk_i) begin
    assume (slot < Slots && write_slot_i < Slots);
    if (past_valid_q && !$past(rst_i)) begin
      if ($past(image_i)) begin
        assume (write_slot_i == (($past(write_slot_i) == Slots - 1) ? 0 : $past(write_slot_i) + 1));
      end else begin
        assume ($stable(write_slot_i));
      end
    end
    if (AtRunTime != 0) assume ((1 << log2_i) <= Presentations);
    if (there_q) assume (!image);
    if (!valid_o) assume (!release_i);
    if (judge) begin
      assume (there_q && judged_q < made_q);
      if (ends) assume (stop_i);
      else if (endless_q) assume (!stop_i);
    end
  end

  // From the slot that is written on, in ring order.
  wire [SlotWidth:0] age_here = (slot >= write_slot_i) ? slot - write_slot_i
                                                       : slot + Slots - write_slot_i;
  wire [SlotWidth:0] age_shown = (slot_o >= write_slot_i) ? slot_o - write_slot_i
                                                          : slot_o + Slots - write_slot_i;
  always @(posedge clk_i) begin
    if (past_valid_q && !rst_i) begin
      // What shows is the image's next presentation; it is needed, and nothing that could make it
      // needless is still on its way.
      if (valid_o && slot_o == slot) begin
        assert (there_q && made_q < total_q);
        if (!endless_q) assert (made_q == judged_q);
        assert (time_o == made_q);
        assert (first_o == (made_q == 9'd0));
        assert (last_o == (bad_q || made_q + 9'd1 == total_q));
        assert (error_o == bad_q);
      end
      // No cycle is lost where something can be presented, and the oldest image has its turn.
      if (able_here) assert (valid_o);
      if (able_here && !hold_q) assert (age_shown <= age_here);
      // So every presentation is judged and used: an image that is over has made no more.
      if (judge && stop_i) assert (made_q == judged_q + 9'd1);

      assert (able[slot] == able_here);
      assert (waiting_q[slot] == (there_q && !endless_q && made_q != judged_q && made_q != total_q
                                  && !bad_q));
      assert (pending_q[slot] == (able_here || waiting_q[slot]));
      if (hold_q) assert (slot_q < Slots);
      if (hold_q && slot_q == slot) assert (able_here);
      if (there_q) begin
        assert (judged_q <= made_q && made_q <= total_q && total_q <= Presentations);
        if (AtRunTime == 0) assert (total_q == Presentations);
        assert (total_q != 9'd0 && (!bad_q || made_q <= 9'd1));
        if (!endless_q) assert (made_q - judged_q <= 9'd1);
        assert (judged_q < (bad_q ? 9'd1 : total_q));
        assert (fresh_q[slot] == (made_q == 9'd0));
        assert (finite_q[slot] == !endless_q && error_q[slot] == bad_q);
      end
    end
    if (past_valid_q && !rst_i && !$past(rst_i)) begin
      if ($past(valid_o && slot_o == slot && !release_i)) begin
        assert (valid_o && slot_o == slot && $stable(time_o) && $stable(last_o));
      end
    end
    cover (past_valid_q && !rst_i && judge && stop_i && (!ends || Presentations == 1));
    cover (past_valid_q && !rst_i && judge && ends && total_q == Presentations);
  end
`endif
endmodule

`default_nettype wire
