"""Perceptron with binary weights and activations, trained by straight-through gradients."""

from __future__ import annotations

import torch
from torch import nn

from errors import WeightErrors


def sign(value: torch.Tensor) -> torch.Tensor:
    """+1 where value >= 0, else -1. Adding +0.0 turns -0.0 into +0.0 for copysign."""
    return torch.copysign(torch.ones((), device=value.device), value + 0.0)


class _SignWeight(torch.autograd.Function):
    """The sign; the gradient passes unchanged (latent weights are clipped instead)."""

    @staticmethod
    def forward(ctx, latent: torch.Tensor) -> torch.Tensor:
        return sign(latent)

    @staticmethod
    def backward(ctx, gradient: torch.Tensor) -> torch.Tensor:
        return gradient


class _SignActivation(torch.autograd.Function):
    """The sign; the gradient passes where |value| <= 1."""

    @staticmethod
    def forward(ctx, value: torch.Tensor) -> torch.Tensor:
        ctx.save_for_backward(value)
        return sign(value)

    @staticmethod
    def backward(ctx, gradient: torch.Tensor) -> torch.Tensor:
        (value,) = ctx.saved_tensors
        return gradient * (value.abs() <= 1)


class BinaryMlp(nn.Module):
    """`sizes` = inputs, hidden layers ..., classes. Latent weights: [inputs, outputs], in [-1, 1].

    A hidden layer is product, batch norm, sign. The scores are scale * product + bias with one
    scale for all classes, so that the class is decided by product + bias / scale.
    """

    def __init__(self, sizes: tuple[int, ...], generator: torch.Generator) -> None:
        super().__init__()
        pairs = list(zip(sizes, sizes[1:]))
        self.latent = nn.ParameterList(
            nn.Parameter((2 * torch.rand(pair, generator=generator) - 1) * 0.1) for pair in pairs
        )
        self.norm = nn.ModuleList(nn.BatchNorm1d(outputs) for _, outputs in pairs[:-1])
        self.scale = nn.Parameter(torch.tensor(sizes[-2] ** -0.5))
        self.bias = nn.Parameter(torch.zeros(sizes[-1]))

    def forward(self, x: torch.Tensor, errors: WeightErrors | None = None) -> torch.Tensor:
        """float [n, inputs] -> scores float [n, classes], with these errors in the weights."""
        if errors:
            errors.start(len(x))
        for latent, norm in zip(self.latent, self.norm):
            x = _SignActivation.apply(norm(_product(x, latent, errors)))
        return self.scale * _product(x, self.latent[-1], errors) + self.bias


def _product(x: torch.Tensor, latent: torch.Tensor, errors: WeightErrors | None) -> torch.Tensor:
    sums = x @ _SignWeight.apply(latent)
    return errors.apply(sums, x) if errors else sums
