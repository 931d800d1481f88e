"""The hardware's stochastic encoder in numpy, written from its definition in docs/encoders.md.

It shares nothing with the C++ golden model, so that each checks the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

# Taps of maximal Fibonacci LFSRs; tap k is bit k-1 of the state.
TAPS = {8: (8, 6, 5, 4), 16: (16, 15, 13, 4)}
STEPS_PER_SAMPLE = 8


@dataclass(frozen=True)
class LfsrEncoder:
    """One LFSR of `width` bits per lane; pixel i is on lane i mod `lanes`."""

    width: int = 8
    lanes: int = 16
    seed: int = 0


def lfsr_step(state: int, width: int) -> int:
    """The state after one shift."""
    feedback = 0
    for tap in TAPS[width]:
        feedback ^= state >> (tap - 1)
    return ((state << 1) | (feedback & 1)) & ((1 << width) - 1)


def next_sample_state(state: int, width: int) -> int:
    """The state that holds the next sample, 8 shifts on."""
    for _ in range(STEPS_PER_SAMPLE):
        state = lfsr_step(state, width)
    return state


@lru_cache
def start_states(encoder: LfsrEncoder) -> tuple[int, ...]:
    """One start state per lane, evenly spaced along the sequence of samples from state 1."""
    width, lanes = encoder.width, encoder.lanes
    spacing = ((1 << width) - 1) // lanes
    states, state = [], 1
    for _ in range(lanes):
        states.append(state)
        for _ in range(spacing):
            state = next_sample_state(state, width)
    mask = encoder.seed & ((1 << width) - 1)
    return tuple((start ^ mask) or 1 for start in states) if encoder.seed else tuple(states)


@lru_cache
def thresholds(encoder: LfsrEncoder, pixels: int, presentations: int) -> np.ndarray:
    """The random values r, uint8 [presentations, pixels]."""
    samples_per_lane = -(-pixels // encoder.lanes) * presentations
    sequence = np.empty((encoder.lanes, samples_per_lane), np.uint8)
    for lane, state in enumerate(start_states(encoder)):
        for sample in range(samples_per_lane):
            sequence[lane, sample] = state & 0xFF
            state = next_sample_state(state, encoder.width)
    pixel = np.arange(pixels)
    number = (pixel // encoder.lanes) * presentations + np.arange(presentations)[:, None]
    return sequence[pixel % encoder.lanes, number]


def counts(encoder: LfsrEncoder, images: np.ndarray, presentations: int) -> np.ndarray:
    """Ones per pixel, 0..presentations: uint8 images [n, ...] -> int32 [n, pixels]."""
    flat = images.reshape(len(images), -1)
    result = np.zeros(flat.shape, np.int32)
    for r in thresholds(encoder, flat.shape[1], presentations):
        # An 8-bit LFSR never shows 0, so >= makes the probability exactly p/255.
        result += flat >= r if encoder.width == 8 else flat > r
    return result


def encode(encoder: LfsrEncoder, images: np.ndarray, presentations: int) -> np.ndarray:
    """Mean bipolar value over the presentations: uint8 images -> float32 [n, 1, 28, 28] in [-1, 1].

    This is what first-layer accumulation sees: T times its sum is the hardware's integer.
    """
    mean = counts(encoder, images, presentations) * np.float32(2 / presentations) - np.float32(1)
    return mean.astype(np.float32).reshape(len(images), 1, *images.shape[1:])


def grey(images: np.ndarray) -> np.ndarray:
    """The 8-bit input of the conventional network: 2p/255 - 1, float32 [n, 1, 28, 28]."""
    scaled = images.astype(np.float32) * np.float32(2) / np.float32(255) - np.float32(1)
    return scaled.reshape(len(images), 1, *images.shape[1:])


@lru_cache
def sample_cycle() -> np.ndarray:
    """The 255 samples of the 8-bit LFSR in their order, from state 1: uint8 [255]."""
    return thresholds(LfsrEncoder(lanes=1), 255, 1)[0]


def random_phase_counts(
    pixels: np.ndarray, presentations: int, lanes: int, rng: np.random.Generator
) -> np.ndarray:
    """As `counts` by 8-bit LFSRs, but each lane of each image starts anywhere: uint8 [n, pixels]."""
    cycle = sample_cycle()
    count, width = pixels.shape
    number = np.arange(width)
    phases = rng.integers(0, len(cycle), (count, lanes), np.int32)
    position = phases[:, number % lanes] + (number // lanes * presentations % len(cycle)).astype(
        np.int32
    )
    # Long enough for the largest position plus any presentation, so that no modulo is needed.
    unrolled = np.resize(cycle, 2 * len(cycle) + presentations)
    ones = np.zeros(pixels.shape, np.uint8)
    for presentation in range(presentations):
        ones += pixels >= unrolled[presentation:][position]
    return ones
