"""Collects the nodes of an ONNX graph, and writes the file."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import onnx
from onnx import helper, numpy_helper


class GraphWriter:
    """Collects nodes and initializers; every node's output tensor carries the node's name."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: list[onnx.TensorProto] = []

    def constant(self, name: str, value: np.ndarray) -> str:
        """Adds an initializer and returns its name."""
        self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, operator: str, name: str, inputs: list[str], **attributes) -> str:
        """Adds a node and returns the name of its output."""
        self.nodes.append(helper.make_node(operator, inputs, [name], name=name, **attributes))
        return name


def write(model: onnx.ModelProto, path: Path) -> None:
    """Checks the graph and writes it whole or not at all; equal networks give equal bytes."""
    onnx.checker.check_model(model, full_check=True)
    partial = path.with_name(path.name + ".part")
    partial.write_bytes(model.SerializeToString(deterministic=True))
    os.replace(partial, path)
