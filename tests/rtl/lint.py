#!/usr/bin/env python3
"""Lints one leaf with three front ends for every parameter set of its grid. Any warning is an error.

Sets tagged `illegal` must be refused by all three, by the name of the rule that they break.
"""

import argparse
import pathlib
import subprocess
import sys

import grid


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leaf", required=True)
    parser.add_argument("--rtl", required=True)
    parser.add_argument("--verilator", default="verilator")
    parser.add_argument("--iverilog", default="iverilog")
    parser.add_argument("--yosys", default="yosys")
    args = parser.parse_args()
    leaf, source = args.leaf, f"{args.rtl}/{args.leaf}.v"
    path = pathlib.Path(__file__).resolve().parent / f"{leaf}.grid"

    problems = []

    def run(tool, label, command, legal=True):
        done = subprocess.run(command, capture_output=True, text=True)
        said = "\n".join(line for line in (done.stdout + done.stderr).splitlines() if line.strip())
        if legal and (done.returncode or said):
            problems.append(f"{leaf} [{label}] {tool}:\n{said}")
        if not legal and (done.returncode == 0 or f"ERROR_{leaf}_" not in said):
            problems.append(f"{leaf} [{label}] {tool} does not name the broken rule:\n{said}")

    def verilator(parameters):
        return [args.verilator, "--lint-only", "-Wall", "--language", "1364-2005", f"-I{args.rtl}",
                *(f"-G{name}={value}" for name, value in parameters.items()), source]

    def iverilog(parameters):
        return [args.iverilog, "-g2005", "-Wall", "-s", leaf, "-y", args.rtl, "-o", "/dev/null",
                *(f"-P{leaf}.{name}={value}" for name, value in parameters.items()), source]

    def yosys(many, *strict):
        steps = []
        for parameters in many:
            chparam = " ".join(f"-set {name} {value}" for name, value in parameters.items())
            steps.append(f"design -reset; read_verilog {source}; chparam {chparam} ={leaf}; "
                         f"hierarchy -libdir {args.rtl} -check -top {leaf}; proc; check -assert")
        return [args.yosys, "-q", *strict, "-p", "; ".join(steps)]

    sets = [parameters for _, parameters in grid.read(path)]
    for parameters in sets:
        run("verilator", grid.label(parameters), verilator(parameters))
        run("iverilog", grid.label(parameters), iverilog(parameters))
    # One run for all sets: starting Yosys is most of the work.
    run("yosys", "all sets", yosys(sets, "-e", "."))

    illegal = [parameters for _, parameters in grid.read(path, "illegal")]
    for parameters in illegal:
        run("verilator", grid.label(parameters), verilator(parameters), legal=False)
        run("iverilog", grid.label(parameters), iverilog(parameters), legal=False)
        run("yosys", grid.label(parameters), yosys([parameters]), legal=False)
    if problems:
        sys.exit("\n".join(problems))
    print(f"{leaf}: {len(sets)} parameter sets clean in Verilator, Icarus and Yosys, {len(illegal)} refused")


main()
