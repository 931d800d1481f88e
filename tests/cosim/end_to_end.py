#!/usr/bin/python3
"""The main job as a user types it: generate, lint, simulate a whole test set at several T.

Fails unless every run has 0 mismatches, the planned cycles, a caught canary and an accuracy of
at least what the model card promises. Exit status 77: the data set is not there.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path


def run(command: list[str]) -> None:
    print("$", " ".join(command), flush=True)
    subprocess.run(command, check=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scbnn", required=True)
    parser.add_argument("--data", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--config", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--floor", action="append", default=[], metavar="T=PERCENT",
                        help="simulate at T, and ask for that accuracy")
    arguments = parser.parse_args()

    root = Path(os.environ.get("SCBNN_DATA", "data"))
    if arguments.data != "shapes" and not (root / arguments.data).is_dir():
        print(f"skipped: {arguments.data} is not under SCBNN_DATA={root}")
        return 77

    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    run([arguments.scbnn, "generate", "--model", arguments.model, "--config", arguments.config,
         "--out", str(arguments.out)])
    run(["tools/lint-design", str(arguments.out)])
    for entry in arguments.floor:
        presentations, floor = entry.split("=")
        figures_file = arguments.out.parent / f"{arguments.out.name}-{presentations}.json"
        run([arguments.scbnn, "simulate", str(arguments.out), "--data", arguments.data,
             "--presentations", presentations, "--json", str(figures_file)])
        figures = json.loads(figures_file.read_text())
        assert figures["images"] == 10000, figures["images"]
        assert figures["mismatches"] == 0, figures["mismatches"]
        assert figures["accuracy"] >= float(floor), (figures["accuracy"], floor)
    return 0


if __name__ == "__main__":
    sys.exit(main())
