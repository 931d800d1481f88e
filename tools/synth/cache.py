"""Results of synthesis, kept by what they were made from: an unchanged block is never synthesized twice."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Callable


class Cache:
    """A folder with a file of JSON per result, named after the hash of all that it depends on."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.hits = self.misses = 0
        folder.mkdir(parents=True, exist_ok=True)

    def get(self, key: object, make: Callable[[Path], dict]) -> dict:
        """The result for `key` (anything that JSON can write), which `make` finds in a folder of its own."""
        name = hashlib.sha256(json.dumps(key, sort_keys=True).encode()).hexdigest()[:24]
        path = self.folder / f"{name}.json"
        if path.exists():
            self.hits += 1
            return json.loads(path.read_text())
        self.misses += 1
        work = self.folder / name
        work.mkdir(exist_ok=True)
        result = make(work)
        part = path.with_suffix(".part")
        part.write_text(json.dumps(result) + "\n")
        part.rename(path)
        return result
