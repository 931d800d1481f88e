#!/usr/bin/python3
"""Draws what scbnn evaluate says of the built-in images, and looks at the files.

SCBNN names the built program.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[3]
PROGRAM = SOURCE / "tools/plot/accuracy.py"
SVG = "{http://www.w3.org/2000/svg}"


def evaluate(folder: Path, name: str, *options: str) -> Path:
    file = folder / name
    subprocess.run(
        [os.environ["SCBNN"], "evaluate", "--model", SOURCE / "models/shapes-mlp.onnx", "--config",
         SOURCE / "configs/small.toml", "--data", "shapes", "--count", "300", "--json", file,
         *options],
        check=True, capture_output=True)
    return file


def plot(*arguments: object) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, PROGRAM, *map(str, arguments)], capture_output=True,
                          text=True)


class Accuracy(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.place = tempfile.TemporaryDirectory()
        cls.folder = Path(cls.place.name)
        cls.sweep = evaluate(cls.folder, "sweep.json", "--encoder", "all", "--mode", "first,output",
                             "--presentations", "1,2,4")
        cls.stops = evaluate(cls.folder, "stops.json", "--encoder", "sobol", "--mode", "output",
                             "--presentations", "4", "--margin", "2,8,20")
        cls.fixed = evaluate(cls.folder, "fixed.json", "--set", 'input="fixed-point"')

    @classmethod
    def tearDownClass(cls) -> None:
        cls.place.cleanup()

    def draw(self, *arguments: object) -> Path:
        out = self.folder / "drawn" / "accuracy"
        ran = plot(*arguments, "--out", out)
        self.assertEqual((ran.returncode, ran.stderr), (0, ""))
        self.assertEqual(ran.stdout.split(), [f"{out}.{end}" for end in ("svg", "png", "json")])
        return out

    def test_files_hold_every_line_and_point(self) -> None:
        out = self.draw(self.sweep, self.stops, self.fixed, "--rival", f"itself={self.fixed}")
        root = xml.etree.ElementTree.parse(f"{out}.svg").getroot()
        self.assertEqual(root.tag, f"{SVG}svg")
        self.assertGreater(len(root.findall(f".//{SVG}path")), 50)
        self.assertTrue(Path(f"{out}.png").read_bytes().startswith(b"\x89PNG\r\n\x1a\n"))

        drawn = json.loads(Path(f"{out}.json").read_text())
        self.assertEqual(drawn["conventional"], json.loads(self.fixed.read_text())[0]["accuracy"])
        self.assertEqual(drawn["rivals"][0]["accuracy"], drawn["conventional"])
        encoders = {row["encoder"] for row in json.loads(self.sweep.read_text())}
        self.assertGreaterEqual(len(encoders), 6)
        self.assertEqual(len(drawn["lines"]), 2 * len(encoders))
        points = {(line["encoder"], line["mode"], point["presentations"], point["margin"]):
                  (point["accuracy"], point["used"])
                  for line in drawn["lines"] for point in line["points"] + line["stops"]}
        rows = json.loads(self.sweep.read_text()) + json.loads(self.stops.read_text())
        self.assertEqual(len(points), len(rows))
        for row in rows:
            key = (row["encoder"], row["mode"], row["presentations"], row["margin"])
            self.assertEqual(points[key], (row["accuracy"], row["presentations_used"]))

    def test_the_same_rows_give_the_same_bytes(self) -> None:
        files = [Path(f"{self.draw(self.sweep)}.{end}") for end in ("svg", "png")]
        before = [file.read_bytes() for file in files]
        self.draw(self.sweep)
        self.assertEqual([file.read_bytes() for file in files], before)

    def test_networks_of_several_seeds_are_averaged(self) -> None:
        rows = json.loads(self.sweep.read_text())
        for row in rows:
            row["accuracy"] -= 3
        other = self.folder / "other.json"
        other.write_text(json.dumps(rows))
        drawn = json.loads(Path(f"{self.draw(self.sweep, other)}.json").read_text())
        point = drawn["lines"][0]["points"][0]
        self.assertEqual(point["networks"], 2)
        self.assertAlmostEqual(point["lowest"], rows[0]["accuracy"])
        self.assertAlmostEqual(point["accuracy"], rows[0]["accuracy"] + 1.5)
        self.assertAlmostEqual(point["highest"], rows[0]["accuracy"] + 3)

    def test_what_cannot_be_drawn_is_named(self) -> None:
        bad = self.folder / "bad.json"
        out = self.folder / "none"
        for text, words in (("{", "is no JSON"), ("[]", "holds no rows"),
                            ('[{"model": 1}]', "row 0 has no data, split")):
            bad.write_text(text)
            ran = plot(bad, "--out", out)
            self.assertEqual(ran.returncode, 2)
            self.assertIn(f"{bad}: {words}", ran.stderr)
        for arguments, words in (((self.folder / "absent.json",), "No such file or directory"),
                                 ((self.fixed,), "no row is of stochastic input"),
                                 ((self.sweep, "--rival", "x"), "allowed: LABEL=FILE"),
                                 ((self.sweep, "--rival", f"x={self.sweep}"), "one encoder and mode")):
            ran = plot(*arguments, "--out", out)
            self.assertEqual(ran.returncode, 2)
            self.assertIn(words, ran.stderr)
            self.assertNotIn("Traceback", ran.stderr)
        self.assertFalse(out.with_name("none.svg").exists())


if __name__ == "__main__":
    unittest.main()
