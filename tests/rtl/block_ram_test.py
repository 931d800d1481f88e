#!/usr/bin/env python3
"""Checks what Yosys makes of writable memories: sc_memory_ram is block RAM alone, or flip-flops alone."""

import pathlib
import re
import subprocess
import sys

from closure import closure

rtl = pathlib.Path(sys.argv[1]) / "rtl"
WIDTH, LANE = 81, 32
DEEP, SHALLOW = 512, 8


def cells(registers, flow, depth):
    """The cells of the synthesized leaf by type."""
    script = (f"read_verilog {' '.join(map(str, closure(rtl, 'sc_memory_ram')))}; "
              f"chparam -set Width {WIDTH} -set Depth {depth} -set LaneWidth {LANE} -set Registers {registers} sc_memory_ram; "
              f"{flow} -top sc_memory_ram; stat")
    done = subprocess.run(["yosys", "-p", script], capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    last = done.stdout[done.stdout.rindex("Number of cells"):]
    return {kind: int(count) for kind, count in re.findall(r"^ +(\w+) +(\d+)$", last, re.MULTILINE)}


problems = []
for flow, ram, bits, flip_flop in (("synth_ice40", "SB_RAM40_4K", 8, "SB_DFF"), ("synth_xilinx", "RAMB", 36, "FD")):
    found = cells(0, flow, DEEP)
    rams = sum(count for kind, count in found.items() if kind.startswith(ram))
    flip_flops = sum(count for kind, count in found.items() if kind.startswith(flip_flop))
    if not 1 <= rams <= -(-WIDTH // bits):
        problems.append(f"{flow}: sc_memory_ram takes {rams} block RAMs for {WIDTH} bits per row")
    if flip_flops > 4 * LANE:
        problems.append(f"{flow}: sc_memory_ram takes {flip_flops} flip-flops; those of its load port are fewer")
    print(f"{flow}: sc_memory_ram {DEEP} x {WIDTH}: {rams} block RAMs, {flip_flops} flip-flops")
found = cells(1, "synth_ice40", SHALLOW)
flip_flops = sum(count for kind, count in found.items() if kind.startswith("SB_DFF"))
if flip_flops < WIDTH * SHALLOW or any(kind.startswith("SB_RAM") for kind in found):
    problems.append(f"sc_memory_ram of registers is not made of flip-flops: {found}")
print("\n".join(problems) or f"Registers = 1, {SHALLOW} x {WIDTH}: {flip_flops} flip-flops")
sys.exit(bool(problems))
