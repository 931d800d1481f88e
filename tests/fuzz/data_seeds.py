#!/usr/bin/python3
"""Writes small data files into a folder: where the fuzzer of the data readers starts from.

The first byte of each chooses the reader (IDX images, IDX labels, CIFAR-10 of two records).
"""

from __future__ import annotations

import gzip
import struct
import sys
from pathlib import Path


def files() -> dict[str, tuple[int, bytes]]:
    """Reader and contents by name."""
    pixels = bytes(range(24))
    return {
        "images": (0, struct.pack(">4I", 0x803, 2, 3, 4) + pixels),
        "images-short": (0, struct.pack(">4I", 0x803, 3, 3, 4) + pixels),
        "images-huge": (0, struct.pack(">4I", 0x803, 10_000_000, 1024, 1024) + pixels),
        "labels": (1, struct.pack(">2I", 0x801, 10) + bytes(range(10))),
        "labels-over": (1, struct.pack(">2I", 0x801, 2) + bytes((9, 10))),
        "cifar": (2, (b"\x03" + bytes(3072)) + (b"\x09" + bytes(range(256)) * 12)),
    }


def main() -> None:
    folder = Path(sys.argv[1])
    for name, (reader, contents) in files().items():
        (folder / name).write_bytes(bytes([reader]) + contents)
        (folder / f"{name}-gz").write_bytes(bytes([reader]) + gzip.compress(contents, mtime=0))


if __name__ == "__main__":
    main()
