#!/usr/bin/python3
"""Every encoder in every mode and engine, on a trained network and real images.

Generates, lints and simulates each; in mode `output` without early stop and with it. Fails unless
every run has 0 mismatches, the planned cycles and a caught canary, and unless both engines of mode
`first` agree on the accuracy. Exit status 77: the data set is not there.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

ENCODERS = ("lfsr", "lfsr-shared", "van-der-corput", "sobol", "lattice", "threshold")
WAYS = {
    "first": ["mode=first"],
    "presentations": ["mode=first", "engine=presentations"],
    "output": ["mode=output"],
}


def run(command: list[str]) -> None:
    print("$", " ".join(command), flush=True)
    subprocess.run(command, check=True)


def simulate(arguments: argparse.Namespace, folder: Path, *options: str) -> dict:
    """The figures of a run; in mode output with the margins in `options`."""
    figures = folder.parent / "figures.json"
    run([arguments.scbnn, "simulate", str(folder), "--data", arguments.data, "--count",
         str(arguments.count), "--json", str(figures), *options])
    result = json.loads(figures.read_text())
    assert result["images"] == arguments.count, result["images"]
    assert result["mismatches"] == 0, result["mismatches"]
    return result


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scbnn", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--data", required=True)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()

    root = Path(os.environ.get("SCBNN_DATA", "data"))
    if arguments.data != "shapes" and not (root / arguments.data).is_dir():
        print(f"skipped: {arguments.data} is not under SCBNN_DATA={root}")
        return 77

    rows = []
    for encoder in ENCODERS:
        for way, settings in WAYS.items():
            folder = arguments.out / f"{encoder}-{way}"
            folder.parent.mkdir(parents=True, exist_ok=True)
            overrides = [word for setting in ["presentations=4", f"encoder.kind={encoder}", *settings]
                         for word in ("--set", setting)]
            run([arguments.scbnn, "generate", "--model", arguments.model, "--config",
                 "tests/cosim/sweep.toml", *overrides, "--out", str(folder)])
            run(["tools/lint-design", str(folder)])
            margins = ("never", "8", "24") if way == "output" else (None,)
            for margin in margins:
                options = [] if margin is None else ["--margin", margin]
                figures = simulate(arguments, folder, *options)
                rows.append((encoder, way, margin or "", figures["accuracy"],
                             figures["presentations_used"],
                             figures["sustained_cycles_per_image"] or 0.0))

    print(f"{'encoder':16}{'way':16}{'margin':>8}{'accuracy':>10}{'used':>8}{'cycles':>10}")
    for encoder, way, margin, accuracy, used, cycles in rows:
        print(f"{encoder:16}{way:16}{margin:>8}{accuracy:>10.2f}{used:>8.3f}{cycles:>10.0f}")
    accuracies = {(encoder, way): accuracy for encoder, way, margin, accuracy, _, _ in rows}
    for encoder in ENCODERS:
        assert accuracies[encoder, "first"] == accuracies[encoder, "presentations"], encoder
    # For a power of two the two low-discrepancy encoders give the same counts.
    assert accuracies["sobol", "first"] == accuracies["van-der-corput", "first"]
    return 0


if __name__ == "__main__":
    sys.exit(main())
