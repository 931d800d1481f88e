#!/usr/bin/env python3
"""Mutates one leaf and runs its tests, its proofs and an equivalence check on every mutant.

OUT/LEAF.json holds the verdict on each; report.py makes a table of all leaves.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "rtl"), str(HERE)]
import grid  # noqa: E402
from closure import closure  # noqa: E402
from equivalence import Equivalence  # noqa: E402
from mutants import Netlist  # noqa: E402
from proofs import Proofs  # noqa: E402

ROOT = HERE.parent.parent


def build(args, form, out):
    """The leaf's own tests on the mutated netlists: one program for all mutants of a form."""
    subprocess.run([sys.executable, str(HERE.parent / "rtl" / "verilate.py"), "--leaf", args.leaf, "--grid",
                    str(HERE.parent / "rtl" / f"{args.leaf}.grid"), "--rtl", str(args.rtl), "--out", str(out),
                    "--verilator", args.verilator, "--tag", form, "--netlist", str(out / "mutants_@.v")], check=True)
    program = out / "test"
    include = [f"-I{ROOT}", f"-I{out}", *(f"-isystem{path}" for path in args.include)]
    for name, source in (("models", out / "models.cpp"), ("test", HERE.parent / "rtl" / f"{args.leaf}_test.cpp")):
        subprocess.run([*args.cxx.split(), "-std=c++20", "-O1", "-w", *include, f'-DSCBNN_SOURCE_DIR="{ROOT}"', "-c",
                        str(source), "-o", str(out / f"{name}.o")], check=True)
    subprocess.run([*args.cxx.split(), str(out / "test.o"), str(out / "models.o"), str(args.runtime), "-pthread",
                    "-o", str(program)], check=True)
    return program


def run_test(program, mutant, limit):
    """"passed", "failed", or "timeout"."""
    try:
        done = subprocess.run([str(program), "-a"], env={**os.environ, "SCBNN_MUTANT": str(mutant)}, timeout=limit,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return "timeout"
    return "failed" if done.returncode else "passed"


class Judge:
    """What becomes of the mutants of one netlist."""

    def __init__(self, args, netlist, program, limit):
        self.program, self.limit = program, limit
        self.proofs = Proofs(netlist, args.smtbmc, args.solver)
        self.equivalence = Equivalence(netlist, args.abc)
        self.contract_tried = False

    def verdict(self, number, mutation):
        """"test", "timeout" or "proof", which killed it; "equivalent"; or how it differs."""
        said = run_test(self.program, number, self.limit)
        if said == "passed":
            return "proof" if self.proofs.notice(mutation) else self.equivalence.verdict(mutation)
        # A contract that allows what the tests forbid would excuse every survivor.
        if not self.contract_tried and self.equivalence.verdict(mutation) == "equivalent":
            sys.exit(f"{mutation.place}: killed by the tests, but equivalent under the contract")
        self.contract_tried = True
        return "timeout" if said == "timeout" else "test"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leaf", required=True)
    parser.add_argument("--count", required=True, type=int, help="mutants of the leaf, at most")
    parser.add_argument("--seed", default=1, type=int)
    parser.add_argument("--rtl", required=True, type=pathlib.Path)
    parser.add_argument("--out", required=True, type=pathlib.Path)
    parser.add_argument("--runtime", required=True, type=pathlib.Path, help="archive: Verilator's runtime, Catch's main")
    parser.add_argument("--include", action="append", default=[])
    parser.add_argument("--cxx", default="g++")
    parser.add_argument("--verilator", default="verilator")
    parser.add_argument("--yosys", default="yosys")
    parser.add_argument("--abc", default="yosys-abc")
    parser.add_argument("--smtbmc", default="yosys-smtbmc")
    parser.add_argument("--solver", default="z3")
    args = parser.parse_args()

    start = time.monotonic()
    sets = HERE.parent / "rtl" / f"{args.leaf}.grid"
    forms = [form for form in ("mutate", "mutate:synthesis") if grid.read(sets, form)]
    if not forms:
        sys.exit(f"{args.leaf}: its grid tags no set for mutation")
    share = max(1, args.count // sum(len(grid.read(sets, form)) for form in forms))
    listed = []
    for form in forms:
        out = args.out / args.leaf / form.replace(":", "-")
        out.mkdir(parents=True, exist_ok=True)
        defines = ["SYNTHESIS"] if form.endswith("synthesis") else []
        mutants = []
        for number, parameters in grid.read(sets, form):
            netlist = Netlist(args.yosys, args.leaf, number, closure(args.rtl, args.leaf), parameters, defines, out)
            mutations = netlist.mutations(share, args.seed)
            netlist.with_mutants(mutations, len(mutants) + 1)
            mutants += [(netlist, mutation) for mutation in mutations]
        program = build(args, form, out)
        began = time.monotonic()
        if run_test(program, 0, 120) != "passed":
            subprocess.run([str(program), "-a"])
            sys.exit(f"{args.leaf}: the tests fail on the netlist without a mutation")
        limit = 10 * (time.monotonic() - began) + 5
        judges = {}
        for index, (netlist, mutation) in enumerate(mutants, 1):
            judge = judges.setdefault(netlist, Judge(args, netlist, program, limit))
            listed.append({"set": grid.label(netlist.parameters), "form": form, "place": mutation.place,
                           "verdict": judge.verdict(index, mutation)})
    result = {"leaf": args.leaf, "seconds": round(time.monotonic() - start), "mutants": listed}
    (args.out / f"{args.leaf}.json").write_text(json.dumps(result, indent=1) + "\n")


main()
