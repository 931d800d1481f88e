#!/usr/bin/env python3
"""Proves one leaf: its own FORMAL block and tests/formal/LEAF_props.v, for the tagged sets of its grid.

Each proof is bounded (from reset, --presat shows that the assumptions leave something to check), then by
induction, and every cover statement must be reached. A canary closes it: with a wire of the block inverted the
same properties must fail. The line `// proof: bmc=N induction=K` of a property file gives the depths;
induction=0 leaves the bound, split=N solves up to N assertions one by one.
"""

import argparse
import pathlib
import random
import re
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "rtl"))
import grid  # noqa: E402
from closure import closure  # noqa: E402


class Proof:
    """One top module with one parameter set, in one form of the sources."""

    # In a property file the instances are the block, but for those of stream_rule.
    inside = r"[\\.]u_(?!in\.|out\.|frame\.)\w+\."

    def __init__(self, args, top, files, parameters, directives, defines, name):
        self.args, self.top, self.files = args, top, files
        self.parameters, self.defines = parameters, defines
        self.bmc, self.induction, self.split = directives
        self.reach = self.bmc
        self.base = args.out / name

    def elaborate(self, path, bounded, change=""):
        """Writes the SMT model, with `change` done to the netlist; tells how many assertions and covers it holds."""
        defines = self.defines + (["BOUNDED"] if bounded else [])
        sets = " ".join(f"-set {name} {value}" for name, value in self.parameters.items())
        steps = [f"read_verilog -formal {' '.join('-D' + d for d in defines)} {' '.join(map(str, self.files))}",
                 *self.cut(),
                 f"chparam {sets} {self.top}" if sets else "",
                 f"hierarchy -check -top {self.top}", "proc"]
        if self.top.endswith("_props"):
            steps += self.about_leaves()
        steps += ["flatten", "check -assert", change, "memory_map", "opt -nodffe -nosdff", "opt_clean",
                  "dffunmap", f"write_smt2 -wires {path}"]
        done = subprocess.run([self.args.yosys, "-p", "; ".join(filter(None, steps))],
                              capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"{self.base.name}: {done.stderr or done.stdout}")
        return [len(re.findall(f"^; yosys-smt2-{kind} ", path.read_text(), re.MULTILINE))
                for kind in ("assert", "cover")]

    def cut(self):
        """What is taken out before modules are looked for."""
        return []

    def about_leaves(self):
        """What a leaf says of itself, and assumes, has no part in what is said of it from outside."""
        return [f"select -set leaves */a:src={self.args.rtl}/*",
                *(f"delete */t:${kind} @leaves %i" for kind in ("assert", "assume", "cover"))]

    def solve(self, path, *flags):
        """Runs the solver; returns its verdict and everything that it said."""
        command = [self.args.smtbmc, "--noprogress", "--unroll", "-s", self.args.solver, *flags, str(path)]
        done = subprocess.run(command, capture_output=True, text=True)
        verdict = re.search(r"Status: (\w+)", done.stdout)
        return verdict[1] if verdict else "ERROR", done.stdout + done.stderr

    def run(self, canary):
        """Everything that is to be shown; returns the report's line, exits with the solver's word otherwise."""
        start = time.monotonic()
        path = self.base.with_suffix(".smt2")
        listing = path.with_suffix(".list")
        asserts, covers = self.elaborate(path, bounded=True, change=f"tee -o {listing} select -list t:$assert")
        if not asserts:
            sys.exit(f"{self.base.name}: nothing is asserted")
        said = [f"{asserts} assertions, {self.bmc} cycles"]
        if asserts <= self.split:
            for cell in re.findall(r"/(\S+)$", listing.read_text(), re.MULTILINE):
                self.elaborate(path, bounded=True, change=f"delete t:$assert c:{cell} %d")
                self.demand(path, "PASSED", "--presat", "-t", str(self.bmc))
        else:
            self.demand(path, "PASSED", "--presat", "-t", str(self.bmc))
        if covers:
            self.demand(path, "PASSED", "-c", "-t", str(self.reach))
            said.append(f"{covers} covers")
        if self.induction:
            asserts, _ = self.elaborate(path, bounded=False)
            self.demand(path, "PASSED", "-i", "-t", str(self.induction))
            said.append(f"{asserts} by induction")
        if canary:
            said.append(f"canary {self.canary()}")
        return f"{self.base.name}: {', '.join(said)} ({time.monotonic() - start:.0f} s)"

    def demand(self, path, verdict, *flags):
        got, text = self.solve(path, *flags)
        if got != verdict:
            sys.exit(f"{self.base.name}: {' '.join(flags)}: {got}, expected {verdict}\n{text}")

    def canary(self):
        """Inverts wires of the block, one after the other, until the proof fails; it must."""
        path = self.base.with_name(self.base.name + "-canary.smt2")
        listing = path.with_suffix(".txt")
        self.elaborate(path, True, f"mutate -list 200 -mode inv -seed 1 -o {listing}")
        inside = self.inside if self.top.endswith("_props") else ""
        lines = [line for line in listing.read_text().splitlines()
                 if re.search(inside, line.split(" -cell ")[1].split()[0]) and "assert" not in line]
        random.Random(1).shuffle(lines)
        for count, line in enumerate(lines[:12], 1):
            self.elaborate(path, True, line)
            if self.solve(path, "-t", str(self.bmc))[0] == "FAILED":
                return f"caught at {count}"
        sys.exit(f"{self.base.name}: the proof holds with wires of the block inverted, so it proves nothing")


def directives(path):
    """The depths of bounded proof and induction, and up to how many assertions are solved on their own."""
    found = re.search(r"^// proof: bmc=(\d+) induction=(\d+)(?: split=(\d+))?$", path.read_text(), re.MULTILINE)
    return (int(found[1]), int(found[2]), int(found[3] or 0)) if found else (6, 3, 0)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leaf", required=True)
    parser.add_argument("--rtl", required=True, type=pathlib.Path)
    parser.add_argument("--out", required=True, type=pathlib.Path)
    parser.add_argument("--yosys", default="yosys")
    parser.add_argument("--smtbmc", default="yosys-smtbmc")
    parser.add_argument("--solver", default="z3")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)

    sets = HERE.parent / "rtl" / f"{args.leaf}.grid"
    source = args.rtl / f"{args.leaf}.v"
    props = HERE / f"{args.leaf}_props.v"
    files = closure(args.rtl, args.leaf)
    # A leaf that shows synthesis something else than simulation is proved in both forms.
    forms = [[], ["SYNTHESIS"]] if "`ifdef SYNTHESIS" in source.read_text() else [[]]
    groups = []
    if "`ifdef FORMAL" in source.read_text():
        groups.append([Proof(args, args.leaf, files, parameters, directives(source), [], f"{args.leaf}-{number}")
                       for number, parameters in grid.read(sets, "formal")])
    if props.exists():
        rules = [HERE / "stream_rule.v", HERE / "axi_lite_rule.v", props]
        groups += [[Proof(args, f"{args.leaf}_props", files + rules, parameters, directives(props), form,
                          f"{args.leaf}_props-{number}" + "".join(f"-{define.lower()}" for define in form))
                    for number, parameters in grid.read(sets, "props")] for form in forms]
    if not groups or not all(groups):
        sys.exit(f"{args.leaf}: its grid tags no set for a proof")
    # The last set of each group, the largest, has the canary.
    lines = [proof.run(canary=proof is group[-1]) for group in groups for proof in group]
    text = "\n".join(lines)
    print(text)
    (args.out / f"{args.leaf}.txt").write_text(text + "\n")


if __name__ == "__main__":
    main()
