"""A network with binary weights and activations, trained by straight-through gradients."""

from __future__ import annotations

import torch
from torch import nn

import modules
from errors import WeightErrors
from layers import Layer, Shape


class BinaryNetwork(nn.Module):
    """The layers of a recipe, from images [height, width, channels] to scores.

    Between the layers a map is [n, channels, height, width] for PyTorch, channel last in memory.
    `precision` is that of the sums.
    """

    def __init__(
        self,
        image: Shape,
        layers: tuple[Layer, ...],
        generator: torch.Generator,
        precision: torch.dtype = torch.float32,
    ) -> None:
        super().__init__()
        self.image = image
        self.layers = modules.build(image, layers, generator)
        self.precision = precision

    def of_type(self, kind: type) -> list:
        """The modules of one type, in order."""
        return [module for module in self.layers if isinstance(module, kind)]

    @property
    def products(self) -> list[modules.Product]:
        return self.of_type(modules.Product)

    @property
    def norms(self) -> list[modules.Norm]:
        return self.of_type(modules.Norm)

    @property
    def scores(self) -> modules.Scores:
        return self.layers[-1]

    @property
    def device(self) -> torch.device:
        return self.scores.bias.device

    def forward(self, x: torch.Tensor, errors: WeightErrors | None = None) -> torch.Tensor:
        """float [n, pixels] -> scores float [n, classes], with these errors in the weights."""
        if errors:
            errors.start(len(x))
        for product in self.products:
            product.errors = errors
        x = x.to(self.precision).reshape(len(x), *self.image).permute(0, 3, 1, 2)
        for layer in self.layers:
            x = layer(x)
        return x
