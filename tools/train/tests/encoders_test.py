"""The encoder against sequences worked out by hand from its definition."""

import unittest

import numpy as np

import support  # noqa: F401
from encoders import (
    LfsrEncoder,
    counts,
    encode,
    lfsr_step,
    next_sample_state,
    random_phase_counts,
    start_states,
    thresholds,
)


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
        one_lane = LfsrEncoder(lanes=1)
        values = thresholds(one_lane, 255, 1)[0]
        self.assertEqual(sorted(values), list(range(1, 256)))

    def test_lanes_start_evenly_spaced(self) -> None:
        states = start_states(LfsrEncoder())
        self.assertEqual((len(set(states)), states[0]), (16, 1))
        state = 1
        for _ in range(15):  # 255 / 16, rounded down
            state = next_sample_state(state, 8)
        self.assertEqual(states[1], state)

    def test_seed_is_xored_and_never_leaves_zero(self) -> None:
        plain = start_states(LfsrEncoder())
        self.assertEqual(start_states(LfsrEncoder(seed=0x105)), tuple((s ^ 5) or 1 for s in plain))
        self.assertEqual(start_states(LfsrEncoder(seed=1))[0], 1)


class MappingTest(unittest.TestCase):
    def test_pixel_and_presentation_choose_lane_and_sample(self) -> None:
        encoder, presentations = LfsrEncoder(lanes=4), 3
        values = thresholds(encoder, 10, presentations)
        for pixel in range(10):
            for presentation in range(presentations):
                state = start_states(encoder)[pixel % 4]
                for _ in range(pixel // 4 * presentations + presentation):
                    state = next_sample_state(state, 8)
                self.assertEqual(values[presentation, pixel], state & 0xFF)

    def test_extremes_are_certain(self) -> None:
        images = np.stack([np.zeros((28, 28), np.uint8), np.full((28, 28), 255, np.uint8)])
        self.assertTrue((counts(LfsrEncoder(), images, 16) == [[0], [16]]).all())
        self.assertTrue((encode(LfsrEncoder(), images, 4)[:, 0, 0, 0] == [-1, 1]).all())

    def test_wide_lfsr_uses_strict_comparison(self) -> None:
        encoder = LfsrEncoder(width=16)
        values = thresholds(encoder, 784, 1)[0]
        ones = counts(encoder, values.reshape(1, 28, 28), 1)
        self.assertEqual(ones.sum(), 0)

    def test_random_phases_contain_the_hardware_phases(self) -> None:
        class Phases:
            """Hands out the phases of the hardware's lanes."""

            @staticmethod
            def integers(low: int, high: int, shape: tuple[int, int], dtype: type) -> np.ndarray:
                return np.tile(np.arange(shape[1], dtype=dtype) * 15, (shape[0], 1))

        images = np.random.default_rng(2).integers(0, 256, (3, 784), np.uint8)
        for presentations in (1, 4, 16):
            np.testing.assert_array_equal(
                random_phase_counts(images, presentations, 16, Phases),
                counts(LfsrEncoder(), images, presentations),
            )

    def test_mean_is_the_pixel_value(self) -> None:
        encoder = LfsrEncoder(lanes=1)
        images = np.full((1, 1, 1), 100, np.uint8)
        self.assertEqual(counts(encoder, images, 255)[0, 0], 100)


if __name__ == "__main__":
    unittest.main()
