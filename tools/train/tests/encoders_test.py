"""The encoders against sequences worked out by hand and against the page that defines them."""

import re
import sys
import unittest
import zlib

import numpy as np

import support
from encoders import (
    KINDS,
    TAPS,
    Encoder,
    bits,
    counts,
    default_encoder,
    fresh_bits,
    fresh_counts,
    fresh_values,
    lfsr_step,
    next_sample_state,
    random_values,
    sobol_directions,
    start_states,
    threshold_levels,
)

sys.path.insert(0, str(support.TOOLS.parent / "tests" / "unit"))
import models_known_answers  # noqa: E402

PAGE = (support.TOOLS.parent / "docs" / "encoders.md").read_text()


def rows_of(section: str, columns: int) -> list[list[str]]:
    """The cells of the rows with so many columns of digits in a section of the page."""
    text = PAGE.split(f"\n## {section}\n")[1].split("\n## ")[0]
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines()]
    return [row for row in rows if len(row) == columns and re.match(r"\d", row[0])]


class Drawn:
    """Stands in for a generator: hands out one array, checks that it is what was asked for."""

    def __init__(self, values: list[int] | np.ndarray) -> None:
        self.values = np.asarray(values)

    def integers(self, low: int, high: int, shape: object, dtype: type) -> np.ndarray:
        assert ((self.values >= low) & (self.values < high)).all()
        return np.broadcast_to(self.values, shape).astype(dtype)


def images_of(count: int, seed: int) -> np.ndarray:
    """Noise, with the ends of the range among it."""
    images = np.random.default_rng(seed).integers(0, 256, (count, 784), np.uint8)
    images[:, :4] = (0, 255, 1, 254)
    return images


class LfsrTest(unittest.TestCase):
    def test_first_states_by_hand(self) -> None:
        # Taps 8, 6, 5, 4: the feedback of 8 (bit 3 alone) is 1, of 17 (bits 4, 0) is 1, and so on.
        state, seen = 1, []
        for _ in range(9):
            seen.append(state)
            state = lfsr_step(state, 8)
        self.assertEqual(seen, [1, 2, 4, 8, 17, 35, 71, 142, 28])

    def test_sample_is_eight_steps_on(self) -> None:
        self.assertEqual(next_sample_state(1, 8), 28)

    def test_periods_are_maximal_and_skip_zero(self) -> None:
        for width in (8, 16):
            state, seen = 1, set()
            while state not in seen:
                seen.add(state)
                state = lfsr_step(state, width)
            self.assertEqual(len(seen), 2**width - 1)
            self.assertNotIn(0, seen)

    def test_eight_bit_samples_visit_every_value_once(self) -> None:
        one_lane = Encoder(lanes=1)
        values = random_values(one_lane, 255, 1)[0]
        self.assertEqual(sorted(values), list(range(1, 256)))

    def test_polynomials_are_those_of_the_page(self) -> None:
        page = {}
        for row in rows_of("lfsr", 10):
            for width, taps in zip(row[::2], row[1::2]):
                page[int(width)] = tuple(map(int, taps.split()))
        self.assertEqual(page, TAPS)

    def test_leaps_are_many_steps(self) -> None:
        for width in (9, 16, 17, 20):
            values = random_values(Encoder("lfsr", width, 3, 77), 10, 4)
            for pixel in range(10):
                state = start_states(Encoder("lfsr", width, 3, 77))[pixel % 3]
                for _ in range(pixel // 3 * 4):
                    state = next_sample_state(state, width)
                for presentation in range(4):
                    self.assertEqual(values[presentation, pixel], state & 0xFF)
                    state = next_sample_state(state, width)

    def test_lanes_start_evenly_spaced(self) -> None:
        states = start_states(Encoder())
        self.assertEqual((len(set(states)), states[0]), (16, 1))
        state = 1
        for _ in range(15):  # 255 / 16, rounded down
            state = next_sample_state(state, 8)
        self.assertEqual(states[1], state)

    def test_wide_registers_start_from_the_dense_state(self) -> None:
        self.assertEqual(start_states(Encoder(width=9))[0], 0x1B9)
        states = start_states(Encoder(width=16, lanes=64))
        self.assertEqual((len(set(states)), states[0]), (64, 0x79B9))
        state = 0x79B9
        for _ in range(1023):  # 65535 / 64, rounded down
            state = next_sample_state(state, 16)
        self.assertEqual(states[1], state)

    def test_seed_is_xored_and_never_leaves_zero(self) -> None:
        plain = start_states(Encoder())
        self.assertEqual(start_states(Encoder(seed=0x105)), tuple((s ^ 5) or 1 for s in plain))
        self.assertEqual(start_states(Encoder(seed=1))[0], 1)


class MappingTest(unittest.TestCase):
    def test_pixel_and_presentation_choose_lane_and_sample(self) -> None:
        encoder, presentations = Encoder(lanes=4), 3
        values = random_values(encoder, 10, presentations)
        for pixel in range(10):
            for presentation in range(presentations):
                state = start_states(encoder)[pixel % 4]
                for _ in range(pixel // 4 * presentations + presentation):
                    state = next_sample_state(state, 8)
                self.assertEqual(values[presentation, pixel], state & 0xFF)

    def test_extremes_are_certain(self) -> None:
        images = np.stack([np.zeros((28, 28), np.uint8), np.full((28, 28), 255, np.uint8)])
        self.assertTrue((counts(Encoder(), images, 16) == [[0], [16]]).all())

    def test_wide_lfsr_uses_strict_comparison(self) -> None:
        encoder = Encoder(width=16)
        values = random_values(encoder, 784, 1)[0]
        ones = counts(encoder, values.reshape(1, 28, 28), 1)
        self.assertEqual(ones.sum(), 0)

    def test_bits_add_up_to_counts(self) -> None:
        images = images_of(3, 1)
        for kind in KINDS:
            for presentations in (1, 5, 8):
                encoder = default_encoder(kind)
                np.testing.assert_array_equal(
                    bits(encoder, images, presentations).sum(0),
                    counts(encoder, images, presentations),
                )

    def test_mean_is_the_pixel_value(self) -> None:
        encoder = Encoder(lanes=1)
        images = np.full((1, 1, 1), 100, np.uint8)
        self.assertEqual(counts(encoder, images, 255)[0, 0], 100)


class SharedTest(unittest.TestCase):
    def test_lanes_read_the_register_by_hand(self) -> None:
        # s(0) = 0x79b9; lane l reads the bits l, l + 7, l + 14, ... mod 16, the first on top.
        state = 0x79B9
        values = random_values(Encoder("lfsr-shared", 16, 16), 32, 1)[0]
        for row in range(2):
            for lane in range(16):
                text = "".join(str(state >> (lane + 7 * j) % 16 & 1) for j in range(8))
                self.assertEqual(values[16 * row + lane], int(text, 2))
            for _ in range(16):
                state = lfsr_step(state, 16)

    def test_lanes_read_eight_different_bits_at_every_width(self) -> None:
        for width in range(16, 33):
            # The bits of a state one at a time: each lane must see exactly 8 of them.
            seen = np.zeros(width, int)
            for bit in range(width):
                start = 0x9E3779B9 & ((1 << width) - 1)
                encoder = Encoder("lfsr-shared", width, width, start ^ (1 << bit))
                values = random_values(encoder, width, 1)[0]
                seen += np.unpackbits(values[:, None], axis=1).sum(1, dtype=int)
            self.assertEqual(seen.tolist(), [8] * width)


class StratifiedTest(unittest.TestCase):
    def test_direction_numbers_are_those_of_the_page(self) -> None:
        table = [[int(v, 16) for v in row[3].split()] for row in rows_of("sobol", 4)]
        np.testing.assert_array_equal(sobol_directions(), table)

    def test_van_der_corput_by_hand(self) -> None:
        scramble = random_values(Encoder(), 784, 1)[0]
        values = random_values(default_encoder("van-der-corput"), 784, 4)
        for presentation, reversed_number in enumerate((0, 128, 64, 192)):
            np.testing.assert_array_equal(values[presentation], scramble ^ reversed_number)

    def test_counts_for_powers_of_two_have_the_closed_form(self) -> None:
        images = images_of(4, 3)
        scramble = random_values(Encoder(), 784, 1)[0].astype(int)
        for kind in ("van-der-corput", "sobol"):
            for k in range(8):
                step = 1 << (8 - k)
                expected = images // step + (images % step > scramble % step)
                np.testing.assert_array_equal(counts(default_encoder(kind), images, 1 << k), expected)


class ThresholdTest(unittest.TestCase):
    def test_levels_by_hand(self) -> None:
        self.assertEqual(threshold_levels(1).tolist(), [128])
        self.assertEqual(threshold_levels(3).tolist(), [43, 213, 128])
        self.assertEqual(threshold_levels(4).tolist(), [32, 160, 96, 224])

    def test_counts_are_rounded_pixels(self) -> None:
        ramp = np.arange(256, dtype=np.uint8)[None]
        for presentations in range(1, 256):
            expected = (2 * presentations * np.arange(256) + 255) // 510
            found = counts(Encoder("threshold"), ramp, presentations)[0]
            np.testing.assert_array_equal(found, expected)


class KnownAnswersTest(unittest.TestCase):
    """The tables of the page: made by a program of its own, and computed here once more."""

    def test_page_holds_what_the_program_prints(self) -> None:
        for kind in models_known_answers.SEQUENCES:
            for line in models_known_answers.table(kind):
                self.assertIn(line + "\n", PAGE, kind)

    def test_values_are_those_of_the_page(self) -> None:
        ramp = (37 * np.arange(784) % 256).astype(np.uint8)[None]
        for kind in ("lfsr", "lfsr-shared", "van-der-corput", "sobol"):
            rows = rows_of(kind, 8)
            self.assertGreaterEqual(len(rows), 6)
            for row in rows:
                width, lanes, seed, presentations, t = map(int, row[:5])
                encoder = Encoder(kind, width, lanes, seed)
                values = random_values(encoder, 784, presentations)[t]
                self.assertEqual(" ".join(map(str, values[:16])), row[5])
                self.assertEqual(zlib.crc32(values.tobytes()), int(row[6], 16), row)
                self.assertEqual(bits(encoder, ramp, presentations)[t].sum(), int(row[7]), row)

    def test_lattices_are_those_of_the_page(self) -> None:
        ramp = (37 * np.arange(784) % 256).astype(np.uint8)[None]
        rows = rows_of("lattice", 7)
        self.assertGreaterEqual(len(rows), 6)
        for row in rows:
            stride, seed, presentations, t = map(int, row[:4])
            encoder = Encoder("lattice", seed=seed, stride=stride)
            values = random_values(encoder, 784, presentations)[t]
            self.assertEqual(" ".join(map(str, values[:16])), row[4])
            self.assertEqual(zlib.crc32(values.tobytes()), int(row[5], 16), row)
            self.assertEqual(bits(encoder, ramp, presentations)[t].sum(), int(row[6]), row)

    def test_levels_are_those_of_the_page(self) -> None:
        ramp = (37 * np.arange(784) % 256).astype(np.uint8)[None]
        rows = rows_of("threshold", 4)
        self.assertGreaterEqual(len(rows), 10)
        for row in rows:
            levels = threshold_levels(int(row[0]))
            self.assertEqual(" ".join(map(str, levels[:16])), row[1])
            self.assertEqual(zlib.crc32(levels.tobytes()), int(row[2], 16))
            ones = counts(Encoder("threshold"), ramp, int(row[0])).sum()
            self.assertEqual(ones, int(row[3]))


class FreshTest(unittest.TestCase):
    def test_fresh_values_contain_the_hardware_values(self) -> None:
        for kind in KINDS:
            encoder = default_encoder(kind)
            drawn = Drawn(0)
            if kind == "lfsr":
                drawn = Drawn(start_states(encoder))
            elif kind == "lfsr-shared":
                drawn = Drawn(0x79B9)
            elif kind == "lattice":
                drawn = Drawn(random_values(encoder, 784, 1)[0])
            elif kind != "threshold":
                drawn = Drawn(random_values(Encoder(), 784, 1)[0])
            for presentations in (1, 3, 4, 16):
                found = fresh_values(encoder, 2, 784, presentations, drawn)
                expected = random_values(encoder, 784, presentations)[:, None]
                self.assertTrue((found == expected).all(), f"{kind}, T {presentations}")

    def test_fresh_counts_are_the_sums_of_fresh_bits(self) -> None:
        images = images_of(5, 4)
        for kind in KINDS:
            for presentations in (1, 2, 3, 4, 8, 128):
                # Equal generators draw equal values, whatever way the counts are found.
                ones = fresh_counts(
                    default_encoder(kind), images, presentations, np.random.default_rng(9)
                )
                each = fresh_bits(
                    default_encoder(kind), images, presentations, np.random.default_rng(9)
                )
                np.testing.assert_array_equal(ones, each.sum(0))

    def test_images_differ_from_each_other(self) -> None:
        for kind in KINDS[:-1]:
            values = fresh_values(default_encoder(kind), 2, 784, 2, np.random.default_rng(1))
            self.assertLess((values[:, 0] == values[:, 1]).mean(), 0.1)


if __name__ == "__main__":
    unittest.main()
