#!/usr/bin/python3
"""Trains a floating-point convolutional teacher and writes its scores for distillation.

The scores are computed once, for every training image and its mirror image, so that a distilled
training epoch costs no more than a plain one. The teacher never sees validation or test images.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

import train
from recipes import RECIPES, Recipe

EPOCHS = 10
PEAK_LEARNING_RATE = 0.004


def augmentation(recipe: Recipe) -> Recipe:
    """How the teacher sees training images: 8-bit, shifted, mirrored as in `recipe`."""
    settings = ["presentations=", "shift=2", "batch=128", f"epochs={EPOCHS}"]
    return recipe.replace(settings)


def build_teacher():
    """A small convolutional network, float [n, 784] -> scores [n, 10]."""
    from torch import nn

    def block(inputs: int, outputs: int, kernel: int) -> list:
        return [
            nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2, bias=False),
            nn.BatchNorm2d(outputs),
            nn.ReLU(),
            nn.MaxPool2d(2),
        ]

    return nn.Sequential(
        nn.Unflatten(1, (1, 28, 28)),
        *block(1, 32, 5),
        *block(32, 64, 3),
        *block(64, 128, 3),
        nn.Flatten(),
        nn.Dropout(0.3),
        nn.Linear(128 * 9, 256),
        nn.ReLU(),
        nn.Dropout(0.3),
        nn.Linear(256, 10),
    )


def train_teacher(recipe: Recipe, data, seed: int):
    """The trained teacher in inference mode."""
    import numpy as np
    import torch
    from torch.nn import functional

    import trainer

    torch.manual_seed(seed)
    recipe = augmentation(recipe)
    batches = trainer.Batches(data.train, recipe)
    held_out = trainer.hardware_input(data.validation.images, 0)
    teacher = build_teacher().to(memory_format=torch.channels_last)
    optimizer = torch.optim.Adam(teacher.parameters())
    step = 0
    for epoch in range(EPOCHS):
        began = time.perf_counter()
        teacher.train()
        for inputs, labels, _ in batches.epoch(np.random.default_rng([seed, epoch])):
            optimizer.param_groups[0]["lr"] = PEAK_LEARNING_RATE * trainer.schedule(
                recipe, step, len(batches)
            )
            loss = functional.cross_entropy(teacher(inputs), labels)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            step += 1
        validation = trainer.accuracy(teacher, held_out, data.validation.labels)
        print(
            f"teacher epoch {epoch + 1:2}/{EPOCHS}  validation {validation:.2f} %  "
            f"{time.perf_counter() - began:.0f} s",
            file=sys.stderr,
            flush=True,
        )
    return teacher.eval()


def write_scores(teacher, images, path: Path) -> None:
    """float32 [2, n, 10]: scores of the images, then of their mirror images."""
    import numpy as np
    import torch

    import trainer

    scores = []
    with torch.no_grad():
        for variant in (images, images[:, :, ::-1]):
            inputs = trainer.hardware_input(variant, 0)
            scores.append(
                torch.cat([teacher(part) for part in inputs.split(trainer.CHUNK)]).numpy()
            )
    partial = path.with_name(path.name + ".part")
    with partial.open("wb") as file:
        np.save(file, np.stack(scores))
    os.replace(partial, path)


def parse_arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--recipe", required=True, choices=RECIPES, metavar="NAME", help="the student's recipe"
    )
    parser.add_argument("--seed", type=int, default=1, help="default 1")
    parser.add_argument("--out", type=Path, help="default build/train/teacher-DATA.npy")
    parser.add_argument("--data", type=Path, help="folder of IDX files, default $SCBNN_DATA/NAME")
    parser.add_argument("--threads", type=int, default=1, help="default 1")
    return parser.parse_args()


def main() -> int:
    """Exit status 0, or 2 for bad input."""
    arguments = parse_arguments()
    train.configure_process(arguments.threads)
    import idx
    import torch

    torch.set_num_threads(arguments.threads)
    recipe = RECIPES[arguments.recipe]
    path = arguments.out or Path("build/train") / f"teacher-{recipe.data}.npy"
    try:
        data = idx.load_training(arguments.data or idx.data_root() / recipe.data)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_scores(train_teacher(recipe, data, arguments.seed), data.train.images, path)
    except (idx.DataError, OSError) as error:
        print(f"teacher.py: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
