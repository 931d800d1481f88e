#!/usr/bin/python3
"""Draws campaigns of scbnn faults on the built-in images, and looks at the files.

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
PROGRAM = SOURCE / "tools/plot/faults.py"
SVG = "{http://www.w3.org/2000/svg}"


def campaign(folder: Path, name: str, *options: str) -> Path:
    file = folder / name
    subprocess.run(
        [os.environ["SCBNN"], "faults", "--model", SOURCE / "models/shapes-mlp.onnx", "--config",
         SOURCE / "configs/small.toml", "--data", "shapes", "--count", "300", "--seeds", "4",
         "--rates", "0,0.01,0.1", "--out", file, *options],
        check=True, capture_output=True)
    return file


def plot(*arguments: object) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, PROGRAM, *map(str, arguments)], capture_output=True,
                          text=True)


class Faults(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.place = tempfile.TemporaryDirectory()
        cls.folder = Path(cls.place.name)
        cls.single = campaign(cls.folder, "single.csv")
        cls.pair = campaign(cls.folder, "pair.csv", "--cells", "pair")
        cls.many = campaign(cls.folder, "many.csv", "--kind", "weights,stream", "--layers",
                            "all,layer1")

    @classmethod
    def tearDownClass(cls) -> None:
        cls.place.cleanup()

    def draw(self, *arguments: object) -> list[dict]:
        out = self.folder / "drawn" / "faults"
        ran = plot(*arguments, "--out", out)
        self.assertEqual((ran.returncode, ran.stderr), (0, ""))
        self.assertEqual(ran.stdout.split(), [f"{out}.{end}" for end in ("svg", "png", "json")])
        root = xml.etree.ElementTree.parse(f"{out}.svg").getroot()
        self.assertEqual(root.tag, f"{SVG}svg")
        self.assertTrue(Path(f"{out}.png").read_bytes().startswith(b"\x89PNG\r\n\x1a\n"))
        return json.loads(Path(f"{out}.json").read_text())

    def test_panels_hold_the_campaigns(self) -> None:
        panels = self.draw("--panel", "cells", f"single={self.single}", f"pair={self.pair}",
                           "--panel", "kinds", self.many)
        self.assertEqual([panel["title"] for panel in panels], ["cells", "kinds"])
        labels = [[curve["label"] for curve in panel["curves"]] for panel in panels]
        self.assertEqual(labels, [["single", "pair"],
                                  ["weights, all", "weights, layer1", "stream"]])

    def test_points_are_means_with_intervals(self) -> None:
        (panel,) = self.draw(self.single)
        (curve,) = panel["curves"]
        rows = [line.split(",") for line in self.single.read_text().splitlines()[2:]]
        for rate, point in zip(("0", "0.01", "0.1"), curve["points"]):
            found = [100 * int(row[4]) / 300 for row in rows if row[2] == rate]
            mean = sum(found) / 4
            self.assertEqual(point["seeds"], 4)
            self.assertAlmostEqual(point["accuracy"], mean)
            self.assertEqual((point["lowest"], point["highest"]), (min(found), max(found)))
            spread = (sum((value - mean) ** 2 for value in found) / 3) ** 0.5
            self.assertAlmostEqual(point["half_interval"], 3.182 * spread / 2)
        self.assertEqual(curve["points"][0]["half_interval"], 0)
        self.assertGreater(curve["points"][2]["half_interval"], 0)

    def test_a_campaign_that_is_being_written_is_drawn(self) -> None:
        half = self.folder / "half.csv"
        half.write_text(self.single.read_text()[:-3])
        (panel,) = self.draw(half)
        self.assertEqual(sum(point["seeds"] for point in panel["curves"][0]["points"]), 11)

    def test_what_cannot_be_drawn_is_named(self) -> None:
        bad = self.folder / "bad.csv"
        out = self.folder / "none"
        head = "\n".join(self.single.read_text().splitlines()[:2]) + "\n"
        for text, words in (("", "is not a campaign"), ("a,b\n", "is not a campaign"),
                            (head, "holds no point yet"),
                            (head + "weights,all,much,1,2,3,4,5\n", "is not a campaign")):
            bad.write_text(text)
            ran = plot(bad, "--out", out)
            self.assertEqual(ran.returncode, 2)
            self.assertIn(f"{bad}: {words}", ran.stderr)
            self.assertNotIn("Traceback", ran.stderr)
        for arguments, words in ((("absent.csv",), "No such file or directory"),
                                 ((), "nothing to draw")):
            ran = plot(*arguments, "--out", out)
            self.assertEqual(ran.returncode, 2)
            self.assertIn(words, ran.stderr)
        self.assertFalse(out.with_name("none.svg").exists())


if __name__ == "__main__":
    unittest.main()
