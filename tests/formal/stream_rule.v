// stream_rule: the rule of a valid/ready stream, assumed of a source outside or asserted of one inside.
//
// A beat that is offered stays, unchanged, until it is taken. A reset forgets it.
module stream_rule #(
  parameter Width = 1,
  // 1: assumed (an input of the block); 0: asserted (an output).
  parameter Assume = 0
) (
  input wire             clk_i,
  input wire             rst_i,
  input wire             valid_i,
  input wire             ready_i,
  input wire [Width-1:0] data_i
);

  reg             waiting_q = 1'b0;   // a beat was offered in the cycle before, and not taken
  reg [Width-1:0] data_q;
  always @(posedge clk_i) begin
    waiting_q <= valid_i && !ready_i && !rst_i;
    data_q    <= data_i;
  end

  always @* begin
    if (waiting_q && !rst_i) begin
      if (Assume != 0) begin
        assume (valid_i);
        assume (data_i == data_q);
      end else begin
        assert (valid_i);
        assert (data_i == data_q);
      end
    end
  end

  always @(posedge clk_i) begin
    cover (waiting_q && valid_i && ready_i && !rst_i);
  end
endmodule
