// SPDX-License-Identifier: MIT
//
// Which sites fail, by docs/faults.md; for use inside of a module. Simulation only. Functions stay
// functions in Verilator: a copy at every call takes minutes to compile.

localparam [63:0] FaultStep = 64'h9e3779b97f4a7c15;

function [63:0] fault_mix;
  /* verilator no_inline_task */
  input [63:0] x;
  reg   [63:0] y;
  begin
    y = (x ^ (x >> 30)) * 64'hbf58476d1ce4e5b9;
    y = (y ^ (y >> 27)) * 64'h94d049bb133111eb;
    fault_mix = y ^ (y >> 31);
  end
endfunction

function [63:0] fault_key;
  /* verilator no_inline_task */
  input [63:0] seed;
  input [63:0] kind;
  input [63:0] a;
  input [63:0] b;
  input [63:0] c;
  input [63:0] d;
  reg   [63:0] key;
  begin
    key = fault_mix(seed + FaultStep);
    key = fault_mix((key ^ kind) + FaultStep);
    key = fault_mix((key ^ a) + FaultStep);
    key = fault_mix((key ^ b) + FaultStep);
    key = fault_mix((key ^ c) + FaultStep);
    fault_key = fault_mix((key ^ d) + FaultStep);
  end
endfunction

// Bit s: site 64*block + s fails. Sites are decided from the top bit of their numbers on; those that
// differ from the limit's bit are, and behind the limit's last 1 none can fail any more. A limit is
// a rate times 2^32.
function [63:0] fault_block;
  /* verilator no_inline_task */
  input [63:0] key;
  input [31:0] block;
  input [32:0] limit;
  reg   [63:0] state;
  reg   [63:0] word;
  reg   [63:0] open;
  reg   [63:0] fails;
  reg   [31:0] rest;
  begin
    fails = {64{limit[32]}};
    open  = ~fails;
    rest  = limit[31:0];
    state = key + FaultStep * {27'd0, block, 5'd0};
    while (rest != 32'd0 && open != 64'd0) begin
      state = state + FaultStep;
      word  = fault_mix(state);
      if (rest[31]) begin
        fails = fails | (open & ~word);
        open  = open & word;
      end else begin
        open = open & ~word;
      end
      rest = rest << 1;
    end
    fault_block = fails;
  end
endfunction

// The settings, a file of 64-bit words that +scbnn_faults=FILE names: 0 seed, 1 number of the first
// image, 2 encoder lanes, 3 pairs of cells, 4 loads, 5 mode output, 6 ECC; 16 + 8*layer + kind: limit
// of a kind of faults in a layer, layer 0 for what stands before the first one.
reg     [63:0]   fault_settings [0:1023];
reg     [8191:0] fault_file;
integer          fault_index;
task read_fault_settings;
begin
  for (fault_index = 0; fault_index < 1024; fault_index = fault_index + 1) begin
    fault_settings[fault_index] = 64'd0;
  end
  if ($value$plusargs("scbnn_faults=%s", fault_file)) $readmemh(fault_file, fault_settings);
end
endtask

// The number of the first image after a reset: the first image's, and one more for each frame that
// came to an end before. +scbnn_frames=N, which changes while it runs, says how many did.
function [63:0] image_after_reset;
  input [63:0] first;
  reg   [31:0] frames;
  begin
    if (!$value$plusargs("scbnn_frames=%d", frames)) frames = 32'd0;
    image_after_reset = first + {32'd0, frames};
  end
endfunction
