// control_rule: what the registers of a design promise (docs/control.md), of a control module whatever its
// registers are. design.py puts it around the module that the generator wrote, with the register map of the
// manifest.
//
// A response is judged in the cycle in which it appears, by the state of the cycle before, in which the access
// ended. In that cycle, and in no other, a write shows what it has changed.
module control_rule #(
  // The registers, one a slot: 12 bits of offset, 4 of kind, 6 of width, 32 of reset.
  parameter Registers = 1,
  parameter [12*Registers-1:0] Offsets = 0,
  parameter [4*Registers-1:0]  Kinds = 0,
  parameter [6*Registers-1:0]  Widths = 0,
  parameter [32*Registers-1:0] Resets = 0,
  parameter [Registers-1:0]    Writable = 0,
  parameter [Registers-1:0]    WideErrors = 0,
  // Memories that can be loaded; 32 bits each.
  parameter Memories = 0,
  parameter M = (Memories > 0) ? Memories : 1,
  parameter [32*M-1:0] Words = 0,
  parameter [32*M-1:0] Rows = 0,
  parameter [32*M-1:0] RowBits = 0,
  parameter [32*M-1:0] LaneBits = 0,
  parameter [32*M-1:0] Lanes = 0
) (
  input wire                    clk_i,
  input wire                    rst_i,

  input wire [11:0]             awaddr_i,
  input wire                    awvalid_i,
  input wire                    awready_i,
  input wire [31:0]             wdata_i,
  input wire [3:0]              wstrb_i,
  input wire                    wvalid_i,
  input wire                    wready_i,
  input wire [1:0]              bresp_i,
  input wire                    bvalid_i,
  input wire                    bready_i,
  input wire [11:0]             araddr_i,
  input wire                    arvalid_i,
  input wire                    arready_i,
  input wire [31:0]             rdata_i,
  input wire [1:0]              rresp_i,
  input wire                    rvalid_i,
  input wire                    rready_i,

  // What leaves the module, settings by their register's slot.
  input wire                    run_i,
  input wire                    idle_i,
  input wire [32*Registers-1:0] settings_i,
  // What a counter counts of what comes in, by its slot.
  input wire [Registers-1:0]    events_i,

  // Load ports.
  input wire [M-1:0]            load_valid_i,
  input wire [M-1:0]            load_ready_i,
  input wire                    load_write_i,
  input wire [31:0]             load_row_i,
  input wire [31:0]             load_lane_i,
  input wire [M-1:0]            load_done_i,
  input wire [M-1:0]            load_error_i,

  // For induction: what the module holds, which is to be what is remembered here.
  input wire [32*Registers-1:0] held_i,
  input wire [11:0]             held_awaddr_i,
  input wire [11:0]             held_araddr_i,
  input wire [31:0]             held_wdata_i,
  input wire                    held_whole_i,
  input wire                    loader_valid_i,
  input wire                    loader_begun_i,
  input wire                    loader_write_i,
  input wire                    loader_taken_i,
  input wire                    loader_wait_i,
  input wire                    loader_end_i,
  input wire                    loader_wrong_i,
  input wire [5:0]              loader_fill_i
);

  localparam [3:0] CONSTANT = 0, CONTROL = 1, STATUS = 2, SETTING = 3, LOAD_SELECT = 4, LOAD_DATA = 5,
                   LOAD_COUNT = 6, EVENT = 7, CYCLES = 8, CYCLES_HIGH = 9, REFUSED = 10, UNCORRECTABLE = 11;
  localparam [1:0] OKAY = 2'b00, SLVERR = 2'b10, DECERR = 2'b11;

  reg past_q = 1'b0;
  reg reset_q;                       // the cycle before was one of reset
  always @(posedge clk_i) begin
    past_q  <= 1'b1;
    reset_q <= rst_i;
  end
  always @* if (!past_q) assume (rst_i);

  // The bus keeps its rules.
  wire [7:0] addresses;
  wire [7:0] words;
  wire [7:0] reads;
  axi_lite_rule u_axi (
    .clk_i(clk_i), .rst_i(rst_i), .awaddr_i(awaddr_i), .awvalid_i(awvalid_i), .awready_i(awready_i),
    .wdata_i(wdata_i), .wstrb_i(wstrb_i), .wvalid_i(wvalid_i), .wready_i(wready_i), .bresp_i(bresp_i),
    .bvalid_i(bvalid_i), .bready_i(bready_i), .araddr_i(araddr_i), .arvalid_i(arvalid_i), .arready_i(arready_i),
    .rdata_i(rdata_i), .rresp_i(rresp_i), .rvalid_i(rvalid_i), .rready_i(rready_i),
    .addresses_o(addresses), .words_o(words), .reads_o(reads));

  // What was asked last, and responses that appear in this cycle.
  reg [11:0] awaddr_q;
  reg [11:0] araddr_q;
  reg [31:0] wdata_q;
  reg [3:0]  wstrb_q;
  reg        b_waits_q;
  reg        r_waits_q;
  always @(posedge clk_i) begin
    if (awvalid_i && awready_i) awaddr_q <= awaddr_i;
    if (arvalid_i && arready_i) araddr_q <= araddr_i;
    if (wvalid_i && wready_i) {wdata_q, wstrb_q} <= {wdata_i, wstrb_i};
    b_waits_q <= bvalid_i && !bready_i && !rst_i;
    r_waits_q <= rvalid_i && !rready_i && !rst_i;
  end
  wire wrote = bvalid_i && !b_waits_q;
  wire read = rvalid_i && !r_waits_q;

  // The cycle before: state in which the access ended.
  reg                    run_q;
  reg                    idle_q;
  reg [32*Registers-1:0] settings_q;
  wire                   loadable_q = !run_q && idle_q;
  always @(posedge clk_i) {run_q, idle_q, settings_q} <= {run_i, idle_i, settings_i};

  // Memory and word that LOAD_DATA is at.
  reg [31:0] select_q;
  reg [31:0] count_q;
  reg        begun_q;
  reg        write_q;
  reg        wrong_q;                // a lane of this word was read with an error
  wire [31:0] limit_q = Words >> (32 * select_q);

  // The response that is due, what it reads, and whom it changes.
  function [31:0] low_bits;
    input [5:0] count;
    low_bits = ~(32'hffffffff << count);
  endfunction

  reg                    write_mapped;
  reg                    read_mapped;
  reg                    write_refused;
  reg                    read_refused;
  reg [31:0]             read_data;
  reg                    read_any;    // the loader's data, which sc_loader answers for
  reg [Registers-1:0]    written;
  reg [32*Registers-1:0] counted_q;   // counters in the cycle before
  reg                    writes_data;
  reg                    reads_data;
  reg                    clear;
  reg                    selects;
  integer                n;
  always @* begin
    write_mapped  = 1'b0;
    read_mapped   = 1'b0;
    write_refused = wstrb_q != 4'hf;
    read_refused  = 1'b0;
    read_data     = 32'd0;
    read_any      = 1'b0;
    writes_data   = 1'b0;
    reads_data    = 1'b0;
    clear         = 1'b0;
    selects       = 1'b0;
    written       = 0;
    for (n = 0; n < Registers; n = n + 1) begin
      if (awaddr_q == Offsets[12*n+:12]) begin
        write_mapped = 1'b1;
        if (!Writable[n]) write_refused = 1'b1;
        if (WideErrors[n] && (wdata_q & ~low_bits(Widths[6*n+:6])) != 0) write_refused = 1'b1;
        if (Kinds[4*n+:4] == LOAD_SELECT && (!loadable_q || wdata_q >= Memories)) write_refused = 1'b1;
        if (Kinds[4*n+:4] == LOAD_DATA &&
            (!loadable_q || (begun_q && !write_q) || count_q == limit_q)) write_refused = 1'b1;
        if (!write_refused && wrote) begin
          written[n] = 1'b1;
          if (Kinds[4*n+:4] == LOAD_DATA)   writes_data = 1'b1;
          if (Kinds[4*n+:4] == LOAD_SELECT) selects = 1'b1;
          if (Kinds[4*n+:4] == CONTROL)     clear = wdata_q[1];
        end
      end
      if (araddr_q == Offsets[12*n+:12]) begin
        read_mapped = 1'b1;
        case (Kinds[4*n+:4])
          CONSTANT:    read_data = Resets[32*n+:32];
          CONTROL:     read_data = {31'd0, run_q};
          STATUS:      read_data = {30'd0, idle_q, run_q};
          SETTING:     read_data = settings_q[32*n+:32];
          LOAD_SELECT: read_data = select_q;
          LOAD_COUNT:  read_data = count_q;
          LOAD_DATA: begin
            read_refused = !loadable_q || (begun_q && write_q) || count_q == limit_q;
            read_any     = 1'b1;
            reads_data   = read && !read_refused;
          end
          default:     read_data = counted_q[32*n+:32];
        endcase
      end
    end
  end
  wire [1:0] due_b = !write_mapped ? DECERR : write_refused ? SLVERR : OKAY;
  wire [1:0] due_r = !read_mapped ? DECERR : (read_refused || (reads_data && wrong_q)) ? SLVERR : OKAY;
  wire       refused = (wrote && due_b != OKAY) || (read && due_r != OKAY);

  // A lane is with the memory.
  reg  waits_q;
  wire done = waits_q && load_done_i[select_q];

  // The state after all this. Of an access that ended in the cycle before, `now` knows.
  wire [31:0] select_now = selects ? wdata_q : select_q;
  wire [31:0] count_now = selects ? 32'd0 : count_q + {31'd0, writes_data || reads_data};
  wire        begun_now = !selects && (begun_q || writes_data || reads_data);
  wire        write_now = (writes_data || reads_data) ? writes_data : write_q;
  wire        wrong_now = wrong_q && !selects && !reads_data;
  wire        active = run_i || !idle_i;
  reg [32*Registers-1:0] counters_q;
  reg [32*Registers-1:0] counters_now;
  reg [Registers-1:0]    events;
  integer                k;
  always @* begin
    for (k = 0; k < Registers; k = k + 1) begin
      counters_now[32*k+:32] = clear ? 32'd0 : counters_q[32*k+:32] +
        {31'd0, (Kinds[4*k+:4] == REFUSED && refused) ||
                (Kinds[4*k+:4] == UNCORRECTABLE && reads_data && wrong_q)};
      events[k] = Kinds[4*k+:4] == EVENT ? events_i[k] : 1'b0;
      if (Kinds[4*k+:4] == CYCLES) events[k] = active;
      // The high word, which follows the low one in the map, counts its overflows.
      if (Kinds[4*k+:4] == CYCLES_HIGH) events[k] = active && &counters_now[32*(k>0?k-1:0)+:32];
    end
  end
  integer m;
  always @(posedge clk_i) begin
    for (m = 0; m < Registers; m = m + 1) begin
      counters_q[32*m+:32] <= rst_i ? 32'd0 : counters_now[32*m+:32] + {31'd0, events[m]};
    end
    counted_q <= counters_now;
    select_q  <= rst_i ? 32'd0 : select_now;
    count_q   <= rst_i ? 32'd0 : count_now;
    begun_q   <= !rst_i && begun_now;
    write_q   <= write_now;
    waits_q   <= !rst_i && (waits_q ? !done : |(load_valid_i & load_ready_i));
    wrong_q   <= !rst_i && (wrong_now || (done && !load_write_i && load_error_i[select_q]));
  end

  // A frame does not come in by itself, and a memory answers what it was asked.
  integer a;
  always @* begin
    if (past_q && !reset_q && loadable_q) assume (idle_i);
    for (a = 0; a < M; a = a + 1) begin
      if (!past_q || !waits_q || select_q != a) assume (!load_done_i[a]);
    end
  end

  integer p;
  always @* begin
    if (past_q && !rst_i) begin
      // The right response, and what is read.
      if (wrote) assert (bresp_i == due_b);
      if (read) assert (rresp_i == due_r);
      if (read && due_r != OKAY) assert (rdata_i == 32'd0);
      if (read && due_r == OKAY && !read_any) assert (rdata_i == read_data);

      // Nothing but a write that was answered by OKAY changes run or a setting.
      for (p = 0; p < Registers; p = p + 1) begin
        if (Kinds[4*p+:4] == CONTROL) begin
          assert (run_i == ((reset_q) ? 1'b0 : written[p] ? wdata_q[0] : run_q));
        end
        if (Kinds[4*p+:4] == SETTING) begin
          assert (settings_i[32*p+:32] == (reset_q ? Resets[32*p+:32] : written[p] ?
                  wdata_q & low_bits(Widths[6*p+:6]) : settings_q[32*p+:32]));
        end
      end

      // A memory is used only while it is stopped and idle: the selected one, inside its rows.
      if (load_valid_i != 0 || waits_q) begin
        assert (!run_i && idle_i);
        assert (load_row_i < Rows >> (32 * select_q) && load_lane_i < Lanes >> (32 * select_q));
      end
      if (load_valid_i != 0) assert (load_valid_i == 1 << select_q && !waits_q);
      assert (Memories == 0 || (select_q < Memories && count_q <= limit_q));
    end
  end

  // For induction. The requests that wait, and the registers.
  integer h;
  always @* begin
    if (past_q && !rst_i) begin
      assert (addresses == {7'd0, !awready_i} + {7'd0, bvalid_i});
      assert (words == {7'd0, !wready_i} + {7'd0, bvalid_i});
      assert (reads == {7'd0, !arready_i} + {7'd0, rvalid_i});
      if (!awready_i) assert (held_awaddr_i == awaddr_q);
      if (!arready_i) assert (held_araddr_i == araddr_q);
      if (!wready_i) assert (held_wdata_i == wdata_q && held_whole_i == &wstrb_q);
      for (h = 0; h < Registers; h = h + 1) begin
        if (Kinds[4*h+:4] >= EVENT)       assert (held_i[32*h+:32] == counters_now[32*h+:32]);
        if (Kinds[4*h+:4] == LOAD_SELECT) assert (held_i[32*h+:32] == select_now);
        if (Kinds[4*h+:4] == LOAD_COUNT)  assert (held_i[32*h+:32] == count_now);
      end
    end
  end

  // For induction. The loader's buffer holds the bits between the words and the lanes that have moved.
  wire [23:0] row_bits = RowBits >> (32 * select_now);
  wire [23:0] lane_bits = LaneBits >> (32 * select_now);
  wire [23:0] rows = Rows >> (32 * select_now);
  wire [23:0] lanes = Lanes >> (32 * select_now);
  wire [31:0] limit_now = Words >> (32 * select_now);
  wire [23:0] bits = (load_lane_i + 1 == lanes) ? row_bits - lane_bits * (lanes - 24'd1) : lane_bits;
  wire [23:0] word_bits = {count_now[18:0] + {18'd0, loader_taken_i}, 5'd0};
  wire [23:0] fill = {18'd0, loader_fill_i};
  reg  [23:0] lane_bits_q;           // in lanes that have moved
  wire [23:0] moved = selects ? 24'd0 : lane_bits_q;
  always @(posedge clk_i) lane_bits_q <= rst_i ? 24'd0 : moved + (done ? bits : 24'd0);
  always @* begin
    if (past_q && !rst_i && Memories != 0) begin
      assert (loader_wait_i == waits_q && loader_wrong_i == wrong_now);
      if (begun_now) assert (loader_begun_i && loader_write_i == write_now);
      if (loader_wrong_i) assert (loader_begun_i && !loader_write_i && loader_valid_i);
      if (loader_begun_i && !begun_now) assert (loader_valid_i && count_now == 32'd0);
      if (!loader_begun_i) assert (!begun_now && count_now == 32'd0 && moved == 24'd0 && !loader_end_i);
      if (loader_end_i) assert (moved == rows * row_bits);
      else              assert (moved == load_row_i * row_bits + load_lane_i * lane_bits);
      if (loader_begun_i && loader_write_i) begin
        assert (word_bits == moved + fill);
        assert (fill < (loader_end_i ? 24'd32 : 24'd32 + bits));
      end
      if (loader_begun_i && !loader_write_i) begin
        if (loader_end_i && fill == 24'd0) assert (count_now == limit_now);
        else                               assert (word_bits + fill == moved);
      end
    end
  end

  // All of it happens.
  always @(posedge clk_i) begin
    cover (past_q && !rst_i && wrote && due_b == OKAY && clear);
    cover (past_q && !rst_i && wrote && due_b == SLVERR && wstrb_q == 4'hf);
    cover (past_q && !rst_i && read && due_r == OKAY && read_data > 32'd1);
    if (Memories != 0) cover (past_q && !rst_i && writes_data && due_b == OKAY);
    if (Memories != 0) cover (past_q && !rst_i && reads_data && due_r == SLVERR);
  end
endmodule
