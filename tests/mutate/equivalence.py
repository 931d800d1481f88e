"""Asks whether a mutant is equivalent to its leaf under the leaf's contract.

Leaf and mutant stand side by side on the same inputs, from registers of 0, and ABC searches for a difference or
proves that there is none, in any number of cycles (property-directed reachability).

The contract is what the leaf's FORMAL block assumes, and LEAF_contract.v here, which stands inside the
miter: it may assume what inputs never do, and say when an output NAME means something (compare_NAME, one bit) and
which of its bits (mask_NAME), over the inputs, the outputs gold_NAME and the leaf's parameters.
"""

import json
import pathlib
import re
import subprocess

HERE = pathlib.Path(__file__).resolve().parent


class Equivalence:
    def __init__(self, netlist, abc, limit=60):
        self.netlist, self.abc, self.limit = netlist, abc, limit
        self.base = netlist.base.with_suffix("")
        text = netlist.base.with_suffix(".json")
        netlist.run(f"read_rtlil {netlist.base}", *netlist.bare, "flatten", "opt_clean", f"write_json {text}")
        ports = json.loads(text.read_text())["modules"][netlist.leaf]["ports"]
        self.inputs, self.outputs = ({name: len(port["bits"]) for name, port in ports.items()
                                      if port["direction"] == direction} for direction in ("input", "output"))
        contract = HERE / f"{netlist.leaf}_contract.v"
        self.contract = contract.read_text() if contract.exists() else ""

    def miter(self):
        """The leaf and its mutant side by side on the same inputs, in Verilog."""
        lines = ["module miter(" + ", ".join(f"input wire [{w - 1}:0] {n}" for n, w in self.inputs.items()) + ");"]
        for side in ("gold", "mutant"):
            lines += [f"  wire [{w - 1}:0] {side}_{n};" for n, w in self.outputs.items()]
            ports = [f".{n}({n})" for n in self.inputs] + [f".{n}({side}_{n})" for n in self.outputs]
            lines.append(f"  {side} {side} ({', '.join(ports)});")
        lines += [f"  localparam {name} = {value};" for name, value in self.netlist.parameters.items()]
        lines.append(self.contract)
        for name, width in self.outputs.items():
            if not re.search(rf"\bcompare_{name}\b", self.contract):
                lines.append(f"  wire compare_{name} = 1'b1;")
            if not re.search(rf"\bmask_{name}\b", self.contract):
                lines.append(f"  wire [{width - 1}:0] mask_{name} = ~{width}'d0;")
            lines.append(f"  always @* if (compare_{name}) "
                         f"assert ((gold_{name} & mask_{name}) == (mutant_{name} & mask_{name}));")
        return "\n".join([*lines, "endmodule", ""])

    def model(self, mutation):
        """The miter as an AIGER file: assertions are bad states, assumptions are constraints."""
        leaf, n = self.netlist.leaf, self.netlist
        miter, path = (pathlib.Path(f"{self.base}-miter{suffix}") for suffix in (".v", ".aig"))
        miter.write_text(self.miter())
        n.run(f"read_rtlil {n.base}", "flatten", "chformal -assert -remove", "chformal -cover -remove", "opt_clean -purge",
              f"rename {leaf} gold", "design -stash gold",
              f"read_rtlil {n.base}", *n.bare, f"mutate {mutation.change}", "flatten", "opt_clean", f"rename {leaf} mutant",
              "design -stash mutant", "design -copy-from gold -as gold gold",
              "design -copy-from mutant -as mutant mutant",
              f"read_verilog -formal {miter}", "hierarchy -check -top miter", "proc", "flatten",
              "setundef -init -zero", "setundef -undriven -anyseq", "opt -nodffe -nosdff", "memory_map", "dffunmap",
              "techmap", "opt -fast -nodffe -nosdff",
              # What is read beyond a vector's end is 0 on both sides.
              "setundef -zero", "aigmap", "opt_clean", f"write_aiger -zinit {path}")
        return path

    def verdict(self, mutation):
        """"equivalent", "different in cycle N", or "unknown"."""
        script = f"read_aiger {self.model(mutation)}; fold; strash; scorr; pdr -T {self.limit}"
        said = subprocess.run([self.abc, "-c", script], capture_output=True, text=True).stdout
        shown = re.search(r"asserted in frame (\d+)", said)
        if shown:
            return f"different in cycle {shown[1]}"
        return "equivalent" if "Property proved" in said else "unknown"
