#!/usr/bin/python3
"""Measures the figures of docs/pictures/*.json: accuracy, a design's sizes, a simulation, FPGA resources.

Needs Fashion-MNIST (make data), Icarus and Yosys. The FPGA resources take Yosys a minute or more for each design.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path

import vcd
import xilinx

ROOT = Path(__file__).resolve().parents[2]
MODELS = "models/fashion-mnist-mlp"

# name: model, configuration, more settings.
DESIGNS = {
    "8-bit pixels": (f"{MODELS}-conventional", "conventional", []),
    "T = 4, LFSRs": (f"{MODELS}-paper", "paper", ["presentations_max=4"]),
    "T = 4, lattice": (MODELS, "default", []),
    "T = 2, lattice": (f"{MODELS}-t2", "default", ["presentations=2"]),
    "T = 1, lattice": (f"{MODELS}-t1", "default", ["presentations=1"]),
    "small, T = 4": ("models/shapes-mlp", "paper", []),
}
# Label, presentations on the axis, and runs of `scbnn evaluate`: model, configuration, options.
SERIES = [
    ("paper's setting: LFSRs", "T", [(f"{MODELS}-paper", "paper", ["--presentations", "1,2,4,8,16"])]),
    ("lattice, trained for its T", "T", [(f"{MODELS}-t1", "default", ["--presentations", "1"]),
                                         (f"{MODELS}-t2", "default", ["--presentations", "2"]),
                                         (MODELS, "default", [])]),
    ("lattice, early stop", "T", [(f"{MODELS}-output", "early-stop", [])]),
    ("conventional: 8-bit pixels", "none", [(f"{MODELS}-conventional", "conventional", [])]),
]


class Tools:
    """The programs that are run, and where their files go."""

    def __init__(self, arguments: argparse.Namespace):
        self.scbnn, self.yosys = arguments.scbnn.resolve(), arguments.yosys
        self.out = arguments.out.resolve()
        self.out.mkdir(parents=True, exist_ok=True)

    def run(self, command: list[str], folder: Path = ROOT) -> str:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"{' '.join(command)}\nfailed with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def json(self, *command: str):
        """The figures of a verb."""
        return json.loads(self.run([str(self.scbnn), *command, "--json", "-"]))

    def generate(self, name: str, model: str, config: str, settings: list[str]) -> Path:
        folder = self.out / name.replace(" ", "").replace(",", "-").replace("=", "")
        shutil.rmtree(folder, ignore_errors=True)
        sets = [word for setting in settings for word in ("--set", setting)]
        self.run([str(self.scbnn), "generate", "--model", f"{model}.onnx", "--config", f"configs/{config}.toml", *sets,
                  "--out", str(folder)])
        return folder


def accuracy(tools: Tools):
    series = []
    for label, axis, runs in SERIES:
        points = []
        for model, config, options in runs:
            for row in tools.json("evaluate", "--model", f"{model}.onnx", "--config", f"configs/{config}.toml",
                                  "--data", "fashion-mnist", *options):
                used = row["presentations_used"]
                points.append({"model": f"{model}.onnx", "config": f"configs/{config}.toml", "encoder": row["encoder"],
                               "mode": row["mode"], "presentations": None if axis == "none" else row["presentations"],
                               "used": None if axis == "none" else used, "margin": row["margin"],
                               "shown": None if axis == "none" else round(used, 2), "images": row["images"],
                               "accuracy": row["accuracy"]})
        series.append({"label": label, "presentations": axis, "points": points})
    return {"data": "fashion-mnist, test images", "series": series}


def sizes(tools: Tools, folder: Path, presentations: int):
    """What the plan of a design says."""
    manifest = tools.json("inspect", str(folder))
    plan = manifest["plan"]
    cycles = next(each for each in plan["cycles"] if each["presentations"] == presentations)
    weights = {memory["layer"]: memory for memory in manifest["memories"] if memory["kind"] == "weights"}
    layers = [{"name": layer["name"], "inputs": layer["inputs"], "outputs": layer["outputs"], "pe": layer["pe"],
               "simd": layer["simd"], "cycles": cycles["stage"][number + 1],
               "weight_bits": weights[layer["name"]]["rows"] * weights[layer["name"]]["width"]}
              for number, layer in enumerate(plan["layers"])]
    return {
        "command": manifest["command"].rsplit(" --out", 1)[0], "presentations": presentations,
        "pixels_per_beat": plan["encoder"]["pixels_per_beat"], "planes": plan["layers"][0]["planes"],
        "encoder_cycles": cycles["stage"][0], "cycles_per_image": cycles["per_image"],
        "first_result": cycles["first_result"], "clock_mhz": plan["clock_mhz"],
        "images_per_second": round(plan["clock_mhz"] * 1e6 / cycles["per_image"]),
        "xnors_per_cycle": sum(layer["pe"] * layer["simd"] for layer in plan["layers"]), "layers": layers}


def pipeline(tools: Tools):
    return sizes(tools, tools.generate("pipeline", MODELS, "default", []), 4)


def resources(tools: Tools):
    rows = {}
    for name, (model, config, settings) in DESIGNS.items():
        folder = tools.generate(f"design {name}", model, config, settings)
        presentations = json.loads((folder / "manifest.json").read_text())["function"]["presentations"]
        presentations = next((t for t in presentations if t == 4), presentations[0])
        counted = xilinx.figures(folder, tools.yosys, tools.out / f"{folder.name}.log")
        counted.pop("cells")
        plan = sizes(tools, folder, presentations)
        rows[name] = {key: plan[key] for key in ("command", "presentations", "cycles_per_image", "images_per_second",
                                                 "clock_mhz", "xnors_per_cycle")} | counted
        rows[name]["ramb36"] = counted["ramb36_synthesized"] + counted["ramb36_constants"]
        print(name, json.dumps(rows[name]), flush=True)
    version = tools.run([tools.yosys, "-V"]).split(" (")[0]
    return {"tool": f"{version}: synth_xilinx -family xc7, hierarchy kept", "designs": rows}


def trace(tools: Tools) -> tuple[Path, str]:
    """The VCD file of a small design's own testbench under Icarus, and the design's top."""
    folder = tools.generate("trace", "models/shapes-mlp", "default", [])
    top = json.loads((folder / "manifest.json").read_text())["top"]
    (folder / "build").mkdir(exist_ok=True)
    tools.run(["iverilog", "-g2005", "-o", "build/tb", "-s", f"{top}_tb", f"tb/{top}_tb.v", "-f", f"{top}.f"], folder)
    tools.run(["vvp", "build/tb", "+trace"], folder)
    return folder / f"{top}_tb.vcd", top


def occupancy(tools: Tools):
    path, top = trace(tools)
    dut = f"{top}_tb.u_dut"
    streams = [("s_axis", "s_axis_t", ""), ("encoder", "encoder_", ""), ("layer1", "layer1_", ""),
               ("layer2", "layer2_", ""), ("layer3", "layer3_", ""), ("m_axis", "m_axis_t", "m_axis_tuser")]
    cycles = 7000
    names = [f"{dut}.{prefix}{part}" for _, prefix, _ in streams for part in ("valid", "ready", "last")]
    values = vcd.read(path, f"{dut}.aclk", [*names, f"{dut}.m_axis_tuser"], cycles)
    rows = []
    for label, prefix, _ in streams:
        valid, ready, last = (values[f"{dut}.{prefix}{part}"] for part in ("valid", "ready", "last"))
        frames, first = [], None
        for cycle in range(len(valid)):
            if not (valid[cycle] and ready[cycle]):
                continue
            first = cycle if first is None else first
            if last[cycle]:
                frames.append({"image": len(frames), "first": first, "last": cycle, "error": False})
                first = None
        rows.append({"label": label, "frames": frames})
    # Which images were marked is known at the output.
    marked = [bool(values[f"{dut}.m_axis_tuser"][frame["last"]]) for frame in rows[-1]["frames"]]
    for row in rows:
        for frame in row["frames"]:
            frame["error"] = frame["image"] < len(marked) and marked[frame["image"]]
    return {"design": "models/shapes-mlp.onnx, configs/default.toml: its own testbench under Icarus, +trace",
            "cycles": cycles, "streams": rows}


def waveform(tools: Tools):
    path, top = trace(tools)
    dut = f"{top}_tb.u_dut"
    signals = [("s_axis_tvalid", 1), ("s_axis_tready", 1), ("s_axis_tlast", 1), ("encoder_valid", 1), ("encoder_ready", 1),
               ("encoder_last", 1), ("layer1_valid", 1), ("layer1_ready", 1), ("layer1_data", 2)]
    # From the last beats of an image to the first results of layer 1.
    start, cycles = 184, 56
    values = vcd.read(path, f"{dut}.aclk", [f"{dut}.{name}" for name, _ in signals], start + cycles)
    return {"design": "models/shapes-mlp.onnx, configs/default.toml: its own testbench under Icarus, +trace",
            "start": start, "cycles": cycles, "numbers": list(range(start, start + cycles)),
            "signals": [{"name": name, "bits": bits, "values": values[f"{dut}.{name}"][start:]} for name, bits in signals]}


MEASURED = {"accuracy": accuracy, "pipeline": pipeline, "occupancy": occupancy, "waveform": waveform,
            "resources": resources}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scbnn", type=Path, default=ROOT / "build" / "scbnn")
    parser.add_argument("--yosys", default="yosys")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "figures", help="designs, logs and traces")
    parser.add_argument("--pictures", type=Path, default=ROOT / "docs" / "pictures")
    parser.add_argument("names", nargs="*", choices=[*MEASURED, []], help="all without any")
    arguments = parser.parse_args()
    tools = Tools(arguments)
    for name in arguments.names or MEASURED:
        text = json.dumps(MEASURED[name](tools), indent=1)
        (arguments.pictures / f"{name}.json").write_text(text + "\n")
        print(arguments.pictures / f"{name}.json")


if __name__ == "__main__":
    main()
