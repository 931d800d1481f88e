"""What follows the last epoch: the ONNX file and its accuracy on the validation images."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import onnx
import torch

import evaluation
import export
import graph
from calibration import calibrate
from checkpoint import Run
from datasets import DataSet
from recipes import Recipe

MODEL = "model.onnx"
RESULT = "result.json"


def training_line(recipe: Recipe, seed: int) -> str:
    """One line for the file's metadata."""
    seen = "8-bit pixels"
    if recipe.bits != "grey":
        seen = f"{recipe.bits} bits, T = {' or '.join(str(count) for count in recipe.draws)}"
    base = f", from {recipe.base}" if recipe.base else ""
    return f"recipe {recipe.name}, seed {seed}{base}, {recipe.epochs} epochs, {recipe.data}, {seen}"


def export_run(run: Run, data: DataSet, folder: Path) -> None:
    """Writes model.onnx, evaluates that file on the validation images, writes result.json."""
    run.model.precision = torch.float32
    calibrate(run.model, data.train.images, run.recipe)
    path = folder / MODEL
    model = run.model.cpu()
    graph.write(export.build(model, run.recipe, training_line(run.recipe, run.seed)), path)
    result = {
        "recipe": run.recipe.name,
        "seed": run.seed,
        "settings": run.recipe.settings(),
        "curve": [row["validation_accuracy"] for row in run.history],
        "minutes": round(sum(row["seconds"] for row in run.history) / 60, 1),
        "validation": evaluation.accuracies(onnx.load(str(path)), data.validation, run.recipe),
    }
    write_json(result, folder / RESULT)
    figures = "  ".join(f"{name} {value:.2f} %" for name, value in result["validation"].items())
    print(f"{path}: validation {figures}", file=sys.stderr)


def write_json(value: dict, path: Path) -> None:
    """Whole or not at all."""
    partial = path.with_name(path.name + ".part")
    partial.write_text(json.dumps(value, indent=2) + "\n")
    os.replace(partial, path)
