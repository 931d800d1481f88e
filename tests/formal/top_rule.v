// top_rule: what the top of a design with a control port promises of frames: whole ones go in and nothing else,
// settings change between two frames only, and memories are loaded while none is inside.
//
// design.py puts it around the top that the generator wrote, with the pipeline between sc_frame_check and
// sc_result cut out: there anything may come back that a pipeline might give.
module top_rule #(
  parameter Log2Width = 0,           // of the setting T; 0: there is none
  parameter Log2Max = 0,
  parameter OtherWidth = 0,          // of margin and seed
  parameter L = (Log2Width > 0) ? Log2Width : 1,
  parameter O = (OtherWidth > 0) ? OtherWidth : 1,
  parameter DataWidth = 8,
  parameter ResultWidth = 32
) (
  input wire                   clk_i,
  input wire                   rst_i,

  // The ports.
  input wire [DataWidth-1:0]   s_axis_tdata_i,
  input wire                   s_axis_tvalid_i,
  input wire                   s_axis_tready_i,
  input wire                   s_axis_tlast_i,
  input wire [ResultWidth-1:0] m_axis_tdata_i,
  input wire                   m_axis_tvalid_i,
  input wire                   m_axis_tready_i,
  input wire                   m_axis_tlast_i,
  input wire                   m_axis_tuser_i,

  // Behind sc_frame_check; and the settings in front of it, as the registers have them.
  input wire                   check_valid_i,
  input wire                   check_ready_i,
  input wire [DataWidth-1:0]   check_data_i,
  input wire                   check_last_i,
  input wire                   check_error_i,
  input wire [L-1:0]           check_log2_i,
  input wire [O-1:0]           check_others_i,
  input wire [L-1:0]           log2_i,
  input wire [O-1:0]           others_i,

  // In front of sc_result: comes out of the cut.
  input wire                   class_valid_i,

  input wire                   run_i,
  input wire                   idle_i,
  input wire                   frame_in_i,
  input wire                   result_out_i,
  input wire [31:0]            load_valid_i,
  input wire [31:0]            load_ready_i,
  input wire [31:0]            load_done_i,

  // For induction.
  input wire                   loader_wait_i,
  input wire [31:0]            select_i,
  input wire [15:0]            gate_count_i,
  input wire                   gate_begun_i,
  input wire                   check_inside_i,
  input wire [L+O-1:0]         check_settings_i
);

  reg past_q = 1'b0;
  reg reset_q;
  always @(posedge clk_i) begin
    past_q  <= 1'b1;
    reset_q <= rst_i;
  end
  always @* if (!past_q) assume (rst_i);

  stream_rule #(.Width(DataWidth + 1), .Assume(1)) u_pixels (
    .clk_i(clk_i), .rst_i(rst_i), .valid_i(s_axis_tvalid_i), .ready_i(s_axis_tready_i),
    .data_i({s_axis_tdata_i, s_axis_tlast_i}));
  stream_rule #(.Width(ResultWidth + 2)) u_results (
    .clk_i(clk_i), .rst_i(rst_i), .valid_i(m_axis_tvalid_i), .ready_i(m_axis_tready_i),
    .data_i({m_axis_tdata_i, m_axis_tlast_i, m_axis_tuser_i}));
  // Settings count when a beat is taken: a register may be written while one waits.
  stream_rule #(.Width(DataWidth + 2)) u_frames (
    .clk_i(clk_i), .rst_i(rst_i), .valid_i(check_valid_i), .ready_i(check_ready_i),
    .data_i({check_data_i, check_last_i, check_last_i && check_error_i}));

  // Frames, as the ports show them.
  wire          take = s_axis_tvalid_i && s_axis_tready_i;
  wire          leave = m_axis_tvalid_i && m_axis_tready_i;
  wire [L-1:0]  most = (log2_i > Log2Max) ? Log2Max : log2_i;
  reg           inside_q;            // beats of a frame were taken, its last was not
  reg  [15:0]   frames_q;            // whole frames without a result
  reg  [L-1:0]  log2_q;              // the settings when its first beat was taken
  reg  [O-1:0]  others_q;
  always @(posedge clk_i) begin
    if (rst_i) begin
      inside_q <= 1'b0;
      frames_q <= 16'd0;
    end else begin
      if (take) inside_q <= !s_axis_tlast_i;
      frames_q <= frames_q + {15'd0, take && s_axis_tlast_i} - {15'd0, leave};
    end
    if (take && !inside_q) {log2_q, others_q} <= {most, others_i};
  end

  // The cut: a result for a frame, never more; and no more frames than the design holds. Memories answer what
  // they were asked.
  reg [31:0] waits_q;                // a lane is with that memory
  always @(posedge clk_i) begin
    waits_q <= rst_i ? 32'd0 : (waits_q != 0) ? waits_q & ~load_done_i : load_valid_i & load_ready_i;
  end
  always @* begin
    if (!past_q) assume (!m_axis_tvalid_i);
    if (frames_q == {15'd0, m_axis_tvalid_i}) assume (!class_valid_i);
    if (!past_q || frames_q == 16'hfffe) assume (!check_ready_i);
    assume ((load_done_i & (past_q ? ~waits_q : ~32'd0)) == 0);
  end

  always @* begin
    if (past_q && !rst_i) begin
      assert (frame_in_i == (take && s_axis_tlast_i));
      assert (result_out_i == leave);
      if (m_axis_tvalid_i) assert (m_axis_tlast_i && frames_q != 16'd0);
      // A frame goes through with the settings of its first beat.
      if (check_valid_i) begin
        assert (s_axis_tvalid_i && check_data_i == s_axis_tdata_i && check_last_i == s_axis_tlast_i);
        assert (s_axis_tready_i == check_ready_i);
        if (Log2Width != 0) assert (check_log2_i == (inside_q ? log2_q : most));
        if (OtherWidth != 0) assert (check_others_i == (inside_q ? others_q : others_i));
      end
      // Idle says that nothing is inside; stopped and idle, nothing goes in.
      if (idle_i) assert (!inside_q && frames_q == 16'd0);
      if (idle_i && !run_i) assert (!s_axis_tready_i && !check_valid_i);
      // Memories are used only then.
      if (load_valid_i != 0 || waits_q != 0) assert (idle_i && !run_i);

      // For induction.
      assert (frames_q != 16'hffff && gate_count_i == frames_q && check_inside_i == inside_q);
      assert (waits_q == (loader_wait_i ? 32'd1 << select_i : 32'd0));
      if (inside_q) assert (gate_begun_i);
      if (inside_q && Log2Width != 0) assert (check_settings_i[L-1:0] == log2_q && log2_q <= Log2Max);
      if (inside_q && OtherWidth != 0) assert (check_settings_i >> L == others_q);
    end
    if (past_q && !rst_i && !reset_q && idle_q && !run_q) assert (idle_i);
  end
  reg idle_q;
  reg run_q;
  always @(posedge clk_i) {idle_q, run_q} <= {idle_i, run_i};

  // A frame of two beats, with a setting that is written while it is inside; a memory that is used after it.
  reg changed_q;
  reg came_q;
  always @(posedge clk_i) begin
    came_q    <= !rst_i && (came_q || (take && s_axis_tlast_i));
    changed_q <= inside_q && (changed_q || {log2_q, others_q} != {most, others_i});
    if (Log2Width + OtherWidth != 0) cover (past_q && !rst_i && changed_q && check_valid_i);
    cover (past_q && !rst_i && came_q && leave);
  end
endmodule
