"""Reads data sets in the IDX layout of MNIST (gzip-compressed or not)."""

from __future__ import annotations

import gzip
import os
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

IMAGE_MAGIC = 0x00000803
LABEL_MAGIC = 0x00000801
VALIDATION_IMAGES = 5000


class DataError(Exception):
    """A data file is missing or is not what its name says."""


@dataclass(frozen=True)
class Split:
    """Images uint8 [n, 28, 28], 0 is background, and labels uint8 [n]."""

    images: np.ndarray
    labels: np.ndarray

    def __len__(self) -> int:
        return len(self.labels)


@dataclass(frozen=True)
class DataSet:
    """`validation` is the last 5,000 images of the training file; `train` is the rest of it."""

    train: Split
    validation: Split


def data_root() -> Path:
    """The folder that holds one folder per data set."""
    return Path(os.environ.get("SCBNN_DATA", "data"))


def _read_bytes(path: Path) -> bytes:
    """The unpacked content of `path`, or of `path`.gz."""
    packed = path.with_name(path.name + ".gz")
    found = path if path.exists() else packed
    try:
        if found == path:
            return path.read_bytes()
        with gzip.open(packed) as file:
            return file.read()
    except FileNotFoundError:
        raise DataError(
            f"{packed}: no such file (set SCBNN_DATA, or fetch it with make data)"
        ) from None
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"{found}: cannot be read: {error}") from None


def _read_idx(path: Path, magic: int, dimensions: int) -> np.ndarray:
    """uint8 array of the file's own shape; every header field and the length are checked."""
    content = _read_bytes(path)
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


def load_split(folder: Path, prefix: str) -> Split:
    """The files `prefix`-images-idx3-ubyte and `prefix`-labels-idx1-ubyte of `folder`."""
    images = _read_idx(folder / f"{prefix}-images-idx3-ubyte", IMAGE_MAGIC, 3)
    labels = _read_idx(folder / f"{prefix}-labels-idx1-ubyte", LABEL_MAGIC, 1)
    if len(images) != len(labels):
        raise DataError(f"{folder}: {len(images)} {prefix} images, but {len(labels)} labels")
    return Split(images, labels)


def load_training(folder: Path) -> DataSet:
    """Training and validation images. The test images are not touched."""
    split = load_split(folder, "train")
    if len(split) <= VALIDATION_IMAGES:
        raise DataError(
            f"{folder}: {len(split)} training images, more than {VALIDATION_IMAGES} are needed"
        )
    cut = len(split) - VALIDATION_IMAGES
    return DataSet(
        Split(split.images[:cut], split.labels[:cut]),
        Split(split.images[cut:], split.labels[cut:]),
    )


def load_test(folder: Path) -> Split:
    """The test images, for the one look at the end."""
    return load_split(folder, "t10k")
