"""Accuracy of an exported network, computed from the ONNX file itself."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import onnx

import hardware
from datasets import Split
from recipes import Recipe

sys.path.append(str(Path(__file__).resolve().parents[1] / "check"))
import onnx_eval  # noqa: E402  (needs the path above)

PRESENTATIONS = (1, 2, 4, 8, 16)
CHUNK = 500  # images whose maps are in memory at once


def scores(model: onnx.ModelProto, inputs: np.ndarray) -> np.ndarray:
    """float32 [n, pixels], channel last -> float32 [n, classes]."""
    shape = model.graph.input[0].type.tensor_type.shape
    channels, height, width = (size.dim_value for size in shape.dim[1:])
    shaped = inputs.reshape(len(inputs), height, width, channels).transpose(0, 3, 1, 2)
    parts = [shaped[start : start + CHUNK] for start in range(0, len(inputs), CHUNK)]
    return np.concatenate([onnx_eval.evaluate_model(model, part)["scores"] for part in parts])


def percent_correct(scored: np.ndarray, labels: np.ndarray) -> float:
    """Of images whose first maximum is their label."""
    return round(100 * float((scored.argmax(1) == labels).mean()), 4)


def columns(recipe: Recipe) -> dict[str, int]:
    """What is measured, as the names of the figures with their T; 0 stands for 8-bit pixels."""
    if not recipe.encoder:
        return {"grey": 0}
    counts = sorted({*PRESENTATIONS, recipe.presentations[-1]})
    if recipe.encoder == "threshold":  # other levels are another function of the pixel
        counts = recipe.presentations
    return {f"T={count}": count for count in counts}


def deciding(recipe: Recipe) -> str:
    """The figure that decides between the seeds of a recipe."""
    return f"T={recipe.presentations[-1]}" if recipe.encoder else "grey"


def accuracies(model: onnx.ModelProto, split: Split, recipe: Recipe) -> dict[str, float]:
    """Percent correct for every column, through the recipe's encoder and mode."""
    return {
        name: percent_correct(
            sum(scores(model, part) for part in hardware.inputs(split.images, recipe, count)),
            split.labels,
        )
        for name, count in columns(recipe).items()
    }
