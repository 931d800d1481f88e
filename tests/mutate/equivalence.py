"""Asks whether a mutant is equivalent to its leaf under the leaf's contract.

The contract is what the leaf's FORMAL block assumes and proves, and LEAF_contract.v here, which stands inside the
miter: it may assume what inputs never do, and say when an output NAME means something (compare_NAME, one bit) and
which of its bits (mask_NAME), over the inputs, the outputs gold_NAME and the leaf's parameters. Registers start
from 0.
"""

import json
import pathlib
import re
import subprocess

HERE = pathlib.Path(__file__).resolve().parent


class Equivalence:
    def __init__(self, netlist, smtbmc, solver):
        self.netlist, self.smtbmc, self.solver = netlist, smtbmc, solver
        self.base = netlist.base.with_suffix("")
        text = netlist.base.with_suffix(".json")
        netlist.run(f"read_rtlil {netlist.base}", *netlist.bare, "flatten", "opt_clean", f"write_json {text}")
        module = json.loads(text.read_text())["modules"][netlist.leaf]
        self.ports = {name: (port["direction"], len(port["bits"])) for name, port in module["ports"].items()}
        self.registers = self.registers_of(module)
        contract = HERE / f"{netlist.leaf}_contract.v"
        self.contract = contract.read_text() if contract.exists() else ""
        self.depth = 12 if self.registers else 1

    @staticmethod
    def registers_of(module):
        """Names and widths of the wires that are exactly the output of a register."""
        outputs = {tuple(cell["connections"]["Q"]) for cell in module["cells"].values()
                   if cell["type"].startswith(("$dff", "$sdff", "$adff"))}
        found = {}
        for name, wire in module["netnames"].items():
            if tuple(wire["bits"]) in outputs and wire["hide_name"] == 0:
                found.setdefault(tuple(wire["bits"]), name)
        return {name: len(bits) for bits, name in found.items()}

    def miter(self):
        """The leaf and its mutant side by side on the same inputs."""
        inputs = {name: width for name, (direction, width) in self.ports.items() if direction == "input"}
        outputs = {name: width for name, (direction, width) in self.ports.items() if direction == "output"}
        lines = ["module miter(" + ", ".join(f"input wire [{w - 1}:0] {n}" for n, w in inputs.items()) + ");"]
        for side in ("gold", "mutant"):
            lines += [f"  wire [{w - 1}:0] {side}_{n};" for n, w in outputs.items()]
            ports = [f".{n}({n})" for n in inputs] + [f".{n}({side}_{n})" for n in outputs]
            lines.append(f"  {side} {side} ({', '.join(ports)});")
        lines += [f"  localparam {name} = {value};" for name, value in self.netlist.parameters.items()]
        lines.append(self.contract)
        for name, width in outputs.items():
            if not re.search(rf"\bcompare_{name}\b", self.contract):
                lines.append(f"  wire compare_{name} = 1'b1;")
            if not re.search(rf"\bmask_{name}\b", self.contract):
                lines.append(f"  wire [{width - 1}:0] mask_{name} = ~{width}'d0;")
            lines.append(f"  always @* if (compare_{name}) "
                         f"assert ((gold_{name} & mask_{name}) == (mutant_{name} & mask_{name}));")
        lines.append("`ifdef STRONG")
        for name, width in self.registers.items():
            for side in ("gold", "mutant"):
                lines.append(f"  (* hierconn *) wire [{width - 1}:0] \\{side}.{name} ;")
            lines.append(f"  always @* assert (\\gold.{name} == \\mutant.{name} );")
        lines += ["`endif", "endmodule", ""]
        path = pathlib.Path(f"{self.base}-miter.v")
        path.write_text("\n".join(lines))
        return path

    def holds(self, mutation, strong, *flags):
        """Whether the solver finds no difference."""
        model = pathlib.Path(f"{self.base}-miter.smt2")
        leaf, n = self.netlist.leaf, self.netlist
        n.run(f"read_rtlil {n.base}", "flatten", "chformal -assert2assume", "chformal -cover -remove", "opt_clean",
              f"rename {leaf} gold", "design -stash gold",
              f"read_rtlil {n.base}", *n.bare, f"mutate {mutation}", "flatten", "opt_clean", f"rename {leaf} mutant",
              "design -stash mutant", "design -copy-from gold -as gold gold",
              "design -copy-from mutant -as mutant mutant",
              f"read_verilog -formal {'-DSTRONG' if strong else ''} {self.miter()}", "hierarchy -check -top miter",
              "proc", "flatten", "setundef -init -zero", "opt -nodffe -nosdff", "opt_clean", "dffunmap",
              f"write_smt2 -wires {model}")
        command = [self.smtbmc, "--noprogress", "--unroll", "-s", self.solver, *flags, str(model)]
        try:
            said = subprocess.run(command, capture_output=True, text=True, timeout=60).stdout
        except subprocess.TimeoutExpired:
            return None
        return bool(re.search(r"Status: PASSED", said))

    def verdict(self, mutation):
        """"equivalent", "within N cycles" (no difference so far), or "different"."""
        bounded = self.holds(mutation, False, "-t", str(self.depth))
        if not bounded:
            return "different" if bounded is False else "unknown"
        if not self.registers or (self.holds(mutation, True, "-t", "3") and self.holds(mutation, True, "-i", "-t", "2")):
            return "equivalent"
        return f"within {self.depth} cycles"
