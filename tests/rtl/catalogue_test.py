#!/usr/bin/env python3
"""Checks that rtl/, its tests, its parameter grids and the module table of docs/hardware.md name the same leaves."""

import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])
tests = root / "tests" / "rtl"
leaves = {path.stem for path in (root / "rtl").glob("*.v")}
tables = {
    "a test in tests/rtl/": {path.stem.removesuffix("_test") for path in tests.glob("sc_*_test.cpp")},
    "a parameter grid in tests/rtl/": {path.stem for path in tests.glob("sc_*.grid")},
    "a row in the module table of docs/hardware.md": set(
        re.findall(r"^\| *\[?`(\w+)`", (root / "docs" / "hardware.md").read_text(), re.MULTILINE)),
}
problems = [f"rtl/{leaf}.v has no {what[2:]}" for what, named in tables.items() for leaf in sorted(leaves - named)]
problems += [f"{leaf} has {what} but no rtl/{leaf}.v" for what, named in tables.items()
             for leaf in sorted(named - leaves) if leaf.startswith("sc_")]
if not leaves:
    problems.append("rtl/ holds no module")
print("\n".join(problems) or f"{len(leaves)} leaves, each with a test, a grid and a row in docs/hardware.md")
sys.exit(bool(problems))
