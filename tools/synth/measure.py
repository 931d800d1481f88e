#!/usr/bin/python3
"""Measures area and clock of leaves and of shipped designs with open tools, into docs/results/synth.json.

What has not changed since it was measured is taken from the cache in the build folder. With names, only blocks whose
name has one of them are measured, and the others keep their figures.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import page
from block import ROOT, Block, design, leaf
from cache import Cache
from flows import CELLS, Flows, MissingTool, check_tools

FPGA = ("ice40", "hx8k", "up5k", "xilinx", "ecp5")
PE = [("sc_pe", {"Simd": simd, "Presentations": 1, "SumWidth": 10}) for simd in (16, 64, 256, 784)]
LEAVES = [
    ("sc_gearbox", {"InElements": 16, "OutElements": 64, "FrameElements": 784, "Planes": 3}),
    ("sc_gearbox", {"InElements": 32, "OutElements": 64, "FrameElements": 1024}),
    ("sc_gearbox", {"InElements": 24, "OutElements": 64, "FrameElements": 1024}),
    ("sc_frame_buffer", {"Width": 84, "Words": 28}),
    ("sc_tile_port", {"Width": 224, "Depth": 336, "Rows": 64, "Columns": 64}),
]
SHAPES = "models/shapes-mlp.onnx"
# Name: model, configuration, more settings, flows.
DESIGNS = {
    "shapes, small": (SHAPES, "small", [], FPGA),
    "shapes, default": (SHAPES, "default", [], FPGA),
    "shapes, default, 1,176 cycles": (SHAPES, "default", ["cycles_per_image=1176"], FPGA),
    "shapes, default, SRAM macros": (SHAPES, "default", ["memory=sram-macro"], ("osu018",)),
}


def blocks(arguments: argparse.Namespace) -> list[tuple[Block, tuple[str, ...]]]:
    """Block and flows of every row of the table."""
    rows = [(leaf(name, arguments.rtl, parameters), (*FPGA, "osu018")) for name, parameters in PE]
    rows += [(leaf(name, arguments.rtl, parameters), ("ice40", "xilinx", "ecp5", "osu018")) for name, parameters in LEAVES]
    for name, (model, config, settings, flows) in DESIGNS.items():
        folder = arguments.build / "designs" / name.replace(", ", "-").replace(" ", "-")
        shutil.rmtree(folder, ignore_errors=True)
        sets = [word for setting in settings for word in ("--set", setting)]
        subprocess.run([str(arguments.scbnn.resolve()), "generate", "--model", model, "--config", f"configs/{config}.toml",
                        *sets, "--out", str(folder)], cwd=ROOT, check=True, capture_output=True)
        rows.append((design(name, folder, synthesis=any("macro" in each for each in settings)), flows))
    return rows


def measured(flows: Flows, flow: str, block: Block) -> dict[str, object]:
    if flow in ("hx8k", "up5k"):
        return flows.placed(block, flow)
    return getattr(flows, flow)(block)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scbnn", type=Path, default=ROOT / "build" / "scbnn")
    parser.add_argument("--build", type=Path, default=ROOT / "build" / "synth", help="designs, logs and the cache")
    parser.add_argument("--rtl", type=Path, default=ROOT / "rtl", help="the leaves")
    parser.add_argument("--json", type=Path, default=ROOT / "docs" / "results" / "synth.json")
    parser.add_argument("--yosys", default="yosys")
    parser.add_argument("names", nargs="*", help="parts of names of blocks, or of flows as @ice40; all without any")
    arguments = parser.parse_args()
    arguments.build = arguments.build.resolve()
    (arguments.build / "designs").mkdir(parents=True, exist_ok=True)
    try:
        check_tools([arguments.yosys, "nextpnr-ice40", "sta", str(CELLS)])
    except MissingTool as problem:
        sys.exit(f"make synth: {problem}")
    flows = Flows(Cache(arguments.build / "cache"), arguments.yosys)
    old = json.loads(arguments.json.read_text())["blocks"] if arguments.json.exists() else {}
    only = {name[1:] for name in arguments.names if name.startswith("@")}
    chosen = [name for name in arguments.names if not name.startswith("@")]
    version = subprocess.run([arguments.yosys, "-V"], capture_output=True, text=True, check=True).stdout.split(" (")[0]
    arguments.json.parent.mkdir(parents=True, exist_ok=True)
    rows = blocks(arguments)
    result = {block.name: {flow: figures for flow, figures in old.get(block.name, {}).items() if flow in wanted}
              for block, wanted in rows}
    for number, (block, wanted) in enumerate(rows, 1):
        row = result[block.name]
        if chosen and not any(name in block.name for name in chosen):
            continue
        for flow in wanted:
            if only and flow not in only:
                continue
            start, misses = time.monotonic(), flows.cache.misses
            row[flow] = measured(flows, flow, block)
            how = f"{time.monotonic() - start:.0f} s" if flows.cache.misses > misses else "unchanged"
            print(f"[{number}/{len(rows)}] {block.name}: {flow} {page.in_words(row[flow])} ({how})", flush=True)
            arguments.json.write_text(json.dumps({"tool": version, "blocks": result}, indent=1) + "\n")
    print(f"{arguments.json}: {len(result)} blocks; {flows.cache.misses} runs, {flows.cache.hits} results unchanged")


if __name__ == "__main__":
    main()
