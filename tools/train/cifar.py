"""Reads CIFAR-10 in its official binary layout: a label byte, then three planes of 32 x 32."""

from __future__ import annotations

from pathlib import Path

import numpy as np

import datafile
from datafile import DataError

TRAINING = tuple(f"data_batch_{number}.bin" for number in range(1, 6))
TEST = ("test_batch.bin",)
PLANES = (3, 32, 32)
RECORD = 1 + 3 * 32 * 32
CLASSES = 10


def _read(path: Path) -> np.ndarray:
    """The records of one file, uint8 [n, RECORD]."""
    content = datafile.read(path)
    if not content or len(content) % RECORD:
        raise DataError(f"{path}: {len(content)} bytes are not records of {RECORD}")
    records = np.frombuffer(content, np.uint8).reshape(-1, RECORD)
    if records[:, 0].max() >= CLASSES:
        raise DataError(f"{path}: label {records[:, 0].max()}, but there are {CLASSES} classes")
    return records


def load(folder: Path, names: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Images [n, 32, 32, 3], channel last, and labels of these files in order."""
    records = np.concatenate([_read(folder / name) for name in names])
    images = records[:, 1:].reshape(-1, *PLANES).transpose(0, 2, 3, 1)
    return np.ascontiguousarray(images), records[:, 0]
