"""Training batches: shuffled, augmented, encoded."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch

import drawing
from datasets import Split
from recipes import Recipe


class Batches:
    """An epoch is the same sequence for equal states of its random numbers."""

    def __init__(self, split: Split, recipe: Recipe) -> None:
        self._recipe = recipe
        margin = recipe.shift
        _, rows, columns, channels = split.images.shape
        padded = np.pad(split.images, ((0, 0), (margin, margin), (margin, margin), (0, 0)))
        self._channels = channels
        self._pitch = columns + 2 * margin
        self._images = padded.reshape(len(padded), -1)
        self._labels = torch.from_numpy(split.labels.astype(np.int64))
        pixels = np.arange(padded[0].size).reshape(padded.shape[1:])[:rows, :columns]
        self._windows = np.stack([pixels.ravel(), pixels[:, ::-1].ravel()])

    def __len__(self) -> int:
        return len(self._images) // self._recipe.batch

    def epoch(
        self, rng: np.random.Generator, done: int = 0, state: dict | None = None
    ) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        """Yields (inputs float [batch, pixels] in [-1, 1], labels int64 [batch]).

        Goes on after the first `done` batches where `state` is that of `rng` after them.
        """
        order = rng.permutation(len(self._images))
        if state:
            rng.bit_generator.state = state
        for index in range(done, len(self)):
            chosen = order[index * self._recipe.batch : (index + 1) * self._recipe.batch]
            inputs = drawing.inputs(self.augment(chosen, rng), self._recipe, rng)
            yield torch.from_numpy(inputs), self._labels[torch.from_numpy(chosen)]

    def augment(self, chosen: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """uint8 [batch, pixels], each image maybe mirrored and shifted."""
        flips = rng.integers(0, 1 + self._recipe.flip, len(chosen))
        corner = rng.integers(0, 2 * self._recipe.shift + 1, (2, len(chosen)))
        offset = (corner[0] * self._pitch + corner[1]) * self._channels
        return np.take_along_axis(
            self._images[chosen], self._windows[flips] + offset[:, None], axis=1
        )
