"""The map operators of onnx_eval.py beside PyTorch's own, or small cases by hand."""

import unittest

import numpy as np
import torch
from onnx import TensorProto, helper
from torch.nn import functional

import support
import onnx_eval

MAP = np.random.default_rng(9).integers(-3, 4, (2, 4, 7, 6)).astype(np.float32)


def run(operator: str, *inputs: np.ndarray, **attributes) -> np.ndarray:
    """The result of a graph of one node."""
    names = [f"in{index}" for index in range(len(inputs))]
    types = {np.dtype(np.float32): TensorProto.FLOAT, np.dtype(np.int64): TensorProto.INT64}
    graph = helper.make_graph(
        [helper.make_node(operator, names, ["out"], **attributes)],
        "one",
        [
            helper.make_tensor_value_info(name, types[value.dtype], value.shape)
            for name, value in zip(names, inputs)
        ],
        [helper.make_tensor_value_info("out", TensorProto.FLOAT, None)],
    )
    return onnx_eval.evaluate_model(helper.make_model(graph), dict(zip(names, inputs)))["out"]


class MapOperatorsTest(unittest.TestCase):
    def test_conv_pads_strides_and_groups(self) -> None:
        weight = np.random.default_rng(8).integers(-2, 3, (6, 2, 3, 2)).astype(np.float32)
        bias = np.arange(6, dtype=np.float32)
        found = run("Conv", MAP, weight, bias, pads=[1, 0, 2, 1], strides=[2, 1], group=2)
        padded = torch.from_numpy(np.pad(MAP, ((0, 0), (0, 0), (1, 2), (0, 1))))
        expected = functional.conv2d(
            padded, torch.from_numpy(weight), torch.from_numpy(bias), (2, 1), groups=2
        )
        np.testing.assert_array_equal(found, expected.numpy())

    def test_conv_of_a_signal(self) -> None:
        signal = np.array([[[1, 2, 3, 4]]], np.float32)
        weight = np.array([[[1, -1]]], np.float32)
        self.assertEqual(run("Conv", signal, weight).tolist(), [[[-1, -1, -1]]])

    def test_max_pool_drops_what_fills_no_tile_and_never_takes_padding(self) -> None:
        found = run("MaxPool", MAP, kernel_shape=[3, 2], strides=[3, 2])
        expected = functional.max_pool2d(torch.from_numpy(MAP), (3, 2)).numpy()
        np.testing.assert_array_equal(found, expected)
        edge = run("MaxPool", np.full((1, 1, 2, 2), -5, np.float32), kernel_shape=[2, 2], pads=[1] * 4)
        self.assertTrue((edge == -5).all())

    def test_average_pool_with_and_without_its_padding(self) -> None:
        for included in (0, 1):
            found = run(
                "AveragePool",
                MAP,
                kernel_shape=[2, 2],
                strides=[2, 2],
                pads=[1, 1, 0, 0],
                count_include_pad=included,
            )
            cut = torch.from_numpy(np.pad(MAP, ((0, 0), (0, 0), (1, 0), (1, 0))))
            expected = functional.avg_pool2d(cut, 2).numpy().copy()
            if not included:
                expected[:, :, 0] *= 2
                expected[:, :, :, 0] *= 2
            np.testing.assert_allclose(found, expected, rtol=1e-6)

    def test_global_average_pad_and_transpose(self) -> None:
        np.testing.assert_allclose(
            run("GlobalAveragePool", MAP)[..., 0, 0], MAP.mean((2, 3)), rtol=1e-5, atol=1e-6
        )
        pads = np.array([0, 0, 1, 2, 0, 0, 0, 1])
        padded = run("Pad", MAP, pads, np.float32(-1))
        np.testing.assert_array_equal(
            padded, np.pad(MAP, ((0, 0), (0, 0), (1, 0), (2, 1)), constant_values=-1)
        )
        np.testing.assert_array_equal(
            run("Transpose", MAP, perm=[0, 2, 3, 1]), MAP.transpose(0, 2, 3, 1)
        )

    def test_what_is_not_computed_is_named(self) -> None:
        with self.assertRaisesRegex(onnx_eval.EvaluationError, "auto_pad is not supported"):
            run("MaxPool", MAP, kernel_shape=[2, 2], auto_pad="SAME_UPPER")
        with self.assertRaisesRegex(onnx_eval.EvaluationError, "ceil_mode"):
            run("MaxPool", MAP, kernel_shape=[2, 2], ceil_mode=1)


if __name__ == "__main__":
    unittest.main()
