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
import textwrap
from pathlib import Path

import numpy as np
import onnx

import evaluation
import finish
import idx
from recipes import RECIPES, Recipe
from runs import look_at_test, recipe_of

LICENCES = {
    "fashion-mnist": "Fashion-MNIST (Zalando SE, arXiv:1708.07747), MIT licence.",
    "mnist": "MNIST (LeCun, Cortes, Burges); no licence is stated with the files.",
    "shapes": "`shapes` is drawn by scbnn itself and carries its licence.",
}


FILE = """\
ONNX, opset 13, one readable node per operation: Flatten, then per layer MatMul by DequantizeLinear of
an int8 tensor [inputs, outputs] of -1 and +1, BatchNormalization, GreaterOrEqual 0, Where (+1, -1); the
last layer is MatMul and Add of an even integer per class (half of it adds to the popcount). Input
`image` is float [batch, 1, 28, 28] in [-1, 1], output `scores` float [batch, 10]; the class is the
first maximum. Batch norm's gains may be negative. `tools/train/export.py` writes it."""

BITS = {
    "random": "each +1 with probability p/255, afresh for every image and epoch",
    "fresh": "drawn by the encoder from a state of its own for every image and epoch",
    "hardware": "the very pattern of the hardware",
}


NOTES = {
    "fashion-mnist-mlp-conventional": """\
Seed 1 was trained by an earlier trainer of the same arithmetic, whose Adam rounded differently, and
shipped without the last measurement of batch norm: 90.46 % on validation, 89.78 % on test. That test
figure was known when the recipes of the other networks were chosen.""",
    "fashion-mnist-mlp-t1": """\
With 12 epochs, as the networks for larger T have, three seeds reached 88.72 % on validation and 88.48 %
on test; 24 were chosen for their 88.98 % on validation.""",
    **{
        f"fashion-mnist-mlp-rounded-{bits}": f"""\
A rival of stochastic input: the encoder `threshold` counts, at T = {2**bits - 1}, the levels of a pixel
rounded to {bits} bit{"s" if bits > 1 else ""}, in {bits} bit plane{"s" if bits > 1 else ""}. Nothing is random."""
        for bits in (1, 2, 3, 4)
    },
}


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
    if len({recipe_of(result) for _, result in runs}) > 1:
        raise ReleaseError(f"the runs of {name} in {folder} were trained with different settings")
    return sorted(runs, key=lambda run: run[1]["seed"])


def results_table(runs: list[tuple[Path, dict]], shipped: dict) -> str:
    """Markdown: one row per seed and image set, then the means."""
    columns = list(shipped["validation"])
    lines = [
        "| seed | images | " + " | ".join(columns) + " |",
        "|---|---|" + "---|" * len(columns),
    ]
    for images in ("validation", "test"):
        for _, result in runs:
            mark = " (ships)" if result is shipped else ""
            figures = " | ".join(f"{result[images][column]:.2f}" for column in columns)
            lines.append(f"| {result['seed']}{mark} | {images} | {figures} |")
        means = (np.mean([result[images][column] for _, result in runs]) for column in columns)
        lines.append(f"| mean | {images} | " + " | ".join(f"{mean:.2f}" for mean in means) + " |")
    return "\n".join(lines)


def listed(values: tuple[int, ...]) -> str:
    """`1, 2 and 4`."""
    *most, last = [str(value) for value in sorted(values)]
    return f"{', '.join(most)} and {last}" if most else last


def recipe_in_words(recipe: Recipe) -> str:
    """The recipe as a paragraph."""
    layers = "-".join(str(size) for size in recipe.sizes)
    source = "The input is the 8-bit pixel, x = 2p/255 - 1."
    if recipe.bits != "grey":
        drawn = " or ".join(str(count) for count in recipe.draws)
        source = (
            f"The input of a training image is the mean of T = {drawn} bipolar bits per pixel, "
            f"{BITS[recipe.bits]}."
        )
    moves = [f"shifts by up to {recipe.shift} pixel"] if recipe.shift else []
    moves += ["mirroring of every other image"] if recipe.flip else []
    words = [
        f"A {layers} perceptron with binary weights and activations; per hidden layer product, "
        "batch norm, sign.",
        source,
        f"Augmentation: {' and '.join(moves) or 'none'}.",
        "Latent weights in [-1, 1], clipped; straight-through gradients; Adam, "
        f"batch {recipe.batch}, {recipe.epochs} epochs, learning rate {recipe.learning_rate:g} for "
        f"latent weights and {recipe.other_learning_rate:g} for batch norm and scores, "
        f"{recipe.warmup:g} epochs of rise and a cosine to 0; cross-entropy with label smoothing "
        f"{recipe.label_smoothing:g}.",
    ]
    if recipe.jitter:
        words[2] += f" Every pixel is off by up to {recipe.jitter} grey levels, afresh each time."
    if recipe.weight_errors:
        rates = " or ".join(f"{100 * rate:g}" for rate in recipe.weight_errors)
        words[2] += (
            f" Every image goes through weights of which {rates} % are inverted, afresh each time."
        )
    if recipe.base:
        words.insert(1, f"Training goes on from `{recipe.base}` of the same seed.")
    seen = "8-bit pixels"
    if recipe.encoder:
        seen = f"the encoder's bits at T = {listed(recipe.presentations)}"
    words.append(
        "After the last epoch the batch norm statistics are measured again on all training "
        f"images, as {seen}."
    )
    return textwrap.fill(" ".join(words), 100)


def commands(recipe: Recipe, models: Path) -> str:
    """The commands that lead to the shipped file, indented for Markdown."""
    lines, data = [], ""
    if recipe.data == "shapes":
        lines.append("build/scbnn shapes --out build/shapes")
        data = " --data build/shapes"
    lines.append(f"tools/train/table.py {recipe.name} --seeds 1 2 3{data}")
    folder = f" --models {models}" if models.name != "models" else ""
    lines.append(f"tools/train/release.py --recipe {recipe.name}{folder}{data}")
    return "\n".join("    " + line for line in lines)


def card(
    recipe: Recipe, runs: list[tuple[Path, dict]], shipped: dict, models: Path, size: int
) -> str:
    """The model card."""
    layers = "-".join(str(size) for size in recipe.sizes)
    kind = "stochastic input" if recipe.stochastic else "8-bit input"
    weights = sum(a * b for a, b in zip(recipe.sizes, recipe.sizes[1:]))
    minutes = np.mean([result["minutes"] for _, result in runs])
    measured = "Percent correct"
    if recipe.encoder:
        place = "the first layer" if recipe.mode == "first" else "the output"
        measured += f" with the encoder `{recipe.encoder}` (default settings), accumulated in {place}"
    note = f"\n{NOTES[recipe.name]}\n" if recipe.name in NOTES else ""
    return f"""\
# {recipe.name}

{layers} binarized network for {kind}, trained on {recipe.data}.
{weights:,} weights of one bit ({weights / 1000:.1f} kbit); the file has {size:,} bytes.

## How it was trained

{recipe_in_words(recipe)}
{note}
The last 5,000 of the training images are held out as validation images; every choice (recipe, T,
seed) was made on them. The test images were looked at once per network, at the end.

{commands(recipe, models)}

The same seed gives the same bits on the same kind of machine and thread count. A run took
{minutes:.0f} minutes on a 2-core machine that was busy with other work.

## What it reaches

{measured}:

{results_table(runs, shipped)}

Every seed that was trained stands here; the best on validation ships. The figures are of the ONNX
file, evaluated in float32 by `tools/check/onnx_eval.py`.

## The file

{FILE}

## Data

{LICENCES[recipe.data]}
"""


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
    parser.add_argument("--data", type=Path, help="folder of IDX files, default $SCBNN_DATA/NAME")
    return parser.parse_args()


def main() -> int:
    """Exit status 0, or 2 if there is nothing to ship or the data cannot be read."""
    arguments = parse_arguments()
    recipe = RECIPES[arguments.recipe]
    try:
        data = arguments.data or idx.data_root() / recipe.data
        release(recipe, arguments.runs, arguments.models, data)
    except (ReleaseError, idx.DataError, OSError) as error:
        print(f"release.py: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
