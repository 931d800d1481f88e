"""Networks of maps: layers, colour, the files of CIFAR-10, resume within an epoch, export."""

import contextlib
import dataclasses
import gzip
import io
import itertools
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import numpy as np
import onnx
import torch

import support
import checkpoint
import cifar
import datasets
import drawing
import finish
import hardware
import layers
import onnx_eval
import trainer
from batches import Batches
from layers import Conv, Dense, Flatten, Norm, Pool, Scores, Sign
from model import BinaryNetwork
from recipes import RECIPES, Recipe

COLOUR = Recipe(
    name="colour",
    about="for the tests",
    data="colour",
    image=(32, 32, 3),
    layers=(
        *(Conv(4, 5), Pool(), Norm(), Sign()),
        *(Conv(6), Norm(), Sign(), Pool(4)),
        *(Flatten(), Dense(10), Norm(), Sign()),
        *(Dense(10), Scores()),
    ),
    encoder="lattice",
    presentations=(4,),
    bits="hardware",
    draws=(4,),
    jitter=8,
    epochs=2,
    batch=50,
    flip=True,
    shift=2,
)


def write_cifar(folder: Path, images_a_file: int) -> None:
    """Noise in the official layout, each class with a bright band."""
    rng = np.random.default_rng(7)
    folder.mkdir(parents=True)
    for name in (*cifar.TRAINING, *cifar.TEST):
        records = rng.integers(0, 120, (images_a_file, cifar.RECORD), np.uint8)
        records[:, 0] = rng.integers(0, 10, images_a_file)
        planes = records[:, 1:].reshape(-1, 3, 32, 32)
        planes[np.arange(images_a_file), 1, 3 * records[:, 0]] = 250
        (folder / f"{name}.gz").write_bytes(gzip.compress(records.tobytes(), 1, mtime=0))


class LayersTest(unittest.TestCase):
    def test_shapes_follow_the_layers(self) -> None:
        shapes = layers.shapes(COLOUR.image, COLOUR.layers)
        self.assertEqual(shapes[0], (32, 32, 3))
        self.assertEqual([shapes[1], shapes[2], shapes[5]], [(28, 28, 4), (14, 14, 4), (12, 12, 6)])
        self.assertEqual([shapes[8], shapes[9], shapes[-1]], [(3, 3, 6), (1, 1, 54), (1, 1, 10)])

    def test_the_cnv_has_the_published_size(self) -> None:
        recipe = RECIPES["cifar10-cnv"]
        self.assertEqual(layers.weights(recipe.image, recipe.layers), 1_542_848)
        self.assertEqual(layers.multiply_adds(recipe.image, recipe.layers), 59_461_376)

    def test_what_does_not_fit_is_named(self) -> None:
        with self.assertRaisesRegex(ValueError, "a 3x3 kernel does not fit 2x2"):
            layers.shapes((2, 2, 1), (Conv(4),))
        with self.assertRaisesRegex(ValueError, "Flatten it"):
            layers.shapes((4, 4, 1), (Dense(4),))


class MapsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        torch.set_num_threads(1)
        temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(temporary.cleanup)
        cls.root = Path(temporary.name)
        write_cifar(cls.root / "colour", images_a_file=1100)
        cls.data = datasets.load_training(cls.root / "colour")
        cls.folder = cls.train("colour-1")

    @classmethod
    def train(cls, name: str, recipe: Recipe = COLOUR) -> Path:
        folder = cls.root / name
        folder.mkdir(exist_ok=True)
        run = checkpoint.resume_or_start(recipe, 1, folder, folder, "cpu")
        with contextlib.redirect_stderr(io.StringIO()):
            trainer.train(run, cls.data, folder)
            finish.export_run(run, cls.data, folder)
        return folder

    def test_images_are_channel_last(self) -> None:
        content = gzip.decompress((self.root / "colour" / "data_batch_1.bin.gz").read_bytes())
        image = self.data.train.images[1]
        self.assertEqual(self.data.train.labels[1], content[cifar.RECORD])
        for y, x, c in ((0, 0, 0), (3, 30, 1), (31, 17, 2)):
            stored = content[cifar.RECORD + 1 + (c * 32 + y) * 32 + x]
            self.assertEqual(image[y, x, c], stored)
            self.assertEqual(image.ravel()[(y * 32 + x) * 3 + c], stored)

    def test_broken_files_are_named(self) -> None:
        folder = self.root / "broken"
        write_cifar(folder, images_a_file=10)
        with self.assertRaisesRegex(datasets.DataError, "50 training images"):
            datasets.load_training(folder)
        (folder / "data_batch_4.bin.gz").write_bytes(gzip.compress(bytes(3072)))
        with self.assertRaisesRegex(datasets.DataError, "data_batch_4.bin: 3072 bytes are not"):
            datasets.load_training(folder)
        (folder / "data_batch_4.bin.gz").write_bytes(gzip.compress(b"\x0a" + bytes(3072)))
        with self.assertRaisesRegex(datasets.DataError, "label 10, but there are 10 classes"):
            datasets.load_training(folder)
        (folder / "data_batch_4.bin.gz").unlink()
        with self.assertRaisesRegex(datasets.DataError, "no such file"):
            datasets.load_training(folder)

    def test_augmentation_keeps_pixels_whole(self) -> None:
        image = self.data.train.images[:1]
        batches = Batches(datasets.Split(image, np.zeros(1, np.uint8)), COLOUR)
        padded = np.pad(image[0], ((2, 2), (2, 2), (0, 0)))
        windows = [
            padded[top : top + 32, left : left + 32]
            for top, left in itertools.product(range(5), repeat=2)
        ]
        expected = {w.tobytes() for window in windows for w in (window, window[:, ::-1])}
        seen = batches.augment(np.zeros(1000, int), np.random.default_rng(1))
        self.assertEqual({each.tobytes() for each in seen}, expected)

    def test_a_product_is_the_sum_over_its_window(self) -> None:
        network = (Conv(2), Flatten(), Dense(3), Scores())
        model = BinaryNetwork((4, 5, 3), network, torch.Generator().manual_seed(3))
        pixels = np.random.default_rng(3).choice([-1.0, 1.0], (1, 60)).astype(np.float32)
        with torch.no_grad():
            maps = torch.from_numpy(pixels).reshape(1, 4, 5, 3).permute(0, 3, 1, 2)
            found = model.layers[0](maps)
        weights = np.where(model.products[0].latent.detach().numpy() >= 0, 1, -1).reshape(2, -1)
        for y, x, channel in itertools.product(range(2), range(3), range(2)):
            window = pixels.reshape(4, 5, 3)[y : y + 3, x : x + 3]  # synapse (ky*3 + kx)*C + c
            self.assertEqual(float(found[0, channel, y, x]), window.ravel() @ weights[channel])

    def test_exported_file_computes_what_the_trainer_computes(self) -> None:
        model = onnx.load(str(self.folder / finish.MODEL))
        operators = [node.op_type for node in model.graph.node]
        signed = ["BatchNormalization", "GreaterOrEqual", "Where"]
        product = ["DequantizeLinear", "Conv"]
        expected = [*product, "MaxPool", *signed, *product, *signed, "MaxPool", "Flatten"]
        self.assertEqual(operators[: len(expected)], expected)
        run = checkpoint.load(self.folder)
        with contextlib.redirect_stderr(io.StringIO()):
            finish.calibrate(run.model, self.data.train.images, COLOUR)
        (inputs,) = hardware.inputs(self.data.validation.images[:200], COLOUR)
        with torch.no_grad():
            scores = run.model(torch.from_numpy(inputs))
        maps = inputs.reshape(-1, 32, 32, 3).transpose(0, 3, 1, 2)
        computed = onnx_eval.evaluate_model(model, maps)
        last = run.model.scores
        products = ((scores - last.bias) / last.scale).detach().numpy()
        np.testing.assert_array_equal(np.round(products), computed["layer4.sum"])
        self.assertEqual(set(np.unique(computed["layer2.max"])), {-1.0, 1.0})

    def test_resumes_between_two_batches(self) -> None:
        saves = []

        class Killed(Exception):
            pass

        def save(run: checkpoint.Run, folder: Path) -> None:
            saves.append(run.position.batches)
            kept(run, folder)
            if len(saves) == 4:
                raise Killed

        kept = checkpoint.save
        with (
            mock.patch.object(trainer, "SAVE_EVERY", 0),
            mock.patch.object(checkpoint, "save", save),
            self.assertRaises(Killed),
        ):
            self.train("killed")
        self.assertEqual(saves, [1, 2, 3, 4])
        resumed = self.train("killed")
        files = [(run / finish.MODEL).read_bytes() for run in (resumed, self.folder)]
        self.assertEqual(files[0], files[1])

    def test_errors_of_weights_reach_maps(self) -> None:
        recipe = dataclasses.replace(COLOUR, name="tolerant", weight_errors=(0.0, 0.1), epochs=1)
        whole = self.train("tolerant", recipe)
        self.assertNotEqual(
            (whole / finish.MODEL).read_bytes(), (self.folder / finish.MODEL).read_bytes()
        )

    def test_half_precision_is_exact_for_products_of_signs(self) -> None:
        generator = torch.Generator().manual_seed(3)
        model = BinaryNetwork((6, 6, 28), (Conv(8), Flatten(), Dense(3), Scores()), generator)
        signs = 2.0 * torch.randint(0, 2, (20, 6 * 6 * 28), generator=generator) - 1
        maps = signs.reshape(20, 6, 6, 28).permute(0, 3, 1, 2)
        with torch.no_grad():
            exact = model.layers[0](maps)
            rounded = model.layers[0](maps.bfloat16()).float()
        self.assertTrue(bool((exact[exact.abs() <= 256] == rounded[exact.abs() <= 256]).all()))

    def test_bits_of_the_hardware_follow_the_pixel_index(self) -> None:
        images = self.data.validation.images[:3]
        recipe = dataclasses.replace(COLOUR, jitter=0)
        drawn = drawing.inputs(images.reshape(3, -1), recipe, np.random.default_rng(0))
        (seen,) = hardware.inputs(images, recipe)
        np.testing.assert_array_equal(drawn, seen)
        p, index = int(images[1, 5, 7, 2]), (5 * 32 + 7) * 3 + 2
        scramble = 197 * index & 255
        ones = sum(p > (r ^ scramble) for r in (0, 128, 64, 192))
        self.assertEqual(seen[1, index], ones / 2 - 1)


if __name__ == "__main__":
    unittest.main()
