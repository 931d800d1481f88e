"""Mutants of one leaf with Yosys: the netlist, the list of mutations, one netlist that holds them all."""

import random
import re
import subprocess
import sys


class Netlist:
    """A leaf with one parameter set, in the form that simulation or synthesis sees."""

    def __init__(self, yosys, leaf, number, files, parameters, defines, out):
        self.yosys, self.leaf, self.number, self.parameters = yosys, leaf, number, parameters
        self.base = out / f"{leaf}-{number}.il"
        sets = " ".join(f"-set {name} {value}" for name, value in parameters.items())
        self.run(f"read_verilog -formal {' '.join('-D' + d for d in defines)} {' '.join(map(str, files))}",
                 f"chparam {sets} {leaf}", f"hierarchy -check -top {leaf}", "proc", "memory_map", "opt_expr", "opt_clean",
                 f"write_rtlil {self.base}")

    def run(self, *steps):
        done = subprocess.run([self.yosys, "-q", "-p", "; ".join(filter(None, steps))], capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"{self.leaf}: yosys: {done.stderr}")

    def mutations(self, count, seed):
        """Up to `count` different mutations of the leaf's own cells, as arguments of Yosys's `mutate`."""
        listing = self.base.with_suffix(".txt")
        self.run(f"read_rtlil {self.base}", *self.bare,
                 f"mutate -list {3 * count} -module {self.leaf} -seed {seed} -o {listing}")
        lines = (re.sub(r"^mutate | -(src|wire|wirebit) \S+", "", line) for line in listing.read_text().splitlines())
        own = [line for line in dict.fromkeys(lines) if "-mode none" not in line]
        random.Random(seed).shuffle(own)
        return sorted(own[:count])

    # Properties are no logic; children have mutants of their own.
    bare = ("chformal -remove", "opt_clean -purge")

    def with_mutants(self, mutations, first):
        """A Verilog netlist with an input `mutsel` that chooses one of them, numbered from `first`."""
        path = self.base.with_name(f"mutants_{self.number}.v")
        self.run(f"read_rtlil {self.base}", *self.bare,
                 *(f"mutate -ctrl mutsel 16 {first + i} {line}" for i, line in enumerate(mutations)),
                 "opt_clean", f"write_verilog -noattr {path}")
        return path


def closure(rtl, leaf):
    """The files of a leaf and of all leaves below it."""
    files, todo = [], [leaf]
    while todo:
        path = rtl / f"{todo.pop()}.v"
        if path not in files and path.exists():
            files.append(path)
            todo += re.findall(r"^\s*(sc_\w+)\s+(?:#|u_)", path.read_text(), re.MULTILINE)
    return files
