#!/usr/bin/python3
"""Simulated cycles per second of one generated design, in processor time of one core: scbnn simulate
(Verilator, every layer compared) and Icarus Verilog (nothing compared)."""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import subprocess
import sys
from pathlib import Path

TESTBENCH = Path(__file__).with_name("cosim_tb.v").resolve()


def run(command: list[str], folder: Path | None = None) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\nfailed with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def data_set() -> str:
    """Fashion-MNIST where it is, the built-in shapes elsewhere: both fit the shipped network."""
    folder = Path(os.environ.get("SCBNN_DATA", "data")) / "fashion-mnist"
    return "fashion-mnist" if folder.is_dir() else "shapes"


def simulate(args: argparse.Namespace, design: Path) -> dict:
    """The best of three runs (others may use the machine)."""
    figures = design.with_suffix(".json")
    runs = []
    for _ in range(3):
        run([args.scbnn, "simulate", str(design), "--data", data_set(), "--count", "2000",
             "--jobs", "1", "--verilator", args.verilator, "--json", str(figures)])
        runs.append(json.loads(figures.read_text()))
    best = max(runs, key=lambda row: row["cycles_per_second"])
    best["build_seconds"] = max(row["build_seconds"] for row in runs)
    return best


def good_frames(design: Path, manifest: dict) -> list[str]:
    """The well-formed frames of the folder's own testbench, beat by beat: {tlast, tdata} in hex."""
    encoder = manifest["plan"]["encoder"]
    width = 8 * encoder["pixels_per_beat"]
    frames: list[list[str]] = [[]]
    for beat in (design / "tb" / "beats.hex").read_text().split():
        frames[-1].append(beat)
        if int(beat, 16) >> width:
            frames.append([])
    return [beat for frame in frames if len(frame) == encoder["beats"] for beat in frame]


def icarus(args: argparse.Namespace, design: Path, manifest: dict) -> dict:
    """Two runs of different length: their difference has no start-up and no filling pipeline."""
    beats = good_frames(design, manifest)
    folder = design.with_name("icarus")
    folder.mkdir(exist_ok=True)
    (folder / "beats.hex").write_text("\n".join(beats) + "\n")
    if not (folder / "mem").exists():
        (folder / "mem").symlink_to((design / "mem").resolve())
    top = manifest["top"]
    ports = {port["name"]: port["width"] for port in manifest["ports"]}
    defines = {"TOP": top, "BEAT_BITS": ports["s_axis_tdata"], "BEATS": len(beats)}
    if "cfg_log2_presentations" in ports:
        defines["LOG2_BITS"] = ports["cfg_log2_presentations"]
        defines["LOG2"] = args.presentations.bit_length() - 1
    listed = (design / f"{top}.f").read_text().splitlines()
    sources = [str(design.resolve() / line) for line in listed
               if line.strip() and not line.startswith("//")]
    points = []
    for frames in (1, 4):
        given = [f"-D{name}={value}" for name, value in {**defines, "FRAMES": frames}.items()]
        run([args.iverilog, "-g2005", "-o", "bench", "-s", "cosim_tb", *given, str(TESTBENCH),
             *sources], folder)
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        said = run(["vvp", "bench"], folder)
        seconds = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
        points.append((int(re.search(r"cycles (\d+)", said)[1]), seconds))
    (short, short_seconds), (long, long_seconds) = points
    cycles = long - short
    planned = next(row["per_image"] for row in manifest["plan"]["cycles"]
                   if row["presentations"] == args.presentations)
    if cycles != 3 * planned:
        sys.exit(f"Icarus took {cycles} cycles for 3 images; planned are {3 * planned}")
    return {"cycles": cycles, "cycles_per_second": cycles / (long_seconds - short_seconds)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scbnn", required=True)
    parser.add_argument("--verilator", default="verilator")
    parser.add_argument("--iverilog", default="iverilog")
    parser.add_argument("--model", default="models/fashion-mnist-mlp-paper.onnx")
    parser.add_argument("--config", default="configs/paper.toml")
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()

    args.out.mkdir(parents=True, exist_ok=True)
    design = args.out / "design"
    run([args.scbnn, "generate", "--model", args.model, "--config", args.config,
         "--out", str(design)])
    manifest = json.loads((design / "manifest.json").read_text())
    ours = simulate(args, design)
    args.presentations = ours["presentations"]
    theirs = icarus(args, design, manifest)
    xnors = sum(layer["pe"] * layer["simd"] for layer in manifest["plan"]["layers"])
    ratio = ours["cycles_per_second"] / theirs["cycles_per_second"]

    print(f"co-simulation of {args.model} with {args.config}, one core: "
          f"{xnors:,} XNORs per cycle, T = {args.presentations}")
    print(f"  scbnn simulate   {ours['cycles_per_second']:>12,.0f} cycles/s   all layers compared, "
          f"{ours['mismatches']} mismatches in {ours['bits_compared']:,} bits")
    print(f"  Icarus           {theirs['cycles_per_second']:>12,.0f} cycles/s   nothing compared")
    print(f"  ratio            {ratio:>12,.0f}")
    if ours["build_seconds"] > 0:
        print(f"  the simulator was built in {ours['build_seconds']:.1f} s")
    if args.json:
        figures = {"xnors_per_cycle": xnors, "simulate": ours, "icarus": theirs, "ratio": ratio}
        args.json.write_text(json.dumps(figures, indent=2) + "\n")


main()
