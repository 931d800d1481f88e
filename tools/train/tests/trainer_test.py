"""The trainer on a tiny data set: resume, export, calibration, bad input."""

import contextlib
import dataclasses
import io
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import numpy as np
import onnx
import torch

import support
import calibration
import card
import checkpoint
import datasets
import drawing
import encoders
import finish
import hardware
import margins
import onnx_eval
import release
import runs
import table
import train
import trainer
from adam import Adam
from batches import Batches
from errors import WeightErrors
from signs import sign
from layers import Dense, Flatten, Norm, Scores, Sign
from recipes import RECIPES, Recipe

TINY = Recipe(
    name="tiny",
    about="for the tests",
    data="tiny",
    image=(28, 28, 1),
    layers=(
        Flatten(),
        *(Dense(24), Norm(), Sign()),
        *(Dense(16), Norm(), Sign()),
        *(Dense(10), Scores()),
    ),
    encoder="lfsr",
    presentations=(1, 4),
    bits="random",
    draws=(2, 4),
    epochs=4,
    batch=50,
    shift=1,
    flip=True,
)


class TrainerTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        torch.set_num_threads(1)
        temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(temporary.cleanup)
        cls.root = Path(temporary.name)
        support.write_data_set(cls.root / "tiny", training=datasets.VALIDATION_IMAGES + 500)
        cls.data = datasets.load_training(cls.root / "tiny")
        cls.run_folder = cls.train("tiny-1")

    @classmethod
    def train(cls, name: str, recipe: Recipe = TINY, stop_after: int | None = None) -> Path:
        folder = cls.root / name
        folder.mkdir(exist_ok=True)
        base = runs.folder_of(recipe.base, 1, cls.root)
        run = checkpoint.resume_or_start(recipe, 1, folder, base, "cpu")
        with contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(io.StringIO()):
            trainer.train(run, cls.data, folder, stop_after)
            if not stop_after:
                finish.export_run(run, cls.data, folder)
        return folder

    def model(self) -> onnx.ModelProto:
        return onnx.load(str(self.run_folder / finish.MODEL))

    def test_resumed_run_gives_the_same_bytes(self) -> None:
        self.train("resumed", stop_after=1)
        self.train("resumed", stop_after=3)
        resumed = self.train("resumed")
        self.assertEqual(
            (resumed / finish.MODEL).read_bytes(), (self.run_folder / finish.MODEL).read_bytes()
        )
        rows = (resumed / checkpoint.LOG).read_text().splitlines()
        self.assertEqual([row.split(",")[0] for row in rows], ["epoch", "1", "2", "3", "4"])

    def test_other_run_in_the_folder_is_refused(self) -> None:
        with self.assertRaisesRegex(checkpoint.TrainingError, "holds another run"):
            checkpoint.resume_or_start(TINY, 2, self.run_folder, self.root, "cpu")

    def test_exported_file_computes_what_the_trainer_computes(self) -> None:
        run = checkpoint.load(self.run_folder)
        calibration.calibrate(run.model, self.data.train.images, TINY)
        run.model.eval()
        (inputs,) = hardware.inputs(self.data.validation.images[:500], TINY)
        with torch.no_grad():
            last = run.model.scores
            expected = ((run.model(torch.from_numpy(inputs)) - last.bias) / last.scale).numpy()
        computed = onnx_eval.evaluate_model(self.model(), inputs.reshape(-1, 1, 28, 28))
        products = computed["layer3.sum"]
        np.testing.assert_array_equal(np.round(expected), products)
        offset = computed["scores"][0] - products[0]
        np.testing.assert_array_equal(offset % 2, 0)
        self.assertEqual(set(np.unique(computed["layer1.sign"])), {-1.0, 1.0})

    def test_file_keeps_the_agreed_form(self) -> None:
        model = self.model()
        self.assertEqual((model.ir_version, model.opset_import[0].version), (7, 13))
        self.assertEqual(model.producer_name, "scbnn")
        properties = {entry.key: entry.value for entry in model.metadata_props}
        self.assertEqual(properties["scbnn.input"], "stochastic")
        operators = [node.op_type for node in model.graph.node]
        hidden = ["DequantizeLinear", "MatMul", "BatchNormalization", "GreaterOrEqual", "Where"]
        self.assertEqual(
            operators, ["Flatten", *hidden, *hidden, "DequantizeLinear", "MatMul", "Add"]
        )
        for tensor in model.graph.initializer:
            if tensor.name.endswith("weight_int8"):
                self.assertEqual(set(np.unique(onnx.numpy_helper.to_array(tensor))), {-1, 1})

    def test_release_ships_and_looks_at_test_once(self) -> None:
        models = self.root / "models"
        models.mkdir()
        with mock.patch.dict(card.LICENSES, {"tiny": "None."}):
            with contextlib.redirect_stdout(io.StringIO()):
                release.release(TINY, self.root, models, self.root / "tiny")
                with mock.patch.object(datasets, "load_test", side_effect=AssertionError("second look")):
                    release.release(TINY, self.root, models, self.root / "tiny")
        self.assertEqual(
            (models / "tiny.onnx").read_bytes(), (self.run_folder / finish.MODEL).read_bytes()
        )
        self.assertIn("| 1 (ships) | test |", (models / "tiny.md").read_text())

    def test_training_bits_have_the_pixel_as_mean(self) -> None:
        pixels = np.full((4000, 1), 100, np.uint8)
        for way in ("random", "fresh"):
            recipe = dataclasses.replace(TINY, bits=way)
            inputs = drawing.inputs(pixels, recipe, np.random.default_rng(3))
            self.assertAlmostEqual(float(inputs.mean()), 2 * 100 / 255 - 1, delta=0.05)
            self.assertLess({-1, 0, 1}, set(inputs.ravel().tolist()) | {-1})

    def test_jitter_moves_a_pixel_by_some_levels(self) -> None:
        pixels = np.full((50, 784), 250, np.uint8)
        recipe = dataclasses.replace(TINY, bits="grey", jitter=10)
        inputs = drawing.inputs(pixels, recipe, np.random.default_rng(3))
        levels = set(np.rint((inputs.ravel() + 1) * 127.5).astype(int).tolist())
        self.assertEqual(levels, set(range(240, 256)))

    def test_lattice_is_an_ordered_dither(self) -> None:
        lattice = encoders.default_encoder("lattice")
        self.assertEqual(encoders.random_values(lattice, 4, 1).tolist(), [[0, 197, 138, 79]])
        self.assertEqual(encoders.random_values(lattice, 2, 3)[:, 1].tolist(), [197, 69, 133])
        # Any 256 pixels in a row hold every threshold once.
        values = encoders.random_values(lattice, 784, 1)[0]
        self.assertEqual(sorted(values[300:556].tolist()), list(range(256)))

    def test_hardware_bits_are_those_of_the_hardware(self) -> None:
        images = self.data.validation.images[:20]
        flat = images.reshape(20, -1)
        for mode, draws in (("first", 4), ("output", 1)):
            recipe = dataclasses.replace(TINY, bits="hardware", mode=mode, draws=(draws,))
            inputs = drawing.inputs(flat, recipe, np.random.default_rng(3))
            seen = hardware.inputs(images, recipe)
            self.assertEqual(len(seen), 1 if mode == "first" else 4)
            self.assertTrue(any(np.array_equal(inputs, each) for each in seen))

    def test_presentations_of_mode_output_average_to_mode_first(self) -> None:
        images = self.data.validation.images[:20]
        (first,) = hardware.inputs(images, TINY)
        output = hardware.inputs(images, dataclasses.replace(TINY, mode="output"))
        np.testing.assert_allclose(np.mean(output, 0), first, atol=1e-6)

    def test_base_is_where_training_starts(self) -> None:
        recipe = dataclasses.replace(TINY, name="child", base="tiny")
        run = checkpoint.resume_or_start(recipe, 1, self.root / "child", self.run_folder, "cpu")
        base = checkpoint.load(self.run_folder)
        self.assertEqual(run.epochs_done, 0)
        torch.testing.assert_close(run.model.state_dict(), base.model.state_dict())
        with self.assertRaisesRegex(checkpoint.TrainingError, "goes on from tiny, seed 1"):
            checkpoint.resume_or_start(recipe, 1, self.root / "child", self.root / "none", "cpu")

    def test_table_trains_what_is_missing_and_keeps_the_rest(self) -> None:
        child = dataclasses.replace(TINY, name="child", base="tiny", epochs=2)
        words = ["table.py", "child", "--seeds", "1", "--runs", str(self.root)]
        words += ["--data", str(self.root / "tiny")]
        with (
            mock.patch.dict(RECIPES, {"tiny": TINY, "child": child}),
            mock.patch("sys.argv", words),
            contextlib.redirect_stderr(io.StringIO()) as progress,
            contextlib.redirect_stdout(io.StringIO()) as printed,
        ):
            self.assertEqual(table.main(), 0)
            self.assertEqual(table.main(), 0)
        self.assertEqual(progress.getvalue().count("epoch "), 2)  # the child's, once
        rows = printed.getvalue().splitlines()
        self.assertTrue(rows[2].startswith("| tiny | 1 | "), rows)
        self.assertTrue(rows[-1].startswith("| child | mean | "), rows)
        self.assertEqual((self.root / "table.md").read_text().splitlines()[-1], rows[-1])

    def test_early_stop_takes_the_first_lead_that_is_large_enough(self) -> None:
        scores = [  # of two images at three presentations, as in the file: twice the popcounts
            np.array([[20, 10, 0], [6, 8, 0]]),
            np.array([[0, 10, 0], [10, 2, 0]]),
            np.array([[0, 10, 0], [0, 0, 40]]),
        ]
        accumulated = margins.totals(scores)
        for margin, classes, used in ((5, [0, 2], [1, 3]), (3, [0, 0], [1, 2]), (6, [1, 2], [3, 3])):
            found = margins.early_stop(accumulated, margin)
            self.assertEqual((found[0].tolist(), found[1].tolist()), (classes, used))

    def test_errors_of_weights_are_those_of_chips(self) -> None:
        generator = torch.Generator().manual_seed(5)
        inputs = torch.randint(0, 3, (1, 300), generator=generator) - 1.0  # -1, 0 and +1
        weights = 2.0 * torch.randint(0, 2, (300, 1), generator=generator) - 1
        weights[:200] = inputs[0, :200, None].sign() + (inputs[0, :200, None] == 0)  # a sum off 0
        chips = torch.where(torch.rand((300, 4000), generator=generator) < 0.1, -weights, weights)
        flipped = inputs @ chips
        errors = WeightErrors((0.1,), 6, torch.device("cpu"))
        errors.start(4000)
        energy = inputs.square().sum(1, keepdim=True).expand(4000, 1)
        drawn = errors.apply((inputs @ weights).expand(4000, 1), energy)
        self.assertGreater(float(inputs @ weights), 100)
        self.assertAlmostEqual(float(drawn.mean()), float(flipped.mean()), delta=0.6)
        self.assertAlmostEqual(float(drawn.std() / flipped.std()), 1, delta=0.04)

    def test_an_image_sees_one_rate_in_all_its_neurons(self) -> None:
        errors = WeightErrors((0.0, 0.2), 6, torch.device("cpu"))
        errors.start(100)
        energy = torch.full((100, 1), 50.0)
        changed = errors.apply(torch.zeros(100, 8), energy) != 0
        self.assertEqual(changed.all(1).tolist(), changed.any(1).tolist())
        self.assertTrue(20 < int(changed.all(1).sum()) < 80)

    def test_training_with_errors_resumes_and_differs(self) -> None:
        recipe = dataclasses.replace(TINY, name="tolerant", epochs=2, weight_errors=(0.0, 0.1))
        whole = self.train("tolerant", recipe)
        self.train("tolerant-resumed", recipe, stop_after=1)
        resumed = self.train("tolerant-resumed", recipe)
        without = self.train("plain", dataclasses.replace(recipe, weight_errors=()))
        files = [(run / finish.MODEL).read_bytes() for run in (whole, resumed)]
        self.assertEqual(files[0], files[1])
        latent = [checkpoint.load(run).model.products[0].latent.detach() for run in (whole, without)]
        self.assertGreater(float((latent[0] - latent[1]).abs().max()), 0)

    def test_adam_is_the_one_of_pytorch(self) -> None:
        generator = torch.Generator().manual_seed(4)
        own, other = (torch.zeros(50_000, requires_grad=True) for _ in range(2))
        adam, reference = Adam([], [own]), torch.optim.Adam([other], lr=0.01)
        for _ in range(5):
            own.grad = torch.randn(50_000, generator=generator)
            other.grad = own.grad.clone()
            adam.step(0.0, 0.01)
            reference.step()
        torch.testing.assert_close(own, other)

    def test_bounded_weights_stay_within_one(self) -> None:
        latent = torch.full((3,), 0.99, requires_grad=True)
        latent.grad = torch.tensor([-1.0, 1.0, 0.0])
        Adam([latent], []).step(0.05, 0.0)
        torch.testing.assert_close(latent.detach(), torch.tensor([1.0, 0.94, 0.99]))

    def test_augmentation_mirrors_and_shifts_whole_images(self) -> None:
        images = np.arange(784, dtype=np.uint16).astype(np.uint8).reshape(1, 28, 28, 1)
        batches = Batches(datasets.Split(images, np.zeros(1, np.uint8)), TINY)
        padded = np.pad(images[0, :, :, 0], 1)
        expected = set()
        for top in range(3):
            for left in range(3):
                window = padded[top : top + 28, left : left + 28]
                expected |= {window.tobytes(), window[:, ::-1].tobytes()}
        seen = batches.augment(np.zeros(600, int), np.random.default_rng(1))
        self.assertEqual({image.tobytes() for image in seen}, expected)

    def test_sign_of_zero_is_plus_one(self) -> None:
        values = sign(torch.tensor([0.0, -0.0, 1e-30, -1e-30]))
        self.assertEqual(values.tolist(), [1, 1, 1, -1])

    def test_grey_input_spans_minus_one_to_one(self) -> None:
        ramp = hardware.bipolar(np.array([0, 255], np.uint8), 255)
        self.assertEqual(ramp.ravel().tolist(), [-1, 1])


class BadInputTest(unittest.TestCase):
    def setUp(self) -> None:
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)

    def test_missing_truncated_and_foreign_files_are_named(self) -> None:
        path = self.folder / "train-images-idx3-ubyte.gz"
        with self.assertRaisesRegex(datasets.DataError, "no such file"):
            datasets.load_training(self.folder)
        support.write_data_set(self.folder, training=10)
        with self.assertRaisesRegex(datasets.DataError, "more than 5000"):
            datasets.load_training(self.folder)
        good = path.read_bytes()
        path.write_bytes(good[:-100])
        with self.assertRaisesRegex(datasets.DataError, "cannot be read"):
            datasets.load_training(self.folder)
        support.write_idx(path, np.zeros((2, 3), np.uint8))
        with self.assertRaisesRegex(datasets.DataError, "magic number"):
            datasets.load_training(self.folder)

    def test_settings_are_parsed_or_named(self) -> None:
        recipe = RECIPES["shapes-mlp"].replace(["epochs=3", "presentations=1,4", "flip=true"])
        self.assertEqual((recipe.epochs, recipe.presentations, recipe.flip), (3, (1, 4), True))
        self.assertEqual(recipe.replace(["weight_errors=0,4e-2"]).weight_errors, (0, 0.04))
        with self.assertRaisesRegex(ValueError, "'epoch=3' is not FIELD=VALUE"):
            recipe.replace(["epoch=3"])
        with self.assertRaisesRegex(ValueError, "'many' is not int"):
            recipe.replace(["epochs=many"])

    def test_command_line_exit_status(self) -> None:
        words = [
            "train.py",
            "--recipe",
            "shapes-mlp",
            "--data",
            str(self.folder),
            "--out",
            str(self.folder),
        ]
        with mock.patch("sys.argv", words), contextlib.redirect_stderr(io.StringIO()) as errors:
            self.assertEqual(train.main(), 2)
        self.assertIn("no such file", errors.getvalue())


if __name__ == "__main__":
    unittest.main()
