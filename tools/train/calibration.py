"""Measures batch norm again when training is over, on the input that the hardware sees."""

from __future__ import annotations

import numpy as np
import torch

import hardware
from model import BinaryNetwork
from recipes import Recipe
from trainer import CHUNK, weight_errors


@torch.no_grad()
def calibrate(model: BinaryNetwork, images: np.ndarray, recipe: Recipe) -> None:
    """Measures every batch norm's mean and variance again.

    The encoder's thresholds are the same for every image, so that a pixel's count is off by the
    same amount each time; training on fresh bits cannot know it. The mean takes it out, but the
    offset depends on T: measured at one T alone, other T lose; over several, all share. Errors of
    the weights shift it as well, and the rates of the recipe share in the same way.
    """
    errors = weight_errors(recipe, np.random.default_rng(0), model.device)
    model.eval()
    for norm in model.norms:
        norm.reset_running_stats()
        norm.momentum = None  # average over all chunks
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
        model(torch.from_numpy(np.concatenate(seen)).to(model.device), errors)
    model.eval()
