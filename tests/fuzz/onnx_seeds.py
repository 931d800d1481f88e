#!/usr/bin/python3
"""Writes small ONNX models into a folder: where the fuzzer of the ONNX reader starts from.

Each uses another part of what import supports, so that mutations reach all of it.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

INPUTS, HIDDEN, CLASSES = 6, 4, 3
RANDOM = np.random.default_rng(1906)


def signs(*shape: int) -> np.ndarray:
    """Random -1 and +1."""
    return RANDOM.choice([-1.0, 1.0], shape).astype(np.float32)


def model(nodes: list[NodeProto], constants: dict[str, np.ndarray], dims: list[int], opset: int) -> ModelProto:
    """A model from the input `image` of [batch, *dims] to the output `scores`."""
    graph = helper.make_graph(
        nodes,
        "seed",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["batch", *dims])],
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["batch", CLASSES])],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()],
    )
    result = helper.make_model(graph, ir_version=7, opset_imports=[helper.make_opsetid("", opset)])
    helper.set_model_props(result, {"scbnn.input": "stochastic"})
    return result


def batch_norm() -> dict[str, np.ndarray]:
    """Parameters for HIDDEN channels, a negative and a zero gain among them."""
    return {
        "gain": np.float32([1, -0.5, 0, 1e-30]),
        "bias": np.float32([0.1, 0, -1, 3]),
        "mean": np.float32([2, -1, 0, 1e30]),
        "variance": np.float32([4, 0, 1e-40, 9]),
    }


def norm_node(source: str, target: str) -> NodeProto:
    """The batch norm with those parameters."""
    return helper.make_node("BatchNormalization", [source, *batch_norm()], [target], epsilon=1e-5)


def trainer_graph() -> ModelProto:
    """The node structure of the shipped networks."""
    make = helper.make_node
    nodes = [
        make("Flatten", ["image"], ["flat"]),
        make("DequantizeLinear", ["w1", "scale", "zero"], ["weight1"]),
        make("MatMul", ["flat", "weight1"], ["sum1"]),
        norm_node("sum1", "norm1"),
        make("GreaterOrEqual", ["norm1", "limit"], ["on"]),
        make("Where", ["on", "plus", "minus"], ["act"]),
        make("MatMul", ["act", "w2"], ["sum2"]),
        make("Add", ["sum2", "offset"], ["scores"]),
    ]
    constants = {
        "w1": signs(INPUTS, HIDDEN).astype(np.int8), "scale": np.float32(1), "zero": np.int8(0),
        "w2": signs(HIDDEN, CLASSES), "offset": np.float32([2, -4, 0]),
        "limit": np.float32(0), "plus": np.float32(1), "minus": np.float32(-1), **batch_norm(),
    }
    return model(nodes, constants, [1, 2, 3], 13)


def linear_graph() -> ModelProto:
    """Gemm, Sign of latent weights, Clip, scaled activations, a batch norm at the end."""
    make = helper.make_node
    nodes = [
        make("Reshape", ["image", "shape"], ["flat"]),
        make("Sign", ["latent"], ["w1"]),
        make("Gemm", ["flat", "w1", "c"], ["sum1"], alpha=0.5, beta=-2.0, transB=1),
        make("Clip", ["sum1", "minus", "plus"], ["clipped"]),
        make("Sign", ["clipped"], ["act"]),
        make("Mul", ["act", "plus"], ["scaled"]),
        make("Transpose", ["w2t"], ["w2"]),
        make("MatMul", ["scaled", "w2"], ["sum2"]),
        make("BatchNormalization", ["sum2", "g", "b", "m", "v"], ["scores"]),
    ]
    constants = {
        "shape": np.int64([-1, INPUTS]), "latent": RANDOM.normal(size=(HIDDEN, INPUTS)).astype(np.float32),
        "c": np.float32([1, 2, 3, 4]), "plus": np.float32(2), "minus": np.float32(-1),
        "w2t": 0.25 * signs(CLASSES, HIDDEN), "g": np.float32([1, 2, -3]), "b": np.float32([0, 0.5, 1]),
        "m": np.float32([0, 1, 2]), "v": np.float32([1, 2, 3]),
    }
    return model(nodes, constants, [2, 3], 15)


def arithmetic_graph() -> ModelProto:
    """Constant nodes, folded arithmetic, Not, Cast, activations 0 and 1, a scale for each output."""
    make = helper.make_node
    nodes = [
        make("Constant", [], ["half"], value_float=0.5),
        make("Identity", ["image"], ["flat"]),
        make("DequantizeLinear", ["w1", "scales"], ["weight1"], axis=1),
        make("MatMul", ["flat", "weight1"], ["sum1"]),
        make("Sub", ["half", "sum1"], ["a"]),
        make("Div", ["a", "divisors"], ["b"]),
        make("Neg", ["b"], ["c"]),
        make("LessOrEqual", ["c", "half"], ["off"]),
        make("Not", ["off"], ["on"]),
        make("Cast", ["on"], ["act"], to=TensorProto.FLOAT),
        make("Mul", ["w2", "half"], ["weight2"]),
        make("MatMul", ["act", "weight2"], ["sum2"]),
        make("Mul", ["sum2", "gains"], ["scores"]),
    ]
    constants = {
        "w1": signs(INPUTS, HIDDEN).astype(np.int8), "scales": np.float32([1, 2, 0.5, 3]),
        "divisors": np.float32([1, -2, 3, 1e-20]), "w2": signs(HIDDEN, CLASSES),
        "gains": np.float32([1, -2, 0.3]),
    }
    return model(nodes, constants, [INPUTS], 13)


def map_graph() -> ModelProto:
    """Convolutions in groups, a border, pools of sums and of bits."""
    make = helper.make_node
    nodes = [
        make("Pad", ["image", "widths", "minus"], ["padded"]),
        make("Conv", ["padded", "w1"], ["sum1"], strides=[1, 2]),
        make("MaxPool", ["sum1"], ["max1"], kernel_shape=[2, 2], pads=[0, 1, 1, 0]),
        norm_node("max1", "norm1"),
        make("Sign", ["norm1"], ["act1"]),
        make("Conv", ["act1", "w2", "c"], ["sum2"], group=2, pads=[1, 1, 1, 1]),
        make("Mul", ["sum2", "factors"], ["scaled"]),
        make("Greater", ["scaled", "zero"], ["on"]),
        make("Where", ["on", "zero", "minus"], ["act2"]),
        make("MaxPool", ["act2"], ["max2"], kernel_shape=[2, 1], strides=[2, 1]),
        make("Flatten", ["max2"], ["flat"]),
        make("MatMul", ["flat", "w3"], ["scores"]),
    ]
    constants = {
        "widths": np.int64([0, 0, 1, 1, 0, 0, 0, 1]), "minus": np.float32(-1), "zero": np.float32(0),
        "w1": signs(HIDDEN, 2, 2, 2), "w2": signs(4, 2, 3, 3), "c": np.float32([0, 1, -2, 0.5]),
        "factors": np.float32([1, -2, 0, 3]).reshape(4, 1, 1), "w3": signs(24, CLASSES), **batch_norm(),
    }
    return model(nodes, constants, [2, 4, 5], 13)


def main() -> int:
    """Writes into the folder that the command line names."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for make in (trainer_graph, linear_graph, arithmetic_graph, map_graph):
        (folder / f"{make.__name__}.onnx").write_bytes(make().SerializeToString(deterministic=True))
    return 0


if __name__ == "__main__":
    sys.exit(main())
