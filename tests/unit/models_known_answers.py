#!/usr/bin/python3
"""Prints the known answers of docs/encoders.md and of models_golden_test.cpp.

Written from docs/encoders.md and docs/arithmetic.md alone, in plain Python integers and another way
than the models: a shift register is a stream of bits here, a far start a power of x modulo its
polynomial, a Sobol dimension a recurrence of binary fractions. The tests hold the page's tables
equal to what this prints: tests/unit/models_known_answers.py
"""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from zlib import crc32

PIXELS = 784
RAMP = [37 * i % 256 for i in range(PIXELS)]

TAPS = {
    8: (8, 6, 5, 4),
    9: (9, 5),
    12: (12, 6, 4, 1),
    16: (16, 15, 13, 4),
    17: (17, 14),
    20: (20, 17),
    21: (21, 19),
    24: (24, 23, 22, 17),
    28: (28, 25),
    32: (32, 22, 2, 1),
}

# Terms of each dimension's polynomial, without the constant, and its initial numbers m.
SOBOL = (
    ((1,), (1,)),
    ((2, 1), (1, 1)),
    ((3, 1), (1, 3, 1)),
    ((3, 2), (1, 3, 7)),
    ((4, 1), (1, 3, 3, 11)),
    ((4, 3), (1, 3, 5, 15)),
    ((5, 2), (1, 1, 1, 7, 21)),
    ((5, 3), (1, 1, 7, 1, 21)),
    ((5, 3, 2, 1), (1, 1, 3, 13, 15)),
    ((5, 4, 2, 1), (1, 3, 3, 15, 5)),
    ((5, 4, 3, 1), (1, 3, 5, 11, 23)),
    ((5, 4, 3, 2), (1, 3, 1, 3, 9)),
    ((6, 1), (1, 1, 7, 11, 11, 49)),
    ((6, 4, 3, 1), (1, 1, 3, 1, 7, 13)),
    ((6, 5), (1, 1, 7, 5, 25, 3)),
)


@dataclass(frozen=True)
class Encoder:
    kind: str
    width: int = 0
    lanes: int = 0
    seed: int = 0
    stride: int = 0

    def ones(self, pixels, values):
        """The bits of pixels beside their values."""
        if self.kind == "threshold" or (self.kind, self.width) == ("lfsr", 8):
            return [int(p >= r) for p, r in zip(pixels, values)]
        return [int(p > r) for p, r in zip(pixels, values)]


class Register:
    """A shift register as the stream of bits that went in: the state is the newest `width`."""

    def __init__(self, width, state):
        self.width = width
        self.stream = [int(bit) for bit in f"{state:0{width}b}"]

    def run(self, steps):
        for _ in range(steps):
            self.stream.append(sum(self.stream[-k] for k in TAPS[self.width]) % 2)

    def bit(self, k):
        return self.stream[-1 - k]

    def low(self, bits):
        return int("".join(map(str, self.stream[-bits:])), 2)


def power_of_x(exponent, width):
    """x^exponent modulo the polynomial x^W + sum of x^(W-k) over the taps k, as bits."""
    modulus = (1 << width) | sum(1 << (width - k) for k in TAPS[width])

    def reduced(value):
        while value >> width:
            value ^= modulus << (value.bit_length() - 1 - width)
        return value

    result = 1
    for digit in f"{exponent:b}":
        square = sum(1 << (2 * bit) for bit in range(width) if result >> bit & 1)
        result = reduced(square << 1 if digit == "1" else square)
    return result


def state_after(steps, width, start):
    """The state that a register reaches from `start`."""
    # Bit n of the stream is the sum of bits 0..W-1 weighted by x^n; the state is W of them.
    coefficients = power_of_x(steps, width)
    register = Register(width, start)
    register.run(width - 1)
    stream = register.stream
    bits = [
        sum(stream[at + i] for i in range(width) if coefficients >> i & 1) % 2
        for at in range(width)
    ]
    return int("".join(map(str, bits)), 2)


def start_states(width, lanes, seed):
    """Where each lane starts an image."""
    distance = (2**width - 1) // lanes
    origin = 1 if width == 8 else 0x9E3779B9 % 2**width
    unseeded = [state_after(8 * lane * distance, width, origin) for lane in range(lanes)]
    return [(state ^ (seed % 2**width)) or 1 for state in unseeded]


def lfsr(encoder, presentations):
    values = [[0] * PIXELS for _ in range(presentations)]
    lanes = [
        Register(encoder.width, state)
        for state in start_states(encoder.width, encoder.lanes, encoder.seed)
    ]
    for i in range(PIXELS):
        for t in range(presentations):
            values[t][i] = lanes[i % encoder.lanes].low(8)
            lanes[i % encoder.lanes].run(8)
    return values


def lfsr_shared(encoder, presentations):
    width = encoder.width
    register = Register(width, ((0x9E3779B9 ^ encoder.seed) % 2**width) or 1)
    stride = 5 if width % 7 == 0 else 7
    values = [[] for _ in range(presentations)]
    while len(values[0]) < PIXELS:
        for t in range(presentations):
            for lane in range(min(encoder.lanes, PIXELS - len(values[t]))):
                bits = [register.bit((lane + stride * j) % width) for j in range(8)]
                values[t].append(int("".join(map(str, bits)), 2))
            register.run(width)
    return values


def turned(t):
    """rev(t)."""
    return int(f"{t:08b}"[::-1], 2)


def scramble(encoder):
    return lfsr(Encoder("lfsr", encoder.width, encoder.lanes, encoder.seed), 1)[0]


def van_der_corput(encoder, presentations):
    return [[turned(t) ^ s for s in scramble(encoder)] for t in range(presentations)]


def sobol_directions(dimension):
    """V[d][0..7] as 8-bit binary fractions: V_k = a_1 V_k-1 ^ .. ^ V_k-n ^ V_k-n / 2^n."""
    if dimension == 0:
        return [128 >> k for k in range(8)]
    terms, initial = SOBOL[dimension - 1]
    degree = terms[0]
    directions = [m << (7 - k) for k, m in enumerate(initial)]
    for k in range(degree, 8):
        value = directions[k - degree] ^ (directions[k - degree] >> degree)
        for term in terms[1:]:
            value ^= directions[k - (degree - term)]
        directions.append(value)
    return directions


def sobol(encoder, presentations):
    directions = [sobol_directions(d) for d in range(16)]
    values = []
    for t in range(presentations):
        row = scramble(encoder) if t == 0 else list(values[0])
        for i in range(PIXELS):
            for k in range(8):
                row[i] ^= directions[i % 16][k] if t >> k & 1 else 0
        values.append(row)
    return values


def lattice(encoder, presentations):
    bytes_of_pixels = [encoder.seed % 256]
    while len(bytes_of_pixels) < PIXELS:
        bytes_of_pixels.append((bytes_of_pixels[-1] + encoder.stride) % 256)
    return [[turned(t) ^ s for s in bytes_of_pixels] for t in range(presentations)]


def threshold(encoder, presentations):
    levels = [ceil(Fraction((2 * j + 1) * 255, 2 * presentations)) for j in range(presentations)]
    by_rank = dict(zip(sorted(range(presentations), key=turned), levels))
    return [[by_rank[t]] * PIXELS for t in range(presentations)]


SEQUENCES = {
    "lfsr": lfsr,
    "lfsr-shared": lfsr_shared,
    "van-der-corput": van_der_corput,
    "sobol": sobol,
    "lattice": lattice,
    "threshold": threshold,
}


def random_values(encoder, presentations):
    """r of every presentation and pixel, [t][i]."""
    return SEQUENCES[encoder.kind](encoder, presentations)


# What the tables list: width, lanes, seed, T, and the presentations t.
ROWS = {
    "lfsr": (
        (8, 16, 0, 2, (0, 1)),
        (8, 3, 421, 4, (0, 3)),
        (9, 4, 0, 7, (6,)),
        (12, 5, 7, 16, (15,)),
        (16, 16, 44257, 8, (0, 7)),
        (20, 2, 0, 1, (0,)),
        (32, 64, 4294967295, 255, (254,)),
    ),
    "lfsr-shared": (
        (16, 16, 0, 4, (0, 1)),
        (16, 1, 31161, 2, (1,)),
        (17, 13, 421, 7, (6,)),
        (21, 21, 7, 5, (4,)),
        (28, 16, 1, 3, (2,)),
        (32, 32, 4294967295, 255, (254,)),
    ),
    "van-der-corput": (
        (8, 16, 0, 4, (0, 1, 2, 3)),
        (16, 16, 44257, 255, (254,)),
        (24, 5, 9, 16, (9,)),
    ),
    "sobol": (
        (8, 16, 0, 4, (0, 1, 2, 3)),
        (16, 16, 44257, 255, (85, 254)),
        (24, 5, 9, 16, (9,)),
    ),
}
LATTICE_ROWS = (  # stride, seed, T, and the presentations t
    (197, 0, 4, (0, 1, 2, 3)),
    (197, 4294967295, 255, (254,)),
    (1, 421, 16, (9,)),
    (255, 7, 1, (0,)),
)
THRESHOLD_ROWS = (1, 2, 3, 4, 7, 8, 15, 100, 128, 255)
SHOWN = 16
STARTS = ((8, 16, 0), (8, 3, 421), (9, 4, 0), (12, 5, 7), (20, 2, 0), (32, 5, 2309737967))


def checksum(values):
    return f"{crc32(bytes(values)):08x}"


def table(kind):
    """The known answers of a kind, as lines of Markdown."""
    if kind == "threshold":
        lines = ["| T | r(0), r(1), .. (16 at most) | CRC-32 | ones |", "|---|---|---|---|"]
        for presentations in THRESHOLD_ROWS:
            encoder = Encoder(kind)
            values = random_values(encoder, presentations)
            levels = [row[0] for row in values]
            ones = sum(sum(encoder.ones(RAMP, row)) for row in values)
            shown = " ".join(map(str, levels[:SHOWN]))
            lines.append(f"| {presentations} | {shown} | {checksum(levels)} | {ones} |")
        return lines
    if kind == "lattice":
        lines = [
            "| stride | seed | T | t | r(t) of pixels 0..15 | CRC-32 | ones |",
            "|---|---|---|---|---|---|---|",
        ]
        for stride, seed, presentations, shown in LATTICE_ROWS:
            encoder = Encoder(kind, seed=seed, stride=stride)
            values = random_values(encoder, presentations)
            for t in shown:
                first = " ".join(map(str, values[t][:SHOWN]))
                ones = sum(encoder.ones(RAMP, values[t]))
                lines.append(
                    f"| {stride} | {seed} | {presentations} | {t} "
                    f"| {first} | {checksum(values[t])} | {ones} |"
                )
        return lines
    lines = [
        "| width | lanes | seed | T | t | r(t) of pixels 0..15 | CRC-32 | ones |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for width, lanes, seed, presentations, shown in ROWS[kind]:
        encoder = Encoder(kind, width, lanes, seed)
        values = random_values(encoder, presentations)
        for t in shown:
            first = " ".join(map(str, values[t][:SHOWN]))
            ones = sum(encoder.ones(RAMP, values[t]))
            lines.append(
                f"| {width} | {lanes} | {seed} | {presentations} | {t} "
                f"| {first} | {checksum(values[t])} | {ones} |"
            )
    return lines


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


def hidden_and_last(network, activations):
    """Scores from the bits of the first layer."""
    layers, gains, offsets, _ = network
    for weights, thresholds in layers[1:-1]:
        counts = [sum(w == a for w, a in zip(row, activations)) for row in weights]
        activations = [int(c >= ceil(u)) for c, u in zip(counts, thresholds)]
    counts = [sum(w == a for w, a in zip(row, activations)) for row in layers[-1][0]]
    return [gain * count + offset for gain, count, offset in zip(gains, counts, offsets)]


def scores_of_grey(network):
    """Class scores with 8-bit input."""
    layers, _, _, pixels = network
    weights, thresholds = layers[0]
    sums = [sum((1 if w else -1) * p for w, p in zip(row, pixels)) for row in weights]
    # ceil(255 (tau + sum w) / 2) with tau = 2 u - N
    thetas = [
        ceil(255 * (2 * u - len(row) + sum(1 if w else -1 for w in row)) / 2)
        for u, row in zip(thresholds, weights)
    ]
    return hidden_and_last(network, [int(s >= theta) for s, theta in zip(sums, thetas)])


def first_layer_counts(network, presentations, encoder):
    """a_j(t) of the first layer, [t][j]."""
    layers, _, _, pixels = network
    bits = [encoder.ones(pixels, values) for values in random_values(encoder, presentations)]
    return [[sum(w == x for w, x in zip(row, x_t)) for row in layers[0][0]] for x_t in bits]


def scores_of_first(network, presentations, encoder):
    """Class scores in mode `first`."""
    counts = first_layer_counts(network, presentations, encoder)
    sums = [sum(of_neuron) for of_neuron in zip(*counts)]
    thetas = [ceil(presentations * u) for u in network[0][0][1]]
    return hidden_and_last(network, [int(s >= theta) for s, theta in zip(sums, thetas)])


def scores_of_output(network, presentations, encoder, margin):
    """Total class scores in mode `output` and the presentations used; `margin` None is never."""
    totals = [0] * len(network[1])
    for t, counts in enumerate(first_layer_counts(network, presentations, encoder)):
        bits = [int(a >= ceil(u)) for a, u in zip(counts, network[0][0][1])]
        totals = [sum(pair) for pair in zip(totals, hidden_and_last(network, bits))]
        best, second = sorted(totals)[-1], sorted(totals)[-2]
        if margin is not None and best - second >= margin:
            break
    return totals, t + 1


FIRST_RUNS = (
    (1, Encoder("lfsr", 8, 16, 0)),
    (4, Encoder("lfsr", 8, 16, 0)),
    (7, Encoder("lfsr", 9, 4, 0)),
    (255, Encoder("lfsr", 8, 3, 421)),
    (16, Encoder("lfsr", 16, 16, 44257)),
    (4, Encoder("lfsr-shared", 16, 16, 0)),
    (3, Encoder("van-der-corput", 8, 16, 0)),
    (3, Encoder("sobol", 8, 16, 0)),
    (4, Encoder("threshold")),
)
OUTPUT_RUNS = (
    (4, Encoder("lfsr", 8, 16, 0), None),
    (8, Encoder("lfsr-shared", 17, 13, 421), None),
    (8, Encoder("van-der-corput", 8, 16, 0), 6),
    (8, Encoder("sobol", 8, 16, 0), 6),
    (16, Encoder("sobol", 16, 16, 44257), 9),
    (8, Encoder("threshold"), 4),
    (8, Encoder("threshold"), None),
)


def main():
    for kind in SEQUENCES:
        print(f"## {kind}\n")
        print("\n".join(table(kind)), "\n")
    for settings in STARTS:
        print("start states of lfsr, width, lanes, seed", *settings, ":", *start_states(*settings))
    sizes, seed = (37, 13, 9, 4), 11
    network = tiny_network(sizes, seed)
    print(f"network {sizes}, seed {seed}")
    print(f"  8-bit input: {scores_of_grey(network)}")
    for presentations, encoder in FIRST_RUNS:
        scores = scores_of_first(network, presentations, encoder)
        print(f"  first, T {presentations}, {encoder}: {scores}")
    for presentations, encoder, margin in OUTPUT_RUNS:
        scores, used = scores_of_output(network, presentations, encoder, margin)
        print(f"  output, T {presentations}, {encoder}, margin {margin}: {scores}, used {used}")


if __name__ == "__main__":
    main()
