"""A training run and the file that it goes on from."""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass, field
from pathlib import Path

import torch

from adam import Adam
from model import BinaryNetwork
from recipes import Recipe

CHECKPOINT = "checkpoint.pt"
LOG = "log.csv"


class TrainingError(Exception):
    """The run in the output folder does not fit what was asked for."""


@dataclass
class Position:
    """Where an epoch stands between two batches."""

    batches: int = 0
    random: dict | None = None  # state of the random numbers; none: as the epoch begins
    errors: torch.Tensor | None = None  # likewise, of the errors in the weights
    loss: float = 0.0  # sum over the images so far
    correct: int = 0
    images: int = 0
    seconds: float = 0.0


@dataclass
class Run:
    """A training run between two batches. `history` has one row per finished epoch."""

    recipe: Recipe
    seed: int
    model: BinaryNetwork
    optimizer: Adam
    history: list[dict[str, float]] = field(default_factory=list)
    position: Position = field(default_factory=Position)

    @property
    def epochs_done(self) -> int:
        return len(self.history)

    @property
    def device(self) -> torch.device:
        return self.model.device


def start(recipe: Recipe, seed: int, device: str = "cpu") -> Run:
    """A fresh run; equal recipe and seed give equal latent weights."""
    generator = torch.Generator().manual_seed(seed)
    precision = getattr(torch, recipe.precision)
    model = BinaryNetwork(recipe.image, recipe.layers, generator, precision).to(device)
    latent = [product.latent for product in model.products]
    others = [*model.scores.parameters(), *(p for norm in model.norms for p in norm.parameters())]
    return Run(recipe, seed, model, Adam(latent, others))


def start_from(recipe: Recipe, seed: int, base: Path, device: str = "cpu") -> Run:
    """A run that starts from the finished network of the recipe's base in folder `base`."""
    if not (base / CHECKPOINT).exists():
        raise TrainingError(
            f"{recipe.name} goes on from {recipe.base}, seed {seed}, which is not in {base}; "
            f"train it first, or let table.py train both"
        )
    first = load(base, device)
    if first.epochs_done < first.recipe.epochs:
        raise TrainingError(f"the run in {base} is not finished")
    run = start(recipe, seed, device)
    run.model.load_state_dict(first.model.state_dict())
    return run


def save(run: Run, folder: Path) -> None:
    """Writes checkpoint and log; an interruption leaves the previous ones whole."""
    state = {
        "recipe": vars(run.recipe),
        "seed": run.seed,
        "model": run.model.state_dict(),
        "optimizer": run.optimizer.state_dict(),
        "history": run.history,
        "position": vars(run.position),
    }
    partial = folder / (CHECKPOINT + ".part")
    torch.save(state, partial)
    os.replace(partial, folder / CHECKPOINT)
    if not run.history:
        return
    partial = folder / (LOG + ".part")
    with partial.open("w", newline="") as file:
        writer = csv.DictWriter(file, run.history[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(run.history)
    os.replace(partial, folder / LOG)


def load(folder: Path, device: str = "cpu") -> Run:
    """The run that was saved in `folder`."""
    state = torch.load(folder / CHECKPOINT, map_location=device)
    run = start(Recipe(**state["recipe"]), state["seed"], device)
    run.model.load_state_dict(state["model"])
    run.optimizer.load_state_dict(state["optimizer"])
    run.history = state["history"]
    run.position = Position(**state["position"])
    return run


def resume_or_start(recipe: Recipe, seed: int, folder: Path, base: Path, device: str) -> Run:
    """Goes on with the run in `folder` if there is one; it must be of the same recipe and seed."""
    if not (folder / CHECKPOINT).exists():
        if recipe.base:
            return start_from(recipe, seed, base, device)
        return start(recipe, seed, device)
    run = load(folder, device)
    if (run.recipe, run.seed) != (recipe, seed):
        raise TrainingError(
            f"{folder} holds another run ({run.recipe.name}, seed {run.seed}, or other settings); "
            "choose another folder or remove that one"
        )
    return run
