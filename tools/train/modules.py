"""The layers of layers.py while they train."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

import layers
from errors import WeightErrors
from layers import Layer, Shape
from signs import SignActivation, SignWeight


class Product(nn.Module):
    """Sums over binary weights; the latent ones lie in [-1, 1]. `errors` disturbs the sums."""

    def __init__(self, layer: layers.Conv | layers.Dense, shape: Shape, generator) -> None:
        super().__init__()
        size = layer.weights(shape)
        self.latent = nn.Parameter((2 * torch.rand(size, generator=generator) - 1) * 0.1)
        self.errors: WeightErrors | None = None

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        sums = self.sums(x, SignWeight.apply(self.latent).to(x.dtype))
        return self.errors.apply(sums, self.energy(x.detach())) if self.errors else sums


class Dense(Product):
    """[n, inputs] -> [n, outputs]"""

    def sums(self, x: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
        return x @ weight

    def energy(self, x: torch.Tensor) -> torch.Tensor:
        """The sum of squares that enters each sum."""
        return x.square().sum(1, keepdim=True)


class Conv(Product):
    """[n, channels, height, width], channel last in memory, as are the weights"""

    def sums(self, x: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
        return functional.conv2d(x, weight.permute(0, 3, 1, 2))

    def energy(self, x: torch.Tensor) -> torch.Tensor:
        window = torch.ones(1, 1, *self.latent.shape[1:3], dtype=x.dtype, device=x.device)
        return functional.conv2d(x.square().sum(1, keepdim=True), window)


class Norm(nn.BatchNorm2d):
    """Of maps and of vectors alike."""

    def _check_input_dim(self, x: torch.Tensor) -> None:
        pass


class Sign(nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return SignActivation.apply(x)


class Scores(nn.Module):
    """The class is decided by sum + bias / scale."""

    def __init__(self, synapses: int, classes: int) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.tensor(synapses**-0.5))
        self.bias = nn.Parameter(torch.zeros(classes))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.scale * x.float() + self.bias


def build(image: Shape, network: tuple[Layer, ...], generator: torch.Generator) -> nn.ModuleList:
    """A module for every layer, in order."""
    modules = nn.ModuleList()
    synapses = 0
    for layer, shape in zip(network, layers.shapes(image, network)):
        match layer:
            case layers.Conv():
                modules.append(Conv(layer, shape, generator))
                synapses = layer.synapses(shape)
            case layers.Dense():
                modules.append(Dense(layer, shape, generator))
                synapses = layer.synapses(shape)
            case layers.Pool():
                modules.append(nn.MaxPool2d(layer.size))
            case layers.Norm():
                modules.append(Norm(shape[2]))
            case layers.Sign():
                modules.append(Sign())
            case layers.Flatten():
                modules.append(nn.Flatten())
            case layers.Scores():
                modules.append(Scores(synapses, shape[2]))
    return modules
