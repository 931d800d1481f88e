"""Reads what `scbnn evaluate --json` writes and sorts it into lines of a plot."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

NEEDED = ("model", "data", "split", "input", "encoder", "mode", "presentations", "margin", "images",
          "accuracy", "presentations_used")


class BadRows(Exception):
    """A file that is none of evaluate's, or nothing to draw; the message names it."""


@dataclass(frozen=True)
class Point:
    """The mean over all networks that were evaluated with the same settings."""

    presentations: int
    margin: int | None
    used: float
    accuracy: float
    lowest: float
    highest: float
    networks: int


@dataclass
class Line:
    """One encoder in one mode, points by rising presentations used."""

    encoder: str
    mode: str
    points: list[Point] = field(default_factory=list)  # without a margin
    stops: list[Point] = field(default_factory=list)  # with one

    @property
    def key(self) -> list[tuple[float, float]]:
        return [(point.used, point.accuracy) for point in self.points + self.stops]


def read(files: list[Path]) -> list[dict]:
    """The rows of all files."""
    rows = []
    for file in files:
        try:
            found = json.loads(file.read_text())
        except OSError as error:
            raise BadRows(f"{file}: cannot be read: {error.strerror}") from error
        except ValueError as error:
            raise BadRows(f"{file}: is no JSON: {error}") from error
        if not isinstance(found, list) or not found:
            raise BadRows(f"{file}: holds no rows; scbnn evaluate --json writes a list of them")
        for number, row in enumerate(found):
            missing = [name for name in NEEDED if not isinstance(row, dict) or name not in row]
            if missing:
                raise BadRows(f"{file}: row {number} has no {', '.join(missing)}; "
                              "scbnn evaluate --json writes them")
        rows += found
    return rows


def point_of(rows: list[dict]) -> Point:
    """The mean of rows that have the same settings."""
    accuracies = [row["accuracy"] for row in rows]
    used = [row["presentations_used"] for row in rows]
    first = rows[0]
    return Point(first["presentations"], first["margin"], sum(used) / len(rows),
                 sum(accuracies) / len(rows), min(accuracies), max(accuracies), len(rows))


def lines_of(rows: list[dict]) -> list[Line]:
    """Stochastic rows as lines, in the order in which encoder and mode first occur."""
    groups: dict[tuple, list[dict]] = defaultdict(list)
    for row in rows:
        if row["input"] == "stochastic":
            key = (row["encoder"], row["mode"], row["presentations"], row["margin"])
            groups[key].append(row)
    lines: dict[tuple[str, str], Line] = {}
    for (encoder, mode, _, margin), group in groups.items():
        line = lines.setdefault((encoder, mode), Line(encoder, mode))
        (line.points if margin is None else line.stops).append(point_of(group))
    for line in lines.values():
        line.points.sort(key=lambda point: point.used)
        line.stops.sort(key=lambda point: (point.presentations, point.used))
    return list(lines.values())


def conventional_accuracy(rows: list[dict]) -> float | None:
    """The mean over the networks with 8-bit input; None where there are none."""
    found = [row["accuracy"] for row in rows if row["input"] == "fixed-point"]
    return sum(found) / len(found) if found else None


def title_of(rows: list[dict]) -> str:
    """What all rows are about."""

    def all_of(name: str) -> list:
        return sorted({row[name] for row in rows if row["input"] == "stochastic"})

    models = [Path(model).stem for model in all_of("model")]
    data = ", ".join(Path(name).name for name in all_of("data"))
    images = "/".join(f"{count:,}" for count in all_of("images"))
    split = "/".join(all_of("split"))
    subject = models[0] if len(models) == 1 else f"{len(models)} networks"
    return f"{subject} on {data}, {images} {split} images"
