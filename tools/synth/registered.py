"""A block between registers: what its clock is measured with.

All inputs come from a chain of flip-flops that one pin fills, all outputs go into registers and from there through a
second chain to one pin. So every path of the block is one from register to register, whatever its number of ports, and
an FPGA with few pins holds it.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from block import Block

CLOCKS = ("clk_i", "aclk")


def ports(block: Block, yosys: str, work: Path) -> dict[str, tuple[str, int]]:
    """Direction and width of every port of the top."""
    path = work / "ports.json"
    script = block.read() + f"proc; write_json {path}"
    subprocess.run([yosys, "-q", "-p", script], cwd=block.folder, check=True, capture_output=True, text=True)
    modules = json.loads(path.read_text())["modules"].values()
    top = next(module for module in modules if "top" in module["attributes"])
    return {name: (port["direction"], len(port["bits"])) for name, port in top["ports"].items()}


def registered(block: Block, yosys: str, work: Path) -> Block:
    """The block between registers, as a block with the pins `clk`, `in` and `out`; its file is in `work`."""
    inputs, outputs, connections = 0, 0, []
    for name, (direction, width) in ports(block, yosys, work).items():
        if name in CLOCKS:
            connections.append(f".{name}(clk)")
        elif direction == "input":
            connections.append(f".{name}(to_q[{inputs}+:{width}])")
            inputs += width
        else:
            connections.append(f".{name}(from_d[{outputs}+:{width}])")
            outputs += width
    sets = ", ".join(f".{name}({value})" for name, value in block.parameters.items())
    text = f"""module registered (input wire clk, input wire in, output wire out);
  reg  [{inputs - 1}:0] to_q;
  wire [{outputs - 1}:0] from_d;
  reg  [{outputs - 1}:0] from_q;
  reg  [{outputs - 1}:0] chain_q;
  always @(posedge clk) begin
    to_q    <= {{to_q, in}};
    from_q  <= from_d;
    chain_q <= {{chain_q, 1'b0}} ^ from_q;
  end
  assign out = chain_q[{outputs - 1}];
  {block.top} {f'#({sets}) ' if sets else ''}u_block ({', '.join(connections)});
endmodule
"""
    (work / "registered.v").write_text(text)
    return Block(block.name, "registered", block.folder, [*block.sources, str(work / "registered.v")], {}, block.images,
                 block.liberty, block.black_boxes)
