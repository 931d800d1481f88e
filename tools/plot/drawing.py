"""Draws accuracy against presentations: a panel for each mode, a line for each encoder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from pictures import save
from rows import Line

# Okabe and Ito's colours, which all kinds of colour vision tell apart; markers and dashes for paper.
STYLES = {
    "lfsr": ("#D55E00", "o", "-"),
    "lfsr-shared": ("#E69F00", "v", (0, (5, 1.5))),
    "van-der-corput": ("#0072B2", "s", "-"),
    "sobol": ("#009E73", "D", (0, (5, 1.5))),
    "lattice": ("#56B4E9", "h", "-"),
    "threshold": ("#CC79A7", "^", "-"),
}
OTHER = ("#000000", "P", "-")
MODES = {
    "first": "mode first: summed in the first layer",
    "output": "mode output: class scores summed",
}
GREY = "#555555"
BEHIND_TEXT = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}


@dataclass
class Rival:
    """Something to compare with: points of its own, or one accuracy for any T."""

    label: str
    line: Line | None
    accuracy: float | None


def merged(lines: list[Line]) -> list[tuple[str, Line]]:
    """Labels and lines; encoders that coincide everywhere become one line with both names."""
    labels: list[tuple[str, Line]] = []
    for line in lines:
        for number, (label, other) in enumerate(labels):
            if other.key == line.key:
                labels[number] = (f"{label} = {line.encoder}", other)
                break
        else:
            labels.append((line.encoder, line))
    return labels


def stop_presentations(lines: list[Line]) -> list[int]:
    """T of the points with a margin."""
    return sorted({point.presentations for line in lines for point in line.stops})


def draw_line(axes: Axes, label: str, line: Line) -> None:
    colour, marker, dashes = STYLES.get(line.encoder, OTHER)
    used = [point.used for point in line.points]
    accuracy = [point.accuracy for point in line.points]
    if any(point.networks > 1 for point in line.points):
        axes.fill_between(used, [point.lowest for point in line.points],
                          [point.highest for point in line.points], color=colour, alpha=0.12,
                          linewidth=0)
    axes.plot(used, accuracy, color=colour, marker=marker, linestyle=dashes, markersize=6,
              linewidth=1.6, label=label, markeredgecolor="white", markeredgewidth=0.6)
    for presentations in stop_presentations([line]):
        stops = [point for point in line.stops if point.presentations == presentations]
        axes.plot([point.used for point in stops], [point.accuracy for point in stops],
                  color=colour, marker=marker, linestyle=":", linewidth=0.8, markersize=4,
                  markerfacecolor="white", markeredgewidth=1.0)


def draw_rival(axes: Axes, rival: Rival, number: int) -> None:
    if rival.line is not None:
        points = rival.line.points
        axes.plot([point.used for point in points], [point.accuracy for point in points],
                  color=GREY, marker="x+*1"[number % 4], linestyle=":", linewidth=1.2, label=rival.label)
    if rival.accuracy is not None:
        axes.axhline(rival.accuracy, color=GREY, linestyle=":", linewidth=1.2)
        axes.annotate(f"{rival.label}: {rival.accuracy:.2f} %", (0.01, rival.accuracy),
                      xycoords=("axes fraction", "data"), xytext=(0, -3),
                      textcoords="offset points", va="top", fontsize=8, color=GREY, bbox=BEHIND_TEXT)


def draw_conventional(axes: Axes, accuracy: float) -> None:
    axes.axhline(accuracy, color="black", linewidth=1.2, zorder=1)
    axes.annotate(f"conventional, 8-bit pixels: {accuracy:.2f} %", (0.01, accuracy),
                  xycoords=("axes fraction", "data"), xytext=(0, 3), textcoords="offset points",
                  va="bottom", fontsize=8.5, bbox=BEHIND_TEXT)


def finish_axes(axes: Axes, lines: list[Line], extent: float) -> None:
    ticks = [1]
    while ticks[-1] < extent:
        ticks.append(2 * ticks[-1])
    axes.set_xscale("log", base=2)
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_xlim(0.9, ticks[-1] * 1.11)
    axes.set_xlabel("presentations of an image (mean used)" if any(line.stops for line in lines)
                    else "presentations of an image, T")
    axes.grid(color="#dddddd", linewidth=0.7)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    handles = axes.get_legend_handles_labels()[0]
    if stopped := stop_presentations(lines):
        most = ", ".join(str(presentations) for presentations in stopped)
        handles.append(Line2D([], [], color=GREY, marker="o", markersize=4, linestyle=":",
                              linewidth=0.8, markerfacecolor="white",
                              label=f"early stop, T = {most}, a margin a point"))
    axes.legend(handles=handles, loc="lower right", frameon=True, framealpha=0.9,
                edgecolor="#dddddd", fontsize=9)


def draw(lines: list[Line], conventional: float | None, rivals: list[Rival], title: str,
         files: list[Path]) -> None:
    """Draws one figure into every file; the name's ending says the format."""
    modes = [mode for mode in MODES if any(line.mode == mode for line in lines)]
    figure, panels = plt.subplots(1, len(modes), sharey=True, squeeze=False,
                                  figsize=(1.2 + 4.9 * len(modes), 4.8))
    points = [point for line in lines + [rival.line for rival in rivals if rival.line]
              for point in line.points + line.stops]
    extent = max(point.used for point in points)
    for axes, mode in zip(panels[0], modes):
        of_mode = [line for line in lines if line.mode == mode]
        if conventional is not None:
            draw_conventional(axes, conventional)
        for number, rival in enumerate(rivals):
            if rival.line is None or rival.line.mode not in modes or rival.line.mode == mode:
                draw_rival(axes, rival, number)
        for label, line in merged(of_mode):
            draw_line(axes, label, line)
        axes.set_title(MODES[mode], fontsize=10, loc="left", color="#333333")
        finish_axes(axes, of_mode, extent)
    panels[0][0].set_ylabel("accuracy, %")
    figure.suptitle(title, fontsize=12, x=0.01, ha="left", fontweight="bold")
    figure.tight_layout(rect=(0, 0, 1, 0.99))
    save(figure, files)
