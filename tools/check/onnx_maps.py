"""ONNX operators on maps [n, channels, height, width] and signals [n, channels, length]."""

from __future__ import annotations

import itertools

import numpy as np
import torch

Attributes = dict[str, object]


def _padding(attributes: Attributes, axes: int) -> list[tuple[int, int]]:
    """Before and after, for every spatial axis."""
    if attributes.get("auto_pad", b"NOTSET") not in (b"NOTSET", b"VALID"):
        raise ValueError("auto_pad is not supported; write pads")
    pads = attributes.get("pads", [0] * 2 * axes)
    return list(zip(pads[:axes], pads[axes:]))


def _padded(value: np.ndarray, padding: list[tuple[int, int]], fill: float) -> np.ndarray:
    if not any(map(any, padding)):
        return value
    return np.pad(value, [(0, 0), (0, 0), *padding], constant_values=np.float32(fill))


def _conv(inputs: list, attributes: Attributes) -> np.ndarray:
    value, weight = inputs[:2]
    axes = value.ndim - 2
    padded = _padded(value, _padding(attributes, axes), 0)
    convolution = (torch.conv1d, torch.conv2d)[axes - 1]
    result = convolution(
        torch.from_numpy(np.ascontiguousarray(padded)),
        torch.from_numpy(np.ascontiguousarray(weight)),
        torch.from_numpy(inputs[2]) if len(inputs) > 2 else None,
        stride=attributes.get("strides", [1] * axes),
        dilation=attributes.get("dilations", [1] * axes),
        groups=attributes.get("group", 1),
    )
    return result.numpy()


def _tiles(value: np.ndarray, attributes: Attributes) -> list[np.ndarray]:
    """For every place of a tile, that element of all tiles of a padded map."""
    kernel = attributes["kernel_shape"]
    if attributes.get("ceil_mode", 0) or max(attributes.get("dilations", [1])) > 1:
        raise ValueError("ceil_mode and dilations are not supported")
    strides = attributes.get("strides", [1] * len(kernel))
    last = [
        (size - tile) // stride * stride
        for size, tile, stride in zip(value.shape[2:], kernel, strides)
    ]
    return [
        value[(..., *(slice(o, o + end + 1, s) for o, end, s in zip(offset, last, strides)))]
        for offset in itertools.product(*map(range, kernel))
    ]


def _max_pool(inputs: list, attributes: Attributes) -> np.ndarray:
    padding = _padding(attributes, inputs[0].ndim - 2)
    result, *others = _tiles(_padded(inputs[0], padding, -np.inf), attributes)
    for other in others:
        result = np.maximum(result, other)
    return result


def _average_pool(inputs: list, attributes: Attributes) -> np.ndarray:
    padding = _padding(attributes, inputs[0].ndim - 2)
    total = sum(_tiles(_padded(inputs[0], padding, 0), attributes))
    if attributes.get("count_include_pad", 0):
        return total / np.float32(np.prod(attributes["kernel_shape"]))
    ones = np.ones((1, 1, *inputs[0].shape[2:]), np.float32)
    return total / sum(_tiles(_padded(ones, padding, 0), attributes))


def _global_average_pool(inputs: list, _: Attributes) -> np.ndarray:
    return inputs[0].mean(axis=tuple(range(2, inputs[0].ndim)), keepdims=True, dtype=np.float32)


def _pad(inputs: list, attributes: Attributes) -> np.ndarray:
    if attributes.get("mode", b"constant") != b"constant" or len(inputs) > 3:
        raise ValueError("only mode constant, on all axes, is supported")
    value, pads = inputs[:2]
    fill = inputs[2] if len(inputs) > 2 and inputs[2] is not None else np.float32(0)
    widths = list(zip(pads[: value.ndim], pads[value.ndim :]))
    return np.pad(value, widths, constant_values=fill)


def _transpose(inputs: list, attributes: Attributes) -> np.ndarray:
    return inputs[0].transpose(attributes.get("perm"))


OPERATIONS = {
    "AveragePool": _average_pool,
    "Conv": _conv,
    "GlobalAveragePool": _global_average_pool,
    "MaxPool": _max_pool,
    "Pad": _pad,
    "Transpose": _transpose,
}
