"""A figure and the numbers drawn, as files: the same rows give the same bytes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Callable

import matplotlib

matplotlib.use("Agg")
matplotlib.rcParams.update({"svg.hashsalt": "scbnn", "font.family": "DejaVu Sans", "font.size": 10})

from matplotlib import pyplot as plt  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402


def save(figure: Figure, files: list[Path]) -> None:
    """Writes a figure into every file; the name's ending says the format."""
    for file in files:
        metadata = {"Date": None} if file.suffix == ".svg" else {"Software": None}
        figure.savefig(file, dpi=160, metadata=metadata, facecolor="white")
    plt.close(figure)


def write(out: Path, draw: Callable[[list[Path]], None], numbers: object) -> None:
    """Draws OUT.svg and OUT.png, writes OUT.json and prints the three names; OSError as it comes."""
    out.parent.mkdir(parents=True, exist_ok=True)
    files = [out.with_name(f"{out.name}.{ending}") for ending in ("svg", "png")]
    draw(files)
    listed = out.with_name(f"{out.name}.json")
    listed.write_text(json.dumps(numbers, indent=2) + "\n")
    for file in [*files, listed]:
        print(file)
