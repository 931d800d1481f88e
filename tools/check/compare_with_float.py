#!/usr/bin/python3
"""Compares the golden model's bits with a float32 evaluation of the same ONNX file, layer by layer.

`scbnn evaluate` writes what the golden model computes (integers, folded thresholds); onnx_eval.py
evaluates the graph as it stands, in float32. Two questions are answered for every bit of every image:

- Is the golden bit right? The graph's own formula is evaluated on the golden model's inputs to the
  layer, in double precision and, where that cannot tell, in 400 digits. No tolerance.
- Does the float32 bit agree? If not, it must be a float tie (the exact value is closer to the
  threshold than the rounding of the float32 evaluation) or a flip caused upstream.

Exit status 1 if a golden bit is wrong or a disagreement has neither explanation, 2 for bad input.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
import onnx

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "train"))

from graph_layers import DOUBLE_UNIT, FLOAT32_UNIT, Bounded, Layer, apply, exact_sign, holds  # noqa: E402
from graph_layers import magnitude, read_layers  # noqa: E402
from datasets import DataError, load_test, root  # noqa: E402
from onnx_eval import EvaluationError, evaluate_model  # noqa: E402

BATCH = 1000


@dataclass
class Tally:
    """What became of one layer's bits (or of the classes)."""

    layer: str
    compared: int = 0
    golden_wrong: int = 0  # golden differs from the exact decision on its own inputs
    close_calls: int = 0  # exact decisions that took 400 digits
    disagreements: int = 0  # float32 differs from golden
    float_ties: int = 0
    upstream: int = 0
    unexplained: int = 0


@dataclass
class Run:
    """The golden model's output for a data set."""

    denominator: int  # inputs of the first layer are numerators / denominator
    numerators: np.ndarray  # int [images, pixels]
    hidden: list[np.ndarray]  # uint8 [images, neurons], a layer each
    scores: np.ndarray  # int64 [images, classes]
    fraction_bits: int


def scbnn(program: Path, *arguments: str) -> None:
    """Runs the program; its own message is shown where it fails."""
    command = [str(program), *arguments]
    try:
        result = subprocess.run(command, capture_output=True, text=True)
    except OSError as error:
        raise EvaluationError(f"{program}: {error.strerror}") from None
    if result.returncode != 0:
        raise EvaluationError(f"{' '.join(command)}: {result.stderr.strip()}")


def data_folder(name: str) -> Path | None:
    """Where a data set's files are; none for `shapes`."""
    if name == "shapes":
        return None
    return Path(name) if "/" in name else root() / name


def test_images(arguments: argparse.Namespace, folder: Path) -> np.ndarray:
    """The data set's test images, uint8 [images, pixels]; `shapes` is drawn by the program."""
    source = data_folder(arguments.data)
    if source is None:
        source = folder / "shapes"
        scbnn(arguments.scbnn, "shapes", "--out", str(source), "--split", "test")
    images = load_test(source).images
    return images.reshape(len(images), -1)


def run_golden(arguments: argparse.Namespace, folder: Path) -> Run:
    """Evaluates with the program; 8-bit input where no T is given."""
    command = ["evaluate", "--model", str(arguments.model), "--config", str(arguments.config)]
    command += ["--data", arguments.data, "--scores", str(folder / "scores.npy")]
    command += ["--activations", str(folder)]
    if arguments.count:
        command += ["--count", str(arguments.count)]
    is_stochastic = arguments.presentations is not None
    if is_stochastic:
        command += ["--set", 'input="stochastic"', "--presentations", str(arguments.presentations)]
    else:
        command += ["--set", 'input="fixed-point"']
    scbnn(arguments.scbnn, *command)
    scbnn(arguments.scbnn, "inspect", str(arguments.model), "--json", str(folder / "model.json"))
    figures = json.loads((folder / "model.json").read_text())
    scores = np.load(folder / "scores.npy")
    names = [layer["name"] for layer in figures["layers"][:-1]]
    if is_stochastic:
        denominator = arguments.presentations
        numerators = 2 * np.load(folder / "counts.npy").astype(np.int32) - denominator
    else:
        denominator = 255
        numerators = 2 * test_images(arguments, folder)[: len(scores)].astype(np.int32) - denominator
    return Run(
        denominator=denominator,
        numerators=numerators,
        hidden=[np.load(folder / f"{name}.npy") for name in names],
        scores=scores,
        fraction_bits=figures["scores"]["fraction_bits"],
    )


def float_input(numerators: np.ndarray, denominator: int, shape: list[int]) -> np.ndarray:
    """The graph's input as float software makes it: (p * 2) / denominator - 1 in float32."""
    counts = ((numerators + denominator) // 2).astype(np.float32)
    image = counts * np.float32(2) / np.float32(denominator) - np.float32(1)
    return image.reshape(len(image), *shape)


def exact_product(layer: Layer, numerators: np.ndarray) -> np.ndarray:
    """Integer dot products with the signs; float64 sums of integers are exact."""
    return numerators.astype(np.float64) @ layer.signs


def product_bound(layer: Layer) -> np.ndarray:
    """How far a float32 product may be off: inputs and partial sums up to their number, rounded."""
    inputs = layer.signs.shape[0]
    return (inputs + 8) * FLOAT32_UNIT * inputs * layer.scale


def float_reach(layer: Layer, product: np.ndarray, seen: np.ndarray) -> tuple[Bounded, np.ndarray]:
    """The layer's value with what float32 may have made of it, and where its product is impossible.

    The error of the product is not estimated but measured: `seen` is the float32 product itself.
    """
    exact = product * layer.scale
    error = np.abs(seen.astype(np.float64) - exact) + DOUBLE_UNIT * np.abs(exact)
    impossible = error > product_bound(layer) + 1e-30
    y = Bounded(exact, error)
    for step in layer.steps:
        y = apply(step, y)
    return y, impossible


def right_bits(layer: Layer, value: np.ndarray, numerators: np.ndarray, denominator: int) -> tuple:
    """The exact bits on the golden inputs, and how many took 400 digits."""
    difference = value - layer.constant
    scale = magnitude(layer, numerators / denominator * layer.scale) + np.abs(layer.constant)
    truth = holds(layer.comparison, difference)
    close = np.argwhere(np.abs(difference) <= 64 * DOUBLE_UNIT * scale)
    for image, output in close:
        product = Fraction(int(numerators[image, output]), denominator)
        truth[image, output] = holds(layer.comparison, exact_sign(layer, product, output))
    return truth == layer.bit_of_truth, len(close)


def compare_hidden(
    layer: Layer, tally: Tally, run: Run, index: int, part: slice, tensors: dict, flipped: np.ndarray
) -> np.ndarray:
    """Tallies a batch of a hidden layer; returns which images have differing bits."""
    if index == 0:
        numerators, denominator = run.numerators[part], run.denominator
    else:
        numerators, denominator = 2 * run.hidden[index - 1][part].astype(np.int32) - 1, 1
    product = exact_product(layer, numerators)
    # Where the inputs differ already, the float32 product belongs to other inputs.
    seen = np.where(flipped[:, None], product / denominator * layer.scale, tensors[layer.product])
    y, impossible = float_reach(layer, product / denominator, seen)
    golden = run.hidden[index][part] != 0
    right, close = right_bits(layer, y.value, product, denominator)
    activation = tensors[layer.activation]
    middle = (activation.max() + activation.min()) / 2
    differs = golden != (activation > middle)
    is_tie = np.abs(y.value - layer.constant) <= y.error
    tally.compared += golden.size
    tally.golden_wrong += int(np.sum(golden != right))
    tally.close_calls += close
    tally.disagreements += int(np.sum(differs))
    tally.upstream += int(np.sum(differs & flipped[:, None]))
    tally.float_ties += int(np.sum(differs & ~flipped[:, None] & is_tie & ~impossible))
    tally.unexplained += int(np.sum(differs & ~flipped[:, None] & (~is_tie | impossible)))
    return flipped | differs.any(axis=1)


def compare_classes(
    layer: Layer, tally: Tally, run: Run, part: slice, tensors: dict, flipped: np.ndarray, output: str
) -> None:
    """Tallies a batch of classes: the first maximum of the scores on either side."""
    numerators, denominator = run.numerators[part], run.denominator
    if run.hidden:
        numerators, denominator = 2 * run.hidden[-1][part].astype(np.int32) - 1, 1
    product = exact_product(layer, numerators) / denominator
    seen = np.where(flipped[:, None], product * layer.scale, tensors[layer.product])
    y, _ = float_reach(layer, product, seen)
    golden = np.argmax(run.scores[part], axis=1)
    found = np.argmax(tensors[output], axis=1)
    images = np.arange(len(golden))
    # Scores in fixed point may be off by half a unit of gain and offset, in popcounts of the steepest class.
    slope = 2 * np.max(np.abs(apply_slope(layer)))
    rounding = (layer.signs.shape[0] + 1) * 2.0**-run.fraction_bits * slope if run.fraction_bits else 0.0
    slack = rounding + 64 * DOUBLE_UNIT * np.max(np.abs(y.value), axis=1)
    lag = np.max(y.value, axis=1) - y.value[images, golden]
    differs = golden != found
    gap = np.abs(y.value[images, golden] - y.value[images, found])
    is_tie = gap <= y.error[images, golden] + y.error[images, found] + rounding
    tally.compared += len(golden)
    tally.golden_wrong += int(np.sum(lag > slack))
    tally.disagreements += int(np.sum(differs))
    tally.upstream += int(np.sum(differs & flipped))
    tally.float_ties += int(np.sum(differs & ~flipped & is_tie))
    tally.unexplained += int(np.sum(differs & ~flipped & ~is_tie))


def apply_slope(layer: Layer) -> np.ndarray:
    """What one unit of the dot product adds to each score."""
    ends = []
    for z in (0.0, 1.0):
        y = Bounded(z * layer.scale, np.zeros(layer.outputs))
        for step in layer.steps:
            y = apply(step, y)
        ends.append(y.value)
    return ends[1] - ends[0]


def compare(arguments: argparse.Namespace, folder: Path) -> list[Tally]:
    """One tally a layer, the last one for the classes."""
    model = onnx.load(str(arguments.model))
    layers = read_layers(model)
    run = run_golden(arguments, folder)
    shape = [d.dim_value for d in model.graph.input[0].type.tensor_type.shape.dim][1:]
    output = model.graph.output[0].name
    tallies = [Tally(layer.node) for layer in layers[:-1]] + [Tally("class")]
    for start in range(0, len(run.scores), BATCH):
        part = slice(start, start + BATCH)
        inputs = float_input(run.numerators[part], run.denominator, shape)
        tensors = evaluate_model(model, inputs)
        tensors[model.graph.input[0].name] = inputs
        flipped = np.zeros(len(inputs), bool)
        for index, layer in enumerate(layers[:-1]):
            flipped = compare_hidden(layer, tallies[index], run, index, part, tensors, flipped)
        compare_classes(layers[-1], tallies[-1], run, part, tensors, flipped, output)
    return tallies


def report(arguments: argparse.Namespace, tallies: list[Tally]) -> None:
    """The table that people read."""
    kind = "8-bit" if arguments.presentations is None else f"T = {arguments.presentations}"
    print(f"{arguments.model}, {arguments.data}, {tallies[-1].compared} images, {kind}\n")
    titles = ["layer", "compared", "golden wrong", "took 400 digits", "float differs", "float ties"]
    titles += ["upstream", "unexplained"]
    print("  ".join(f"{title:>15}" for title in titles))
    for tally in tallies:
        print("  ".join(f"{value:>15}" for value in asdict(tally).values()))


def parse_arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", type=Path, help="ONNX file")
    parser.add_argument("--config", type=Path, required=True, help="configuration: the encoder")
    parser.add_argument("--data", default="fashion-mnist", help="data set (default %(default)s)")
    parser.add_argument("--presentations", type=int, metavar="T", help="stochastic input (default: 8-bit)")
    parser.add_argument("--count", type=int, metavar="N", help="only the first N images")
    parser.add_argument("--scbnn", type=Path, default=Path("build/scbnn"), help="the program")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures as JSON")
    parser.add_argument(
        "--skip-missing", action="store_true", help="exit status 77 if the data set is not there"
    )
    return parser.parse_args()


def main() -> int:
    """Exit status 0, 1 for a wrong or unexplained bit, 2 for bad input, 77 for a skipped run."""
    arguments = parse_arguments()
    source = data_folder(arguments.data)
    if arguments.skip_missing and source is not None and not source.exists():
        print(f"skipped: {source} is not there (set SCBNN_DATA, or fetch it with make data)")
        return 77
    try:
        with tempfile.TemporaryDirectory() as folder:
            tallies = compare(arguments, Path(folder))
    except (EvaluationError, DataError, OSError) as error:
        print(f"compare_with_float.py: {error}", file=sys.stderr)
        return 2
    report(arguments, tallies)
    if arguments.json:
        arguments.json.write_text(json.dumps([asdict(tally) for tally in tallies], indent=2) + "\n")
    bad = sum(tally.golden_wrong + tally.unexplained for tally in tallies)
    print("\nevery golden bit is exact, every disagreement explained" if bad == 0 else f"\n{bad} bad")
    return 0 if bad == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
