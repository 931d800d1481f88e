#!/usr/bin/python3
"""One table of images per second on one core: the fast model, the popcount limit, PyTorch."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

PEER = Path(__file__).with_name("torch_peer.py")


def run_program(program: Path, model: Path, repetitions: int) -> dict[str, float]:
    """Rates by benchmark name, the best of the repetitions (others may use the machine)."""
    command = [str(program), str(model), "--benchmark_format=json", "--benchmark_min_time=0.2"]
    command.append(f"--benchmark_repetitions={repetitions}")
    found = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    rates: dict[str, float] = {}
    for run in found["benchmarks"]:
        if run["run_type"] == "iteration":
            name = run["run_name"]
            rates[name] = max(rates.get(name, 0.0), run["images_per_second"])
    return rates


def run_torch(model: Path) -> dict[int, float]:
    """Rates by T; empty where PyTorch is not installed."""
    result = subprocess.run(
        [sys.executable, str(PEER), "--model", str(model)], capture_output=True, text=True
    )
    if result.returncode != 0:
        last = result.stderr.strip().splitlines()[-1:]
        print(f"no PyTorch here to compare with: {' '.join(last)}", file=sys.stderr)
        return {}
    return {row["presentations"]: row["images_per_second"] for row in json.loads(result.stdout)["rows"]}


def rows_of(rates: dict[str, float], torch_rates: dict[int, float]) -> list[dict]:
    """A row an instruction set, mode and T, slowest first, in the order of the program."""
    rows = []
    for name, rate in rates.items():
        kind, mode, isa, presentations = name.split("/")
        if kind != "fast":
            continue
        limit = rates[f"limit/{mode}/{isa}/{presentations}"]
        row = {
            "isa": isa,
            "mode": mode,
            "presentations": int(presentations),
            "images_per_second": rate,
            "limit": limit,
            "of_limit": rate / limit,
        }
        peer = torch_rates.get(int(presentations))
        if peer and mode == "first":
            row["torch"] = peer
            row["over_torch"] = rate / peer
        rows.append(row)
    return rows


def print_table(rows: list[dict], model: Path) -> None:
    print(f"{model}, one core, images per second of processor time")
    print(
        f"{'fast model':<11}{'mode':<7}{'T':>4}{'images/s':>12}{'popcount limit':>17}{'of limit':>10}"
        f"{'PyTorch':>10}{'ratio':>8}"
    )
    for row in rows:
        peer = f"{row['torch']:>10,.0f}{row['over_torch']:>7.1f}x" if "torch" in row else f"{'-':>10}{'-':>8}"
        print(
            f"{row['isa']:<11}{row['mode']:<7}{row['presentations']:>4}{row['images_per_second']:>12,.0f}"
            f"{row['limit']:>17,.0f}{100 * row['of_limit']:>8.0f} %{peer}"
        )
    print("limit: XOR, popcount and add of the network's bits, data in the first-level cache")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", type=Path, required=True, help="the built software_bench")
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--json", type=Path, help="write the rows to this file")
    arguments = parser.parse_args()
    rates = run_program(arguments.program, arguments.model, arguments.repetitions)
    rows = rows_of(rates, run_torch(arguments.model))
    print_table(rows, arguments.model)
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=2) + "\n")


if __name__ == "__main__":
    main()
