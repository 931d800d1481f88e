#!/usr/bin/env python3
"""Pictures and tables show the figures of docs/pictures/*.json, and nothing else.

Every picture is drawn again and must have the same bytes. Apart from that, and without the drawing's code, every
number in a picture is looked up in the JSON by the place that it names. The tables of README and docs that quote
these figures are compared with them too.
"""

import json
import pathlib
import re
import sys
import unittest
import xml.etree.ElementTree

ROOT = pathlib.Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "pictures"
sys.path.insert(0, str(ROOT / "tools" / "pictures"))
import draw  # noqa: E402
import xilinx  # noqa: E402

NUMBER = re.compile(r"-?\d[\d,]*\.?\d*")


def figures(name):
    return json.loads((PICTURES / f"{name}.json").read_text())


def accuracies():
    """The accuracy in percent by model and T."""
    return {(point["model"], point["presentations"]): point["accuracy"]
            for series in figures("accuracy")["series"] for point in series["points"]}


def value_at(document, key):
    for part in re.findall(r"[^.\[\]]+", key):
        document = document[int(part)] if isinstance(document, list) else document[part]
    return document


def wrong_numbers(picture, document):
    """What a picture shows and its JSON does not hold."""
    for element in xml.etree.ElementTree.fromstring(picture).iter():
        if key := element.get("data-key"):
            if float(element.get("data-value")) != value_at(document, key):
                yield f"{key}: {element.get('data-value')}"
        kinds = set((element.get("class") or "").split())
        keys = element.get("data-keys")
        if not element.tag.endswith("}text") or (keys is None and kinds & {"tick", "name"}):
            continue
        shown = NUMBER.findall(re.sub(r"AXI4|layer\d+", "", element.text))
        wanted = [value_at(document, key) for key in (keys or "").split()]
        wanted = [value for value in wanted if not isinstance(value, str)]
        if len(shown) != len(wanted):
            yield f"'{element.text}': {len(shown)} numbers, {len(wanted)} figures"
        for text, value in zip(shown, wanted):
            plain = text.replace(",", "").rstrip(".")
            decimals = len(plain.partition(".")[2])
            if abs(float(plain) - value) > 0.5000001 * 10**-decimals:
                yield f"'{element.text}': {text} for {value}"


def table_rows(page, head):
    """Cells of the rows of the table whose head has the cell `head`."""
    lines = (ROOT / page).read_text().splitlines()
    start = next(index for index, line in enumerate(lines) if line.startswith("|") and f"| {head} |" in line)
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            return
        yield [cell.strip().strip("`") for cell in line.strip("|").split("|")]


class Pictures(unittest.TestCase):
    def test_every_picture_is_what_its_figures_draw(self):
        self.assertEqual({path.stem for path in PICTURES.glob("*.svg")}, set(draw.DRAWN))
        for name, drawn in draw.DRAWN.items():
            with self.subTest(name):
                self.assertEqual((PICTURES / f"{name}.svg").read_text(), drawn(figures(name)))

    def test_every_number_in_a_picture_is_a_figure(self):
        for name in draw.DRAWN:
            with self.subTest(name):
                self.assertEqual(list(wrong_numbers((PICTURES / f"{name}.svg").read_text(), figures(name))), [])

    def test_a_changed_number_is_noticed(self):
        for name in ("pipeline", "accuracy", "occupancy", "waveform"):
            picture = (PICTURES / f"{name}.svg").read_text()
            changed, count = re.subn(r'(data-keys="[^"]+"[^>]*>[^<]*?)(\d)(?=[^<]*</text>)',
                                     lambda found: found[1] + str((int(found[2]) + 1) % 10), picture, count=1)
            self.assertEqual(count, 1, name)
            self.assertTrue(list(wrong_numbers(changed, figures(name))), name)

    def test_pages_show_the_pictures(self):
        pages = "".join(path.read_text() for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
        for name in draw.DRAWN:
            self.assertIn(f"pictures/{name}.svg", pages)


class Tables(unittest.TestCase):
    def test_the_designs_of_the_readme(self):
        designs = figures("resources")["designs"]
        accuracy = accuracies()
        rows = list(table_rows("README.md", "block RAM"))
        self.assertGreaterEqual(len(rows), 4)
        for name, percent, rate, luts, rams, xnors in rows:
            with self.subTest(name):
                design = designs[name]
                model = re.search(r"--model (\S+)", design["command"])[1]
                t = None if model.endswith("-conventional.onnx") else design["presentations"]
                self.assertEqual(percent, f"{accuracy[model, t]:.2f} %")
                self.assertEqual(rate, f"{design['images_per_second']:,}")
                self.assertEqual(luts, f"{design['luts']:,}")
                self.assertEqual(rams, f"{design['ramb36']:g}")
                self.assertEqual(xnors, f"{design['xnors_per_cycle']:,}")

    def test_the_savings_of_the_readme(self):
        designs = figures("resources")["designs"]
        conventional = designs["8-bit pixels"]

        def saved(name, key):
            return str(round(100 * (1 - designs[name][key] / conventional[key])))

        text = " ".join((ROOT / "README.md").read_text().split())
        found = re.search(r"T = 4 takes (\d+) % fewer LUTs and (\d+) % fewer block RAMs", text)
        self.assertEqual(found.groups(), (saved("T = 4, lattice", "luts"), saved("T = 4, lattice", "ramb36")))
        self.assertEqual(re.search(r"T = 1 takes (\d+) % fewer LUTs", text)[1], saved("T = 1, lattice", "luts"))

        accuracy = accuracies()
        least = accuracy["models/fashion-mnist-mlp-conventional.onnx", None]
        behind = re.findall(r"is (\d\.\d\d) points less accurate", text)
        self.assertEqual(behind, [f"{least - accuracy[f'models/fashion-mnist-mlp{name}.onnx', t]:.2f}"
                                  for name, t in (("", 4), ("-t1", 1))])

    def test_the_resources_of_results(self):
        designs = figures("resources")["designs"]
        rows = list(table_rows("docs/results.md", "RAMB36 of constants"))
        self.assertEqual([row[0] for row in rows], list(designs))
        for name, luts, flip_flops, carry, frames, constants, cycles in rows:
            with self.subTest(name):
                design = designs[name]
                self.assertEqual(luts, f"{design['luts']:,}")
                self.assertEqual(flip_flops, f"{design['flip_flops']:,}")
                self.assertEqual(carry, f"{design['carry4']:,}")
                self.assertEqual(frames, f"{design['ramb36_synthesized']:g}")
                self.assertEqual(constants, f"{design['ramb36_constants']:g}")
                self.assertEqual(cycles, f"{design['cycles_per_image']:,}")

    def test_the_curve_of_results(self):
        points = accuracies()
        rows = list(table_rows("docs/results.md", "T = 16"))
        self.assertEqual(len(rows), 3)
        shown = 0
        for row in rows:
            for t, cell in zip((1, 2, 4, 8, 16), row[2:]):
                found = [value for (model, at), value in points.items() if f"`{model}`" in f"`{row[1]}`" and at == t]
                if cell:
                    self.assertEqual(cell, f"{found[0]:.2f} %")
                    shown += 1
        self.assertEqual(shown, len([key for key in points if key[1] is not None]))


class BlockRams(unittest.TestCase):
    def test_known_shapes(self):
        for rows, width, wanted in ((512, 72, 1), (512, 36, 0.5), (1024, 36, 1), (1024, 18, 0.5), (513, 72, 2),
                                    (32768, 1, 1), (1, 1, 0.5), (1024, 1024, 28.5)):
            self.assertEqual(xilinx.block_rams(rows, width), wanted, (rows, width))


if __name__ == "__main__":
    unittest.main()
