#!/usr/bin/env python3
"""Leaves take no more cells than docs/results/synth.json says, and docs/synthesis.md shows what that file holds.

A few leaves are synthesized again for the iCE40; the others are measured by `make synth` alone. More cells than
recorded are a loss; many fewer mean that the record is old.
"""

import json
import pathlib
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools" / "synth"))
import measure  # noqa: E402
import page  # noqa: E402
from block import leaf  # noqa: E402
from cache import Cache  # noqa: E402
from flows import Flows, MissingTool, check_tools  # noqa: E402

MORE, FEWER = 1.03, 0.85
AGAIN = [measure.PE[1], *measure.LEAVES]


def deviations(found, recorded):
    """The figures of `found` that are not near those recorded."""
    return {name: (count, recorded[name]) for name, count in found.items()
            if not FEWER * recorded[name] <= count <= MORE * recorded[name]}


class Cells(unittest.TestCase):
    def test_leaves_keep_what_was_won(self):
        recorded = page.document()["blocks"]
        with tempfile.TemporaryDirectory() as folder:
            flows = Flows(Cache(pathlib.Path(folder)))
            for name, parameters in AGAIN:
                block = leaf(name, ROOT / "rtl", parameters)
                with self.subTest(block.name):
                    self.assertEqual(deviations(flows.ice40(block), recorded[block.name]["ice40"]), {},
                                     "found, recorded; if it is meant so: make synth SYNTH=" + name)

    def test_a_loss_is_noticed(self):
        recorded = {"lut4": 100, "flip_flops": 17, "carry": 0}
        self.assertEqual(deviations(recorded, recorded), {})
        self.assertEqual(deviations(recorded | {"lut4": 104}, recorded), {"lut4": (104, 100)})
        self.assertEqual(deviations(recorded | {"carry": 1}, recorded), {"carry": (1, 0)})
        self.assertEqual(deviations(recorded | {"lut4": 80}, recorded), {"lut4": (80, 100)})

    def test_every_block_is_recorded(self):
        names = [leaf(name, ROOT / "rtl", parameters).name for name, parameters in [*measure.PE, *measure.LEAVES]]
        self.assertEqual(list(page.document()["blocks"]), [*names, *measure.DESIGNS])


class Results(unittest.TestCase):
    def test_the_page_shows_the_record(self):
        text = page.PAGE.read_text()
        self.assertEqual(text, page.filled(text, page.document()))
        changed = json.loads(page.JSON.read_text())
        next(iter(changed["blocks"].values()))["ice40"]["lut4"] += 1
        self.assertNotEqual(text, page.filled(text, changed))

    def test_an_unchanged_block_is_not_made_again(self):
        with tempfile.TemporaryDirectory() as folder:
            made = []

            def make(work):
                made.append(work)
                return {"cells": 7}

            for _ in range(2):  # two runs of the program
                cache = Cache(pathlib.Path(folder))
                self.assertEqual(cache.get(["flow", {"a.v": "module a; endmodule"}], make), {"cells": 7})
            self.assertEqual(len(made), 1)
            cache.get(["flow", {"a.v": "module a(); endmodule"}], make)
            self.assertEqual(len(made), 2)

    def test_a_missing_tool_is_named(self):
        with self.assertRaisesRegex(MissingTool, "missing: no-such-tool; `make setup-synth` installs"):
            check_tools(["python3", "no-such-tool"])


if __name__ == "__main__":
    unittest.main()
