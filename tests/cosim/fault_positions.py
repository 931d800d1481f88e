#!/usr/bin/python3
"""The leaf in which bits of rows fail, at every position of a map's windows, against docs/faults.md in plain Python.

Icarus reads all rows of three images, window after window, of rows and of products; what comes out must differ from
what goes in by the sites that fail.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE / "tests/unit"))
from faults_known_answers import failing, key_of, limit_of  # noqa: E402

SEED, FIRST, LAYER, RATE = 5, 9998, 2, 0.2
NEURONS, PE, SITES, BITS, POSITIONS, IMAGES = 5, 2, 11, 4, 3, 3
CHUNKS = -(-SITES // BITS)
ROWS = -(-NEURONS // PE) * CHUNKS
READS = 2

BENCH = """
module bench;
  reg         clk = 1'b0, rst = 1'b1, release_frame = 1'b0, read = 1'b0;
  reg  [3:0]  addr = 4'd0;
  reg  [{bits}-1:0] act = 0;
  reg  [{width}-1:0] given = 0;
  wire [{width}-1:0] taken;
  sc_row_faults #(.Layer({layer}), .Role("weights"), .Neurons({neurons}), .Pe({pe}), .Sites({sites}), .Bits({bits}),
                  .Multiplies({multiplies}), .Positions({positions}), .SideWidth(1)) u_dut (
    .clk_i(clk), .rst_i(rst), .side_i(1'b0), .release_i(release_frame), .read_i(read), .addr_i(addr), .act_i(act),
    .row_i(given), .row_o(taken));
  integer frame, row;
  task tick; begin #1 clk = 1'b1; #1 clk = 1'b0; end endtask
  initial begin
    tick; rst = 1'b0;
    for (frame = 0; frame < {frames}; frame = frame + 1) begin
      for (row = 0; row < {rows}; row = row + 1) begin
        // Of a memory that multiplies the read comes a move after the last issue of its frame.
        release_frame = row == {rows} - 1;
        if ({multiplies}) begin tick; release_frame = 1'b0; end
        read = 1'b1; addr = row; act = $random;
        tick;
        read = 1'b0; release_frame = 1'b0;
        given = $random;
        #1 $display("%0d %0d %b", frame, row, given ^ taken);
        if (row % 2) tick;
      end
    end
    $finish;
  end
endmodule
"""


def expected(frame, row):
    image, position = FIRST + frame // POSITIONS, frame % POSITIONS
    fails = ["0"] * (PE * BITS)
    for p in range(PE):
        neuron = row // CHUNKS * PE + p
        sites = failing(key_of(SEED, READS, LAYER, image, position * 2**32, neuron), SITES, RATE) if neuron < NEURONS else []
        for site in sites:
            if site // BITS == row % CHUNKS:
                fails[p * BITS + site % BITS] = "1"
    return "".join(reversed(fails))


def main():
    words = [0] * 1024
    words[0], words[1], words[4], words[16 + 8 * LAYER + READS] = SEED, FIRST, 1, limit_of(RATE)
    frames = IMAGES * POSITIONS
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "faults.hex").write_text("".join(f"{word:016x}\n" for word in words))
        for multiplies in (0, 1):
            (folder / "bench.v").write_text(BENCH.format(
                bits=BITS, width=PE * BITS, layer=LAYER, neurons=NEURONS, pe=PE, sites=SITES, multiplies=multiplies,
                positions=POSITIONS, frames=frames, rows=ROWS))
            subprocess.run(["iverilog", "-g2005", "-s", "bench", "-I", SOURCE / "sim/cosim/faults", "-y", SOURCE / "rtl",
                            "-y", SOURCE / "sim/cosim/faults", "-o", "bench.vvp", "bench.v"], cwd=folder, check=True)
            said = subprocess.run(["vvp", "bench.vvp", "+scbnn_faults=faults.hex"], cwd=folder, check=True,
                                  capture_output=True, text=True).stdout
            lines = [line for line in said.splitlines() if line and line[0].isdigit()]
            wanted = [f"{frame} {row} {expected(frame, row)}" for frame in range(frames) for row in range(ROWS)]
            wrong = [(got, want) for got, want in zip(lines, wanted) if got != want]
            if wrong or len(lines) != len(wanted):
                sys.exit(f"multiplies {multiplies}: {len(lines)} rows, {len(wrong)} wrong, the first: {wrong[:1]}")
            print(f"multiplies {multiplies}: {len(lines)} rows of {frames} windows as docs/faults.md says")


if __name__ == "__main__":
    main()
