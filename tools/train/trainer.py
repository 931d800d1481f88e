"""The training loop: augmentation, input encoding, optimisation, checkpoints."""

from __future__ import annotations

import csv
import dataclasses
import math
import os
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

import drawing
import hardware
from adam import Adam
from errors import WeightErrors
from idx import DataSet, Split
from model import BinaryMlp
from recipes import Recipe

CHECKPOINT = "checkpoint.pt"
LOG = "log.csv"
CHUNK = 1000  # images computed at once outside training


class TrainingError(Exception):
    """The run in the output folder does not fit what was asked for."""


@dataclass
class Run:
    """A training run at an epoch boundary. `history` has one row per finished epoch."""

    recipe: Recipe
    seed: int
    model: BinaryMlp
    optimizer: Adam
    history: list[dict[str, float]] = field(default_factory=list)

    @property
    def epochs_done(self) -> int:
        return len(self.history)

    @property
    def device(self) -> torch.device:
        return self.model.bias.device


def start(recipe: Recipe, seed: int, device: str = "cpu") -> Run:
    """A fresh run; equal recipe and seed give equal latent weights."""
    model = BinaryMlp(recipe.sizes, torch.Generator().manual_seed(seed)).to(device)
    others = [model.scale, model.bias, *model.norm.parameters()]
    return Run(recipe, seed, model, Adam(list(model.latent), others))


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
        "recipe": dataclasses.asdict(run.recipe),
        "seed": run.seed,
        "model": run.model.state_dict(),
        "optimizer": run.optimizer.state_dict(),
        "history": run.history,
    }
    partial = folder / (CHECKPOINT + ".part")
    torch.save(state, partial)
    os.replace(partial, folder / CHECKPOINT)
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


class Batches:
    """Augmented, encoded training batches; epoch e of seed s is always the same sequence."""

    def __init__(self, split: Split, recipe: Recipe) -> None:
        self._recipe = recipe
        margin = recipe.shift
        _, rows, columns = split.images.shape
        padded = np.pad(split.images, ((0, 0), (margin, margin), (margin, margin)))
        self._pitch = columns + 2 * margin
        self._images = padded.reshape(len(padded), -1)
        self._labels = torch.from_numpy(split.labels.astype(np.int64))
        window = np.arange(rows)[:, None] * self._pitch + np.arange(columns)
        self._windows = np.stack([window.ravel(), window[:, ::-1].ravel()])

    def __len__(self) -> int:
        return len(self._images) // self._recipe.batch

    def epoch(self, rng: np.random.Generator):
        """Yields (inputs float [batch, pixels] in [-1, 1], labels int64 [batch])."""
        order = rng.permutation(len(self._images))
        for index in range(len(self)):
            chosen = order[index * self._recipe.batch : (index + 1) * self._recipe.batch]
            inputs = drawing.inputs(self.augment(chosen, rng), self._recipe, rng)
            yield torch.from_numpy(inputs), self._labels[torch.from_numpy(chosen)]

    def augment(self, chosen: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """uint8 [batch, pixels], each image maybe mirrored and shifted."""
        flips = rng.integers(0, 1 + self._recipe.flip, len(chosen))
        corner = rng.integers(0, 2 * self._recipe.shift + 1, (2, len(chosen)))
        offset = corner[0] * self._pitch + corner[1]
        return np.take_along_axis(
            self._images[chosen], self._windows[flips] + offset[:, None], axis=1
        )


def accuracy(model: BinaryMlp, images: np.ndarray, labels: np.ndarray, recipe: Recipe) -> float:
    """Percent correct in inference mode on the input that the hardware sees."""
    model.eval()
    correct = 0
    with torch.no_grad():
        for begin in range(0, len(images), CHUNK):
            scores = sum(
                model(torch.from_numpy(values).to(model.bias.device))
                for values in hardware.inputs(images[begin : begin + CHUNK], recipe)
            )
            classes = scores.argmax(1).cpu().numpy()
            correct += int((classes == labels[begin : begin + CHUNK]).sum())
    return 100 * correct / len(images)


def schedule(recipe: Recipe, step: int, steps_per_epoch: int) -> float:
    """Part of the peak learning rate: a linear rise, then half a cosine that ends at 0."""
    warmup = recipe.warmup * steps_per_epoch
    if step < warmup:
        return (step + 1) / warmup
    position = (step - warmup) / (recipe.epochs * steps_per_epoch - warmup)
    return 0.5 * (1 + math.cos(math.pi * position))


def weight_errors(
    recipe: Recipe, rng: np.random.Generator, device: torch.device
) -> WeightErrors | None:
    """What the recipe puts into the weights, drawn from `rng`; nothing where it names no rates."""
    if not recipe.weight_errors:
        return None
    return WeightErrors(recipe.weight_errors, int(rng.integers(1 << 62)), device)


def train_epoch(run: Run, batches: Batches) -> tuple[float, float]:
    """One pass over the training images; returns mean loss and training accuracy in percent."""
    recipe, model = run.recipe, run.model
    model.train()
    rng = np.random.default_rng([run.seed, run.epochs_done])
    errors = weight_errors(recipe, rng, run.device)
    total_loss = correct = seen = 0.0
    step = run.epochs_done * len(batches)
    for inputs, labels in batches.epoch(rng):
        inputs, labels = inputs.to(run.device), labels.to(run.device)
        scores = model(inputs, errors)
        loss = functional.cross_entropy(scores, labels, label_smoothing=recipe.label_smoothing)
        run.optimizer.clear_gradients()
        loss.backward()
        part = schedule(recipe, step, len(batches))
        run.optimizer.step(recipe.learning_rate * part, recipe.other_learning_rate * part)
        step += 1
        seen += len(labels)
        total_loss += float(loss.detach()) * len(labels)
        correct += int((scores.argmax(1) == labels).sum())
    return total_loss / seen, 100 * correct / seen


def train(run: Run, data: DataSet, folder: Path, stop_after: int | None = None) -> None:
    """Trains to the recipe's last epoch (or `stop_after`), saving after each."""
    batches = Batches(data.train, run.recipe)
    held_out = data.validation
    last = min(run.recipe.epochs, stop_after or run.recipe.epochs)
    while run.epochs_done < last:
        began = time.perf_counter()
        loss, training = train_epoch(run, batches)
        validation = accuracy(run.model, held_out.images, held_out.labels, run.recipe)
        seconds = time.perf_counter() - began
        run.history.append(
            {
                "epoch": run.epochs_done + 1,
                "loss": round(loss, 5),
                "train_accuracy": round(training, 3),
                "validation_accuracy": round(validation, 3),
                "seconds": round(seconds, 2),
            }
        )
        save(run, folder)
        _print_progress(run)


@torch.no_grad()
def calibrate(model: BinaryMlp, images: np.ndarray, recipe: Recipe) -> None:
    """Measures every batch norm's mean and variance again, on the input that the hardware sees.

    The encoder's thresholds are the same for every image, so that a pixel's count is off by the
    same amount each time; training on fresh bits cannot know it. The mean takes it out, but the
    offset depends on T: measured at one T alone, other T lose; over several, all share. Errors of
    the weights shift it as well, and the rates of the recipe share in the same way.
    """
    errors = weight_errors(recipe, np.random.default_rng(0), model.bias.device)
    for norm in model.norm:
        norm.reset_running_stats()
        norm.momentum = None  # average over all chunks
    model.eval()
    for norm in model.norm:
        norm.train()
    for begin in range(0, len(images), CHUNK):
        chunk = images[begin : begin + CHUNK].copy()
        if recipe.flip:  # the mix that training saw
            chunk[::2] = chunk[::2, :, ::-1]
        seen = [
            values
            for count in recipe.presentations or (0,)
            for values in hardware.inputs(chunk, recipe, count)
        ]
        model(torch.from_numpy(np.concatenate(seen)).to(model.bias.device), errors)
    model.eval()


def _print_progress(run: Run) -> None:
    row = run.history[-1]
    recent = [past["seconds"] for past in run.history[-5:]]
    left = (run.recipe.epochs - run.epochs_done) * sum(recent) / len(recent)
    print(
        f"epoch {row['epoch']:3}/{run.recipe.epochs}  loss {row['loss']:.4f}  "
        f"train {row['train_accuracy']:.2f} %  validation {row['validation_accuracy']:.2f} %  "
        f"{row['seconds']:.1f} s, {left / 60:.0f} min left",
        file=sys.stderr,
        flush=True,
    )
