// SPDX-License-Identifier: MIT
//
// sc_image_store: encoded images in a ring of slots, each presentation readable by itself.
//
// A word holds Simd pixels at all presentations: bit t*Simd + s is pixel s at presentation t. The
// words of an image fill one slot; slots are filled in ring order, 0, 1, .. Slots-1, 0, .., and
// freed in that order. Between stored_o and free_i any chunk of any presentation of the slot may
// be read, in any order and as often as needed. Each presentation has a memory of its own, of
// which one is read at a time: chunk c of slot b is row c*Slots + b.
//
// A word in every cycle while a slot is free; ready_o depends only on registers. After free_i in
// cycle t the slot takes words from t+1. Read latency is 1 cycle; read data holds while read_i is
// low. An image whose last word is taken in t can be read in t+1.
//
//   clk_i         _/~\_/~\_/~\_/~\_/~\_/~\_
//   valid_i       _/~~~~~~~\_______________    two words per image
//   last_i        _____/~~~\_______________
//   stored_o      _____/~~~\_______________
//   write_slot_o  -< 0     ><1             >
//   read_i        _________/~~~~~~~\_______
//   read_data_o   -------------< W0>< W1
`default_nettype none

module sc_image_store #(
  // Pixels of a word, >= 1.
  parameter Simd = 64,
  // Words of an image at most, >= 1.
  parameter Words = 13,
  // T, or the largest T where it is chosen at run time, >= 1.
  parameter Presentations = 4,
  // Images that are held, >= 2.
  parameter Slots = 8,
  // Derived, do not override.
  parameter AddrWidth = (Words > 1) ? $clog2(Words) : 1,
  parameter TimeWidth = (Presentations > 1) ? $clog2(Presentations) : 1,
  parameter SlotWidth = $clog2(Slots)
) (
  input  wire                          clk_i,
  input  wire                          rst_i,         // synchronous, active high

  // Words of images.
  input  wire                          valid_i,
  output wire                          ready_o,
  input  wire [Presentations*Simd-1:0] data_i,
  input  wire                          last_i,

  // The slot that takes words, or will; stored_o: this cycle's word completes it.
  output wire                          stored_o,
  output wire [SlotWidth-1:0]          write_slot_o,

  // The slot that was stored first is not needed any more.
  input  wire                          free_i,

  // One presentation of one chunk of a stored slot.
  input  wire                          read_i,
  input  wire [SlotWidth-1:0]          read_slot_i,
  input  wire [TimeWidth-1:0]          read_time_i,
  input  wire [AddrWidth-1:0]          read_addr_i,
  output wire [Simd-1:0]               read_data_o    // one cycle after read_i
);

  generate
    if (Simd < 1 || Words < 1 || Presentations < 1) begin : g_check
      ERROR_sc_image_store_Simd_Words_and_Presentations_must_be_at_least_1 u_error ();
    end
    if (Slots < 2) begin : g_check_slots
      ERROR_sc_image_store_Slots_must_be_at_least_2 u_error ();
    end
  endgenerate

  localparam Rows       = Words * Slots;
  localparam RowWidth   = $clog2(Rows);
  localparam CountWidth = $clog2(Slots + 1);
  localparam [SlotWidth-1:0]  LastSlot = Slots[SlotWidth-1:0] - 1'b1;
  localparam [CountWidth-1:0] All      = Slots[CountWidth-1:0];
  localparam [RowWidth-1:0]   RowStep  = Slots[RowWidth-1:0];

  reg  [SlotWidth-1:0]  write_slot_q;
  reg  [RowWidth-1:0]   write_base_q;   // Slots times the number of the next word
  reg  [CountWidth-1:0] stored_q;       // slots that are stored and not free

  wire write = valid_i && ready_o;

  // Control: reset.
  always @(posedge clk_i) begin
    if (rst_i) begin
      write_slot_q <= {SlotWidth{1'b0}};
      write_base_q <= {RowWidth{1'b0}};
      stored_q     <= {CountWidth{1'b0}};
    end else begin
      if (write)    write_base_q <= last_i ? {RowWidth{1'b0}} : write_base_q + RowStep;
      if (stored_o) write_slot_q <= (write_slot_q == LastSlot) ? {SlotWidth{1'b0}}
                                                               : write_slot_q + 1'b1;
      if (stored_o && !free_i) stored_q <= stored_q + 1'b1;
      if (free_i && !stored_o) stored_q <= stored_q - 1'b1;
    end
  end

  wire [RowWidth-1:0] write_row = write_base_q + {{(RowWidth - SlotWidth){1'b0}}, write_slot_q};
  wire [RowWidth-1:0] read_row = {{(RowWidth - AddrWidth){1'b0}}, read_addr_i} * RowStep
                                 + {{(RowWidth - SlotWidth){1'b0}}, read_slot_i};

  wire [Presentations*Simd-1:0] read_words;
  genvar t;
  generate
    for (t = 0; t < Presentations; t = t + 1) begin : g_presentation
      localparam [TimeWidth-1:0] Time = t;
      sc_ram #(
        .Width(Simd),
        .Depth(Rows)
      ) u_ram (
        .clk_i       (clk_i),
        .write_i     (write),
        .write_addr_i(write_row),
        .write_data_i(data_i[t*Simd+:Simd]),
        .read_i      (read_i && read_time_i == Time),
        .read_addr_i (read_row),
        .read_data_o (read_words[t*Simd+:Simd])
      );
    end

    if (Presentations > 1) begin : g_select
      reg [TimeWidth-1:0] time_q;   // of the last read
      always @(posedge clk_i) begin
        if (read_i) time_q <= read_time_i;
      end
      sc_select #(
        .Words(Presentations),
        .Width(Simd)
      ) u_select (
        .words_i(read_words),
        .index_i(time_q),
        .word_o (read_data_o)
      );
    end else begin : g_single
      assign read_data_o = read_words;
    end
  endgenerate

  assign ready_o      = stored_q != All;
  assign stored_o     = write && last_i;
  assign write_slot_o = write_slot_q;

`ifdef FORMAL
  reg past_valid_q = 1'b0;
  always @(posedge clk_i) begin
    past_valid_q <= 1'b1;
    if (!past_valid_q) assume (rst_i);
  end

  // Words of the image that comes; the source holds a word until it is taken and ends an image in
  // time. Only a slot that is stored is freed, and only such a one is read.
  reg [AddrWidth-1:0] word_q;
  reg [SlotWidth-1:0] oldest_q;
  always @(posedge clk_i) begin
    if (rst_i)      word_q <= 0;
    else if (write) word_q <= last_i ? 0 : word_q + 1'b1;
    if (rst_i)       oldest_q <= 0;
    else if (free_i) oldest_q <= (oldest_q == Slots - 1) ? 0 : oldest_q + 1'b1;

    if (past_valid_q && !$past(rst_i) && $past(valid_i && !ready_o)) begin
      assume (valid_i && $stable(data_i) && $stable(last_i));
    end
    if (valid_i && word_q == Words - 1) assume (last_i);
    if (stored_q == 0) assume (!free_i);
  end
  wire [SlotWidth:0] age = (read_slot_i >= oldest_q) ? read_slot_i - oldest_q
                                                     : read_slot_i + Slots - oldest_q;
  wire [SlotWidth+1:0] reach = oldest_q + stored_q;
  always @* begin
    if (read_i) assume (read_slot_i < Slots && age < stored_q);
    if (read_i) assume (read_addr_i < Words && read_time_i < Presentations);
  end

  always @(posedge clk_i) begin
    if (past_valid_q && !rst_i) begin
      assert (write_slot_q < Slots && oldest_q < Slots && stored_q <= Slots);
      assert (word_q < Words && write_base_q == word_q * Slots);
      // Slots that are stored are consecutive, from the oldest to the one that is written.
      assert (write_slot_q == (reach >= Slots ? reach - Slots : reach));
      // A slot that may be read is not written.
      if (write && read_i) assert (write_row != read_row);
      assert (!write || write_row < Rows);
      assert (!read_i || read_row < Rows);
    end
    if (past_valid_q && !rst_i && !$past(rst_i)) begin
      if ($past(free_i)) assert (ready_o);
      if ($past(!read_i)) assert ($stable(read_data_o));
    end
  end
`endif
endmodule

`default_nettype wire
