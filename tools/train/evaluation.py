"""Accuracy of an exported network, computed from the ONNX file itself."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import onnx

import encoders
from idx import Split

sys.path.append(str(Path(__file__).resolve().parents[1] / "check"))
import onnx_eval  # noqa: E402  (needs the path above)

PRESENTATIONS = (1, 2, 4, 8, 16)
CHUNK = 2500


def is_stochastic(model: onnx.ModelProto) -> bool:
    """Whether the file says that it was trained for random input bits."""
    properties = {entry.key: entry.value for entry in model.metadata_props}
    return properties.get("scbnn.input") == "stochastic"


def scores(model: onnx.ModelProto, inputs: np.ndarray) -> np.ndarray:
    """float32 [n, 1, 28, 28] -> float32 [n, classes]."""
    parts = [inputs[start : start + CHUNK] for start in range(0, len(inputs), CHUNK)]
    return np.concatenate([onnx_eval.evaluate_model(model, part)["scores"] for part in parts])


def accuracy(model: onnx.ModelProto, inputs: np.ndarray, labels: np.ndarray) -> float:
    """Percent of images whose first maximum is their label."""
    return round(100 * float((scores(model, inputs).argmax(1) == labels).mean()), 4)


def accuracies(model: onnx.ModelProto, split: Split) -> dict[str, float]:
    """Percent correct: per T with the paper's 8-bit LFSR encoder, or "grey" for 8-bit input."""
    if not is_stochastic(model):
        return {"grey": accuracy(model, encoders.grey(split.images), split.labels)}
    encoder = encoders.LfsrEncoder()
    return {
        f"T={count}": accuracy(model, encoders.encode(encoder, split.images, count), split.labels)
        for count in PRESENTATIONS
    }
