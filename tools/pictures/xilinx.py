#!/usr/bin/python3
"""Counts what a generated design takes of a Xilinx 7-series FPGA, with Yosys' synth_xilinx.

Constant memories (sc_rom) are black boxes: Yosys would spend hours on them. Their block RAMs are counted from
rows and widths instead. Everything else is synthesized, with the hierarchy kept: a PE is mapped once, and all
that are like it count the same.

  luts      LUT1..LUT6 cells, plus one LUT per 64 bits x 1 of a memory in LUTs (RAM64M: 4, RAM32M: 4)
  flip_flops  FDRE, FDSE, FDCE, FDPE
  carry4    CARRY4
  ramb36    block RAMs of 36 kbit; a RAMB18 counts as half. `synthesized` are those of frame buffers,
            `constants` those that the constant memories need: for each memory the cheapest column of
            RAMB36 (512 x 72, 1024 x 36, 2048 x 18, ...) or RAMB18 (512 x 36, 1024 x 18, ...)
"""

from __future__ import annotations

import argparse
import json
import math
import re
import subprocess
import sys
from pathlib import Path

LUT_MEMORIES = {"RAM32M": 4, "RAM64M": 4, "RAM32X1D": 2, "RAM64X1D": 2, "RAM128X1D": 4, "RAM256X1S": 4}
FLIP_FLOPS = ("FDRE", "FDSE", "FDCE", "FDPE")
# Bits of a row at its depth in simple dual port, as the 7 series has them.
SHAPES_36 = ((512, 72), (1024, 36), (2048, 18), (4096, 9), (8192, 4), (16384, 2), (32768, 1))
SHAPES_18 = ((512, 36), (1024, 18), (2048, 9), (4096, 4), (8192, 2), (16384, 1))


def block_rams(rows: int, width: int) -> float:
    """RAMB36 that a constant memory needs, RAMB18 counted as half."""
    whole = min(math.ceil(rows / depth) * math.ceil(width / bits) for depth, bits in SHAPES_36)
    halves = min(math.ceil(rows / depth) * math.ceil(width / bits) for depth, bits in SHAPES_18)
    return min(float(whole), halves / 2)


def cells_of(report: str) -> dict[str, int]:
    """The cells of the whole design: `stat` sums them last."""
    last = report[report.rindex("Number of cells:") :]
    return {name: int(count) for name, count in re.findall(r"^ +(\S+) +(\d+)$", last, re.MULTILINE)}


def resources(cells: dict[str, int]) -> dict[str, float]:
    """LUTs, flip-flops, carries and block RAMs, counted as above."""
    return {
        "luts": sum(cells.get(f"LUT{k}", 0) for k in range(1, 7))
        + sum(count * cells.get(name, 0) for name, count in LUT_MEMORIES.items()),
        "flip_flops": sum(cells.get(name, 0) for name in FLIP_FLOPS),
        "carry4": cells.get("CARRY4", 0),
        "ramb36": cells.get("RAMB36E1", 0) + cells.get("RAMB18E1", 0) / 2,
    }


def synthesize(folder: Path, top: str, yosys: str, log: Path) -> dict[str, int]:
    files = (folder / f"{top}.f").read_text().split()
    rest = " ".join(file for file in files if not file.endswith("/sc_rom.v"))
    roms = " ".join(file for file in files if file.endswith("/sc_rom.v"))
    script = f"read_verilog {rest}; read_verilog -lib {roms}; synth_xilinx -family xc7 -top {top}; stat"
    with log.open("w") as out:
        done = subprocess.run([yosys, "-p", script], cwd=folder, stdout=out, stderr=subprocess.STDOUT)
    if done.returncode:
        sys.exit(f"{yosys} failed with {done.returncode}; see {log}")
    return cells_of(log.read_text())


def figures(folder: Path, yosys: str, log: Path) -> dict[str, object]:
    manifest = json.loads((folder / "manifest.json").read_text())
    cells = synthesize(folder, manifest["top"], yosys, log)
    constants = [memory for memory in manifest["memories"] if memory["memory"] == "rom"]
    found = resources(cells)
    return {
        "luts": found["luts"],
        "flip_flops": found["flip_flops"],
        "carry4": found["carry4"],
        "ramb36_synthesized": found["ramb36"],
        "ramb36_constants": sum(block_rams(memory["rows"], memory["width"]) for memory in constants),
        "constant_bits": sum(memory["rows"] * memory["width"] for memory in constants),
        "cells": dict(sorted(cells.items())),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("design", type=Path, help="folder that scbnn generate wrote")
    parser.add_argument("--yosys", default="yosys")
    parser.add_argument("--json", type=Path, required=True)
    parser.add_argument("--log", type=Path, help="what Yosys says (default: beside the JSON)")
    arguments = parser.parse_args()
    log = arguments.log or arguments.json.with_suffix(".log")
    result = figures(arguments.design, arguments.yosys, log.resolve())
    arguments.json.write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
