"""What the hardware of a recipe feeds into a network."""

from __future__ import annotations

import numpy as np

import encoders
from recipes import Recipe


def inputs(images: np.ndarray, recipe: Recipe, presentations: int = 0) -> list[np.ndarray]:
    """Inputs whose scores the hardware adds: uint8 [n, ...] -> a list of float32 [n, pixels].

    One input in mode `first`, T of them in mode `output`; T is the recipe's own unless given.
    """
    flat = images.reshape(len(images), -1)
    if not recipe.encoder:
        return [bipolar(flat, 255)]
    encoder = encoders.default_encoder(recipe.encoder)
    count = presentations or recipe.presentations[-1]
    if recipe.mode == "first":
        return [bipolar(encoders.counts(encoder, images, count), count)]
    return [bipolar(bits, 1) for bits in encoders.bits(encoder, images, count)]


def bipolar(ones: np.ndarray, presentations: int) -> np.ndarray:
    """c ones among T bits as their mean, 2c/T - 1: float32."""
    return ones.astype(np.float32) * np.float32(2 / presentations) - np.float32(1)
