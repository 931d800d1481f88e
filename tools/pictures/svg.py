"""Drawings as SVG text, readable on light and dark pages. Numbers name the place in the JSON that they came from."""

from __future__ import annotations

from html import escape

# Colours for light and dark pages; the series are Okabe and Ito's, which all kinds of colour vision tell apart.
STYLE = """
  svg { --ink: #1f2328; --soft: #59636e; --line: #8c959f; --grid: #d1d9e0; --fill: #f6f8fa; --store: #ddf4ff;
        --s0: #d55e00; --s1: #0072b2; --s2: #008060; --s3: #6e7781; --bad: #cf222e; }
  @media (prefers-color-scheme: dark) {
    svg { --ink: #e6edf3; --soft: #9198a1; --line: #7d8590; --grid: #30363d; --fill: #161b22; --store: #0c2d4b;
          --s0: #ff9d57; --s1: #6cb6ff; --s2: #3fd0a0; --s3: #9198a1; --bad: #ff7b72; } }
  text { fill: var(--ink); font: 13px Helvetica, Arial, sans-serif; }
  .title { font-weight: bold; } .soft { fill: var(--soft); } .tick { fill: var(--soft); font-size: 12px; }
  .mono { font-family: Menlo, Consolas, monospace; font-size: 12px; }
  .box { fill: var(--fill); stroke: var(--line); } .store { fill: var(--store); stroke: var(--line); }
  .grid { stroke: var(--grid); } .wire { stroke: var(--ink); fill: none; } .rule { stroke: var(--soft); }
"""


def place(document, key: str):
    """The value at a key like `series[2].points[0].accuracy`."""
    for part in key.replace("]", "").replace("[", ".").split("."):
        document = document[int(part)] if isinstance(document, list) else document[part]
    return document


class Drawing:
    """One picture of the figures in `document`."""

    def __init__(self, width: int, height: int, title: str, document):
        self.document = document
        self.parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
            f' role="img" aria-label="{escape(title)}">',
            f"<style>{STYLE}</style>",
        ]

    def add(self, tag: str, text: str | None = None, **attributes) -> None:
        listed = "".join(f' {name.rstrip("_").replace("_", "-")}="{escape(shown(value))}"'
                         for name, value in attributes.items())
        self.parts.append(f"<{tag}{listed}/>" if text is None else f"<{tag}{listed}>{escape(text)}</{tag}>")

    def text(self, x, y, text: str, **attributes) -> None:
        self.add("text", text, x=x, y=y, **attributes)

    def number(self, x, y, pattern: str, *keys: str, **attributes) -> None:
        """A text with figures of the document in it: the pattern has a field for each key."""
        values = [place(self.document, key) for key in keys]
        self.text(x, y, pattern.format(*values), data_keys=" ".join(keys), **attributes)

    def line(self, x1, y1, x2, y2, **attributes) -> None:
        self.add("line", x1=x1, y1=y1, x2=x2, y2=y2, **attributes)

    def arrow(self, x1, y, x2) -> None:
        self.add("path", d=f"M{shown(x1)} {shown(y)}H{shown(x2 - 1)}m-6 -4l6 4l-6 4", class_="wire")

    def svg(self) -> str:
        return "\n".join([*self.parts, "</svg>", ""])


def shown(value) -> str:
    """Coordinates with at most two decimals, so that a drawing has the same bytes everywhere."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
