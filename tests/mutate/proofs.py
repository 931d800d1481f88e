"""Asks the proofs of a leaf about a mutant: its FORMAL block, and tests/formal/LEAF_props.v around it."""

import pathlib
import re
import subprocess
import sys

FORMAL = pathlib.Path(__file__).resolve().parent.parent / "formal"
sys.path.insert(0, str(FORMAL))
from prove import directives  # noqa: E402

TO_BITS = ("flatten", "memory_map", "opt -nodffe -nosdff", "opt_clean", "dffunmap")


class Proofs:
    """Those of one netlist. A proof that fails without a mutation, or asserts nothing, has no say."""

    def __init__(self, netlist, smtbmc, solver, limit=60):
        self.netlist, self.smtbmc, self.solver, self.limit = netlist, smtbmc, solver, limit
        self.model = netlist.base.with_suffix(".smt2")
        self.props = FORMAL / f"{netlist.leaf}_props.v"
        self.outside = netlist.base.with_name(f"{netlist.base.stem}-props.il")
        self.sound = None

    def notice(self, mutation):
        """Whether one of them fails."""
        if self.sound is None:
            asked = [self.own]
            if self.props.exists():
                self.wrap()
                asked.append(self.around)
            self.sound = [proof for proof in asked if proof("") == "PASSED"]
        return any(proof(f"mutate {mutation.change}") == "FAILED" for proof in self.sound)

    def own(self, change):
        """The FORMAL block of the leaf."""
        n = self.netlist
        n.run(f"read_rtlil {n.base}", change, *TO_BITS, f"write_smt2 -wires {self.model}")
        return self.solve(n.source)

    def wrap(self):
        """Writes the property file around the leaf; what leaves say of themselves has no part in it."""
        n = self.netlist
        n.run(*n.elaborate(f"{n.leaf}_props", [*n.files, FORMAL / "stream_rule.v", FORMAL / "axi_lite_rule.v", self.props]),
              f"select -set leaves */a:src={n.files[0].parent}/*",
              *(f"delete */t:${kind} @leaves %i" for kind in ("assert", "assume", "cover")),
              f"write_rtlil {self.outside}")

    def around(self, change):
        """The property file, with the leaf inside replaced by its mutant."""
        n = self.netlist
        # The module of the leaf, as its parameters named it.
        name = re.search(r"^  cell (\S+) \\u_dut$", self.outside.read_text(), re.MULTILINE)[1]
        n.run(f"read_rtlil {n.base}", "chformal -remove", change, f"rename {n.leaf} {name}" if name[0] == "$" else "",
              f"read_rtlil -nooverwrite {self.outside}", f"hierarchy -check -top {n.leaf}_props", *TO_BITS,
              f"write_smt2 -wires {self.model}")
        return self.solve(self.props)

    def solve(self, source):
        """Bounded, then by induction, as `make formal` does; the depths stand in `source`."""
        if "yosys-smt2-assert" not in self.model.read_text():
            return "nothing asserted"
        cycles, induction, _ = directives(source)
        for flags in [["-t", str(cycles)], *([["-i", "-t", str(induction)]] if induction else [])]:
            command = [self.smtbmc, "--noprogress", "--unroll", "-s", self.solver, *flags, str(self.model)]
            try:
                said = subprocess.run(command, capture_output=True, text=True, timeout=self.limit).stdout
            except subprocess.TimeoutExpired:
                return "no answer"
            if "Status: PASSED" not in said:
                return "FAILED" if "Status: FAILED" in said else "no answer"
        return "PASSED"
