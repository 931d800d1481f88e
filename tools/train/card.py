"""The model card: what was trained, how, and what it reaches."""

from __future__ import annotations

import textwrap
from pathlib import Path

import numpy as np

import layers
from recipes import Recipe

LICENSES = {
    "fashion-mnist": "Fashion-MNIST (Zalando SE, arXiv:1708.07747), MIT license.",
    "cifar-10": "CIFAR-10 (Alex Krizhevsky, Vinod Nair, Geoffrey Hinton, 2009); no license is stated\n"
    "with the files.",
    "mnist": "MNIST (LeCun, Cortes, Burges); no license is stated with the files.",
    "shapes": "`shapes` is drawn by scbnn itself and has the same license.",
}


DENSE_FILE = """\
ONNX, opset 13, one named node per operation: Flatten, then for each layer MatMul with the DequantizeLinear
of an int8 tensor [inputs, outputs] of -1 and +1, BatchNormalization, GreaterOrEqual 0, Where (+1, -1); the
last layer is MatMul, and Add of an even integer per class (half of it is added to the popcount)."""

MAP_FILE = """\
ONNX, opset 13, one named node per operation: for each convolution Conv with the DequantizeLinear of an
int8 tensor [outputs, channels, ky, kx] of -1 and +1, MaxPool of the sums if there is one,
BatchNormalization, GreaterOrEqual 0, Where (+1, -1); then Flatten (channel by channel), and dense layers
as MatMul with int8 [inputs, outputs]; the last one is MatMul, and Add of an even integer per class (half
of it is added to the popcount)."""

TENSORS = """\
Input `image` is float [batch, {}, {}, {}] in [-1, 1], output `scores` float [batch, 10]; the class is the
first maximum. Batch norm's gains may be negative. `tools/train/export.py` writes it."""

BITS = {
    "random": "each +1 with probability p/255, drawn anew for every image and epoch",
    "fresh": "drawn by the encoder from a new state for every image and epoch",
    "hardware": "in exactly the pattern of the hardware",
}


NOTES = {
    "cifar10-cnv-conventional": """\
28 epochs are what one core managed in 100 minutes beside other work. The cosine schedule was that of 44
epochs, from epoch 3 on of 38 and from epoch 13 on of 28. Accuracy on the augmented training images (77.7 %)
stays below that on the validation images: the network does not overfit, so more epochs should help;
published trainings of this network take hundreds. `--set epochs=300` and another folder start such a run.""",
    "cifar10-cnv": """\
Three epochs are only a start: the accuracy was still rising, and the network that it starts from has too
few epochs as well. The first epoch ran with the cosine schedule of two.""",
    "fashion-mnist-mlp-conventional": """\
Seed 1 was trained by an earlier trainer with the same arithmetic, whose Adam rounded differently, and was
first shipped without the final measurement of batch norm: 90.46 % on validation, 89.78 % on test. That test
figure was known when the recipes of the other networks were chosen.""",
    "fashion-mnist-mlp-t1": """\
With 12 epochs, as for the networks for larger T, three seeds reached 88.72 % on validation and 88.48 %
on test; 24 were chosen because of their 88.98 % on validation.""",
    **{
        f"fashion-mnist-mlp-rounded-{bits}": f"""\
A rival of stochastic input: at T = {2**bits - 1} the counts of the encoder `threshold` are pixels rounded to
{bits} bit{"s" if bits > 1 else ""}, in {bits} bit plane{"s" if bits > 1 else ""}. Nothing is random."""
        for bits in (1, 2, 3, 4)
    },
}


def results_table(runs: list[tuple[Path, dict]], shipped: dict) -> str:
    """Markdown: one row per seed and image set, then the means."""
    columns = list(shipped["validation"])
    lines = [
        "| seed | images | " + " | ".join(columns).replace("grey", "8-bit pixels") + " |",
        "|---|---|" + "---|" * len(columns),
    ]
    for images in ("validation", "test"):
        for _, result in runs:
            mark = " (ships)" if result is shipped else ""
            figures = " | ".join(f"{result[images][column]:.2f}" for column in columns)
            lines.append(f"| {result['seed']}{mark} | {images} | {figures} |")
        if len(runs) == 1:
            continue
        means = (np.mean([result[images][column] for _, result in runs]) for column in columns)
        lines.append(f"| mean | {images} | " + " | ".join(f"{mean:.2f}" for mean in means) + " |")
    return "\n".join(lines)


def curve(result: dict) -> str:
    """Some validation accuracies during training, as a sentence."""
    found = result["curve"]
    count = len(found)
    epochs = sorted({1, count} | {round(count * part / 8) for part in range(1, 8)} - {0})
    points = ", ".join(f"{epoch}: {found[epoch - 1]:.1f}" for epoch in epochs)
    return textwrap.fill(
        f"During training seed {result['seed']} had these accuracies on the validation images, by epoch: "
        f"{points} % (with batch norm's running statistics, before they are measured again).",
        100,
    )


def listed(values: tuple[int, ...]) -> str:
    """`1, 2 and 4`."""
    *most, last = [str(value) for value in sorted(values)]
    return f"{', '.join(most)} and {last}" if most else last


def recipe_in_words(recipe: Recipe) -> str:
    """The recipe as a paragraph."""
    source = "The input is the 8-bit pixel, x = 2p/255 - 1."
    if recipe.bits != "grey":
        drawn = " or ".join(str(count) for count in recipe.draws)
        source = (
            f"The input of a training image is the mean of T = {drawn} bipolar bits per pixel, "
            f"{BITS[recipe.bits]}."
        )
    moves = [f"shifts by up to {recipe.shift} pixel{'s' * (recipe.shift > 1)}"] if recipe.shift else []
    moves += ["mirroring of every other image"] if recipe.flip else []
    words = [
        network_in_words(recipe),
        source,
        f"Augmentation: {' and '.join(moves) or 'none'}.",
        "Latent weights in [-1, 1], clipped; straight-through gradients; Adam, "
        f"batch {recipe.batch}, {recipe.epochs} epochs, learning rate {recipe.learning_rate:g} for "
        f"latent weights and {recipe.other_learning_rate:g} for batch norm and scores, "
        f"{recipe.warmup:g} epochs of linear rise and a cosine to 0; cross-entropy with label smoothing "
        f"{recipe.label_smoothing:g}.",
    ]
    if recipe.precision != "float32":
        words.append(
            f"Sums are rounded to {recipe.precision} during training; accuracy is measured in float32."
        )
    if recipe.jitter:
        words[2] += f" Every pixel is changed by up to {recipe.jitter} gray levels, anew each time."
    if recipe.weight_errors:
        rates = " or ".join(f"{100 * rate:g}" for rate in recipe.weight_errors)
        words[2] += (
            f" For every image {rates} % of the weights are inverted, anew each time."
        )
    if recipe.base:
        words.insert(1, f"Training starts from `{recipe.base}` of the same seed.")
    seen = "8-bit pixels"
    if recipe.encoder:
        seen = f"the encoder's bits at T = {listed(recipe.presentations)}"
    words.append(
        "After the last epoch the batch norm statistics are measured again on all training "
        f"images, given as {seen}."
    )
    return textwrap.fill(" ".join(words), 100)


def network_in_words(recipe: Recipe) -> str:
    """The layers, as a sentence."""
    drawing = layers.summary(recipe.image, recipe.layers)
    if not layers.has_maps(recipe.layers):
        return (
            f"A {drawing} perceptron with binary weights and activations; each hidden layer is product, "
            "batch norm, sign."
        )
    return (
        f"A network with binary weights and activations, {drawing}: convolutions without padding, "
        "3x3 unless another size is given; each hidden layer is product, the maximum over 2x2 sums where "
        "it says `pool`, batch norm, sign."
    )


def commands(recipe: Recipe, seeds: list[int], models: Path) -> str:
    """The commands that lead to the shipped file, indented for Markdown."""
    lines, data = [], ""
    if recipe.data == "shapes":
        lines.append("build/scbnn shapes --out build/shapes")
        data = " --data build/shapes"
    lines.append(f"tools/train/table.py {recipe.name} --seeds {' '.join(map(str, seeds))}{data}")
    folder = f" --models {models}" if models.name != "models" else ""
    lines.append(f"tools/train/release.py --recipe {recipe.name}{folder}{data}")
    return "\n".join("    " + line for line in lines)


def card(
    recipe: Recipe, runs: list[tuple[Path, dict]], shipped: dict, models: Path, size: int
) -> str:
    """The model card."""
    kind = "stochastic input" if recipe.stochastic else "8-bit input"
    network = recipe.image, recipe.layers
    weights = layers.weights(*network)
    title, file, work = f"{layers.summary(*network)} binarized network", DENSE_FILE, ""
    if layers.has_maps(recipe.layers):
        title, file = "Binarized convolutional network", MAP_FILE
        work = f"An image takes {layers.multiply_adds(*network) / 1e6:.1f} M multiply-adds.\n"
    height, width, channels = recipe.image
    minutes = np.mean([result["minutes"] for _, result in runs])
    measured = "Accuracy in percent"
    if recipe.encoder:
        place = "the first layer" if recipe.mode == "first" else "the output"
        measured += f" with the encoder `{recipe.encoder}` (default settings), accumulated in {place}"
    note = f"\n{NOTES[recipe.name]}\n" if recipe.name in NOTES else ""
    return f"""\
# {recipe.name}

{title} for {kind}, trained on {recipe.data}.
{weights:,} one-bit weights ({weights / 1000:.1f} kbit); the file has {size:,} bytes.
{work}
## How it was trained

{recipe_in_words(recipe)}
{note}
The last 5,000 of the training images are held out as validation images; every choice (recipe, T,
seed) was made on them. The test images were used once per network, at the end.

{commands(recipe, [result["seed"] for _, result in runs], models)}

The same seed gives the same bits on the same kind of machine with the same thread count. A run took
{minutes:.0f} minutes on a 2-core machine that was busy with other work.

## Accuracy

{measured}:

{results_table(runs, shipped)}

All trained seeds are listed; the best on validation ships. `tools/check/onnx_eval.py` measured the figures
on the ONNX file, in float32.

{curve(shipped)}

## The file

{file}
{TENSORS.format(channels, height, width)}

## Data

{LICENSES[recipe.data]}
"""
