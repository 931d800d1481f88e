#!/usr/bin/python3
"""Measures the network in PyTorch, as fast as it plainly goes on one core: pixels in, classes out.

Everything that can be prepared is: weights as float32 in the layout of the matrix product, batch norm
and sign folded to one comparison, the encoder's random values as a table. The first layer runs once
for all presentations, on the mean of their bits. The best of a few batch sizes counts.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path


def set_up_blas() -> None:
    """One thread, and the kernels of this processor: OpenBLAS falls back to slow ones where it does
    not know the model, at a quarter of the speed. To be called before PyTorch loads its BLAS."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    flags = Path("/proc/cpuinfo").read_text().split() if Path("/proc/cpuinfo").exists() else []
    kernels = "SkylakeX" if "avx512bw" in flags else "Haswell" if "avx2" in flags else None
    if kernels:
        os.environ.setdefault("OPENBLAS_CORETYPE", kernels)


set_up_blas()

import numpy as np
import onnx
import torch
from onnx import numpy_helper

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "train"))
from encoders import Encoder, random_values

BATCHES = (64, 256, 1024)


class Peer:
    """A dense binarized network from the ONNX files that the trainer writes."""

    def __init__(self, file: Path, presentations: int) -> None:
        graph = onnx.load(file).graph
        values = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
        self.layers: list[list[torch.Tensor]] = []
        for node in graph.node:
            parts = [values.get(name) for name in node.input]
            if node.op_type == "DequantizeLinear":
                values[node.output[0]] = parts[0].astype(np.float32) * parts[1]
            elif node.op_type == "MatMul":
                self.layers.append([torch.from_numpy(np.ascontiguousarray(parts[1]))])
            elif node.op_type == "BatchNormalization":
                gain, bias, mean, variance = parts[1:5]
                epsilon = next(a.f for a in node.attribute if a.name == "epsilon")
                flip = np.where(gain < 0, -1, 1).astype(np.float32)
                tau = (mean - bias * np.sqrt(variance + epsilon) / gain) * flip
                self.layers[-1] = [self.layers[-1][0] * torch.from_numpy(flip), torch.from_numpy(tau)]
            elif node.op_type == "Add":
                self.layers[-1].append(torch.from_numpy(parts[1].astype(np.float32)))
        pixels = self.layers[0][0].shape[0]
        self.random = torch.from_numpy(random_values(Encoder(), pixels, presentations))
        self.scale = 2 / presentations

    def classes(self, images: torch.Tensor) -> torch.Tensor:
        """uint8 [n, pixels] -> class of each."""
        counts = torch.zeros(images.shape, dtype=torch.uint8)
        for random in self.random:
            counts += images >= random
        value = counts.float().mul_(self.scale).sub_(1)
        for weights, tau in self.layers[:-1]:
            value = (value @ weights >= tau).float().mul_(2).sub_(1)
        scores = value @ self.layers[-1][0]
        for offset in self.layers[-1][1:]:
            scores = scores + offset
        return scores.argmax(1)


def measure(peer: Peer, batch: int, seconds: float) -> float:
    """Images per second of processor time."""
    pixels = peer.random.shape[1]
    images = torch.from_numpy(np.random.default_rng(1).integers(0, 256, (batch, pixels), np.uint8))
    peer.classes(images)
    done = 0
    start = time.process_time()
    while (elapsed := time.process_time() - start) < seconds:
        peer.classes(images)
        done += batch
    return done / elapsed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=Path, default=Path("models/fashion-mnist-mlp-paper.onnx"))
    parser.add_argument("--presentations", type=int, nargs="+", default=[1, 4, 16])
    parser.add_argument("--seconds", type=float, default=1.0, help="per batch size (default 1)")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    rows = []
    with torch.inference_mode():
        for presentations in arguments.presentations:
            peer = Peer(arguments.model, presentations)
            rates = {batch: measure(peer, batch, arguments.seconds) for batch in BATCHES}
            best = max(rates, key=rates.get)
            rows.append(
                {"presentations": presentations, "batch": best, "images_per_second": rates[best]}
            )
    print(json.dumps({"torch": torch.__version__, "rows": rows}, indent=2))


if __name__ == "__main__":
    main()
