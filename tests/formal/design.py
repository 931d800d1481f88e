#!/usr/bin/env python3
"""Proves what the generator writes: the top or the control module of a design in designs.txt.

The program under test generates the design; its registers are those of its manifest, its ports those of the
Verilog. wrappers.py puts control_rule.v around the control module, which is whole, and top_rule.v around the top,
out of which the pipeline is cut. What leaves assert of themselves is asserted here too. So is what they assume:
the module that holds a leaf has to keep it.
"""

import argparse
import json
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE))
import wrappers  # noqa: E402
from prove import Proof  # noqa: E402

RULES = [HERE / f"{name}.v" for name in ("stream_rule", "axi_lite_rule", "control_rule", "top_rule")]
# What of the top is there to be proved; the other instances are the pipeline.
KEPT = ("u_control", "u_frame_gate", "u_frame_check", "u_result")


class DesignProof(Proof):
    """Of a module that the generator wrote."""

    inside = r"u_dut\."
    removed = ()

    def cut(self):
        """Takes the pipeline out of the top, and leaves whatever it drives free."""
        module = self.top.removesuffix("_props")
        return [*(f"delete {module}/{name}" for name in self.removed),
                f"setundef -undriven -anyseq {module}" if self.removed else ""]

    def about_leaves(self):
        """Their assumptions are asserted; that the rules' own parts are reached is shown elsewhere."""
        return [f"select -set leaves */a:src={self.args.rtl}/*", "chformal -assume2assert @leaves",
                f"select -set rules */a:src={RULES[0]}* */a:src={RULES[1]}*",
                "delete */t:$cover @leaves @rules %u %i"]


def generate(args, name, arguments):
    """The design's folder and its manifest."""
    out = args.out / "designs" / name
    out.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(out, ignore_errors=True)
    done = subprocess.run([args.scbnn, "generate", *arguments, "--out", str(out)], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{name}: {done.stderr}")
    return out, json.loads((out / "manifest.json").read_text())


def instances(text):
    """{instance: module} of a generated module."""
    found = re.findall(r"^  (\w+) (?:#\($.*?^  \) )?(u_\w+) \($", text, re.MULTILINE | re.DOTALL)
    return {instance: module for module, instance in found}


def proof_of(args, name, part, arguments):
    """The proof of one part of one design."""
    folder, manifest = generate(args, f"{name}-{part}", arguments)
    args.rtl = folder / "rtl"
    top = manifest["top"]
    control = args.rtl / f"{top}_control.v"
    leaves = {f"{module}.v" for module in instances(control.read_text()).values()}
    module = top if part == "top" else f"{top}_control"
    text = (args.rtl / f"{module}.v").read_text()
    props = args.out / f"{name}-{part}_props.v"
    props.write_text(f"// {name}: {' '.join(arguments)}\n" + getattr(wrappers, part)(module, text, manifest))
    files = [args.rtl / leaf for leaf in sorted(leaves)] + [control, *RULES, props]
    proof = DesignProof(args, f"{module}_props", files, {}, (6, 3, 0), [], f"design-{name}-{part}")
    proof.reach = 12
    if part == "top":
        held = instances(text)
        proof.removed = [instance for instance in held if instance not in KEPT]
        more = {f"{held[instance]}.v" for instance in KEPT} - leaves - {control.name}
        proof.files = [args.rtl / leaf for leaf in sorted(more)] + [args.rtl / f"{top}.v"] + files
    return proof


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scbnn", required=True, type=pathlib.Path)
    parser.add_argument("--out", required=True, type=pathlib.Path)
    parser.add_argument("--design", required=True, help="one of designs.txt")
    parser.add_argument("--part", required=True, choices=("control", "top"))
    parser.add_argument("--yosys", default="yosys")
    parser.add_argument("--smtbmc", default="yosys-smtbmc")
    parser.add_argument("--solver", default="z3")
    args = parser.parse_args()
    args.out = args.out.resolve()
    found = re.search(rf"^{args.design}: (.*)$", (HERE / "designs.txt").read_text(), re.MULTILINE)
    if not found:
        sys.exit(f"{args.design}: not in designs.txt")
    line = proof_of(args, args.design, args.part, found[1].split()).run(canary=True)
    print(line, flush=True)
    (args.out / f"design-{args.design}-{args.part}.txt").write_text(line + "\n")


if __name__ == "__main__":
    main()
