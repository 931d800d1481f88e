#!/usr/bin/python3
"""The leaves in which bits fail, with the leaves that hold them, through Verilator and Icarus without a warning."""

import itertools
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
FAULTS = SOURCE / "sim/cosim/faults"

SETS = {
    "sc_layer": (
        {"Inputs": 784, "Outputs": 1024, "Pe": 32, "Simd": 64, "Presentations": 4},
        {"Inputs": 7, "Outputs": 3, "Pe": 2, "Simd": 7, "SideWidth": 5},
        {"Inputs": 130, "Outputs": 10, "Pe": 10, "Simd": 1, "Last": 1},
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
        for parameters in sets:
            verilator = ["verilator", "--lint-only", "-Wall", "-Wno-DECLFILENAME", "+define+SCBNN_FAULTS",
                         f"-I{SOURCE / 'rtl'}", f"-I{FAULTS}", "--top-module", leaf,
                         *(f"-G{name}={value}" for name, value in parameters.items()),
                         SOURCE / f"rtl/{leaf}.v", FAULTS / f"{leaf}_faults.v"]
            icarus = ["iverilog", "-g2005", "-DSCBNN_FAULTS", "-s", leaf, "-I", FAULTS, "-y", SOURCE / "rtl",
                      "-y", FAULTS, "-o", "/dev/null",
                      *itertools.chain(*(("-P", f"{leaf}.{name}={value}")
                                         for name, value in parameters.items())),
                      SOURCE / f"rtl/{leaf}.v"]
            for command in (verilator, icarus):
                ran = subprocess.run(list(map(str, command)), capture_output=True, text=True)
                said = ran.stdout + ran.stderr
                if ran.returncode != 0 or said:
                    failed += 1
                    print(f"{' '.join(map(str, command))}\n{said}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
