#!/usr/bin/python3
"""Draws accuracy against presentations from the figures of `scbnn evaluate --json`.

One line an encoder, one panel a mode; rows with a margin are points at the mean of the presentations that
they used; rows of 8-bit input become the horizontal line of the conventional network. Rows with the same
settings, of networks from several seeds, are averaged, and a band spans the lowest and the highest.
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
from pathlib import Path

from drawing import Rival, draw
from pictures import write
from rows import BadRows, Line, conventional_accuracy, lines_of, read, title_of

EXAMPLES = """\
examples:
  scbnn evaluate --model models/fashion-mnist-mlp.onnx --config configs/default.toml --data fashion-mnist \\
    --encoder all --mode first,output --presentations 1,2,4,8,16 --json build/sweep.json
  tools/plot/accuracy.py build/sweep.json --out build/accuracy          # accuracy.svg, .png, .json

  with the conventional network, early stop, and a network for rounded pixels to compare with:
  tools/plot/accuracy.py sweep.json margins.json conventional.json --rival '2-bit pixels=rounded.json' \\
    --out build/accuracy
"""


def rivals_of(texts: list[str]) -> list[Rival]:
    """LABEL=FILE[,FILE..] each."""
    rivals = []
    for text in texts:
        label, equals, names = text.partition("=")
        if not (label and equals and names):
            raise BadRows(f"--rival {text}: allowed: LABEL=FILE[,FILE..]")
        rows = read([Path(name) for name in names.split(",")])
        lines = lines_of(rows)
        if len(lines) > 1:
            found = ", ".join(f"{line.encoder} in mode {line.mode}" for line in lines)
            raise BadRows(f"--rival {text}: has rows of {found}; allowed: one encoder and mode")
        rivals.append(Rival(label, lines[0] if lines else None, conventional_accuracy(rows)))
    return rivals


def figures(lines: list[Line], conventional: float | None, rivals: list[Rival]) -> dict:
    """What was drawn, as numbers."""
    return {
        "conventional": conventional,
        "lines": [dataclasses.asdict(line) for line in lines],
        "rivals": [dataclasses.asdict(rival) for rival in rivals],
    }


def run(arguments: argparse.Namespace) -> None:
    rows = read(arguments.files)
    lines = lines_of(rows)
    if not lines:
        raise BadRows("no row is of stochastic input: there is no curve to draw")
    conventional = conventional_accuracy(rows)
    rivals = rivals_of(arguments.rival)
    title = arguments.title or title_of(rows)
    try:
        write(arguments.out, lambda files: draw(lines, conventional, rivals, title, files),
              figures(lines, conventional, rivals))
    except OSError as error:
        raise BadRows(f"--out {arguments.out}: cannot be written: {error.strerror}") from error


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, epilog=EXAMPLES,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE.json",
                        help="figures of scbnn evaluate")
    parser.add_argument("--out", type=Path, required=True, metavar="PREFIX",
                        help="writes PREFIX.svg, PREFIX.png and the numbers drawn as PREFIX.json")
    parser.add_argument("--rival", action="append", default=[], metavar="LABEL=FILE[,FILE..]",
                        help="a network to compare with, in gray; repeatable")
    parser.add_argument("--title", help="instead of network, data and number of images")
    try:
        run(parser.parse_args())
    except BadRows as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
