"""Data sets: training, validation and test images, in the layout that a folder has."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import cifar
import idx
from datafile import DataError

VALIDATION_IMAGES = 5000


@dataclass(frozen=True)
class Split:
    """Images uint8 [n, height, width, channels], 0 is background or black, and labels uint8 [n]."""

    images: np.ndarray
    labels: np.ndarray

    def __len__(self) -> int:
        return len(self.labels)


@dataclass(frozen=True)
class DataSet:
    """`validation` is the last 5,000 of the training images; `train` is the rest of them."""

    train: Split
    validation: Split


def root() -> Path:
    """The folder that holds one folder per data set."""
    return Path(os.environ.get("SCBNN_DATA", "data"))


def _is_cifar(folder: Path) -> bool:
    return any(folder.glob("*_batch*.bin*"))


def load_training(folder: Path) -> DataSet:
    """Training and validation images. The test images are not touched."""
    if _is_cifar(folder):
        images, labels = cifar.load(folder, cifar.TRAINING)
    else:
        images, labels = idx.load(folder, "train")
    cut = len(labels) - VALIDATION_IMAGES
    if cut <= 0:
        raise DataError(
            f"{folder}: {len(labels)} training images, more than {VALIDATION_IMAGES} are needed"
        )
    return DataSet(Split(images[:cut], labels[:cut]), Split(images[cut:], labels[cut:]))


def load_test(folder: Path) -> Split:
    """The test images, for the one look at the end."""
    if _is_cifar(folder):
        return Split(*cifar.load(folder, cifar.TEST))
    return Split(*idx.load(folder, "t10k"))
