"""A trained network as an ONNX graph: one readable node per operation, weights as int8."""

from __future__ import annotations

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper

import layers
import modules
from graph import GraphWriter
from model import BinaryNetwork
from recipes import Recipe

OPSET = 13
IR_VERSION = 7


def binary_weights(latent: torch.Tensor) -> np.ndarray:
    """int8 of -1 and +1, in ONNX's order: [inputs, outputs], or [channels, c, ky, kx] of a Conv."""
    weights = np.where(latent.detach().numpy() >= 0, 1, -1).astype(np.int8)
    return weights if weights.ndim == 2 else weights.transpose(0, 3, 1, 2)


def score_offsets(scores: modules.Scores) -> np.ndarray:
    """bias / scale, rounded to even integers: float32 [classes].

    Even, since a popcount is (product + inputs) / 2: half of the offset adds to the popcount. All
    offsets may move together without changing the class, so they are centred on their middle first.
    """
    offsets = (scores.bias / scores.scale).detach().numpy().astype(np.float64)
    centred = offsets - (offsets.max() + offsets.min()) / 2
    return (2 * np.round(centred / 2)).astype(np.float32)


class NetworkWriter:
    """Writes layer after layer; `value` is the tensor that the next one takes."""

    def __init__(self) -> None:
        self.graph = GraphWriter()
        self.value = "image"
        self._products = 0
        self._zero = self.graph.constant("zero", np.float32(0))
        self._plus_one = self.graph.constant("plus_one", np.float32(1))
        self._minus_one = self.graph.constant("minus_one", np.float32(-1))
        self._weight_scale = self.graph.constant("weight_scale", np.float32(1))
        self._weight_zero_point = self.graph.constant("weight_zero_point", np.int8(0))

    def add(self, layer: layers.Layer, module: torch.nn.Module) -> None:
        """The nodes of one layer."""
        match layer:
            case layers.Conv() | layers.Dense():
                self._product(layer, module)
            case layers.Pool():
                tile = [layer.size, layer.size]
                self._node("MaxPool", "max", kernel_shape=tile, strides=tile)
            case layers.Norm():
                self._norm(module)
            case layers.Sign():
                positive = self._node("GreaterOrEqual", "positive", self._zero)
                self.value = self.graph.node(
                    "Where", self._named("sign"), [positive, self._plus_one, self._minus_one]
                )
            case layers.Flatten():
                name = self._named("vector") if self._products else "pixels"
                self.value = self.graph.node("Flatten", name, [self.value], axis=1)
            case layers.Scores():
                offset = self.graph.constant("score_offset", score_offsets(module))
                self.value = self.graph.node("Add", "scores", [self.value, offset])

    def _named(self, label: str) -> str:
        return f"layer{self._products}.{label}"

    def _node(self, operator: str, label: str, *others: str, **attributes) -> str:
        """A node that makes the next value from this one and `others`."""
        inputs = [self.value, *others]
        self.value = self.graph.node(operator, self._named(label), inputs, **attributes)
        return self.value

    def _product(self, layer: layers.Conv | layers.Dense, module: modules.Product) -> None:
        self._products += 1
        stored = self.graph.constant(self._named("weight_int8"), binary_weights(module.latent))
        weight = self.graph.node(
            "DequantizeLinear",
            self._named("weight"),
            [stored, self._weight_scale, self._weight_zero_point],
        )
        self._node("Conv" if isinstance(layer, layers.Conv) else "MatMul", "sum", weight)

    def _norm(self, module: modules.Norm) -> None:
        parameters = (
            ("gain", module.weight),
            ("bias", module.bias),
            ("mean", module.running_mean),
            ("variance", module.running_var),
        )
        constants = [
            self.graph.constant(self._named(label), part.detach().numpy())
            for label, part in parameters
        ]
        self._node("BatchNormalization", "norm", *constants, epsilon=module.eps)


def build(model: BinaryNetwork, recipe: Recipe, training: str) -> onnx.ModelProto:
    """The inference graph. `training` is one line on how the network came to be."""
    if float(model.scores.scale) <= 0:
        raise ValueError("the network's output scale is not positive")
    writer = NetworkWriter()
    for layer, module in zip(recipe.layers, model.layers):
        writer.add(layer, module)
    height, width, channels = recipe.image
    classes = layers.shapes(recipe.image, recipe.layers)[-1][2]
    image, scores = ["batch", channels, height, width], ["batch", classes]
    graph = helper.make_graph(
        writer.graph.nodes,
        recipe.name,
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, image)],
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, scores)],
        writer.graph.initializers,
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
            # What a pixel was in training: x = scale * p + offset.
            "scbnn.input.scale": "2/255",
            "scbnn.input.offset": "-1",
        },
    )
    return result
