// SPDX-License-Identifier: MIT
//
// sc_gearbox: beats of InElements elements to words of OutElements elements.
//
// An element is one bit in each of the planes; all planes move alike, and both sides are
// plane-major. Elements keep their order, the first in the low bits. A frame of FrameElements
// elements ends with last_i: the rest of that beat is dropped and the partial word, if any, is
// sent. Elements of the last word beyond the frame are not meaningful. A frame with fewer beats
// gives fewer words; one with more is the sender's fault.
//
// Latency 1 cycle. A beat in and a word out in every cycle, across frames too, as far as widths
// allow: where InElements <= OutElements no beat ever waits, else no word does. ready_o depends
// on ready_i, since a beat may enter as a word leaves.
//
//   clk_i    _/~\_/~\_/~\_/~\_/~\_/~\_   16 to 64 elements, 80 a frame
//   valid_i  _/~~~~~~~~~~~~~~~~~~~\___
//   data_i   -< D0>< D1>< D2>< D3>< D4
//   last_i   _________________/~~~\___
//   valid_o  _________________/~~~~~~~
//   data_o   -----------------< W0>< W1     W0 = {D3, D2, D1, D0}, W1 = {.., D4}
`default_nettype none

module sc_gearbox #(
  // Elements of a beat, >= 1.
  parameter InElements = 16,
  // Elements of a word, >= 1.
  parameter OutElements = 64,
  // Elements of a frame, >= 1.
  parameter FrameElements = 784,
  // Bits of an element, >= 1.
  parameter Planes = 1,
  // Bits that travel with a frame.
  parameter SideWidth = 1
) (
  input  wire                          clk_i,
  input  wire                          rst_i,    // synchronous, active high

  // Beats; side_i counts with last_i.
  input  wire                          valid_i,
  output wire                          ready_o,
  input  wire [Planes*InElements-1:0]  data_i,
  input  wire                          last_i,
  input  wire [SideWidth-1:0]          side_i,

  // Words; side_o counts with last_o.
  output wire                          valid_o,
  input  wire                          ready_i,
  output wire [Planes*OutElements-1:0] data_o,
  output wire                          last_o,
  output wire [SideWidth-1:0]          side_o
);

  generate
    if (InElements < 1 || OutElements < 1 || FrameElements < 1 || Planes < 1) begin : g_check
      ERROR_sc_gearbox_numbers_of_elements_and_Planes_must_be_at_least_1 u_error ();
    end
  endgenerate

  function integer gcd;
    input integer a;
    input integer b;
    integer       larger;
    integer       smaller;
    integer       rest;
    begin
      larger  = a;
      smaller = b;
      while (smaller > 0) begin
        rest    = larger % smaller;
        larger  = smaller;
        smaller = rest;
      end
      gcd = larger;
    end
  endfunction

  // Everything moves in units of so many elements.
  localparam Unit     = gcd(InElements, OutElements);
  localparam InUnits  = InElements / Unit;
  localparam OutUnits = OutElements / Unit;

  // Where one width divides the other, a beat enters as the last word before it leaves. Else that
  // would cost a cycle where a beat ends with a word, or with a frame's partial one: there, a beat
  // may enter while one word is left, and is stored after it.
  localparam Aligned = InUnits == 1 || OutUnits == 1;
  localparam Room    = !Aligned ? InUnits + OutUnits : (InUnits > OutUnits) ? InUnits : OutUnits;

  // Units of the last beat that belong to the frame, and what a beat adds, in whole words and
  // units: the last one part of a word at least.
  localparam Beats     = (FrameElements + InElements - 1) / InElements;
  localparam LastUnits = (FrameElements - (Beats - 1) * InElements + Unit - 1) / Unit;
  localparam InWords   = InUnits / OutUnits;
  localparam InPart    = InUnits % OutUnits;
  localparam LastWords = (LastUnits - 1) / OutUnits;
  localparam LastPart  = (LastUnits - 1) % OutUnits + 1;

  localparam MaxWords   = (Room + OutUnits - 1) / OutUnits;
  localparam WordsWidth = $clog2(MaxWords + 1);
  localparam PartWidth  = $clog2(2 * OutUnits + 1);

  reg  [WordsWidth-1:0] words_q;       // whole words in the store
  reg  [PartWidth-1:0]  part_q;        // and units after them, < OutUnits
  reg                   ended_q;       // the frame that came last has ended
  reg                   front_last_q;  // the front word ends the frame before that one

  wire pop = valid_o && ready_i;
  wire accept = valid_i && ready_o;

  // The store as a word leaves, from registers but for the last gate: `pop` comes late.
  wire none = words_q == {WordsWidth{1'b0}};
  wire one = words_q == {{(WordsWidth - 1){1'b0}}, 1'b1};
  wire empty = none || (one && pop);
  wire word_left;                      // one whole word and nothing after it
  wire end_left;                       // and that one ends its frame

  // And as a beat enters after it.
  wire [PartWidth-1:0]  part_sum = part_q + (last_i ? LastPart[PartWidth-1:0]
                                                    : InPart[PartWidth-1:0]);
  wire                  fills = part_sum >= OutUnits[PartWidth-1:0];
  wire                  spills = part_sum > OutUnits[PartWidth-1:0];
  wire [WordsWidth-1:0] words_in = last_i ? LastWords[WordsWidth-1:0] + 1'b1
                                          : InWords[WordsWidth-1:0];
  wire                  one_more = last_i ? spills : fills;
  wire [PartWidth-1:0]  part_in = fills ? part_sum - OutUnits[PartWidth-1:0] : part_sum;

  generate
    if (Aligned) begin : g_aligned
      assign word_left = 1'b0;
    end else begin : g_unaligned
      // Such a store has room for two words at least, and words_q two bits.
      wire two = words_q == {{(WordsWidth - 2){1'b0}}, 2'd2};
      assign word_left = part_q == {PartWidth{1'b0}} && (pop ? two : one);
    end
  endgenerate
  assign end_left = word_left && ended_q;

  // Control: reset.
  always @(posedge clk_i) begin
    if (rst_i) begin
      words_q      <= {WordsWidth{1'b0}};
      part_q       <= {PartWidth{1'b0}};
      ended_q      <= 1'b0;
      front_last_q <= 1'b0;
    end else begin
      if (accept) begin
        words_q      <= words_in + {{(WordsWidth - 1){1'b0}}, one_more}
                                 + {{(WordsWidth - 1){1'b0}}, word_left};
        part_q       <= last_i ? {PartWidth{1'b0}} : part_in;
        ended_q      <= last_i;
        front_last_q <= end_left;
      end else if (pop) begin
        words_q      <= words_q - 1'b1;
        front_last_q <= 1'b0;
      end
    end
  end

  // Data: enabled, never reset.
  reg [SideWidth-1:0] side_q;
  reg [SideWidth-1:0] front_side_q;
  always @(posedge clk_i) begin
    if (accept && last_i)   side_q <= side_i;
    if (accept && end_left) front_side_q <= side_q;
  end

  // The store, in slots of one unit. Slots beyond what it holds are junk: a beat may write them.
  localparam StoreWidth = Room * Unit;
  genvar k;
  generate
    for (k = 0; k < Planes; k = k + 1) begin : g_plane
      wire [InElements-1:0] in = data_i[k*InElements+:InElements];
      reg  [StoreWidth-1:0] store_q;
      if (InUnits == 1) begin : g_collect
        // Beats fill the word's slots in turn, each with an enable of its own.
        integer u;
        always @(posedge clk_i) begin
          for (u = 0; u < Room; u = u + 1) begin
            if (accept && part_q == u[PartWidth-1:0]) store_q[u*Unit+:Unit] <= in;
          end
        end
      end else if (OutUnits == 1) begin : g_split
        // Words leave from the lowest slot.
        always @(posedge clk_i) begin
          if (accept)   store_q <= in;
          else if (pop) store_q <= store_q >> OutElements;
        end
      end else begin : g_repack
        // A beat goes from slot `offset` on, placed there by a shifter; a word takes all slots down.
        wire [PartWidth-1:0] offset = empty ? part_q : OutUnits[PartWidth-1:0];
        wire [StoreWidth-1:0] placed = place({{(StoreWidth - InElements){1'b0}}, in}, offset);
        wire [Room-1:0]       reached = {Room{1'b1}} << offset;
        integer u;
        always @(posedge clk_i) begin
          for (u = 0; u < Room; u = u + 1) begin
            if (accept && reached[u]) begin
              store_q[u*Unit+:Unit] <= placed[u*Unit+:Unit];
            end else if (pop && u < InUnits) begin
              store_q[u*Unit+:Unit] <= store_q[(u+OutUnits)%Room*Unit+:Unit];
            end
          end
        end
      end
      assign data_o[k*OutElements+:OutElements] = store_q[OutElements-1:0];
    end
  endgenerate

  function [StoreWidth-1:0] place;
    input [StoreWidth-1:0] elements;
    input [PartWidth-1:0]  units;
    integer                b;
    begin
      place = elements;
      for (b = 0; b < PartWidth; b = b + 1) if (units[b]) place = place << (Unit << b);
    end
  endfunction

  assign ready_o = empty || word_left;
  assign valid_o = words_q != {WordsWidth{1'b0}};
  assign last_o  = front_last_q || (ended_q && words_q == {{(WordsWidth - 1){1'b0}}, 1'b1});
  assign side_o  = front_last_q ? front_side_q : side_q;

`ifdef FORMAL
  reg past_valid_q = 1'b0;
  always @(posedge clk_i) begin
    past_valid_q <= 1'b1;
    if (!past_valid_q) assume (rst_i);
  end

  localparam FrameWords = (FrameElements + OutElements - 1) / OutElements;

  // The frame that came last: elements taken, and words that it makes once it has ended.
  reg  [15:0] taken_q;
  reg  [15:0] total_q;
  wire [15:0] before = ended_q ? 16'd0 : taken_q;
  wire [15:0] elements = before + LastUnits * Unit;
  // The frame whose word is in front: words sent. And the frame before the last, if that is it.
  reg  [15:0] sent_q;
  reg  [15:0] old_taken_q;
  reg  [15:0] old_total_q;
  always @(posedge clk_i) begin
    if (rst_i) begin
      taken_q <= 16'd0;
      sent_q  <= 16'd0;
    end else begin
      if (accept) taken_q <= before + InElements;
      if (pop)    sent_q <= last_o ? 16'd0 : sent_q + 16'd1;
    end
    if (accept && last_i) total_q <= (elements + OutElements - 1) / OutElements;
    if (accept && end_left) begin
      old_taken_q <= taken_q;
      old_total_q <= total_q;
    end
  end

  // Any one element of a frame, in plane 0, as it came in.
  (* anyconst *) reg [15:0] index;
  wire                      comes = index >= before && index < before + InElements;
  wire [15:0]               lane = index - before;
  reg                       value_q;
  reg                       old_value_q;
  reg                       arriving;
  integer                   f;
  always @* begin
    arriving = 1'b0;
    for (f = 0; f < InElements; f = f + 1) if (lane == f) arriving = data_i[f];
  end
  always @(posedge clk_i) begin
    if (accept && comes)    value_q <= arriving;
    if (accept && end_left) old_value_q <= value_q;
  end

  // The source holds a beat until it is taken, and ends a frame in time.
  always @(posedge clk_i) begin
    assume (index < FrameElements);
    if (past_valid_q && !$past(rst_i) && $past(valid_i && !ready_o)) begin
      assume (valid_i && $stable(data_i) && $stable(last_i) && $stable(side_i));
    end
    if (valid_i && before == (Beats - 1) * InElements) assume (last_i);
  end

  // Where the element is in the store, if it is there.
  wire [15:0] held = words_q * OutElements + part_q * Unit;
  wire [15:0] place_new = index + (front_last_q ? OutElements : 16'd0)
                                - (front_last_q ? 16'd0 : sent_q * OutElements);
  wire [15:0] place_old = index - sent_q * OutElements;
  wire        have_new = index < taken_q && (front_last_q || index >= sent_q * OutElements)
                      && place_new < held;
  wire        have_old = front_last_q && index < old_taken_q && index >= sent_q * OutElements;

  always @(posedge clk_i) begin
    if (past_valid_q && !rst_i) begin
      // What leaves is what came, in its place.
      if (valid_o && !front_last_q && have_new && place_new < OutElements) begin
        for (f = 0; f < OutElements; f = f + 1) begin
          if (place_new == f) assert (data_o[f] == value_q);
        end
      end
      if (valid_o && have_old && place_old < OutElements) begin
        for (f = 0; f < OutElements; f = f + 1) begin
          if (place_old == f) assert (data_o[f] == old_value_q);
        end
      end
      // A frame of full length has all its words, no frame has more.
      assert (sent_q < FrameWords);
      if (valid_o && last_o && !front_last_q && taken_q == Beats * InElements) begin
        assert (sent_q + 16'd1 == FrameWords);
      end
      // Beats wait only for words that wait.
      if (InElements <= OutElements && ready_i) assert (ready_o);
      // A beat enters as soon as there is room for it: what the planned cycles count on.
      assert (ready_o == (words_q == pop || (!Aligned && part_q == 0 && words_q == pop + 2'd1)));

      // What the store holds.
      assert (part_q < OutUnits && words_q <= MaxWords);
      if (InElements <= OutElements) assert (words_q <= ((ended_q && !Aligned) ? 2 : 1));
      assert (taken_q <= Beats * InElements);
      for (f = 0; f <= Beats; f = f + 1) begin
        if (taken_q > f * InElements) assert (taken_q >= (f + 1) * InElements);
      end
      if (!ended_q) begin
        assert (taken_q <= (Beats - 1) * InElements && held <= StoreWidth);
        assert (held + (front_last_q ? 16'd0 : sent_q * OutElements)
                == taken_q + (front_last_q ? OutElements : 16'd0));
      end else begin
        assert (part_q == 0 && taken_q != 16'd0);
        assert (total_q == (taken_q - InElements + LastUnits * Unit + OutElements - 1)
                           / OutElements);
        if (words_q == 0) begin
          assert (sent_q == 16'd0);
        end else if (!front_last_q) begin
          assert (words_q + sent_q == total_q);
          assert (taken_q <= sent_q * OutElements + StoreWidth);
        end else begin
          assert (words_q == 16'd1 + total_q);
        end
      end
      if (front_last_q) begin
        assert (!Aligned && words_q != 0 && taken_q == InElements);
        assert (sent_q + 16'd1 == old_total_q);
        assert (old_total_q <= FrameWords);
        assert (ended_q || InElements >= OutElements || words_q == 1);
      end
      for (f = 0; f < StoreWidth; f = f + 1) begin
        if (have_new && place_new == f) assert (g_plane[0].store_q[f] == value_q);
        if (have_old && place_old == f && f < OutElements) begin
          assert (g_plane[0].store_q[f] == old_value_q);
        end
      end
    end
    if (past_valid_q && !rst_i && !$past(rst_i)) begin
      if ($past(valid_o && !ready_i)) begin
        assert (valid_o && $stable(data_o) && $stable(last_o));
        if (last_o) assert ($stable(side_o));
      end
      // The side data of a frame that ends in one word.
      if ($past(accept && last_i) && valid_o && last_o && !front_last_q) begin
        assert (side_o == $past(side_i));
      end
    end
  end
`endif
endmodule

`default_nettype wire
