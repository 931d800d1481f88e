#!/usr/bin/python3
"""Evaluates an ONNX graph node by node in float32 and keeps every intermediate tensor.

Independent of the C++ importer: it reads the file with the onnx package and computes each node with
one NumPy or PyTorch operation, batch norm in the order that the ONNX standard writes down.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

import onnx_maps


class EvaluationError(Exception):
    """The graph cannot be evaluated; the message names the node."""


Attributes = dict[str, object]
Operation = Callable[[list, Attributes], np.ndarray]


def _flatten(inputs: list, attributes: Attributes) -> np.ndarray:
    axis = attributes.get("axis", 1)
    shape = inputs[0].shape
    return inputs[0].reshape(int(np.prod(shape[:axis])), -1)


def _reshape(inputs: list, attributes: Attributes) -> np.ndarray:
    data, shape = inputs
    if attributes.get("allowzero", 0):
        return data.reshape(shape)
    return data.reshape([data.shape[i] if size == 0 else size for i, size in enumerate(shape)])


def _matmul(inputs: list, attributes: Attributes) -> np.ndarray:
    left, right = (torch.from_numpy(np.ascontiguousarray(value)) for value in inputs)
    return torch.matmul(left, right).numpy()


def _gemm(inputs: list, attributes: Attributes) -> np.ndarray:
    left = inputs[0].T if attributes.get("transA", 0) else inputs[0]
    right = inputs[1].T if attributes.get("transB", 0) else inputs[1]
    result = np.float32(attributes.get("alpha", 1.0)) * _matmul([left, right], {})
    if len(inputs) > 2:
        result = result + np.float32(attributes.get("beta", 1.0)) * inputs[2]
    return result


def _batch_normalization(inputs: list, attributes: Attributes) -> np.ndarray:
    value = inputs[0]
    per_channel = (1, -1) + (1,) * (value.ndim - 2)
    gain, bias, mean, variance = (part.reshape(per_channel) for part in inputs[1:5])
    epsilon = np.float32(attributes.get("epsilon", 1e-5))
    return (value - mean) / np.sqrt(variance + epsilon) * gain + bias


def _dequantize_linear(inputs: list, attributes: Attributes) -> np.ndarray:
    value, scale = inputs[:2]
    zero_point = inputs[2] if len(inputs) > 2 else np.zeros((), value.dtype)
    if scale.ndim == 1:
        axis = attributes.get("axis", 1) % value.ndim
        shape = [-1 if i == axis else 1 for i in range(value.ndim)]
        scale, zero_point = scale.reshape(shape), np.reshape(zero_point, shape)
    return (value.astype(np.int32) - zero_point.astype(np.int32)).astype(np.float32) * scale


def _constant(inputs: list, attributes: Attributes) -> np.ndarray:
    (value,) = attributes.values()
    if isinstance(value, onnx.TensorProto):
        return numpy_helper.to_array(value)
    return np.asarray(
        value, np.int64 if isinstance(np.ravel(value)[0], (int, np.integer)) else np.float32
    )


def _cast(inputs: list, attributes: Attributes) -> np.ndarray:
    return inputs[0].astype(onnx.mapping.TENSOR_TYPE_TO_NP_TYPE[attributes["to"]])


def _clip(inputs: list, attributes: Attributes) -> np.ndarray:
    bounds = (inputs[1:] + [None, None])[:2]
    low = bounds[0] if bounds[0] is not None else attributes.get("min")
    high = bounds[1] if bounds[1] is not None else attributes.get("max")
    return inputs[0] if low is None and high is None else np.clip(inputs[0], low, high)


OPERATIONS: dict[str, Operation] = {
    **onnx_maps.OPERATIONS,
    "Add": lambda inputs, _: inputs[0] + inputs[1],
    "BatchNormalization": _batch_normalization,
    "Cast": _cast,
    "Clip": _clip,
    "Constant": _constant,
    "DequantizeLinear": _dequantize_linear,
    "Div": lambda inputs, _: inputs[0] / inputs[1],
    "Flatten": _flatten,
    "Gemm": _gemm,
    "GreaterOrEqual": lambda inputs, _: inputs[0] >= inputs[1],
    "Identity": lambda inputs, _: inputs[0],
    "MatMul": _matmul,
    "Mul": lambda inputs, _: inputs[0] * inputs[1],
    "Reshape": _reshape,
    "Sign": lambda inputs, _: np.sign(inputs[0]),
    "Sub": lambda inputs, _: inputs[0] - inputs[1],
    "Where": lambda inputs, _: np.where(*inputs),
}


def graph_inputs(model: onnx.ModelProto) -> list[str]:
    """Names of the inputs that have no initializer."""
    initializers = {tensor.name for tensor in model.graph.initializer}
    return [value.name for value in model.graph.input if value.name not in initializers]


def evaluate_model(
    model: onnx.ModelProto, inputs: np.ndarray | dict[str, np.ndarray]
) -> dict[str, np.ndarray]:
    """Every tensor that a node computes, by name, in graph order. See `evaluate`."""
    names = graph_inputs(model)
    if not isinstance(inputs, dict):
        if len(names) != 1:
            raise EvaluationError(f"the graph has {len(names)} inputs {names}, one array was given")
        inputs = {names[0]: inputs}
    if missing := set(names) - set(inputs):
        raise EvaluationError(f"no value for the graph inputs {sorted(missing)}")
    known = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    known.update(inputs)
    computed = {}
    for node in model.graph.node:
        label = f"node '{node.name or node.output[0]}' ({node.op_type})"
        operation = OPERATIONS.get(node.op_type)
        if operation is None or node.domain not in ("", "ai.onnx"):
            raise EvaluationError(
                f"{label}: unsupported operator; known are {', '.join(sorted(OPERATIONS))}"
            )
        attributes = {part.name: onnx.helper.get_attribute_value(part) for part in node.attribute}
        try:
            values = [known[name] if name else None for name in node.input]
            result = np.asarray(operation(values, attributes))
        except (KeyError, ValueError, TypeError, RuntimeError) as error:
            raise EvaluationError(f"{label}: {error}") from error
        known[node.output[0]] = computed[node.output[0]] = result
    return computed


def evaluate(
    model_path: str | Path, inputs: np.ndarray | dict[str, np.ndarray]
) -> dict[str, np.ndarray]:
    """Every tensor that a node of the graph computes, by tensor name, in graph order.

    `inputs` is the array of the one graph input (float32 [n, 1, 28, 28] for the shipped networks)
    or a dictionary by input name. The graph's outputs are among the results.
    """
    return evaluate_model(onnx.load(str(model_path)), inputs)


def parse_arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", type=Path, help="ONNX file")
    parser.add_argument(
        "inputs", type=Path, help="float32 array [n, ...] for the graph's one input, .npy"
    )
    parser.add_argument(
        "--out", type=Path, required=True, help="every computed tensor by name, .npz"
    )
    parser.add_argument(
        "--only", action="append", metavar="TENSOR", help="keep only this tensor (repeatable)"
    )
    return parser.parse_args()


def main() -> int:
    """Exit status 0, or 2 for bad input."""
    arguments = parse_arguments()
    try:
        results = evaluate(arguments.model, np.load(arguments.inputs))
        if unknown := set(arguments.only or ()) - set(results):
            raise EvaluationError(
                f"no tensor {sorted(unknown)}; the graph computes {', '.join(results)}"
            )
        np.savez(arguments.out, **{name: results[name] for name in arguments.only or results})
    except Exception as error:  # onnx reports a broken file by protobuf's own exception types
        print(f"onnx_eval.py: {arguments.model}: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
