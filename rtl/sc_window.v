// SPDX-License-Identifier: MIT
//
// sc_window: turns a map, position by position, into its windows, one after the other.
//
// A map comes as MapHeight * MapWidth positions of Groups * GroupWords words, row by row. Each
// window leaves as a frame of its own: the words of one group of channels at each of its
// KernelHeight * KernelWidth positions, row by row. The groups of a window follow each other, then
// comes the next window. So an engine after a frame buffer computes one window after the other
// and knows nothing of maps.
//
// Positions beyond the map's edges are words of padding: bits 0, bits 1, or bits that alternate, 1
// where y + x + channel is odd, in all planes. border_o says which part of a window is outside,
// for an engine whose thresholds depend on it, as they do where padding counts as 0.
//
// A ring of line buffers holds the rows of a kernel, from the first position of the current window
// on. A word is stored as soon as the windows have left its place, so that two maps meet here; a
// word of a window leaves as soon as it has come. Both sides count words in the order of the map:
// `ahead` is how many have come beyond the first position of the window.
//
// A map's head (its settings) is valid with its first word and travels with all of its windows. Its
// side data are valid with its last word and go with the end of its last window, which waits for
// them.
//
// Latency 2 cycles from a word to the word of a window that needs it; throughput a word per cycle
// on either side.
//
//   clk_i    _/~\_/~\_/~\_/~\_/~\_/~\_/~\_    a row of 3 positions, kernel 1 x 2
//   valid_i  _/~~~~~~~~~~~\_______________
//   data_i   -< A >< B >< C >-------------
//   valid_o  _________/~~~~~~~~~~~~~~~\___
//   data_o   ---------< A >< B >< B >< C >
//   last_o   _____________/~~~\___/~~~\___
//   end_o    _____________________/~~~\___
`default_nettype none

module sc_window #(
  // Elements of a word, >= 1: they divide the channels of a group.
  parameter Elements = 16,
  // Bits of an element, >= 1; words are plane-major.
  parameter Planes = 1,
  // Words of a group of channels, and groups, >= 1.
  parameter GroupWords = 4,
  parameter Groups = 1,
  // Positions of the map, >= 1 each way.
  parameter MapHeight = 28,
  parameter MapWidth = 28,
  // Positions of a window, >= 1 each way, and steps from window to window, >= 1.
  parameter KernelHeight = 3,
  parameter KernelWidth = 3,
  parameter StrideY = 1,
  parameter StrideX = 1,
  // Rows and columns of padding before the map, fewer than the kernel has; windows each way.
  // Whatever the last of them have beyond the map is padding, too.
  parameter PadTop = 0,
  parameter PadLeft = 0,
  parameter OutHeight = 26,
  parameter OutWidth = 26,
  // "minus-one", "plus-one" or "alternating".
  parameter Padding = "minus-one",
  // Rows and columns of windows, from either edge, that border_o tells apart; fewer together than
  // there are.
  parameter BorderTop = 0,
  parameter BorderBottom = 0,
  parameter BorderLeft = 0,
  parameter BorderRight = 0,
  // Bits of the head and of the side data, >= 1.
  parameter HeadWidth = 1,
  parameter SideWidth = 1,
  // Derived, do not override.
  parameter Borders = (BorderTop + 1 + BorderBottom) * (BorderLeft + 1 + BorderRight),
  parameter BorderWidth = (Borders > 1) ? $clog2(Borders) : 1
) (
  input  wire                       clk_i,
  input  wire                       rst_i,      // synchronous, active high

  // The map.
  input  wire                       valid_i,
  output wire                       ready_o,
  input  wire [Planes*Elements-1:0] data_i,
  input  wire [HeadWidth-1:0]       head_i,     // counts with the first word
  input  wire [SideWidth-1:0]       side_i,     // counts with the last word

  // Its windows.
  output wire                       valid_o,
  input  wire                       ready_i,
  output wire [Planes*Elements-1:0] data_o,
  output wire                       outside_o,  // it is padding
  output wire                       last_o,     // the last word of a group of a window
  output wire                       end_o,      // and of the map
  output wire [HeadWidth-1:0]       head_o,
  output wire [BorderWidth-1:0]     border_o,   // (row of the border) * columns + column
  output wire [SideWidth-1:0]       side_o      // counts with end_o
);

  // Positions and places in units of words. A window reaches Reach words beyond its first one.
  localparam Words      = Groups * GroupWords;
  localparam MapWords   = MapHeight * MapWidth * Words;
  localparam Reach      = ((KernelHeight - 1) * MapWidth + KernelWidth) * Words;
  localparam KernelRows = KernelHeight * MapWidth * Words;
  localparam Capacity   = (KernelRows > Reach) ? KernelRows : Reach;

  generate
    if (Elements < 1 || Planes < 1 || GroupWords < 1 || Groups < 1) begin : g_check_words
      ERROR_sc_window_Elements_Planes_GroupWords_and_Groups_must_be_at_least_1 u_error ();
    end
    if (MapHeight < 1 || MapWidth < 1 || OutHeight < 1 || OutWidth < 1) begin : g_check_maps
      ERROR_sc_window_maps_must_have_at_least_1_position u_error ();
    end
    if (KernelHeight < 1 || KernelWidth < 1 || StrideY < 1 || StrideX < 1) begin : g_check_kernel
      ERROR_sc_window_kernel_and_strides_must_be_at_least_1 u_error ();
    end
    if (PadTop < 0 || PadTop >= KernelHeight || PadLeft < 0
        || PadLeft >= KernelWidth) begin : g_check_padding
      ERROR_sc_window_padding_must_be_less_than_the_kernel u_error ();
    end
    if ((OutHeight - 1) * StrideY >= MapHeight + PadTop
        || (OutWidth - 1) * StrideX >= MapWidth + PadLeft) begin : g_check_windows
      ERROR_sc_window_a_window_must_see_the_map u_error ();
    end
    if (BorderTop + BorderBottom >= OutHeight
        || BorderLeft + BorderRight >= OutWidth) begin : g_check_border
      ERROR_sc_window_borders_must_leave_a_window_between_them u_error ();
    end
  endgenerate

  // ---------------------------------------------------------------------------------------------
  // The loops over windows and, inside, over groups, rows, columns and words: what is read next.

  localparam OutRowWidth  = $clog2(OutHeight + 1);
  localparam OutColWidth  = $clog2(OutWidth + 1);
  localparam GroupWidth   = $clog2(Groups + 1);
  localparam RowWidth     = $clog2(KernelHeight + 1);
  localparam ColWidth     = $clog2(KernelWidth + 1);
  localparam WordWidth    = $clog2(GroupWords + 1);

  reg  [OutRowWidth-1:0] out_row_q;
  reg  [OutColWidth-1:0] out_col_q;
  reg  [GroupWidth-1:0]  group_q;
  reg  [RowWidth-1:0]    row_q;
  reg  [ColWidth-1:0]    col_q;
  reg  [WordWidth-1:0]   word_q;

  wire issue;
  wire word_ends    = word_q == GroupWords[WordWidth-1:0] - 1'b1;
  wire col_ends     = word_ends && col_q == KernelWidth[ColWidth-1:0] - 1'b1;
  wire row_ends     = col_ends && row_q == KernelHeight[RowWidth-1:0] - 1'b1;
  wire group_ends   = row_ends && group_q == Groups[GroupWidth-1:0] - 1'b1;
  wire out_col_ends = group_ends && out_col_q == OutWidth[OutColWidth-1:0] - 1'b1;
  wire map_ends     = out_col_ends && out_row_q == OutHeight[OutRowWidth-1:0] - 1'b1;

  // Control: reset.
  always @(posedge clk_i) begin
    if (rst_i) begin
      out_row_q <= {OutRowWidth{1'b0}};
      out_col_q <= {OutColWidth{1'b0}};
      group_q   <= {GroupWidth{1'b0}};
      row_q     <= {RowWidth{1'b0}};
      col_q     <= {ColWidth{1'b0}};
      word_q    <= {WordWidth{1'b0}};
    end else if (issue) begin
      word_q <= word_ends ? {WordWidth{1'b0}} : word_q + 1'b1;
      if (word_ends)    col_q <= col_ends ? {ColWidth{1'b0}} : col_q + 1'b1;
      if (col_ends)     row_q <= row_ends ? {RowWidth{1'b0}} : row_q + 1'b1;
      if (row_ends)     group_q <= group_ends ? {GroupWidth{1'b0}} : group_q + 1'b1;
      if (group_ends)   out_col_q <= out_col_ends ? {OutColWidth{1'b0}} : out_col_q + 1'b1;
      if (out_col_ends) out_row_q <= map_ends ? {OutRowWidth{1'b0}} : out_row_q + 1'b1;
    end
  end

  // ---------------------------------------------------------------------------------------------
  // The ring. Word number n of all maps is in place n mod Capacity; the window begins at word
  // `first`, in place base_q, and ahead_q = (words that have come) - first. Where the window begins
  // in the padding, first is before the map; where it begins beyond what has come, as after rows
  // that no window sees, ahead_q is negative.

  // From window to window, as a number of words, and the same around the ring.
  localparam ColStep  = StrideX * Words;
  localparam RowStep  = (StrideY * MapWidth - (OutWidth - 1) * StrideX) * Words;
  localparam MapStep  = MapWords
      - ((OutHeight - 1) * StrideY * MapWidth + (OutWidth - 1) * StrideX) * Words;
  localparam Start    = (PadTop * MapWidth + PadLeft) * Words;   // ahead of the first window

  // Steps may be negative; a remainder of negative numbers is not the same in all tools.
  localparam Turns = (MapWords + Start) / Capacity + 2;
  function integer around;
    input integer words;
    around = (words + Turns * Capacity) % Capacity;
  endfunction
  localparam ColTurn   = around(ColStep);
  localparam RowTurn   = around(RowStep);
  localparam MapTurn   = around(MapStep);
  localparam StartBase = around(-Start);

  localparam PlaceBits  = (Capacity > 1) ? $clog2(Capacity) : 1;
  localparam PlaceWidth = PlaceBits + 1;
  localparam AheadWidth = $clog2(Capacity + MapWords + Start + 1) + 2;
  localparam [PlaceWidth-1:0] Places = Capacity[PlaceWidth-1:0];

  function [PlaceWidth-1:0] wrapped;
    input [PlaceWidth-1:0] place;   // below 2 * Capacity
    wrapped = (place >= Places) ? place - Places : place;
  endfunction

  reg         [PlaceWidth-1:0] write_q;   // the place of the next word that comes
  reg         [PlaceWidth-1:0] base_q;
  reg  signed [AheadWidth-1:0] ahead_q;
  reg         [PlaceWidth-1:0] offset_q;  // of the word that is read next, from the first one

  wire write = valid_i && ready_o;
  wire [PlaceWidth-1:0] turn = map_ends ? MapTurn[PlaceWidth-1:0]
                             : out_col_ends ? RowTurn[PlaceWidth-1:0] : ColTurn[PlaceWidth-1:0];
  wire signed [AheadWidth-1:0] step = map_ends ? MapStep[AheadWidth-1:0]
                                    : out_col_ends ? RowStep[AheadWidth-1:0]
                                    : ColStep[AheadWidth-1:0];
  wire signed [AheadWidth-1:0] came = {{(AheadWidth - 1){1'b0}}, write};
  wire signed [AheadWidth-1:0] went = (issue && group_ends) ? step : {AheadWidth{1'b0}};

  // From the last word of a group at a position, of a row, of a group, to the next one to read.
  localparam ToCol   = Words - GroupWords + 1;
  localparam ToRow   = ToCol + (MapWidth - KernelWidth) * Words;
  localparam ToGroup = Words + 1 - Reach;
  wire [PlaceWidth-1:0] offset_step = row_ends ? ToGroup[PlaceWidth-1:0]
                                    : col_ends ? ToRow[PlaceWidth-1:0]
                                    : word_ends ? ToCol[PlaceWidth-1:0]
                                    : {{(PlaceWidth - 1){1'b0}}, 1'b1};

  // Control: reset.
  always @(posedge clk_i) begin
    if (rst_i) begin
      write_q  <= {PlaceWidth{1'b0}};
      base_q   <= StartBase[PlaceWidth-1:0];
      ahead_q  <= Start[AheadWidth-1:0];
      offset_q <= {PlaceWidth{1'b0}};
    end else begin
      if (write) write_q <= wrapped(write_q + 1'b1);
      if (issue && group_ends) base_q <= wrapped(base_q + turn);
      ahead_q <= ahead_q + came - went;
      if (issue) offset_q <= group_ends ? {PlaceWidth{1'b0}} : offset_q + offset_step;
    end
  end

  wire signed [AheadWidth-1:0] offset = $signed({{(AheadWidth - PlaceWidth){1'b0}}, offset_q});
  wire has_come = offset < ahead_q;
  wire has_room = ahead_q < $signed(Capacity[AheadWidth-1:0]);
  wire [PlaceWidth-1:0] place = wrapped(base_q + offset_q);
  wire unused_place = place[PlaceWidth-1] || write_q[PlaceWidth-1];

  // ---------------------------------------------------------------------------------------------
  // Where the word is on the map: beyond its edges nothing is read.

  localparam YWidth = $clog2(MapHeight + PadTop + KernelHeight + OutHeight * StrideY) + 2;
  localparam XWidth = $clog2(MapWidth + PadLeft + KernelWidth + OutWidth * StrideX) + 2;
  localparam Above  = -PadTop;
  localparam Before = -PadLeft;
  reg  signed [YWidth-1:0] top_q;    // of the window
  reg  signed [XWidth-1:0] left_q;
  always @(posedge clk_i) begin
    if (rst_i) begin
      top_q  <= Above[YWidth-1:0];
      left_q <= Before[XWidth-1:0];
    end else if (issue && group_ends) begin
      left_q <= out_col_ends ? Before[XWidth-1:0] : left_q + StrideX[XWidth-1:0];
      if (out_col_ends) top_q <= map_ends ? Above[YWidth-1:0] : top_q + StrideY[YWidth-1:0];
    end
  end
  wire signed [YWidth-1:0] y = top_q + $signed({{(YWidth - RowWidth){1'b0}}, row_q});
  wire signed [XWidth-1:0] x = left_q + $signed({{(XWidth - ColWidth){1'b0}}, col_q});
  wire outside = y[YWidth-1] || y >= $signed(MapHeight[YWidth-1:0])
              || x[XWidth-1] || x >= $signed(MapWidth[XWidth-1:0]);

  // ---------------------------------------------------------------------------------------------
  // Maps that have come whole and whose last window has not left: at most one, so that the heads
  // and the side data of two are enough.

  localparam CountWidth = $clog2(MapWords + 1);
  reg  [CountWidth-1:0] count_q;      // words that have come of the map
  reg                   write_map_q;  // which of two it is
  reg                   read_map_q;
  reg                   whole_q;      // the map that is read has come
  reg  [1:0]            begun_q;      // maps that have begun to come, and are still to be read
  wire                  first_comes = count_q == {CountWidth{1'b0}};
  wire                  last_comes = count_q == MapWords[CountWidth-1:0] - 1'b1;
  wire                  leaves = valid_o && ready_i;

  assign ready_o = has_room && !(last_comes && whole_q);

  always @(posedge clk_i) begin
    if (rst_i) begin
      count_q     <= {CountWidth{1'b0}};
      write_map_q <= 1'b0;
      read_map_q  <= 1'b0;
      whole_q     <= 1'b0;
      begun_q     <= 2'd0;
    end else begin
      begun_q <= begun_q + {1'b0, write && first_comes} - {1'b0, issue && map_ends};
      if (write) count_q <= last_comes ? {CountWidth{1'b0}} : count_q + 1'b1;
      write_map_q <= write_map_q ^ (write && last_comes);
      read_map_q  <= read_map_q ^ (leaves && end_o);
      if (write && last_comes)  whole_q <= 1'b1;
      else if (leaves && end_o) whole_q <= 1'b0;
    end
  end

  // Data: enabled, never reset.
  reg [HeadWidth-1:0] head_0_q;
  reg [HeadWidth-1:0] head_1_q;
  reg [SideWidth-1:0] side_q;
  always @(posedge clk_i) begin
    if (write && first_comes && !write_map_q) head_0_q <= head_i;
    if (write && first_comes && write_map_q)  head_1_q <= head_i;
    if (write && last_comes)                  side_q <= side_i;
  end

  // ---------------------------------------------------------------------------------------------
  // The word that leaves.

  reg valid_q;
  reg last_q;
  reg end_q;
  assign issue = (outside || has_come) && begun_q != 2'd0 && (!valid_q || leaves);
  always @(posedge clk_i) begin
    if (rst_i) begin
      valid_q <= 1'b0;
      last_q  <= 1'b0;
      end_q   <= 1'b0;
    end else begin
      if (issue)       valid_q <= 1'b1;
      else if (leaves) valid_q <= 1'b0;
      if (issue) last_q <= row_ends;
      if (issue) end_q <= map_ends;
    end
  end

  wire [Planes*Elements-1:0] stored;
  sc_ram #(
    .Width(Planes * Elements),
    .Depth(Capacity)
  ) u_ram (
    .clk_i       (clk_i),
    .write_i     (write),
    .write_addr_i(write_q[PlaceBits-1:0]),
    .write_data_i(data_i),
    .read_i      (issue && !outside),
    .read_addr_i (place[PlaceBits-1:0]),
    .read_data_o (stored)
  );

  // Padding takes the place of what is stored.
  reg outside_q;
  always @(posedge clk_i) begin
    if (issue) outside_q <= outside;
  end
  wire [Planes*Elements-1:0] padding;
  genvar e;
  generate
    if (Padding == "plus-one") begin : g_plus_one
      assign padding = {(Planes * Elements){1'b1}};
    end else if (Padding == "minus-one") begin : g_minus_one
      assign padding = {(Planes * Elements){1'b0}};
    end else if (Padding == "alternating") begin : g_alternating
      // Whether y + x + the word's first channel is odd.
      wire odd_word = (Elements % 2 != 0) && (word_q[0] ^ ((GroupWords % 2 != 0) && group_q[0]));
      reg  odd_q;
      always @(posedge clk_i) begin
        if (issue) odd_q <= y[0] ^ x[0] ^ odd_word;
      end
      for (e = 0; e < Planes * Elements; e = e + 1) begin : g_element
        assign padding[e] = ((e % Elements) % 2 != 0) ? !odd_q : odd_q;
      end
    end else begin : g_check_value
      ERROR_sc_window_Padding_must_be_minus_one_plus_one_or_alternating u_error ();
    end
  endgenerate

  // Rows and columns of windows at the edges have numbers, and all the others share one.
  localparam BorderCols = BorderLeft + 1 + BorderRight;
  generate
    if (Borders > 1) begin : g_border
      localparam [BorderWidth-1:0] Row = BorderCols[BorderWidth-1:0];   // 0 where there is one
      reg  [BorderWidth-1:0] border_row_q;   // its first number
      reg  [BorderWidth-1:0] border_col_q;
      reg  [BorderWidth-1:0] border_q;
      wire [OutRowWidth-1:0] next_row = out_row_q + 1'b1;
      wire [OutColWidth-1:0] next_col = out_col_q + 1'b1;
      wire row_moves = next_row <= BorderTop[OutRowWidth-1:0]
                    || next_row >= OutHeight[OutRowWidth-1:0] - BorderBottom[OutRowWidth-1:0];
      wire col_moves = next_col <= BorderLeft[OutColWidth-1:0]
                    || next_col >= OutWidth[OutColWidth-1:0] - BorderRight[OutColWidth-1:0];
      always @(posedge clk_i) begin
        if (rst_i) begin
          border_row_q <= {BorderWidth{1'b0}};
          border_col_q <= {BorderWidth{1'b0}};
        end else if (issue && group_ends) begin
          if (out_col_ends)   border_col_q <= {BorderWidth{1'b0}};
          else if (col_moves) border_col_q <= border_col_q + 1'b1;
          if (map_ends)                       border_row_q <= {BorderWidth{1'b0}};
          else if (out_col_ends && row_moves) border_row_q <= border_row_q + Row;
        end
      end
      always @(posedge clk_i) begin
        if (issue) border_q <= border_row_q + border_col_q;
      end
      assign border_o = border_q;
    end else begin : g_no_border
      assign border_o = {BorderWidth{1'b0}};
    end
  endgenerate

  assign valid_o   = valid_q && !(end_q && !whole_q);
  assign data_o    = outside_q ? padding : stored;
  assign outside_o = outside_q;
  assign last_o    = last_q;
  assign end_o     = end_q;
  assign head_o    = read_map_q ? head_1_q : head_0_q;
  assign side_o    = side_q;

`ifdef FORMAL
  reg past_valid_q = 1'b0;
  always @(posedge clk_i) begin
    past_valid_q <= 1'b1;
    if (!past_valid_q) assume (rst_i);
  end

  // Numbers of words, from the first one of all maps, modulo 2^8 (only differences count): of the
  // next one to come, of the first one of the map that is read, and of the window.
  localparam NumberWidth = 8;
  localparam [NumberWidth-1:0] Zero = 0;
  localparam [NumberWidth-1:0] One = 1;
  reg  [NumberWidth-1:0] came_q;
  reg  [NumberWidth-1:0] map_q;
  reg  [NumberWidth-1:0] first_q;
  always @(posedge clk_i) begin
    if (rst_i) begin
      came_q  <= Zero;
      map_q   <= Zero;
      first_q <= Zero - Start;
    end else begin
      if (write) came_q <= came_q + One;
      if (issue && map_ends) map_q <= map_q + MapWords;
      if (issue && group_ends) begin
        first_q <= first_q + (map_ends ? MapStep : out_col_ends ? RowStep : ColStep);
      end
    end
  end
  wire [NumberWidth-1:0] ahead = {{(NumberWidth - AheadWidth){ahead_q[AheadWidth-1]}}, ahead_q};
  wire [NumberWidth-1:0] top = {{(NumberWidth - YWidth){top_q[YWidth-1]}}, top_q};
  wire [NumberWidth-1:0] left = {{(NumberWidth - XWidth){left_q[XWidth-1]}}, left_q};
  // No word before this one is needed any more.
  wire [NumberWidth-1:0] inside = map_q
      + (top[NumberWidth-1] ? Zero : (top * MapWidth + (left[NumberWidth-1] ? Zero : left)) * Words);
  // The word that the loops ask for.
  wire [NumberWidth-1:0] asked = first_q + ((row_q * MapWidth + col_q) * Groups + group_q) * GroupWords + word_q;

  wire [NumberWidth-1:0] first = map_q + (top * MapWidth + left) * Words;
  wire [NumberWidth-1:0] room = Capacity + inside - came_q;
  wire [NumberWidth-1:0] top_d = out_row_q * StrideY - PadTop;
  wire [NumberWidth-1:0] left_d = out_col_q * StrideX - PadLeft;
  wire [NumberWidth-1:0] ahead_d = came_q - first_q;

  // The next word to come has its place after those of the window, around the ring.
  wire [NumberWidth-1:0] difference = base_q + ahead - write_q + 2 * Turns * Capacity;
  reg         in_step;
  integer     f;
  always @* begin
    in_step = 1'b0;
    for (f = 0; f <= 4 * Turns; f = f + 1) if (difference == f * Capacity) in_step = 1'b1;
  end

  // Words that have come of the map that is read; of the one before, as a negative number.
  wire [NumberWidth-1:0] of_map = came_q - map_q;
  wire [NumberWidth-1:0] of_map_d = (begun_q == 2'd0)
      ? ((count_q == 0) ? Zero : count_q - MapWords)
      : (begun_q - 2'd1) * MapWords + ((count_q == 0) ? MapWords : count_q);

  // Any one place, and the number of the word that it holds, if places up to it have been filled.
  (* anyconst *) reg [PlaceBits-1:0] any;
  reg  [NumberWidth-1:0]                        number_q;
  reg  [NumberWidth-1:0]                        filled_q;
  wire                               held = any < filled_q;
  wire [NumberWidth-1:0]                        age = came_q - number_q;
  wire [NumberWidth-1:0]                        beyond = filled_q - of_map;
  always @(posedge clk_i) begin
    assume (any < Capacity);
    if (rst_i)                               filled_q <= Zero;
    else if (write && filled_q != Capacity) filled_q <= filled_q + One;
    if (write && write_q == any) number_q <= came_q;
  end

  always @(posedge clk_i) begin
    if (past_valid_q && !rst_i) begin
      // What is read is the very word that is asked for: it has come, and nothing has been written
      // over it.
      if (issue && !outside && place == any) assert (held && number_q == asked);
      // sc_ram never writes the row that it reads.
      if (write && issue && !outside && place == any) assert (write_q != any);

      // The loops.
      assert (word_q < GroupWords && col_q < KernelWidth && row_q < KernelHeight);
      assert (group_q < Groups && out_col_q < OutWidth && out_row_q < OutHeight);
      assert (top == top_d && left == left_d);
      assert (offset_q == ((row_q * MapWidth + col_q) * Groups + group_q) * GroupWords + word_q);

      // The ring.
      assert (write_q < Capacity && base_q < Capacity);
      assert (first_q == first && ahead == ahead_d);
      assert (!room[NumberWidth-1] && in_step);
      assert (filled_q <= Capacity);
      if (filled_q != Capacity) begin
        assert (write_q == filled_q);
        assert (!beyond[NumberWidth-1]);
      end
      if (held) begin
        assert (age >= One && age <= Capacity);
        assert (any + age == write_q || any + age == write_q + Capacity);
      end

      // The maps.
      assert (count_q < MapWords && begun_q <= 2'd2);
      assert (of_map == of_map_d);
    end
  end
`endif
endmodule

`default_nettype wire
