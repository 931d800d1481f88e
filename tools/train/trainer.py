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

import encoders
from idx import DataSet, Split
from model import BinaryMlp
from recipes import Recipe

CHECKPOINT = "checkpoint.pt"
LOG = "log.csv"
VALIDATION_PRESENTATIONS = 4  # the T at which stochastic networks are judged every epoch
CHUNK = 1000  # images computed at once outside training


class TrainingError(Exception):
    """The run in the output folder does not fit what was asked for."""


@dataclass
class Run:
    """A training run at an epoch boundary. `history` has one row per finished epoch."""

    recipe: Recipe
    seed: int
    model: BinaryMlp
    optimizer: torch.optim.Optimizer
    history: list[dict[str, float]] = field(default_factory=list)

    @property
    def epochs_done(self) -> int:
        return len(self.history)


def start(recipe: Recipe, seed: int) -> Run:
    """A fresh run; equal recipe and seed give equal latent weights."""
    model = BinaryMlp(recipe.sizes, torch.Generator().manual_seed(seed), recipe.dropout)
    latent = list(model.latent)
    others = [model.scale, model.bias, *model.norm.parameters()]
    groups = [
        {"params": latent, "peak": recipe.learning_rate},
        {"params": others, "peak": recipe.other_learning_rate},
    ]
    return Run(recipe, seed, model, torch.optim.Adam(groups))


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


def load(folder: Path) -> Run:
    """The run that was saved in `folder`."""
    state = torch.load(folder / CHECKPOINT)
    run = start(Recipe(**state["recipe"]), state["seed"])
    run.model.load_state_dict(state["model"])
    run.optimizer.load_state_dict(state["optimizer"])
    run.history = state["history"]
    return run


def resume_or_start(recipe: Recipe, seed: int, folder: Path) -> Run:
    """Goes on with the run in `folder` if there is one; it must be of the same recipe and seed."""
    if not (folder / CHECKPOINT).exists():
        return start(recipe, seed)
    run = load(folder)
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
            inputs = encode_randomly(self.augment(chosen, rng), self._recipe, rng)
            yield torch.from_numpy(inputs), self._labels[torch.from_numpy(chosen)]

    def augment(self, chosen: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """uint8 [batch, pixels], each image maybe mirrored and shifted."""
        flips = rng.integers(0, 1 + self._recipe.flip, len(chosen))
        corner = rng.integers(0, 2 * self._recipe.shift + 1, (2, len(chosen)))
        offset = corner[0] * self._pitch + corner[1]
        return np.take_along_axis(
            self._images[chosen], self._windows[flips] + offset[:, None], axis=1
        )


def encode_randomly(pixels: np.ndarray, recipe: Recipe, rng: np.random.Generator) -> np.ndarray:
    """uint8 pixels -> float32 input: grey, or the mean of T fresh bipolar bits per pixel."""
    if not recipe.presentations:
        return pixels * np.float32(2 / 255) - np.float32(1)
    presentations = int(rng.choice(recipe.presentations))
    if recipe.bits == "lfsr":
        ones = encoders.random_phase_counts(
            pixels, presentations, encoders.LfsrEncoder().lanes, rng
        )
    else:
        ones = np.zeros(pixels.shape, np.uint8)
        for _ in range(presentations):
            ones += pixels >= rng.integers(1, 256, pixels.shape, np.uint8)
    return ones * np.float32(2 / presentations) - np.float32(1)


def hardware_input(images: np.ndarray, presentations: int) -> torch.Tensor:
    """What the hardware sees, 8-bit pixels where T is 0: uint8 images -> float32 [n, pixels]."""
    if presentations:
        encoded = encoders.encode(encoders.LfsrEncoder(), images, presentations)
    else:
        encoded = encoders.grey(images)
    return torch.from_numpy(encoded.reshape(len(images), -1))


def accuracy(model: BinaryMlp, inputs: torch.Tensor, labels: np.ndarray) -> float:
    """Percent correct in inference mode."""
    model.eval()
    with torch.no_grad():
        classes = torch.cat([model(part).argmax(1) for part in inputs.split(CHUNK)])
    return 100 * float((classes.numpy() == labels).mean())


def schedule(recipe: Recipe, step: int, steps_per_epoch: int) -> float:
    """Part of the peak learning rate: a linear rise, then half a cosine that ends at 0."""
    warmup = recipe.warmup * steps_per_epoch
    if step < warmup:
        return (step + 1) / warmup
    position = (step - warmup) / (recipe.epochs * steps_per_epoch - warmup)
    return 0.5 * (1 + math.cos(math.pi * position))


def train_epoch(run: Run, batches: Batches) -> tuple[float, float]:
    """One pass over the training images; returns mean loss and training accuracy in percent."""
    run.model.train()
    rng = np.random.default_rng([run.seed, run.epochs_done])
    run.model.generator.manual_seed((run.seed << 32) + run.epochs_done)
    total_loss = correct = seen = 0.0
    step = run.epochs_done * len(batches)
    for inputs, labels in batches.epoch(rng):
        for group in run.optimizer.param_groups:
            group["lr"] = group["peak"] * schedule(run.recipe, step, len(batches))
        scores = run.model(inputs)
        loss = functional.cross_entropy(scores, labels, label_smoothing=run.recipe.label_smoothing)
        run.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        run.optimizer.step()
        run.model.clip()
        step += 1
        seen += len(labels)
        total_loss += float(loss.detach()) * len(labels)
        correct += int((scores.argmax(1) == labels).sum())
    return total_loss / seen, 100 * correct / seen


def train(run: Run, data: DataSet, folder: Path, stop_after: int | None = None) -> None:
    """Trains to the recipe's last epoch (or `stop_after`), saving after each."""
    batches = Batches(data.train, run.recipe)
    presentations = VALIDATION_PRESENTATIONS if run.recipe.stochastic else 0
    held_out = hardware_input(data.validation.images, presentations)
    last = min(run.recipe.epochs, stop_after or run.recipe.epochs)
    while run.epochs_done < last:
        began = time.perf_counter()
        loss, training = train_epoch(run, batches)
        validation = accuracy(run.model, held_out, data.validation.labels)
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
    """Measures every batch norm's mean and variance again, on the bits that the hardware will see.

    The encoder's thresholds are the same for every image, so that a pixel's count is off by the
    same amount each time; training draws fresh bits and cannot know it. The mean takes it out, but
    the offset depends on T: measured at one T alone, other T lose; over several, all share.
    """
    for norm in model.norm:
        norm.reset_running_stats()
        norm.momentum = None  # average over all chunks
    model.eval()
    for norm in model.norm:
        norm.train()
    for start_image in range(0, len(images), CHUNK):
        chunk = images[start_image : start_image + CHUNK].copy()
        if recipe.flip:  # the mix that training saw
            chunk[::2] = chunk[::2, :, ::-1]
        model(torch.cat([hardware_input(chunk, count) for count in recipe.calibration]))
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
