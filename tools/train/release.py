#!/usr/bin/python3
"""Ships the best of a recipe's finished runs, with a model card.

Every run's exported file is evaluated on the test images once; the figures are kept in its
result.json. The choice is made on the validation images alone. Writes NAME.onnx and NAME.md.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from pathlib import Path

import datasets
import evaluation
import finish
from card import card, results_table
from recipes import RECIPES, Recipe
from runs import look_at_test


class ReleaseError(Exception):
    """There is nothing that could be shipped."""


def finished_runs(name: str, folder: Path) -> list[tuple[Path, dict]]:
    """(run folder, result) of every finished run `folder`/NAME-SEED, by seed."""
    runs = []
    for path in folder.glob(f"{name}-*/{finish.RESULT}"):
        result = json.loads(path.read_text())
        if result["recipe"] == name and path.parent.name == f"{name}-{result['seed']}":
            runs.append((path.parent, result))
    if not runs:
        raise ReleaseError(f"no finished run in {folder}/{name}-SEED; train.py makes one")
    if any(result["settings"] != runs[0][1]["settings"] for _, result in runs):
        raise ReleaseError(f"the runs of {name} in {folder} were trained with different settings")
    return sorted(runs, key=lambda run: run[1]["seed"])


def release(recipe: Recipe, runs_folder: Path, models: Path, data: Path) -> None:
    """Ships the best run of `recipe`."""
    runs = finished_runs(recipe.name, runs_folder)
    folder, shipped = max(
        runs, key=lambda run: run[1]["validation"][evaluation.deciding(recipe)]
    )
    for run_folder, result in runs:
        look_at_test(run_folder, result, recipe, data)
    model = models / f"{recipe.name}.onnx"
    partial = model.with_name(model.name + ".part")
    shutil.copyfile(folder / finish.MODEL, partial)
    os.replace(partial, model)
    model.with_suffix(".md").write_text(card(recipe, runs, shipped, models, model.stat().st_size))
    print(f"{model}: seed {shipped['seed']}\n{results_table(runs, shipped)}")


def parse_arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--recipe", required=True, choices=RECIPES, metavar="NAME", help=", ".join(RECIPES)
    )
    parser.add_argument(
        "--runs", type=Path, default=Path("build/train"), help="default build/train"
    )
    parser.add_argument("--models", type=Path, default=Path("models"), help="default models")
    parser.add_argument("--data", type=Path, help="folder of data files, default $SCBNN_DATA/NAME")
    return parser.parse_args()


def main() -> int:
    """Exit status 0, or 2 if there is nothing to ship or the data cannot be read."""
    arguments = parse_arguments()
    recipe = RECIPES[arguments.recipe]
    try:
        data = arguments.data or datasets.root() / recipe.data
        release(recipe, arguments.runs, arguments.models, data)
    except (ReleaseError, datasets.DataError, OSError) as error:
        print(f"release.py: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
