#!/usr/bin/python3
"""Writes the tables of docs/synthesis.md from docs/results/synth.json: what stands between its markers."""

from __future__ import annotations

import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
JSON = ROOT / "docs" / "results" / "synth.json"
PAGE = ROOT / "docs" / "synthesis.md"


def document() -> dict:
    """What was measured last."""
    return json.loads(JSON.read_text())


def number(value: object) -> str:
    """A figure as the page shows it."""
    if value is None:
        return "does not fit"
    if isinstance(value, float) and value != int(value):
        return f"{value:,.1f}" if value < 1000 else f"{value:,.0f}"
    return f"{int(value):,}"


def in_words(figures: dict[str, object]) -> str:
    return ", ".join(f"{name} {number(value)}" for name, value in figures.items() if name != "all")


# Head of a column: flow, figure.
FPGA_COLUMNS = {
    "iCE40 LUT4": ("ice40", "lut4"), "FF": ("ice40", "flip_flops"), "block RAM": ("ice40", "block_rams"),
    "HX8K MHz": ("hx8k", "mhz"), "UP5K MHz": ("up5k", "mhz"),
    "xc7 LUT": ("xilinx", "luts"), "xc7 FF": ("xilinx", "flip_flops"), "RAMB36": ("xilinx", "ramb36"),
    "ECP5 LUT4": ("ecp5", "lut4"), "ECP5 FF": ("ecp5", "flip_flops"), "DP16KD": ("ecp5", "block_rams"),
}
CELL_COLUMNS = {"osu018 um2": ("osu018", "area"), "ns": ("osu018", "ns")}


def table(blocks: dict[str, dict], columns: dict[str, tuple[str, str]]) -> str:
    """The rows that have any of the columns."""
    lines = ["| block | " + " | ".join(columns) + " |", "|---|" + "---|" * len(columns)]
    for name, row in blocks.items():
        if not any(flow in row for flow, _ in columns.values()):
            continue
        cells = (number(row[flow][figure]) if figure in row.get(flow, {}) else "" for flow, figure in columns.values())
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def tables(measured: dict) -> dict[str, str]:
    """The text between the markers, by name."""
    blocks = measured["blocks"]
    return {"fpga": table(blocks, FPGA_COLUMNS),
            "cells": table(blocks, CELL_COLUMNS)}


def filled(text: str, measured: dict) -> str:
    """The page with its tables written anew."""
    for name, body in tables(measured).items():
        text, count = re.subn(rf"(<!-- {name} -->\n).*?(<!-- end -->)", lambda found: f"{found[1]}{body}\n{found[2]}", text,
                              flags=re.DOTALL)
        assert count == 1, name
    return text


def main() -> None:
    PAGE.write_text(filled(PAGE.read_text(), document()))
    print(PAGE)


if __name__ == "__main__":
    main()
