"""The hardware's stochastic encoders in numpy, written from their definitions in docs/encoders.md.

They share nothing with the C++ golden model, so that each checks the other. Beside the hardware's
own values, which are the same for every image, there are *fresh* ones for training: every image
starts its shift registers in random states or takes a random scramble byte for each pixel, so that
a network learns the encoder's statistics and not one pattern.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

KINDS = ("lfsr", "lfsr-shared", "van-der-corput", "sobol", "lattice", "threshold")

# Taps of maximal Fibonacci LFSRs by width; tap k is bit k-1 of the state.
TAPS = {
    8: (8, 6, 5, 4), 9: (9, 5), 10: (10, 7), 11: (11, 9), 12: (12, 6, 4, 1), 13: (13, 4, 3, 1),
    14: (14, 5, 3, 1), 15: (15, 14), 16: (16, 15, 13, 4), 17: (17, 14), 18: (18, 11),
    19: (19, 6, 2, 1), 20: (20, 17), 21: (21, 19), 22: (22, 21), 23: (23, 18),
    24: (24, 23, 22, 17), 25: (25, 22), 26: (26, 6, 2, 1), 27: (27, 5, 2, 1), 28: (28, 25),
    29: (29, 27), 30: (30, 6, 4, 1), 31: (31, 28), 32: (32, 22, 2, 1),
}  # fmt: skip
STEPS_PER_SAMPLE = 8

# Sobol dimensions 1..15: the primitive polynomial's bits and the initial numbers m.
SOBOL = (
    (0b11, (1,)),
    (0b111, (1, 1)),
    (0b1011, (1, 3, 1)),
    (0b1101, (1, 3, 7)),
    (0b10011, (1, 3, 3, 11)),
    (0b11001, (1, 3, 5, 15)),
    (0b100101, (1, 1, 1, 7, 21)),
    (0b101001, (1, 1, 7, 1, 21)),
    (0b101111, (1, 1, 3, 13, 15)),
    (0b110111, (1, 3, 3, 15, 5)),
    (0b111011, (1, 3, 5, 11, 23)),
    (0b111101, (1, 3, 1, 3, 9)),
    (0b1000011, (1, 1, 7, 11, 11, 49)),
    (0b1011011, (1, 1, 3, 1, 7, 13)),
    (0b1100001, (1, 1, 7, 5, 25, 3)),
)


@dataclass(frozen=True)
class Encoder:
    """An encoder's settings. `threshold` uses its kind alone."""

    kind: str = "lfsr"
    width: int = 8  # bits of a shift register
    lanes: int = 16  # pixel i is on lane i mod `lanes`
    seed: int = 0
    stride: int = 197  # of `lattice`: from one pixel's scramble to the next, odd

    @property
    def at_least(self) -> bool:
        """Whether a one is p >= r, as where r is never 0; otherwise it is p > r."""
        return self.kind == "threshold" or (self.kind == "lfsr" and self.width == 8)


def default_encoder(kind: str) -> Encoder:
    """The settings that a configuration gets which names nothing but the kind."""
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is none of {', '.join(KINDS)}")
    return Encoder(kind, width=16) if kind == "lfsr-shared" else Encoder(kind)


# Shift registers.


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
def _leap_tables(width: int, steps: int) -> tuple[np.ndarray, ...]:
    """What `steps` steps make of each byte of a state: they are linear, so that XOR joins them."""
    columns = []
    for bit in range(width):
        state = 1 << bit
        for _ in range(steps):
            state = lfsr_step(state, width)
        columns.append(state)
    return _byte_tables(columns, np.uint32)


def _byte_tables(columns: list[int], dtype: type) -> tuple[np.ndarray, ...]:
    """A linear map, given by what becomes of each single bit, as one table of 256 for each byte."""
    tables = []
    for low in range(0, len(columns), 8):
        table = np.zeros((256, *np.shape(columns[0])), dtype)
        for bit, column in enumerate(columns[low : low + 8]):
            table[(np.arange(256) >> bit & 1) == 1] ^= np.asarray(column, dtype)
        tables.append(table)
    return tuple(tables)


def _mapped(tables: tuple[np.ndarray, ...], states: np.ndarray) -> np.ndarray:
    """The linear map of `tables`, of every state."""
    result = tables[0][states & 255]
    for byte, table in enumerate(tables[1:], 1):
        result = result ^ table[states >> np.uint32(8 * byte) & 255]
    return result


def _leap(width: int, samples: int, state: int) -> int:
    """The state `samples` samples on, by squaring the map of one sample."""
    columns = [next_sample_state(1 << bit, width) for bit in range(width)]

    def image(of: int) -> int:
        result = 0
        for bit, column in enumerate(columns):
            result ^= column if of >> bit & 1 else 0
        return result

    while samples:
        state = image(state) if samples & 1 else state
        columns = [image(column) for column in columns]
        samples >>= 1
    return state


@lru_cache
def start_states(encoder: Encoder) -> tuple[int, ...]:
    """One start state per lane, evenly spaced along the sequence of samples from the first one."""
    width, lanes = encoder.width, encoder.lanes
    spacing = ((1 << width) - 1) // lanes
    mask = encoder.seed & ((1 << width) - 1)
    # The paper's 8 bits start from 1; a wide register fills slowly from a state of few ones.
    states, state = [], 1 if width == 8 else 0x9E3779B9 & ((1 << width) - 1)
    for _ in range(lanes):
        states.append((state ^ mask) or 1)
        state = _leap(width, spacing, state)
    return tuple(states)


def _lfsr_values(states: np.ndarray, width: int, pixels: int, presentations: int) -> np.ndarray:
    """r from start states [images, lanes]: uint8 [presentations, images, pixels]."""
    images, lanes = states.shape
    rows = -(-pixels // lanes)
    values = np.empty((presentations, images, rows, lanes), np.uint8)
    tables = _leap_tables(width, STEPS_PER_SAMPLE)
    for row in range(rows):
        for presentation in range(presentations):
            values[presentation, :, row] = states & 255
            states = _mapped(tables, states)
    return values.reshape(presentations, images, rows * lanes)[:, :, :pixels]


# The shared register.


def shared_start_state(encoder: Encoder) -> int:
    """Where the one register of `lfsr-shared` starts."""
    return ((0x9E3779B9 ^ encoder.seed) & ((1 << encoder.width) - 1)) or 1


@lru_cache
def _lane_tables(width: int, lanes: int) -> tuple[np.ndarray, ...]:
    """What each lane reads of a state, as tables by byte."""
    stride = 5 if width % 7 == 0 else 7
    columns = np.zeros((width, lanes), np.uint8)
    for lane in range(lanes):
        for j in range(8):
            columns[(lane + stride * j) % width, lane] |= 1 << (7 - j)
    return _byte_tables(list(columns), np.uint8)


def _shared_values(
    states: np.ndarray, width: int, lanes: int, pixels: int, presentations: int
) -> np.ndarray:
    """r from start states [images]: uint8 [presentations, images, pixels]."""
    rows = -(-pixels // lanes)
    values = np.empty((presentations, len(states), rows, lanes), np.uint8)
    leap, read = _leap_tables(width, width), _lane_tables(width, lanes)
    for row in range(rows):
        for presentation in range(presentations):
            values[presentation, :, row] = _mapped(read, states)
            states = _mapped(leap, states)
    return values.reshape(presentations, len(states), rows * lanes)[:, :, :pixels]


# Low-discrepancy sequences and thresholds.


def reversed_bits(t: np.ndarray) -> np.ndarray:
    """The 8 bits of every t in reversed order."""
    return sum((t >> bit & 1) << (7 - bit) for bit in range(8))


@lru_cache
def sobol_directions() -> np.ndarray:
    """V[d][k], uint8 [16, 8], from polynomials and initial numbers."""
    numbers = [[1] * 8]
    for polynomial, initial in SOBOL:
        degree = len(initial)
        m = list(initial)
        for k in range(degree, 8):
            value = m[k - degree] ^ (m[k - degree] << degree)
            for a in range(1, degree):
                if polynomial >> (degree - a) & 1:
                    value ^= m[k - a] << a
            m.append(value)
        numbers.append(m)
    return np.array([[m[k] << (7 - k) for k in range(8)] for m in numbers], np.uint8)


@lru_cache
def sobol_sequence(presentations: int) -> np.ndarray:
    """v_d(t), uint8 [presentations, 16]."""
    values = np.zeros((presentations, 16), np.uint8)
    for k in range(8):
        chosen = (np.arange(presentations) >> k & 1) == 1
        values[chosen] ^= sobol_directions()[:, k]
    return values


@lru_cache
def threshold_levels(presentations: int) -> np.ndarray:
    """The T levels of `threshold` in their order, uint8 [presentations]."""
    ranks = reversed_bits(np.arange(presentations)).argsort().argsort()
    return (-(-(2 * ranks + 1) * 255 // (2 * presentations))).astype(np.uint8)


def _unscrambled(kind: str, pixels: int, presentations: int) -> np.ndarray:
    """r before the scramble: uint8 [presentations, pixels], or 1 for equal pixels."""
    if kind in ("van-der-corput", "lattice"):
        return reversed_bits(np.arange(presentations)).astype(np.uint8)[:, None]
    return sobol_sequence(presentations)[:, np.arange(pixels) % 16]


# What the hardware compares with, counts and sends.


@lru_cache
def random_values(encoder: Encoder, pixels: int, presentations: int) -> np.ndarray:
    """The values r, uint8 [presentations, pixels]."""
    if encoder.kind == "threshold":
        return np.repeat(threshold_levels(presentations)[:, None], pixels, axis=1)
    if encoder.kind == "lfsr-shared":
        states = np.array([shared_start_state(encoder)], np.uint32)
        return _shared_values(states, encoder.width, encoder.lanes, pixels, presentations)[:, 0]
    if encoder.kind == "lattice":
        scramble = (encoder.stride * np.arange(pixels) + encoder.seed).astype(np.uint8)
        return _unscrambled(encoder.kind, pixels, presentations) ^ scramble
    states = np.array([start_states(encoder)], np.uint32)
    if encoder.kind == "lfsr":
        return _lfsr_values(states, encoder.width, pixels, presentations)[:, 0]
    scramble = _lfsr_values(states, encoder.width, pixels, 1)[0, 0]
    return _unscrambled(encoder.kind, pixels, presentations) ^ scramble


def bits(encoder: Encoder, images: np.ndarray, presentations: int) -> np.ndarray:
    """The bits that the hardware makes: uint8 images [n, ...] -> bool [presentations, n, pixels]."""
    flat = images.reshape(len(images), -1)
    return compare(encoder, flat, random_values(encoder, flat.shape[1], presentations)[:, None])


def compare(encoder: Encoder, pixels: np.ndarray, values: np.ndarray) -> np.ndarray:
    """The bits x of pixels p beside values r, of any shapes that broadcast."""
    return pixels >= values if encoder.at_least else pixels > values


def counts(encoder: Encoder, images: np.ndarray, presentations: int) -> np.ndarray:
    """Ones per pixel, 0..presentations: uint8 images [n, ...] -> int32 [n, pixels]."""
    flat = images.reshape(len(images), -1)
    result = np.zeros(flat.shape, np.int32)
    for values in random_values(encoder, flat.shape[1], presentations):
        result += compare(encoder, flat, values)
    return result


# Fresh values for training.


def fresh_values(
    encoder: Encoder, images: int, pixels: int, presentations: int, rng: np.random.Generator
) -> np.ndarray:
    """As `random_values`, but drawn anew: broadcasts to uint8 [presentations, images, pixels].

    `lfsr` starts each lane of each image, `lfsr-shared` each image, anywhere on the cycle of
    states; `van-der-corput`, `sobol` and `lattice` scramble each pixel of each image by a byte of its own;
    `threshold` has nothing to draw.
    """
    if encoder.kind == "threshold":
        return threshold_levels(presentations)[:, None, None]
    if encoder.kind == "lfsr":
        states = rng.integers(1, 1 << encoder.width, (images, encoder.lanes), np.uint32)
        return _lfsr_values(states, encoder.width, pixels, presentations)
    if encoder.kind == "lfsr-shared":
        states = rng.integers(1, 1 << encoder.width, images, np.uint32)
        return _shared_values(states, encoder.width, encoder.lanes, pixels, presentations)
    scramble = rng.integers(0, 256, (images, pixels), np.uint8)
    return _unscrambled(encoder.kind, pixels, presentations)[:, None, :] ^ scramble


def fresh_bits(
    encoder: Encoder, pixels: np.ndarray, presentations: int, rng: np.random.Generator
) -> np.ndarray:
    """Bits by fresh values: uint8 [n, pixels] -> bool [presentations, n, pixels]."""
    return compare(encoder, pixels, fresh_values(encoder, *pixels.shape, presentations, rng))


def fresh_counts(
    encoder: Encoder, pixels: np.ndarray, presentations: int, rng: np.random.Generator
) -> np.ndarray:
    """Ones by fresh values: uint8 [n, pixels] -> uint8 [n, pixels]."""
    if encoder.kind == "threshold":
        of_pixel = (2 * presentations * np.arange(256) + 255) // 510  # p T / 255, rounded
        return of_pixel.astype(np.uint8)[pixels]
    stratified = encoder.kind in ("van-der-corput", "sobol", "lattice")
    if stratified and presentations & (presentations - 1) == 0:
        # Each k leading bits come once: what remains of the scramble decides about one step.
        step = 256 // presentations
        below = rng.integers(0, 256, pixels.shape, np.uint8) & np.uint8(step - 1)
        up = np.uint8(step - 1) - below
        return ((pixels.astype(np.uint16) + up) // np.uint16(step)).astype(np.uint8)
    ones = np.zeros(pixels.shape, np.uint8)
    for values in fresh_values(encoder, *pixels.shape, presentations, rng):
        ones += compare(encoder, pixels, values)
    return ones
