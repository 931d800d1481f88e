"""Reads grey images in the IDX layout of MNIST."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np

import datafile
from datafile import DataError

IMAGE_MAGIC = 0x00000803
LABEL_MAGIC = 0x00000801


def _read(path: Path, magic: int, dimensions: int) -> np.ndarray:
    """uint8 array of the file's own shape; every header field and the length are checked."""
    content = datafile.read(path)
    header = 4 * (1 + dimensions)
    if len(content) < header:
        raise DataError(f"{path}: {len(content)} bytes, but the header alone has {header}")
    found, *shape = struct.unpack(f">{1 + dimensions}I", content[:header])
    if found != magic:
        raise DataError(f"{path}: magic number 0x{found:08x}, expected 0x{magic:08x}")
    expected = header + int(np.prod(shape))
    if len(content) != expected:
        raise DataError(f"{path}: {len(content)} bytes, but its header {shape} says {expected}")
    return np.frombuffer(content, np.uint8, offset=header).reshape(shape)


def load(folder: Path, prefix: str) -> tuple[np.ndarray, np.ndarray]:
    """Images [n, height, width, 1] and labels of `prefix`-images-idx3-ubyte and its labels."""
    images = _read(folder / f"{prefix}-images-idx3-ubyte", IMAGE_MAGIC, 3)
    labels = _read(folder / f"{prefix}-labels-idx1-ubyte", LABEL_MAGIC, 1)
    if len(images) != len(labels):
        raise DataError(f"{folder}: {len(images)} {prefix} images, but {len(labels)} labels")
    return images[..., None], labels
