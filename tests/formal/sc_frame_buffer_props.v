// sc_frame_buffer: any word of any frame reads as it was written, and its frame comes in its turn.
// proof: bmc=12 induction=0
`default_nettype none

module sc_frame_buffer_props #(
  parameter Width = 1,
  parameter Words = 1,
  parameter SideWidth = 1,
  parameter AddrWidth = (Words > 1) ? $clog2(Words) : 1
) (
  input wire                 clk_i,
  input wire                 rst_i,
  input wire                 valid_i,
  input wire [Width-1:0]     data_i,
  input wire                 last_i,
  input wire [SideWidth-1:0] side_i,
  input wire                 release_i,
  input wire                 read_i,
  input wire [AddrWidth-1:0] read_addr_i
);

  wire                 ready_o;
  wire                 frame_valid_o;
  wire [SideWidth-1:0] side_o;
  wire [Width-1:0]     read_data_o;
  sc_frame_buffer #(
    .Width    (Width),
    .Words    (Words),
    .SideWidth(SideWidth)
  ) u_dut (
    .clk_i        (clk_i),
    .rst_i        (rst_i),
    .valid_i      (valid_i),
    .ready_o      (ready_o),
    .data_i       (data_i),
    .last_i       (last_i),
    .side_i       (side_i),
    .frame_valid_o(frame_valid_o),
    .side_o       (side_o),
    .release_i    (release_i),
    .read_i       (read_i),
    .read_addr_i  (read_addr_i),
    .read_data_o  (read_data_o)
  );

  stream_rule #(
    .Width (Width + 1 + SideWidth),
    .Assume(1)
  ) u_in (
    .clk_i  (clk_i),
    .rst_i  (rst_i),
    .valid_i(valid_i),
    .ready_i(ready_o),
    .data_i ({data_i, last_i, side_i})
  );

  reg reset_q = 1'b0;
  always @(posedge clk_i) reset_q <= 1'b1;
  always @* if (!reset_q) assume (rst_i);

  // Words taken of the frame that enters; frames that are there.
  wire                 take = valid_i && ready_o && !rst_i;
  wire                 leave = release_i && !rst_i;
  reg  [AddrWidth-1:0] words_q;
  reg  [1:0]           frames_q;
  always @(posedge clk_i) begin
    if (rst_i)     words_q <= 0;
    else if (take) words_q <= last_i ? 0 : words_q + 1'b1;
    if (rst_i) frames_q <= 0;
    else       frames_q <= frames_q + {1'b0, take && last_i} - {1'b0, leave};
  end

  // A frame has at most Words words; only a frame that is there is released.
  always @* begin
    if (valid_i && words_q == Words - 1) assume (last_i);
    if (!frame_valid_o) assume (!release_i && !read_i);
  end

  always @(posedge clk_i) begin
    if (reset_q && !rst_i) assert (frame_valid_o == (frames_q != 0));
    if (reset_q && !rst_i) assert (ready_o == (frames_q < 2));
  end

  // Any one word of any one frame, from its writing until its frame goes.
  wire [AddrWidth-1:0] addr = $anyconst;
  wire                 pick = $anyseq;
  reg                  watched_q;    // it has been written
  reg                  ended_q;      // and its frame is whole
  reg  [1:0]           ahead_q;      // frames before its frame
  reg  [Width-1:0]     data_q;
  reg  [SideWidth-1:0] side_q;
  wire                 shows = watched_q && ended_q && ahead_q == 0;
  always @(posedge clk_i) begin
    if (rst_i) begin
      watched_q <= 1'b0;
    end else if (!watched_q) begin
      if (pick && take && words_q == addr) begin
        watched_q <= 1'b1;
        ended_q   <= last_i;
        ahead_q   <= frames_q - {1'b0, leave};
        data_q    <= data_i;
        side_q    <= side_i;
      end
    end else begin
      if (take && last_i && !ended_q) ended_q <= 1'b1;
      if (take && last_i && !ended_q) side_q <= side_i;
      if (leave && ahead_q != 0) ahead_q <= ahead_q - 1'b1;
      if (leave && ahead_q == 0) watched_q <= 1'b0;
    end
  end

  reg             read_q = 1'b0;
  reg [Width-1:0] expected_q;
  always @(posedge clk_i) begin
    read_q <= !rst_i && ((shows && read_i && read_addr_i == addr) || (read_q && !read_i));
    if (read_i) expected_q <= data_q;
    if (read_q) assert (read_data_o == expected_q);
    if (shows && !rst_i) assert (frame_valid_o && side_o == side_q);
    cover (read_q && ahead_q == 0 && frames_q == 2);
    cover (shows && frames_q == 2 && leave);
  end
endmodule

`default_nettype wire
