#!/usr/bin/python3
"""Prints the known answers of golden_test.cpp, from docs/encoders.md and docs/arithmetic.md alone.

Plain Python integers, one step of a shift register after the other. Run it to check the tables in
the test: tests/unit/models_known_answers.py
"""

from fractions import Fraction
from math import ceil

TAPS = {
    8: (8, 6, 5, 4),
    9: (9, 5),
    12: (12, 6, 4, 1),
    16: (16, 15, 13, 4),
    20: (20, 17),
}


def step(width, state):
    """One shift to the left."""
    feedback = 0
    for tap in TAPS[width]:
        feedback ^= (state >> (tap - 1)) & 1
    return ((state << 1) | feedback) % (1 << width)


def sample_states(width):
    """a(0), a(1), ...: the states at every eighth step from state 1."""
    state = 1
    while True:
        yield state
        for _ in range(8):
            state = step(width, state)


def start_states(width, lanes, seed):
    """Where each lane starts an image."""
    distance = ((1 << width) - 1) // lanes
    states = {}
    for n, state in enumerate(sample_states(width)):
        if n % distance == 0 and n // distance < lanes:
            states[n // distance] = state
        if len(states) == lanes:
            break
    return [(states[lane] ^ (seed % (1 << width))) or 1 for lane in range(lanes)]


def random_values(width, lanes, seed, presentations, pixels):
    """r of every presentation and pixel, [t][i]."""
    states = start_states(width, lanes, seed)
    values = [[0] * pixels for _ in range(presentations)]
    for i in range(pixels):
        for t in range(presentations):
            values[t][i] = states[i % lanes] & 0xFF
            for _ in range(8):
                states[i % lanes] = step(width, states[i % lanes])
    return values


class Numbers:
    """A plain source of small numbers: x -> 1103515245 x + 12345 mod 2^31, upper bits."""

    def __init__(self, seed):
        self.state = seed

    def below(self, limit):
        self.state = (1103515245 * self.state + 12345) % (1 << 31)
        return (self.state >> 8) % limit


def tiny_network(sizes, seed):
    """Layers of (weights [j][i] in 0/1, thresholds as fractions) and the scores' gains, offsets."""
    numbers = Numbers(seed)
    layers = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        weights = [[numbers.below(2) for _ in range(inputs)] for _ in range(outputs)]
        thresholds = []
        if outputs != sizes[-1]:
            for _ in range(outputs):
                denominator = 1 + numbers.below(7)
                middle = inputs * denominator // 2
                numerator = middle - 2 * denominator + numbers.below(4 * denominator + 1)
                thresholds.append(Fraction(numerator, denominator))
        layers.append((weights, thresholds))
    gains = [1 + numbers.below(3) for _ in range(sizes[-1])]
    offsets = [numbers.below(9) - 4 for _ in range(sizes[-1])]
    pixels = [numbers.below(256) for _ in range(sizes[0])]
    return layers, gains, offsets, pixels


def scores(network, presentations, encoder):
    """Class scores; `presentations` None is 8-bit input."""
    layers, gains, offsets, pixels = network
    weights, thresholds = layers[0]
    if presentations is None:
        sums = [sum((1 if w else -1) * p for w, p in zip(row, pixels)) for row in weights]
        # ceil(255 (tau + sum w) / 2) with tau = 2 u - N
        thetas = [
            ceil(255 * (2 * u - len(row) + sum(1 if w else -1 for w in row)) / 2)
            for u, row in zip(thresholds, weights)
        ]
    else:
        r = random_values(*encoder, presentations, len(pixels))
        at_least = encoder[0] == 8
        bits = [
            [int(p >= v if at_least else p > v) for p, v in zip(pixels, values)] for values in r
        ]
        sums = [sum(sum(w == x for w, x in zip(row, x_t)) for x_t in bits) for row in weights]
        thetas = [ceil(presentations * u) for u in thresholds]
    activations = [int(s >= theta) for s, theta in zip(sums, thetas)]
    for weights, thresholds in layers[1:-1]:
        counts = [sum(w == a for w, a in zip(row, activations)) for row in weights]
        activations = [int(c >= ceil(u)) for c, u in zip(counts, thresholds)]
    counts = [sum(w == a for w, a in zip(row, activations)) for row in layers[-1][0]]
    return [gain * count + offset for gain, count, offset in zip(gains, counts, offsets)]


def main():
    for width, lanes, seed in ((8, 16, 0), (8, 3, 0x1A5), (9, 4, 0), (12, 5, 7), (16, 16, 0xACE1), (20, 2, 0)):
        states = start_states(width, lanes, seed)
        print(f"start states, width {width}, {lanes} lanes, seed {seed}: {states}")
        values = random_values(width, lanes, seed, 2, 2 * lanes + 1)
        print(f"  r(0): {values[0]}\n  r(1): {values[1]}")
    sizes, seed = (37, 13, 9, 4), 11
    network = tiny_network(sizes, seed)
    print(f"network {sizes}, seed {seed}")
    for presentations, encoder in ((1, (8, 16, 0)), (4, (8, 16, 0)), (7, (9, 4, 0)), (255, (8, 3, 421)), (16, (16, 16, 44257))):
        print(f"  T {presentations}, encoder {encoder}: {scores(network, presentations, encoder)}")
    print(f"  8-bit input: {scores(network, None, None)}")


if __name__ == "__main__":
    main()
