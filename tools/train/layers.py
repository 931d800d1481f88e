"""The layers that a recipe lists, as types; `modules.py` trains them, `export.py` writes them.

Shapes are [height, width, channels], and a vector is a 1 x 1 map.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

Shape = tuple[int, int, int]


@dataclass(frozen=True)
class Conv:
    """Binary products of `channels` kernels with every window of a map; no padding, stride 1."""

    channels: int
    kernel: int = 3

    def output(self, shape: Shape) -> Shape:
        """What becomes of a map of this shape; so for every layer."""
        height, width, _ = shape
        if min(height, width) < self.kernel:
            raise ValueError(f"a {self.kernel}x{self.kernel} kernel does not fit {height}x{width}")
        return height - self.kernel + 1, width - self.kernel + 1, self.channels

    def weights(self, shape: Shape) -> tuple[int, ...]:
        """The shape of the latent weights over a map: [channels, ky, kx, c]."""
        return self.channels, self.kernel, self.kernel, shape[2]

    def synapses(self, shape: Shape) -> int:
        """Products in one sum."""
        return self.kernel**2 * shape[2]


@dataclass(frozen=True)
class Dense:
    """Binary products of every output with a whole vector."""

    outputs: int

    def output(self, shape: Shape) -> Shape:
        if shape[:2] != (1, 1):
            raise ValueError(f"a dense layer takes a vector, not a map of {shape}: Flatten it")
        return 1, 1, self.outputs

    def weights(self, shape: Shape) -> tuple[int, ...]:
        """[inputs, outputs]"""
        return shape[2], self.outputs

    def synapses(self, shape: Shape) -> int:
        return shape[2]


@dataclass(frozen=True)
class Pool:
    """The maximum over tiles of `size` x `size`; what does not fill a tile falls off."""

    size: int = 2

    def output(self, shape: Shape) -> Shape:
        return shape[0] // self.size, shape[1] // self.size, shape[2]


@dataclass(frozen=True)
class Norm:
    """Batch norm of every channel."""

    def output(self, shape: Shape) -> Shape:
        return shape


@dataclass(frozen=True)
class Sign:
    """+1 where the value is at least 0, else -1."""

    def output(self, shape: Shape) -> Shape:
        return shape


@dataclass(frozen=True)
class Flatten:
    """A map as a vector, channel by channel, as ONNX and PyTorch order it."""

    def output(self, shape: Shape) -> Shape:
        return 1, 1, math.prod(shape)


@dataclass(frozen=True)
class Scores:
    """One scale for all classes times the sum, plus a bias per class."""

    def output(self, shape: Shape) -> Shape:
        return shape


Layer = Conv | Dense | Pool | Norm | Sign | Flatten | Scores


def shapes(image: Shape, layers: tuple[Layer, ...]) -> list[Shape]:
    """What enters each layer, and what leaves the last one."""
    found = [image]
    for layer in layers:
        found.append(layer.output(found[-1]))
    return found


def has_maps(network: tuple[Layer, ...]) -> bool:
    """Whether anything but a perceptron."""
    return any(isinstance(layer, Conv) for layer in network)


def weights(image: Shape, network: tuple[Layer, ...]) -> int:
    """Weights of the whole network."""
    return sum(
        math.prod(layer.weights(shape))
        for layer, shape in zip(network, shapes(image, network))
        if isinstance(layer, Conv | Dense)
    )


def multiply_adds(image: Shape, network: tuple[Layer, ...]) -> int:
    """Products that one image takes."""
    return sum(
        layer.synapses(shape) * math.prod(layer.output(shape))
        for layer, shape in zip(network, shapes(image, network))
        if isinstance(layer, Conv | Dense)
    )


def summary(image: Shape, network: tuple[Layer, ...]) -> str:
    """784-96-96-10, or 32x32x3, conv 64-64-pool-128-128, dense 512-10."""
    maps, dense = [], []
    for layer in network:
        match layer:
            case Conv(channels, 3):
                maps.append(str(channels))
            case Conv(channels, kernel):
                maps.append(f"{channels} ({kernel}x{kernel})")
            case Pool():
                maps.append("pool")
            case Dense(outputs):
                dense.append(str(outputs))
    if not maps:
        return "-".join([str(math.prod(image)), *dense])
    return f"{'x'.join(map(str, image))}, conv {'-'.join(maps)}, dense {'-'.join(dense)}"
