#!/usr/bin/python3
"""Trains several seeds of several recipes and tabulates their accuracy on the validation images.

Finished runs are kept and interrupted ones go on, so that the same command completes a table. A
recipe's base is trained before it. The table is written to RUNS/table.md as well.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from recipes import RECIPES, Recipe
from train import configure_process


def parse_arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("recipes", nargs="+", choices=RECIPES, metavar="RECIPE")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3], help="default 1 2 3")
    parser.add_argument(
        "--test", action="store_true", help="tabulate test images: once all choices are made"
    )
    parser.add_argument("--runs", type=Path, default=Path("build/train"), help="run folders")
    parser.add_argument("--data", type=Path, help="folder of data files, default $SCBNN_DATA/NAME")
    parser.add_argument("--threads", type=int, default=1, help="default 1")
    return parser.parse_args()


def with_bases(names: list[str]) -> list[Recipe]:
    """The recipes in an order in which each follows its base."""
    order: list[Recipe] = []

    def add(name: str) -> None:
        recipe = RECIPES[name]
        if recipe not in order:
            if recipe.base:
                add(recipe.base)
            order.append(recipe)

    for name in names:
        add(name)
    return order


def table(results: list[dict], images: str) -> str:
    """Markdown: one row per run, then the mean of each recipe, on "validation" or "test" images."""
    columns = list(dict.fromkeys(name for each in results for name in each[images]))
    lines = [
        f"| recipe | seed | {' | '.join(columns)} |",
        "|---|---|" + "---|" * len(columns),
    ]
    for name in dict.fromkeys(each["recipe"] for each in results):
        rows = [each for each in results if each["recipe"] == name]
        for row in rows:
            lines.append(_line(name, row["seed"], [row[images].get(c) for c in columns]))
        means = [
            sum(row[images][column] for row in rows) / len(rows)
            if column in rows[0][images]
            else None
            for column in columns
        ]
        lines.append(_line(name, "mean", means))
    return "\n".join(lines)


def _line(name: str, seed: object, figures: list[float | None]) -> str:
    cells = ["" if figure is None else f"{figure:.2f}" for figure in figures]
    return f"| {name} | {seed} | {' | '.join(cells)} |"


def main() -> int:
    """Exit status 0, or 2 for bad input."""
    arguments = parse_arguments()
    configure_process(arguments.threads)
    import datasets
    import runs
    import checkpoint

    device = runs.configure_torch(arguments.threads)
    results = []
    try:
        for seed in arguments.seeds:
            for recipe in with_bases(arguments.recipes):
                folder = runs.folder_of(recipe.name, seed, arguments.runs)
                if not runs.finished(recipe, folder):
                    print(f"{recipe.name}, seed {seed}", file=sys.stderr)
                    data = datasets.load_training(arguments.data or datasets.root() / recipe.data)
                    runs.complete(recipe, seed, folder, data, device)
                result = runs.finished(recipe, folder)
                if arguments.test:
                    data_folder = arguments.data or datasets.root() / recipe.data
                    runs.look_at_test(folder, result, recipe, data_folder)
                results.append(result)
    except (datasets.DataError, checkpoint.TrainingError, ValueError, OSError) as error:
        print(f"table.py: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nstopped; the same command goes on from the last checkpoint", file=sys.stderr)
        return 130
    text = table(results, "test" if arguments.test else "validation")
    (arguments.runs / "table.md").write_text(text + "\n")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
