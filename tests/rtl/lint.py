#!/usr/bin/env python3
"""Lints one leaf with Verilator -Wall, Icarus -Wall and Yosys, for every parameter set of its grid.

A tool that says anything has failed.
"""

import argparse
import pathlib
import subprocess
import sys

import grid


def run(command):
    """The command's output if it failed or said anything, else nothing."""
    done = subprocess.run(command, capture_output=True, text=True)
    said = done.stdout + done.stderr
    return f"$ {' '.join(command)}\n{said}" if done.returncode or said.strip() else ""


def lint(args, parameters):
    """What the three front ends find in one parameter set."""
    leaf = f"{args.rtl}/{args.leaf}.v"
    overrides = [f"-G{name}={value}" for name, value in parameters.items()]
    yield run([args.verilator, "--lint-only", "-Wall", "--language", "1364-2005", f"-I{args.rtl}",
               "--top-module", args.leaf, *overrides, leaf])
    icarus = [f"-P{args.leaf}.{name}={value}" for name, value in parameters.items()]
    yield run([args.iverilog, "-g2005", "-Wall", "-s", args.leaf, "-y", args.rtl, "-o", "/dev/null", *icarus, leaf])
    # Yosys takes no text from its command line; a memory's file name changes nothing that it checks.
    settings = " ".join(f"-chparam {name} {value}" for name, value in parameters.items() if value[0] != '"')
    yield run([args.yosys, "-q", "-p", f"read_verilog {leaf}; hierarchy -libdir {args.rtl} -check -top {args.leaf} "
               f"{settings}; proc; check -assert"])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leaf", required=True)
    parser.add_argument("--rtl", required=True)
    parser.add_argument("--verilator", default="verilator")
    parser.add_argument("--iverilog", default="iverilog")
    parser.add_argument("--yosys", default="yosys")
    args = parser.parse_args()

    sets = [{}] + [parameters for _, parameters in
                   grid.read(pathlib.Path(__file__).parent / f"{args.leaf}.grid")]
    found = [text for parameters in sets for text in lint(args, parameters) if text]
    print("".join(found), end="")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
