#!/usr/bin/python3
"""Draws accuracy over the rate of failing bits from the files of `scbnn faults --out`.

A line a campaign is the mean over its chips, with the 95 % confidence interval of the mean as bars and the
lowest and highest chip as a band. Campaigns stand beside each other in panels.
"""

from __future__ import annotations

import argparse
import dataclasses
import math
import sys
from pathlib import Path

import matplotlib.pyplot as plt
from matplotlib.axes import Axes

from campaigns import BadCampaign, Curve, curves_of, read
from pictures import save, write

EXAMPLES = """\
examples:
  scbnn faults --model models/fashion-mnist-mlp.onnx --config configs/default.toml --data fashion-mnist \\
    --rates 0,1e-4,1e-3,1e-2,4e-2 --seeds 20 --out build/single.csv
  tools/plot/faults.py single=build/single.csv --out build/faults       # faults.svg, .png, .json
  tools/plot/faults.py --panel 'cells' single=build/single.csv pair=build/pair.csv \\
    --panel 'training' standard=build/single.csv error-aware=build/tolerant.csv --out build/faults
"""

# Okabe and Ito's colours, which all kinds of colour vision tell apart; markers and dashes for paper.
STYLES = (
    ("#0072B2", "o", "-"),
    ("#D55E00", "s", "-"),
    ("#009E73", "D", (0, (5, 1.5))),
    ("#CC79A7", "^", (0, (5, 1.5))),
    ("#E69F00", "v", (0, (1.5, 1))),
    ("#56B4E9", "h", (0, (1.5, 1))),
    ("#000000", "P", ":"),
)


@dataclasses.dataclass
class Panel:
    """Curves that are compared."""

    title: str
    curves: list[Curve]


def panel_of(title: str, texts: list[str], abouts: list[dict]) -> Panel:
    """[LABEL=]FILE.csv each; what the files are about is added to `abouts`."""
    curves = []
    for text in texts:
        label, equals, name = text.rpartition("=")
        about, points = read(Path(name))
        abouts.append(about)
        curves += curves_of(label if equals else "", points)
    return Panel(title, curves)


def draw_curve(axes: Axes, curve: Curve, number: int, least: float) -> None:
    colour, marker, dashes = STYLES[number % len(STYLES)]
    rates = [point.rate or least for point in curve.points]
    means = [point.accuracy for point in curve.points]
    if any(point.seeds > 1 for point in curve.points):
        axes.fill_between(rates, [point.lowest for point in curve.points],
                          [point.highest for point in curve.points], color=colour, alpha=0.13,
                          linewidth=0)
    axes.errorbar(rates, means, yerr=[point.half_interval for point in curve.points], color=colour,
                  marker=marker, linestyle=dashes, markersize=5.5, linewidth=1.6, capsize=3,
                  label=curve.label, markeredgecolor="white", markeredgewidth=0.6)


def draw_panel(axes: Axes, panel: Panel, least: float) -> None:
    for number, curve in enumerate(panel.curves):
        draw_curve(axes, curve, number, least)
    axes.set_xscale("log")
    axes.set_title(panel.title, fontsize=10, loc="left", color="#333333")
    axes.set_xlabel("rate of failing bits")
    axes.grid(color="#dddddd", linewidth=0.7)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    if any(point.rate == 0 for curve in panel.curves for point in curve.points):
        ticks = [tick for tick in axes.get_xticks() if tick > least]
        axes.set_xticks([least, *ticks], ["0", *(f"$10^{{{round(math.log10(t))}}}$" for t in ticks)])
    axes.minorticks_off()
    axes.legend(loc="lower left", frameon=True, framealpha=0.9, edgecolor="#dddddd", fontsize=9)


def draw(panels: list[Panel], title: str, lowest: float | None, files: list[Path]) -> None:
    """Draws one figure into every file; the name's ending says the format."""
    rates = [p.rate for panel in panels for curve in panel.curves for p in curve.points if p.rate]
    if not rates:
        raise BadCampaign("no point has a rate above 0: there is no curve to draw")
    columns = min(len(panels), 2)
    rows = -(-len(panels) // columns)
    figure, grid = plt.subplots(rows, columns, sharey=True, squeeze=False,
                                figsize=(1.2 + 4.9 * columns, 0.6 + 4.0 * rows))
    least = min(rates) / 10  # where rate 0 stands
    for axes in grid.flat[len(panels):]:
        axes.set_visible(False)
    for axes, panel in zip(grid.flat, panels):
        draw_panel(axes, panel, least)
        axes.set_xlim(least / 1.5, max(rates) * 1.5)
    for axes in grid[:, 0]:
        axes.set_ylabel("accuracy, %")
    if lowest is not None:
        grid[0][0].set_ylim(bottom=lowest)
    figure.suptitle(title, fontsize=12, x=0.01, ha="left", fontweight="bold")
    figure.tight_layout(rect=(0, 0, 1, 0.99))
    save(figure, files)


def title_of(abouts: list[dict]) -> str:
    """Data and number of images, and the network where there is one."""
    models = sorted({about["model"] for about in abouts})
    images = "/".join(f"{count:,}" for count in sorted({about["images"] for about in abouts}))
    data = ", ".join(sorted({about["data"] for about in abouts}))
    subject = models[0] if len(models) == 1 else f"{len(models)} networks"
    return f"{subject} on {data}, {images} images"


def run(arguments: argparse.Namespace) -> None:
    abouts: list[dict] = []
    panels = [panel_of("", arguments.files, abouts)] if arguments.files else []
    panels += [panel_of(title, texts, abouts) for title, *texts in arguments.panel]
    if not abouts:
        raise BadCampaign("nothing to draw: name files, or panels with files")
    title = arguments.title or title_of(abouts)
    try:
        write(arguments.out, lambda files: draw(panels, title, arguments.lowest, files),
              [dataclasses.asdict(panel) for panel in panels])
    except OSError as error:
        raise BadCampaign(f"--out {arguments.out}: cannot be written: {error.strerror}") from error


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, epilog=EXAMPLES,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", metavar="[LABEL=]FILE.csv",
                        help="campaigns of scbnn faults, in a panel without a title")
    parser.add_argument("--panel", nargs="+", action="append", default=[],
                        metavar=("TITLE", "[LABEL=]FILE.csv"), help="one more panel; repeatable")
    parser.add_argument("--out", type=Path, required=True, metavar="PREFIX",
                        help="writes PREFIX.svg, PREFIX.png and the numbers drawn as PREFIX.json")
    parser.add_argument("--lowest", type=float, metavar="PERCENT", help="where the accuracy axis begins")
    parser.add_argument("--title", help="instead of network, data and number of images")
    try:
        run(parser.parse_args())
    except BadCampaign as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
