"""The sign, with the gradients that training uses in place of its own, which is 0."""

from __future__ import annotations

import torch


def sign(value: torch.Tensor) -> torch.Tensor:
    """+1 where value >= 0, else -1. Adding +0.0 turns -0.0 into +0.0 for copysign."""
    return torch.copysign(torch.ones((), dtype=value.dtype, device=value.device), value + 0.0)


class SignWeight(torch.autograd.Function):
    """The sign; the gradient passes unchanged (latent weights are clipped instead)."""

    @staticmethod
    def forward(ctx, latent: torch.Tensor) -> torch.Tensor:
        return sign(latent)

    @staticmethod
    def backward(ctx, gradient: torch.Tensor) -> torch.Tensor:
        return gradient


class SignActivation(torch.autograd.Function):
    """The sign; the gradient passes where |value| <= 1."""

    @staticmethod
    def forward(ctx, value: torch.Tensor) -> torch.Tensor:
        ctx.save_for_backward(value)
        return sign(value)

    @staticmethod
    def backward(ctx, gradient: torch.Tensor) -> torch.Tensor:
        (value,) = ctx.saved_tensors
        # Compares and selects in one vectorized pass: a mask of booleans takes three times as long.
        beyond = 1 + torch.finfo(value.dtype).eps
        return torch.ops.aten.threshold_backward(gradient, value.abs().neg_(), -beyond)
