#!/usr/bin/python3
"""Draws every docs/pictures/*.svg from the JSON beside it."""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path

from svg import Drawing

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"


def pipeline(figures) -> str:
    """What a pixel goes through: the stages of one generated design, with their sizes."""
    layers = figures["layers"]
    box, gap, top = 158, 26, 34
    drawing = Drawing(2 * 118 + (len(layers) + 1) * (box + gap) + gap, 236, "The pipeline of a generated design", figures)
    x, y, height = 118, top, 118
    drawing.text(10, y + 38, "pixels", class_="title")
    drawing.number(10, y + 57, "{} per beat", "pixels_per_beat", class_="soft")
    drawing.text(10, y + 76, "AXI4-Stream", class_="soft")
    drawing.arrow(x - 16, y + 52, x + gap)
    x += gap

    def stage(title, lines, store):
        nonlocal x
        drawing.add("rect", x=x, y=y, width=box, height=height, rx=6, class_="box")
        drawing.text(x + box / 2, y + 22, title, class_="title", text_anchor="middle")
        for number, (pattern, keys) in enumerate(lines):
            drawing.number(x + box / 2, y + 44 + 19 * number, pattern, *keys, text_anchor="middle",
                           class_="soft" if number == len(lines) - 1 else "name")
        if store:
            drawing.add("path", d=f"M{x + box // 2} {y + height + 27}v-26m-4 6l4 -6l4 6", class_="wire")
            drawing.add("rect", x=x + 14, y=y + height + 28, width=box - 28, height=44, rx=4, class_="store")
            drawing.number(x + box / 2, y + height + 46, store[0], *store[1], text_anchor="middle")
            drawing.text(x + box / 2, y + height + 63, "of weights", class_="soft", text_anchor="middle")
        x += box
        drawing.arrow(x, y + 52, x + gap)
        x += gap

    stage("encoder", [("each pixel becomes", ()), ("T = {} bits", ("presentations",)),
                      ("= {} bit planes", ("planes",)), ("{} cycles per image", ("encoder_cycles",))], None)
    for number, layer in enumerate(layers):
        at = f"layers[{number}]"
        stage(layer["name"], [("{} to {} neurons", (f"{at}.inputs", f"{at}.outputs")),
                              ("{} PEs x {} XNORs", (f"{at}.pe", f"{at}.simd")),
                              ("popcount, threshold" if number + 1 < len(layers) else "popcount, score", ()),
                              ("{} cycles per image", (f"{at}.cycles",))],
              ("{:,} bits", (f"{at}.weight_bits",)))
    drawing.text(x + 6, y + 38, "class", class_="title")
    drawing.text(x + 6, y + 57, "argmax", class_="soft")
    drawing.text(x + 6, y + 76, "AXI4-Stream", class_="soft")
    drawing.number(10, 18, "Each stage works on a different image: one image per {:,} cycles, {:,} images/s at {:.0f} MHz, "
                   "{:,} XNORs per cycle", "cycles_per_image", "images_per_second", "clock_mhz", "xnors_per_cycle",
                   class_="title")
    return drawing.svg()


def accuracy(figures) -> str:
    """Accuracy against presentations."""
    width, height, left, right, top, bottom = 800, 400, 60, 250, 20, 48
    drawing = Drawing(width, height, "Accuracy on Fashion-MNIST against presentations per image", figures)
    lowest, highest, most = 83, 90.5, 16
    across, down = width - left - right, height - top - bottom

    def place_x(presentations: float) -> float:
        return left + 14 + math.log2(presentations) / math.log2(most) * (across - 28)

    def place_y(percent: float) -> float:
        return top + (highest - percent) / (highest - lowest) * down

    for tick in range(lowest, math.floor(highest) + 1):
        drawing.line(left, place_y(tick), width - right, place_y(tick), class_="grid")
        drawing.text(left - 8, place_y(tick) + 4, f"{tick} %", class_="tick", text_anchor="end")
    for tick in (1, 2, 4, 8, 16):
        drawing.text(place_x(tick), height - bottom + 18, str(tick), class_="tick", text_anchor="middle")
    drawing.text(left + across / 2, height - 8, "presentations per image (T)", text_anchor="middle")
    labels = []
    for number, series in enumerate(figures["series"]):
        colour = f"stroke: var(--s{number})"
        fill = f"fill: var(--s{number})"
        points = series["points"]
        at = [f"series[{number}].points[{each}].accuracy" for each in range(len(points))]
        if series["presentations"] == "none":
            level = place_y(points[0]["accuracy"])
            drawing.line(left, level, width - right, level, style=colour, stroke_dasharray="6 4", stroke_width=2)
        else:
            steps = [(place_x(point["used"]), place_y(point["accuracy"])) for point in points]
            drawing.add("polyline", points=" ".join(f"{x:.2f},{y:.2f}" for x, y in steps), style=colour + "; fill: none",
                        stroke_width=2)
            for (x, y), key, point in zip(steps, at, points):
                drawing.add("circle", cx=x, cy=y, r=4.5, style=fill, data_key=key, data_value=repr(point["accuracy"]))
        last = len(points) - 1
        # A line for the name, one for the figure at the right end.
        labels.append([place_y(points[last]["accuracy"]), number, series["label"], at[last], points[last]])
    labels.sort(key=lambda label: label[0])
    y = top + 12
    for _, number, label, key, point in labels:
        fill = f"fill: var(--s{number})"
        drawing.text(width - right + 14, y, label, style=fill, class_="title name")
        pattern = "{:.2f} %" if point["presentations"] is None else "{:.2f} % at T = {:g}"
        keys = [key] if point["presentations"] is None else [key, key.replace("accuracy", "shown")]
        drawing.number(width - right + 14, y + 17, pattern, *keys, class_="soft")
        y += 50
    return drawing.svg()


def occupancy(figures) -> str:
    """Which image is where, cycle by cycle: from the first to the last beat of each image on each stream."""
    rows, cycles = figures["streams"], figures["cycles"]
    left, across, top, step = 150, 760, 40, 30
    drawing = Drawing(left + across + 20, top + step * len(rows) + 40, "Images in the pipeline, from a simulation", figures)

    def place_x(cycle: float) -> float:
        return left + cycle / cycles * across

    for tick in range(0, cycles + 1, 1000):
        drawing.line(place_x(tick), top - 6, place_x(tick), top + step * len(rows), class_="grid")
        drawing.text(place_x(tick), top + step * len(rows) + 18, f"{tick:,}", class_="tick", text_anchor="middle")
    drawing.text(left - 12, top + step * len(rows) + 18, "clock cycle", class_="tick", text_anchor="end")
    drawing.text(10, 18, "Beats of each image on each stream, first to last", class_="title")
    for number, row in enumerate(rows):
        y = top + step * number
        drawing.text(10, y + 16, row["label"], class_="mono name")
        for index, frame in enumerate(row["frames"]):
            if frame["first"] > cycles:
                continue
            x, end = place_x(frame["first"]), place_x(min(frame["last"] + 1, cycles))
            colour = "var(--bad)" if frame["error"] else f"var(--s{frame['image'] % 3})"
            drawing.add("rect", x=x, y=y, width=max(end - x, 3.0), height=step - 8, style=f"fill: {colour}",
                        data_key=f"streams[{number}].frames[{index}].first", data_value=repr(frame["first"]))
            if end - x > 14:
                drawing.number((x + end) / 2, y + 16, "{}", f"streams[{number}].frames[{index}].image", text_anchor="middle",
                               style="fill: var(--fill)")
    return drawing.svg()


def waveform(figures) -> str:
    """Signals of a few cycles, as recorded."""
    cycles = figures["cycles"]
    left, top, step, high = 140, 30, 32, 18
    pitch = 780 / cycles
    drawing = Drawing(left + 800, top + step * len(figures["signals"]) + 4, "Waveform of a simulation", figures)
    for cycle in range(-figures["start"] % 5, cycles, 5):
        x = left + cycle * pitch
        drawing.line(x, top - 6, x, top + step * len(figures["signals"]), class_="grid")
        drawing.number(x + 2, top - 10, "{}", f"numbers[{cycle}]", class_="tick")
    for number, signal in enumerate(figures["signals"]):
        y = top + step * number + 4
        drawing.text(10, y + 14, signal["name"], class_="mono name")
        values = signal["values"]
        if signal["bits"] == 1:
            path = [f"M{left} {y + (0 if values[0] else high)}"]
            for cycle, value in enumerate(values):
                if cycle and value != values[cycle - 1]:
                    path.append(f"V{y + (0 if value else high)}")
                path.append(f"H{left + (cycle + 1) * pitch:.2f}")
            drawing.add("path", d="".join(path), class_="wire", stroke_width=1.5, data_name=signal["name"])
            continue
        start = 0
        for cycle in range(1, cycles + 1):
            if cycle < cycles and values[cycle] == values[start]:
                continue
            x, end = left + start * pitch, left + cycle * pitch
            drawing.add("path", class_="wire", d=f"M{x:.2f} {y + high / 2}l3 {-high / 2}H{end - 3:.2f}l3 {high / 2}l-3 {high / 2}"
                        f"H{x + 3:.2f}z")
            if values[start] is not None and end - x > 9 * len(str(values[start])):
                drawing.number((x + end) / 2, y + 14, "{}", f"signals[{number}].values[{start}]", class_="mono",
                               text_anchor="middle")
            start = cycle
    return drawing.svg()


DRAWN = {"pipeline": pipeline, "accuracy": accuracy, "occupancy": occupancy, "waveform": waveform}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=Path, default=PICTURES)
    arguments = parser.parse_args()
    for name, draw in DRAWN.items():
        figures = json.loads((arguments.pictures / f"{name}.json").read_text())
        (arguments.pictures / f"{name}.svg").write_text(draw(figures))
        print(arguments.pictures / f"{name}.svg")


if __name__ == "__main__":
    main()
