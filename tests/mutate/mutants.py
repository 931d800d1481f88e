"""Mutants of one leaf with Yosys: the netlist, the list of mutations, one netlist that holds them all."""

import dataclasses
import random
import re
import subprocess
import sys


@dataclasses.dataclass(frozen=True)
class Mutation:
    """What Yosys's `mutate` is told to do, and where that is in the source."""
    change: str
    place: str

    @staticmethod
    def read(line):
        """From a line of `mutate -list`."""
        tags = re.findall(r" -(src|wire|wirebit|mode|ctrlbit) (\S+)", line)
        found = dict(reversed(tags))
        name = re.search(r" -cell (\S+) -port (\S+) -portbit (\d+)", line)
        wire = f"{found['wire']}[{found['wirebit']}]" if "wire" in found else ""
        source = f"{found['src'].split('/')[-1].split('|')[0]}" if "src" in found else ""
        mode = found["mode"] + (f" by bit {found['ctrlbit']}" if "ctrlbit" in found else "")
        place = " ".join(filter(None, (mode, wire, f"at {name[1]}.{name[2]}[{name[3]}]", source)))
        return Mutation(re.sub(r"^mutate | -(src|wire|wirebit) \S+", "", line), place)


class Netlist:
    """A leaf with one parameter set, in the form that simulation or synthesis sees."""

    # Properties are no logic; children have mutants of their own.
    bare = ("chformal -remove", "opt_clean -purge")

    def __init__(self, yosys, leaf, number, files, parameters, defines, out):
        self.yosys, self.leaf, self.number = yosys, leaf, number
        self.source, self.files, self.parameters, self.defines = files[0], files, parameters, defines
        self.base = out / f"{leaf}-{number}.il"
        self.run(*self.elaborate(leaf, files), "memory_map", "opt_expr", "opt_clean", f"write_rtlil {self.base}")

    def elaborate(self, top, files):
        """Steps that read `files` with the parameters of this set for the module `top`."""
        sets = " ".join(f"-set {name} {value}" for name, value in self.parameters.items())
        return (f"read_verilog -formal {' '.join('-D' + d for d in self.defines)} {' '.join(map(str, files))}",
                f"chparam {sets} {top}", f"hierarchy -check -top {top}", "proc")

    def run(self, *steps):
        done = subprocess.run([self.yosys, "-q", "-p", "; ".join(filter(None, steps))], capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"{self.leaf}: yosys: {done.stderr}")

    def mutations(self, count, seed):
        """Up to `count` different mutations of the leaf's own cells. Clocks are left alone: the proofs know but one."""
        listing = self.base.with_suffix(".txt")
        self.run(f"read_rtlil {self.base}", *self.bare,
                 f"mutate -list {3 * count} -module {self.leaf} -seed {seed} -o {listing}")
        found = {}
        for line in listing.read_text().splitlines():
            if "-mode none" not in line and not re.search(r" -port (CLK|clk_i) ", line):
                mutation = Mutation.read(line)
                found.setdefault(mutation.change, mutation)
        own = list(found.values())
        random.Random(seed).shuffle(own)
        return sorted(own[:count], key=lambda mutation: mutation.change)

    def with_mutants(self, mutations, first):
        """A Verilog netlist with an input `mutsel` that chooses one of them, numbered from `first`.

        Bits that are driven apart are wires apart: a vector of bits that depend on one another looks like a loop
        to Verilator, and 5.006 then shows old values.
        """
        path = self.base.with_name(f"mutants_{self.number}.v")
        self.run(f"read_rtlil {self.base}", *self.bare,
                 *(f"mutate -ctrl mutsel 16 {first + i} {mutation.change}" for i, mutation in enumerate(mutations)),
                 "opt_clean", "splitnets -driver", f"write_verilog -noattr {path}")
        return path
