"""Reads what `scbnn faults --out` keeps, and sums up the seeds of each curve."""

from __future__ import annotations

import csv
import json
import math
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

MARK = "# scbnn faults "
COLUMNS = ["kind", "layers", "rate", "seed", "correct", "images", "presentations_used", "seconds"]

# Of the t distribution, 97.5 %, for 1..30 degrees of freedom.
STUDENT = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179,
           2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064,
           2.060, 2.056, 2.052, 2.048, 2.045, 2.042)
NORMAL = 1.96


class BadCampaign(Exception):
    """A file that is not a campaign, or nothing to draw; the message names it."""


@dataclass(frozen=True)
class Point:
    """All chips at one rate."""

    rate: float
    accuracy: float  # mean, percent
    half_interval: float  # half the 95 % confidence interval of the mean
    lowest: float
    highest: float
    seeds: int


@dataclass(frozen=True)
class Curve:
    """One kind of fault in some layers, points by rising rate."""

    label: str
    kind: str
    layers: str
    points: tuple[Point, ...]


def point_of(rate: float, accuracies: list[float]) -> Point:
    """Mean, confidence interval and range over the seeds."""
    count = len(accuracies)
    mean = sum(accuracies) / count
    half = 0.0
    if count > 1:
        deviation = math.sqrt(sum((each - mean) ** 2 for each in accuracies) / (count - 1))
        quantile = STUDENT[count - 2] if count - 1 <= len(STUDENT) else NORMAL
        half = quantile * deviation / math.sqrt(count)
    return Point(rate, mean, half, min(accuracies), max(accuracies), count)


def read(file: Path) -> tuple[dict, list[dict]]:
    """What the points have in common, and the points; a last line that is not whole is left out."""
    try:
        text = file.read_text()
    except OSError as error:
        raise BadCampaign(f"{file}: cannot be read: {error.strerror}") from error
    lines = text.split("\n")[:-1]
    if not lines or not lines[0].startswith(MARK):
        raise BadCampaign(f"{file}: is not a campaign of scbnn faults")
    try:
        rows = list(csv.DictReader(lines[1:]))
        about = json.loads(lines[0].removeprefix(MARK))
        points = [
            {"kind": row["kind"], "layers": row["layers"], "rate": float(row["rate"]),
             "seed": int(row["seed"]), "accuracy": 100 * int(row["correct"]) / int(row["images"])}
            for row in rows
        ]
    except (KeyError, TypeError, ValueError, ZeroDivisionError) as error:
        raise BadCampaign(f"{file}: is not a campaign of scbnn faults: {error}") from error
    if not points:
        raise BadCampaign(f"{file}: holds no point yet")
    return about, points


def curves_of(label: str, points: list[dict]) -> list[Curve]:
    """A curve for each kind and set of layers; names are added where they differ."""
    groups: dict[tuple[str, str], dict[float, list[float]]] = defaultdict(lambda: defaultdict(list))
    for point in points:
        groups[point["kind"], point["layers"]][point["rate"]].append(point["accuracy"])
    kinds = {kind for kind, _ in groups}
    layer_sets = {layers for _, layers in groups}
    curves = []
    for (kind, layers), rates in groups.items():
        words = [label] if label else []
        words += [kind] if len(kinds) > 1 or not label else []
        words += [layers] if len(layer_sets) > 1 and layers != "-" else []
        found = tuple(point_of(rate, rates[rate]) for rate in sorted(rates))
        curves.append(Curve(", ".join(words), kind, layers, found))
    return curves
