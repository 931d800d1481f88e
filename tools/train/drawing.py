"""Draws what a network sees while it trains, afresh for every image.

A network that sees nothing but the one pattern of the hardware learns that pattern by heart, so
there are ways that draw anew what the hardware leaves to chance.
"""

from __future__ import annotations

import numpy as np

import encoders
import hardware
from recipes import Recipe


def inputs(pixels: np.ndarray, recipe: Recipe, rng: np.random.Generator) -> np.ndarray:
    """Training input of one batch: uint8 [n, pixels] -> float32 [n, pixels] in [-1, 1]."""
    if recipe.jitter:
        off = rng.integers(-recipe.jitter, recipe.jitter + 1, pixels.shape, np.int16)
        pixels = np.clip(pixels + off, 0, 255).astype(np.uint8)
    if recipe.bits == "grey":
        return hardware.bipolar(pixels, 255)
    count = int(rng.choice(recipe.draws))
    return hardware.bipolar(_counts(pixels, recipe, count, rng), count)


def _counts(pixels: np.ndarray, recipe: Recipe, count: int, rng: np.random.Generator) -> np.ndarray:
    if recipe.bits == "random":  # independent bits, each with probability p/255
        ones = np.zeros(pixels.shape, np.uint8)
        for _ in range(count):
            ones += pixels >= rng.integers(1, 256, pixels.shape, np.uint8)
        return ones
    encoder = encoders.default_encoder(recipe.encoder)
    if recipe.bits == "fresh":  # the encoder from a state of its own for every image
        return encoders.fresh_counts(encoder, pixels, count, rng)
    if recipe.bits == "hardware" and recipe.mode == "first":  # the very pattern of the hardware
        return encoders.counts(encoder, pixels, count)
    if recipe.bits == "hardware":  # one of its presentations
        values = encoders.random_values(encoder, pixels.shape[1], recipe.presentations[-1])
        return encoders.compare(encoder, pixels, values[rng.integers(len(values))])
    raise ValueError(f"bits = '{recipe.bits}' is not grey, random, fresh or hardware")
