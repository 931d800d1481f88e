"""Reads the files of a data set, gzip-compressed or not."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path


class DataError(Exception):
    """A data file is missing or is not what its name says."""


def read(path: Path) -> bytes:
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
