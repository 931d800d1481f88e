// output_chain: everything of mode `output` after the encoder, as a design instantiates it, with the
// memories of the layers outside. Hidden = 0: the first layer is the last.
`default_nettype none

module output_chain #(
  parameter Pixels = 12,
  parameter PixelsPerBeat = 4,
  parameter Hidden = 6,
  parameter Classes = 3,
  parameter Pe1 = 2,
  parameter Simd1 = 3,
  parameter Pe2 = 2,
  parameter Simd2 = 3,
  parameter Presentations = 4,
  parameter AtRunTime = 0,
  parameter Slots = 4,
  parameter MarginWidth = 6,
  parameter OffsetWidth = 4,
  parameter ScoreWidth = 8,
  parameter TotalWidth = 12,
  // Derived, do not override.
  parameter Beats = (Pixels + PixelsPerBeat - 1) / PixelsPerBeat,
  parameter Outputs1 = (Hidden > 0) ? Hidden : Classes,
  parameter Chunks1 = (Pixels + Simd1 - 1) / Simd1,
  parameter Groups1 = (Outputs1 + Pe1 - 1) / Pe1,
  parameter Row1Width = (Groups1 * Chunks1 > 1) ? $clog2(Groups1 * Chunks1) : 1,
  parameter Group1Width = (Groups1 > 1) ? $clog2(Groups1) : 1,
  parameter Neuron1Width = (Hidden > 0) ? $clog2(Pixels + 2) : OffsetWidth,
  parameter Chunks2 = (Hidden > 0) ? (Hidden + Simd2 - 1) / Simd2 : 1,
  parameter Groups2 = (Classes + Pe2 - 1) / Pe2,
  parameter Row2Width = (Groups2 * Chunks2 > 1) ? $clog2(Groups2 * Chunks2) : 1,
  parameter Group2Width = (Groups2 > 1) ? $clog2(Groups2) : 1,
  parameter CountWidth = $clog2(Presentations + 1),
  parameter Log2Width = (CountWidth > 1) ? $clog2(CountWidth) : 1
) (
  input  wire                                   clk_i,
  input  wire                                   rst_i,

  // Pixels, each with its bits at all presentations: bit t*PixelsPerBeat + p.
  input  wire [Log2Width-1:0]                   log2_i,
  input  wire [MarginWidth-1:0]                 margin_i,
  input  wire                                   valid_i,
  output wire                                   ready_o,
  input  wire [Presentations*PixelsPerBeat-1:0] data_i,
  input  wire                                   last_i,

  // Memories of layer 1, and of layer 2 where there is one.
  output wire                                   weight_1_read_o,
  output wire [Row1Width-1:0]                   weight_1_addr_o,
  input  wire [Pe1*Simd1-1:0]                   weight_1_row_i,
  output wire                                   neuron_1_read_o,
  output wire [Group1Width-1:0]                 neuron_1_addr_o,
  input  wire [Pe1*Neuron1Width-1:0]            neuron_1_row_i,
  output wire                                   weight_2_read_o,
  output wire [Row2Width-1:0]                   weight_2_addr_o,
  input  wire [Pe2*Simd2-1:0]                   weight_2_row_i,
  output wire                                   neuron_2_read_o,
  output wire [Group2Width-1:0]                 neuron_2_addr_o,
  input  wire [Pe2*OffsetWidth-1:0]             neuron_2_row_i,

  // A presentation has been issued to the end.
  output wire                                   issued_o,

  output wire                                   m_axis_tvalid,
  input  wire                                   m_axis_tready,
  output wire [39:0]                            m_axis_tdata,
  output wire                                   m_axis_tlast,
  output wire                                   m_axis_tuser
);

  localparam SlotWidth    = $clog2(Slots);
  localparam TimeWidth    = (Presentations > 1) ? $clog2(Presentations) : 1;
  localparam Chunk1Width  = (Chunks1 > 1) ? $clog2(Chunks1) : 1;
  localparam Chunk2Width  = (Chunks2 > 1) ? $clog2(Chunks2) : 1;
  localparam ClassWidth   = (Classes > 1) ? $clog2(Classes) : 1;
  localparam SettingWidth = MarginWidth + Log2Width;
  localparam SideWidth    = SlotWidth + 3;   // {slot, first, last, error}
  localparam PeLast       = (Hidden > 0) ? Pe2 : Pe1;
  localparam Data1Width   = (Hidden > 0) ? 1 : ScoreWidth;

  wire                                   check_valid, check_ready, check_last, check_error;
  wire [Presentations*PixelsPerBeat-1:0] check_data;
  wire [SettingWidth-1:0]                check_setting;
  sc_frame_check #(
    .DataWidth  (Presentations * PixelsPerBeat),
    .FrameBeats (Beats),
    .Log2Max    (CountWidth - 1),
    .MarginWidth(MarginWidth)
  ) u_frame_check (
    .clk_i     (clk_i),
    .rst_i     (rst_i),
    .settings_i({margin_i, log2_i}),
    .valid_i   (valid_i),
    .ready_o   (ready_o),
    .data_i    (data_i),
    .last_i    (last_i),
    .valid_o   (check_valid),
    .ready_i   (check_ready),
    .data_o    (check_data),
    .last_o    (check_last),
    .error_o   (check_error),
    .settings_o(check_setting)
  );

  wire                           word_valid, word_ready, word_last;
  wire [Presentations*Simd1-1:0] word_data;
  wire [SettingWidth:0]          word_side;
  sc_gearbox #(
    .InElements   (PixelsPerBeat),
    .OutElements  (Simd1),
    .FrameElements(Pixels),
    .Planes       (Presentations),
    .SideWidth    (SettingWidth + 1)
  ) u_gearbox (
    .clk_i  (clk_i),
    .rst_i  (rst_i),
    .valid_i(check_valid),
    .ready_o(check_ready),
    .data_i (check_data),
    .last_i (check_last),
    .side_i ({check_setting, check_error}),
    .valid_o(word_valid),
    .ready_i(word_ready),
    .data_o (word_data),
    .last_o (word_last),
    .side_o (word_side)
  );

  wire                   image, free, read_1;
  wire [SlotWidth-1:0]   write_slot, slot;
  wire [TimeWidth-1:0]   presentation;
  wire [Chunk1Width-1:0] read_1_addr;
  wire [Simd1-1:0]       word_1;
  sc_image_store #(
    .Simd         (Simd1),
    .Words        (Chunks1),
    .Presentations(Presentations),
    .Slots        (Slots)
  ) u_image_store (
    .clk_i       (clk_i),
    .rst_i       (rst_i),
    .valid_i     (word_valid),
    .ready_o     (word_ready),
    .data_i      (word_data),
    .last_i      (word_last),
    .stored_o    (image),
    .write_slot_o(write_slot),
    .free_i      (free),
    .read_i      (read_1),
    .read_slot_i (slot),
    .read_time_i (presentation),
    .read_addr_i (read_1_addr),
    .read_data_o (word_1)
  );

  wire                 present, first, last, bad, verdict, stop;
  wire [SlotWidth-1:0] verdict_slot;
  sc_presenter #(
    .Presentations(Presentations),
    .AtRunTime    (AtRunTime),
    .MarginWidth  (MarginWidth),
    .Slots        (Slots)
  ) u_presenter (
    .clk_i         (clk_i),
    .rst_i         (rst_i),
    .image_i       (image),
    .write_slot_i  (write_slot),
    .log2_i        (word_side[1+:Log2Width]),
    .margin_i      (word_side[1+Log2Width+:MarginWidth]),
    .error_i       (word_side[0]),
    .valid_o       (present),
    .slot_o        (slot),
    .time_o        (presentation),
    .first_o       (first),
    .last_o        (last),
    .error_o       (bad),
    .release_i     (issued_o),
    .verdict_i     (verdict),
    .verdict_slot_i(verdict_slot),
    .stop_i        (stop)
  );

  wire                      layer_1_valid, layer_1_ready, layer_1_last;
  wire [Pe1*Data1Width-1:0] layer_1_data;
  wire [SideWidth-1:0]      layer_1_side;
  sc_layer #(
    .Inputs     (Pixels),
    .Outputs    (Outputs1),
    .Pe         (Pe1),
    .Simd       (Simd1),
    .Finish     (Hidden == 0 ? "scores" : "thresholds"),
    .OffsetWidth(OffsetWidth),
    .ScoreWidth (ScoreWidth),
    .SideWidth  (SideWidth)
  ) u_layer_1 (
    .clk_i        (clk_i),
    .rst_i        (rst_i),
    .frame_valid_i(present),
    .log2_i       (1'b0),
    .side_i       ({slot, first, last, bad}),
    .release_o    (issued_o),
    .read_o       (read_1),
    .read_addr_o  (read_1_addr),
    .word_i       (word_1),
    .weight_read_o(weight_1_read_o),
    .weight_addr_o(weight_1_addr_o),
    .weight_act_o (),
    .weight_row_i (weight_1_row_i),
    .neuron_read_o(neuron_1_read_o),
    .neuron_addr_o(neuron_1_addr_o),
    .neuron_row_i (neuron_1_row_i),
    .valid_o      (layer_1_valid),
    .ready_i      (layer_1_ready),
    .last_o       (layer_1_last),
    .data_o       (layer_1_data),
    .side_o       (layer_1_side)
  );

  wire                         score_valid, score_ready, score_last;
  wire [PeLast*ScoreWidth-1:0] scores;
  wire [SideWidth-1:0]         score_side;
  generate
    if (Hidden > 0) begin : g_hidden
      wire                   bits_valid, bits_ready, bits_last;
      wire [Simd2-1:0]       bits;
      wire [SideWidth-1:0]   bits_side;
      wire                   frame_valid, release_2, read_2;
      wire [Chunk2Width-1:0] read_2_addr;
      wire [SideWidth-1:0]   frame_side;
      wire [Simd2-1:0]       word_2;
      sc_gearbox #(
        .InElements   (Pe1),
        .OutElements  (Simd2),
        .FrameElements(Hidden),
        .Planes       (1),
        .SideWidth    (SideWidth)
      ) u_gearbox_2 (
        .clk_i  (clk_i),
        .rst_i  (rst_i),
        .valid_i(layer_1_valid),
        .ready_o(layer_1_ready),
        .data_i (layer_1_data),
        .last_i (layer_1_last),
        .side_i (layer_1_side),
        .valid_o(bits_valid),
        .ready_i(bits_ready),
        .data_o (bits),
        .last_o (bits_last),
        .side_o (bits_side)
      );
      sc_frame_buffer #(
        .Width    (Simd2),
        .Words    (Chunks2),
        .SideWidth(SideWidth)
      ) u_frame_buffer_2 (
        .clk_i        (clk_i),
        .rst_i        (rst_i),
        .valid_i      (bits_valid),
        .ready_o      (bits_ready),
        .data_i       (bits),
        .last_i       (bits_last),
        .side_i       (bits_side),
        .frame_valid_o(frame_valid),
        .side_o       (frame_side),
        .release_i    (release_2),
        .read_i       (read_2),
        .read_addr_i  (read_2_addr),
        .read_data_o  (word_2)
      );
      sc_layer #(
        .Inputs     (Hidden),
        .Outputs    (Classes),
        .Pe         (Pe2),
        .Simd       (Simd2),
        .Finish     ("scores"),
        .OffsetWidth(OffsetWidth),
        .ScoreWidth (ScoreWidth),
        .SideWidth  (SideWidth)
      ) u_layer_2 (
        .clk_i        (clk_i),
        .rst_i        (rst_i),
        .frame_valid_i(frame_valid),
        .log2_i       (1'b0),
        .side_i       (frame_side),
        .release_o    (release_2),
        .read_o       (read_2),
        .read_addr_o  (read_2_addr),
        .word_i       (word_2),
        .weight_read_o(weight_2_read_o),
        .weight_addr_o(weight_2_addr_o),
        .weight_act_o (),
        .weight_row_i (weight_2_row_i),
        .neuron_read_o(neuron_2_read_o),
        .neuron_addr_o(neuron_2_addr_o),
        .neuron_row_i (neuron_2_row_i),
        .valid_o      (score_valid),
        .ready_i      (score_ready),
        .last_o       (score_last),
        .data_o       (scores),
        .side_o       (score_side)
      );
    end else begin : g_direct
      assign score_valid     = layer_1_valid;
      assign layer_1_ready   = score_ready;
      assign score_last      = layer_1_last;
      assign scores          = layer_1_data;
      assign score_side      = layer_1_side;
      assign weight_2_read_o = 1'b0;
      assign weight_2_addr_o = {Row2Width{1'b0}};
      assign neuron_2_read_o = 1'b0;
      assign neuron_2_addr_o = {Group2Width{1'b0}};
      wire unused_rows       = |weight_2_row_i || |neuron_2_row_i;
    end
  endgenerate

  wire                         total_valid, total_ready, total_last;
  wire [PeLast*TotalWidth-1:0] totals;
  wire [SlotWidth-1:0]         total_slot;
  wire [1:0]                   total_side;
  sc_accumulator #(
    .Outputs   (Classes),
    .Pe        (PeLast),
    .ScoreWidth(ScoreWidth),
    .TotalWidth(TotalWidth),
    .Slots     (Slots),
    .SideWidth (2)
  ) u_accumulator (
    .clk_i   (clk_i),
    .rst_i   (rst_i),
    .valid_i (score_valid),
    .ready_o (score_ready),
    .scores_i(scores),
    .last_i  (score_last),
    .slot_i  (score_side[3+:SlotWidth]),
    .first_i (score_side[2]),
    .side_i  (score_side[1:0]),
    .valid_o (total_valid),
    .ready_i (total_ready),
    .totals_o(totals),
    .last_o  (total_last),
    .slot_o  (total_slot),
    .side_o  (total_side)
  );

  wire                    best_valid;
  wire [ClassWidth-1:0]   best_class;
  wire [2*TotalWidth-1:0] best_totals;
  wire [SlotWidth+1:0]    best_side;
  sc_argmax #(
    .Outputs   (Classes),
    .Pe        (PeLast),
    .ScoreWidth(TotalWidth),
    .SideWidth (SlotWidth + 2),
    .Best      (2)
  ) u_argmax (
    .clk_i   (clk_i),
    .rst_i   (rst_i),
    .valid_i (total_valid),
    .ready_o (total_ready),
    .scores_i(totals),
    .last_i  (total_last),
    .side_i  ({total_slot, total_side}),
    .valid_o (best_valid),
    .ready_i (1'b1),
    .class_o (best_class),
    .score_o (best_totals),
    .side_o  (best_side)
  );

  wire                  result_valid, result_ready, result_error;
  wire [ClassWidth-1:0] result_class;
  wire [TotalWidth-1:0] result_total;
  wire [7:0]            result_used;
  sc_verdict #(
    .Outputs      (Classes),
    .TotalWidth   (TotalWidth),
    .MarginWidth  (MarginWidth),
    .Presentations(Presentations),
    .Slots        (Slots)
  ) u_verdict (
    .clk_i         (clk_i),
    .rst_i         (rst_i),
    .image_i       (image),
    .image_slot_i  (write_slot),
    .margin_i      (word_side[1+Log2Width+:MarginWidth]),
    .valid_i       (best_valid),
    .class_i       (best_class),
    .total_i       (best_totals[0+:TotalWidth]),
    .second_i      (best_totals[TotalWidth+:TotalWidth]),
    .slot_i        (best_side[2+:SlotWidth]),
    .last_i        (best_side[1]),
    .error_i       (best_side[0]),
    .verdict_o     (verdict),
    .verdict_slot_o(verdict_slot),
    .stop_o        (stop),
    .valid_o       (result_valid),
    .ready_i       (result_ready),
    .class_o       (result_class),
    .total_o       (result_total),
    .used_o        (result_used),
    .error_o       (result_error),
    .free_o        (free)
  );

  sc_result #(
    .ClassWidth(ClassWidth),
    .ScoreWidth(TotalWidth),
    .UsedWidth (8)
  ) u_result (
    .clk_i        (clk_i),
    .rst_i        (rst_i),
    .valid_i      (result_valid),
    .ready_o      (result_ready),
    .class_i      (result_class),
    .score_i      ({result_used, result_total}),
    .error_i      (result_error),
    .m_axis_tvalid(m_axis_tvalid),
    .m_axis_tready(m_axis_tready),
    .m_axis_tdata (m_axis_tdata),
    .m_axis_tlast (m_axis_tlast),
    .m_axis_tuser (m_axis_tuser)
  );

endmodule

`default_nettype wire
