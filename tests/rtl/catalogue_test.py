#!/usr/bin/env python3
"""Checks that rtl/, its tests, its parameter grids and the module tables of docs/hardware.md name the same leaves."""

import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])
tests = root / "tests" / "rtl"
leaves = {path.stem for path in (root / "rtl").glob("*.v")}
page = (root / "docs" / "hardware.md").read_text()
modules = page[page.index("\n## Modules\n"):page.index("\n### Area\n")]
rows = re.findall(r"^\| *`(\w+)` *\|(.*)$", modules, re.MULTILINE)
tables = {
    "a test in tests/rtl/": {path.stem.removesuffix("_test") for path in tests.glob("sc_*_test.cpp")},
    "a parameter grid in tests/rtl/": {path.stem for path in tests.glob("sc_*.grid")},
    "a row in the module tables of docs/hardware.md": {name for name, _ in rows},
}
problems = [f"rtl/{leaf}.v has no {what[2:]}" for what, named in tables.items() for leaf in sorted(leaves - named)]
problems += [f"{leaf} has {what} but no rtl/{leaf}.v" for what, named in tables.items()
             for leaf in sorted(named - leaves) if leaf.startswith("sc_")]
problems += [f"{name} has two rows in docs/hardware.md" for name in sorted(leaves) if [n for n, _ in rows].count(name) > 1]
# What it computes, contracts, latency.
problems += [f"the row of {name} has not three cells after its name" for name, rest in rows if rest.count("|") != 3]
KNOWN = r"in|out|in, out|load port|AXI4-Lite|(is|reads|words of|frames of) an? (input store|row memory).*|reads a .*"
problems += [f"the row of {name} names no contract: {part}" for name, rest in rows if rest.count("|") == 3
             for part in map(str.strip, rest.split("|")[1].split(";")) if part and not re.fullmatch(KNOWN, part)]
if not leaves:
    problems.append("rtl/ holds no module")
print("\n".join(problems) or f"{len(leaves)} leaves, each with a test, a grid and a row in docs/hardware.md")
sys.exit(bool(problems))
