"""Run folders: RUNS/RECIPE-SEED, each trained to its end by one call that resumes."""

from __future__ import annotations

import json
from pathlib import Path

import onnx
import torch

import evaluation
import finish
import datasets
import checkpoint
import trainer
from recipes import Recipe

RUNS = Path("build/train")


def configure_torch(threads: int) -> str:
    """Repeatable results; returns the device to train on."""
    torch.set_num_threads(threads)
    torch.use_deterministic_algorithms(True)
    return "cuda" if torch.cuda.is_available() else "cpu"


def folder_of(name: str, seed: int, runs: Path = RUNS) -> Path:
    """Where the run of a recipe and seed stands."""
    return runs / f"{name}-{seed}"


def complete(recipe: Recipe, seed: int, folder: Path, data: datasets.DataSet, device: str) -> None:
    """Trains from where the run stands to its exported network; a base must be finished."""
    folder.mkdir(parents=True, exist_ok=True)
    base = folder_of(recipe.base, seed, folder.parent)
    run = checkpoint.resume_or_start(recipe, seed, folder, base, device)
    trainer.train(run, data, folder)
    finish.export_run(run, data, folder)


def finished(recipe: Recipe, folder: Path) -> dict | None:
    """The result of a finished run with just these settings, or nothing."""
    try:
        result = json.loads((folder / finish.RESULT).read_text())
        return result if result["settings"] == recipe.settings() else None
    except (OSError, KeyError):
        return None


def look_at_test(folder: Path, result: dict, recipe: Recipe, data: Path) -> None:
    """Adds the test accuracy to the result of a finished run, if it lacks it."""
    if "test" not in result:
        model = onnx.load(str(folder / finish.MODEL))
        result["test"] = evaluation.accuracies(model, datasets.load_test(data), recipe)
        finish.write_json(result, folder / finish.RESULT)
