"""Errors of the weights while training: every image goes through a chip of its own.

A chip whose weights are inverted at a rate p turns the sum z = sum_i w_i x_i into one with mean
(1 - 2p) z and variance 4 p (1 - p) sum_i x_i^2. Of hundreds of products that is a normal
distribution, so that the sum is drawn in place of the weights: one number a neuron and image, with
the gradient that the mean over all chips has. One set of inverted weights for a whole batch would
be cheaper to say, but batch norm would take the shift that it puts on a neuron out again, and on a
chip, whose thresholds are fixed, it stays.
"""

from __future__ import annotations

import torch


class WeightErrors:
    """Draws one of the rates for each image, then the errors of each sum."""

    def __init__(self, rates: tuple[float, ...], seed: int, device: torch.device) -> None:
        self._generator = torch.Generator(device=device).manual_seed(seed)
        self._rates = torch.tensor(rates, device=device)
        self._rate = self._rates[:0, None]

    def start(self, images: int) -> None:
        """A new batch: a rate for each of its images, the same in all layers."""
        chosen = torch.randint(
            len(self._rates), (images, 1), generator=self._generator, device=self._rates.device
        )
        self._rate = self._rates[chosen]

    def apply(self, sums: torch.Tensor, energy: torch.Tensor) -> torch.Tensor:
        """The sums [n, outputs, ...] as chips with errors give them; `energy` is sum_i x_i^2."""
        noise = torch.randn(sums.shape, generator=self._generator, device=sums.device)
        rate = self._rate.reshape(-1, *[1] * (sums.ndim - 1))
        deviation = (4 * rate * (1 - rate) * energy).sqrt()
        return torch.addcmul((1 - 2 * rate) * sums, deviation, noise)

    def state(self) -> torch.Tensor:
        """What `restore` goes on from, between two batches."""
        return self._generator.get_state()

    def restore(self, state: torch.Tensor) -> None:
        """Goes on as the errors did whose state this is."""
        self._generator.set_state(state.cpu())
