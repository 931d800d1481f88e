#!/usr/bin/python3
"""Early stop on the validation images: accuracy and presentations used, for a range of margins.

For finished runs of mode `output`; the mean over the seeds comes last. The margin is the hardware's,
in popcounts, which is half a difference of the ONNX file's scores.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
import onnx

from recipes import RECIPES
from train import configure_process

LARGEST = 160  # margin; beyond it hardly an image stops early


def totals(scores: list[np.ndarray]) -> np.ndarray:
    """Scores per presentation [n, classes] -> accumulated popcounts [T, n, classes]."""
    return np.cumsum(np.stack(scores) / 2, axis=0)


def early_stop(accumulated: np.ndarray, margin: float) -> tuple[np.ndarray, np.ndarray]:
    """The class of each image and the presentations that it used."""
    ordered = np.sort(accumulated, axis=2)
    ahead = ordered[:, :, -1] - ordered[:, :, -2] >= margin
    ahead[-1] = True
    last = ahead.argmax(0)
    chosen = accumulated[last, np.arange(accumulated.shape[1])]
    return chosen.argmax(1), last + 1


def parse_arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--recipe", required=True, choices=RECIPES, metavar="NAME")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3], help="default 1 2 3")
    parser.add_argument("--presentations", type=int, default=8, help="most, default 8")
    parser.add_argument("--step", type=int, default=4, help="between margins, default 4")
    parser.add_argument("--runs", type=Path, default=Path("build/train"), help="run folders")
    parser.add_argument("--data", type=Path, help="folder of data files, default $SCBNN_DATA/NAME")
    return parser.parse_args()


def main() -> int:
    """Exit status 0, or 2 for bad input."""
    arguments = parse_arguments()
    configure_process(1)
    import evaluation
    import finish
    import hardware
    import datasets
    import runs

    recipe = RECIPES[arguments.recipe]
    try:
        data = arguments.data or datasets.root() / recipe.data
        held_out = datasets.load_training(data).validation
        inputs = hardware.inputs(held_out.images, recipe, arguments.presentations)
        found = []
        for seed in arguments.seeds:
            folder = runs.folder_of(recipe.name, seed, arguments.runs)
            model = onnx.load(str(folder / finish.MODEL))
            found.append(totals([evaluation.scores(model, part) for part in inputs]))
    except (datasets.DataError, OSError) as error:
        print(f"margins.py: {error}", file=sys.stderr)
        return 2
    print("margin  accuracy  presentations")
    for margin in (*range(1, LARGEST, arguments.step), np.inf):
        stopped = [early_stop(accumulated, margin) for accumulated in found]
        accuracy = np.mean([100 * (classes == held_out.labels).mean() for classes, _ in stopped])
        used = np.mean([count.mean() for _, count in stopped])
        print(f"{margin:6}  {accuracy:8.2f}  {used:13.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
