"""Writes a trained network as ONNX: one readable node per operation, weights as int8."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from model import BinaryMlp
from recipes import Recipe

OPSET = 13
IR_VERSION = 7
IMAGE_SHAPE = (1, 28, 28)


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


def binary_weights(model: BinaryMlp, layer: int) -> np.ndarray:
    """int8 [inputs, outputs] of -1 and +1."""
    latent = model.latent[layer].detach().numpy()
    return np.where(latent >= 0, 1, -1).astype(np.int8)


def score_offsets(model: BinaryMlp) -> np.ndarray:
    """bias / scale, rounded to even integers: float32 [classes].

    Even, since a popcount is (product + inputs) / 2: half of the offset adds to the popcount. All
    offsets may move together without changing the class, so they are centred on their middle first.
    """
    offsets = (model.bias / model.scale).detach().numpy().astype(np.float64)
    centred = offsets - (offsets.max() + offsets.min()) / 2
    return (2 * np.round(centred / 2)).astype(np.float32)


def build(model: BinaryMlp, recipe: Recipe, training: str) -> onnx.ModelProto:
    """The inference graph. `training` is one line on how the network came to be."""
    if float(model.scale) <= 0:
        raise ValueError("the network's output scale is not positive")
    writer = GraphWriter()
    zero = writer.constant("zero", np.float32(0))
    plus_one = writer.constant("plus_one", np.float32(1))
    minus_one = writer.constant("minus_one", np.float32(-1))
    weight_scale = writer.constant("weight_scale", np.float32(1))
    weight_zero_point = writer.constant("weight_zero_point", np.int8(0))

    def product(layer: int, value: str) -> str:
        name = f"layer{layer + 1}"
        stored = writer.constant(f"{name}.weight_int8", binary_weights(model, layer))
        weight = writer.node(
            "DequantizeLinear", f"{name}.weight", [stored, weight_scale, weight_zero_point]
        )
        return writer.node("MatMul", f"{name}.sum", [value, weight])

    value = writer.node("Flatten", "pixels", ["image"], axis=1)
    for layer, norm in enumerate(model.norm):
        name = f"layer{layer + 1}"
        parameters = (
            ("gain", norm.weight),
            ("bias", norm.bias),
            ("mean", norm.running_mean),
            ("variance", norm.running_var),
        )
        normed = writer.node(
            "BatchNormalization",
            f"{name}.norm",
            [product(layer, value)]
            + [
                writer.constant(f"{name}.{label}", part.detach().numpy())
                for label, part in parameters
            ],
            epsilon=norm.eps,
        )
        positive = writer.node("GreaterOrEqual", f"{name}.positive", [normed, zero])
        value = writer.node("Where", f"{name}.sign", [positive, plus_one, minus_one])
    offset = writer.constant("score_offset", score_offsets(model))
    writer.node("Add", "scores", [product(len(model.norm), value), offset])

    graph = helper.make_graph(
        writer.nodes,
        recipe.name,
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["batch", *IMAGE_SHAPE])],
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["batch", recipe.sizes[-1]])],
        writer.initializers,
    )
    result = helper.make_model(
        graph,
        producer_name="scbnn",
        ir_version=IR_VERSION,
        opset_imports=[helper.make_opsetid("", OPSET)],
    )
    helper.set_model_props(
        result,
        {
            "scbnn.input": "stochastic" if recipe.stochastic else "fixed-point",
            "scbnn.training": training,
        },
    )
    return result


def write(model: onnx.ModelProto, path: Path) -> None:
    """Checks the graph and writes it whole or not at all; equal networks give equal bytes."""
    onnx.checker.check_model(model, full_check=True)
    partial = path.with_name(path.name + ".part")
    partial.write_bytes(model.SerializeToString(deterministic=True))
    os.replace(partial, path)
