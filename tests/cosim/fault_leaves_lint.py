#!/usr/bin/python3
"""The leaves in which bits fail, with the leaves that hold them, through Verilator and Icarus without a warning."""

import itertools
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
FAULTS = SOURCE / "sim/cosim/faults"

# By module: the leaf of faults itself, or the leaf around it.
SETS = {
    "sc_row_faults": (
        {"Layer": 1, "Neurons": 1024, "Pe": 32, "Sites": 784, "Bits": 64},
        {"Layer": 2, "Neurons": 3, "Pe": 2, "Sites": 7, "Bits": 7, "SideWidth": 5},
        {"Layer": 3, "Neurons": 10, "Pe": 10, "Sites": 130, "Bits": 1, "Multiplies": 1},
        {"Layer": 1, "Neurons": 10, "Pe": 4, "Sites": 40, "Bits": 32, "Positions": 9},
        {"Layer": 2, "Role": '"thresholds"', "Neurons": 10, "Pe": 4, "Sites": 9, "Bits": 9},
    ),
    "sc_encoder": (
        {"PixelsPerBeat": 16, "Presentations": 4, "PerCycle": 2},
        {"PixelsPerBeat": 1, "Presentations": 1},
        {"PixelsPerBeat": 3, "Presentations": 8, "AtRunTime": 1, "Bits": 1},
    ),
}


def main() -> int:
    failed = 0
    for leaf, sets in SETS.items():
        source = SOURCE / f"rtl/{leaf}.v"
        files = [source, FAULTS / f"{leaf}_faults.v"] if source.exists() else [FAULTS / f"{leaf}.v"]
        for parameters in sets:
            verilator = ["verilator", "--lint-only", "-Wall", "-Wno-DECLFILENAME", "+define+SCBNN_FAULTS",
                         f"-I{SOURCE / 'rtl'}", f"-I{FAULTS}", "--top-module", leaf,
                         *(f"-G{name}={value}" for name, value in parameters.items()),
                         *files]
            icarus = ["iverilog", "-g2005", "-DSCBNN_FAULTS", "-s", leaf, "-I", FAULTS, "-y", SOURCE / "rtl",
                      "-y", FAULTS, "-o", "/dev/null",
                      *itertools.chain(*(("-P", f"{leaf}.{name}={value}")
                                         for name, value in parameters.items())),
                      files[0]]
            for command in (verilator, icarus):
                ran = subprocess.run(list(map(str, command)), capture_output=True, text=True)
                said = ran.stdout + ran.stderr
                if ran.returncode != 0 or said:
                    failed += 1
                    print(f"{' '.join(map(str, command))}\n{said}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
