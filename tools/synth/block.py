"""A block to be synthesized: a leaf with parameters, or a generated design, as files and a top."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "rtl"))
from closure import closure  # noqa: E402

# What synthesis does not read: comments, blank lines, properties.
UNREAD = re.compile(r"^`ifdef FORMAL\n.*?^`endif\n|\s*//[^\n]*|^\s*\n", re.MULTILINE | re.DOTALL)


@dataclass
class Block:
    """Verilog, and the parameters of its top. `images` are the files that $readmemh reads, relative to `folder`."""

    name: str
    top: str
    folder: Path
    sources: list[str]
    parameters: dict[str, object] = field(default_factory=dict)
    images: list[str] = field(default_factory=list)
    liberty: list[str] = field(default_factory=list)  # of macros
    black_boxes: list[str] = field(default_factory=list)

    def content(self) -> dict[str, str]:
        """Everything that a result depends on: comments and properties do not count."""
        verilog = {file: UNREAD.sub("", (self.folder / file).read_text()) for file in [*self.sources, *self.black_boxes]}
        others = {file: (self.folder / file).read_text() for file in [*self.images, *self.liberty]}
        return {"top": self.top, "parameters": json.dumps(self.parameters, sort_keys=True),
                "boxes": " ".join(self.black_boxes), **verilog, **others}

    def read(self) -> str:
        """The Yosys commands that read it. Files are named relative to `folder`, where Yosys runs."""
        script = f"read_verilog {' '.join(self.sources)}; "
        if self.black_boxes:
            script += f"read_verilog -lib {' '.join(self.black_boxes)}; "
        if self.parameters:
            sets = " ".join(f"-set {name} {value}" for name, value in self.parameters.items())
            script += f"chparam {sets} {self.top}; "
        return script + f"hierarchy -check -top {self.top}; "


def leaf(name: str, rtl: Path, parameters: dict[str, object]) -> Block:
    """A leaf of rtl/ with everything below it."""
    words = ", ".join(f"{key} {value}" for key, value in parameters.items())
    files = [path.name for path in closure(rtl, name)]
    return Block(f"{name}, {words}", name, rtl, files, parameters)


def design(name: str, folder: Path, *, synthesis: bool = False, constants: bool = True) -> Block:
    """A generated design. `synthesis`: with the macros' black boxes; without `constants`: the ROMs are black boxes."""
    top = json.loads((folder / "manifest.json").read_text())["top"]
    files = (folder / f"{top}{'_synthesis' if synthesis else ''}.f").read_text().split()
    boxes = [] if constants else [file for file in files if file.endswith("/sc_rom.v")]
    liberty = [str(path.relative_to(folder)) for path in folder.glob("macros/*.lib")] if synthesis else []
    images = [str(path.relative_to(folder)) for path in sorted(folder.glob("mem/*.hex"))] if constants else []
    return Block(name, top, folder, [file for file in files if file not in boxes], images=images, liberty=liberty,
                 black_boxes=boxes)
