"""The training loop: gradients, optimisation, the accuracy after every epoch."""

from __future__ import annotations

import math
import sys
import time
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

import checkpoint
import hardware
from batches import Batches
from checkpoint import Position, Run
from datasets import DataSet
from errors import WeightErrors
from model import BinaryNetwork
from recipes import Recipe

CHUNK = 1000  # images computed at once outside training
SAVE_EVERY = 60  # seconds, within an epoch


def accuracy(
    model: BinaryNetwork, images: np.ndarray, labels: np.ndarray, recipe: Recipe
) -> float:
    """Percent correct in inference mode on the input that the hardware sees."""
    model.eval()
    correct = 0
    with torch.no_grad():
        for begin in range(0, len(images), CHUNK):
            scores = sum(
                model(torch.from_numpy(values).to(model.device))
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


def train_epoch(run: Run, batches: Batches, folder: Path) -> None:
    """Goes through the training images from where the epoch stands, saving every minute."""
    recipe, model, position = run.recipe, run.model, run.position
    model.train()
    rng = np.random.default_rng([run.seed, run.epochs_done])
    errors = weight_errors(recipe, rng, run.device)
    if errors and position.errors is not None:
        errors.restore(position.errors)
    began = time.perf_counter() - position.seconds
    saved = time.perf_counter()
    for inputs, labels in batches.epoch(rng, position.batches, position.random):
        inputs, labels = inputs.to(run.device), labels.to(run.device)
        scores = model(inputs, errors)
        loss = functional.cross_entropy(scores, labels, label_smoothing=recipe.label_smoothing)
        run.optimizer.clear_gradients()
        loss.backward()
        step = run.epochs_done * len(batches) + position.batches
        part = schedule(recipe, step, len(batches))
        run.optimizer.step(recipe.learning_rate * part, recipe.other_learning_rate * part)
        position.batches += 1
        position.images += len(labels)
        position.loss += float(loss.detach()) * len(labels)
        position.correct += int((scores.argmax(1) == labels).sum())
        position.seconds = time.perf_counter() - began
        if time.perf_counter() - saved >= SAVE_EVERY:
            position.random = rng.bit_generator.state
            position.errors = errors.state() if errors else None
            checkpoint.save(run, folder)
            saved = time.perf_counter()


def train(run: Run, data: DataSet, folder: Path, stop_after: int | None = None) -> None:
    """Trains to the recipe's last epoch (or `stop_after`), saving after each."""
    batches = Batches(data.train, run.recipe)
    held_out = data.validation
    last = min(run.recipe.epochs, stop_after or run.recipe.epochs)
    while run.epochs_done < last:
        train_epoch(run, batches, folder)
        began = time.perf_counter()
        validation = accuracy(run.model, held_out.images, held_out.labels, run.recipe)
        position, run.position = run.position, Position()
        run.history.append(
            {
                "epoch": run.epochs_done + 1,
                "loss": round(position.loss / position.images, 5),
                "train_accuracy": round(100 * position.correct / position.images, 3),
                "validation_accuracy": round(validation, 3),
                "seconds": round(position.seconds + time.perf_counter() - began, 2),
            }
        )
        checkpoint.save(run, folder)
        _print_progress(run)


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
