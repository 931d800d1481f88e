"""Which folder may include which, as the table in docs/tour.md says.

Every #include of a C++ file outside tests/ and bench/ must be in the table, every entry of the table must be in
use, and no chain of arrows may lead back to where it began.
"""

import collections
import pathlib
import re
import sys

SOURCE = pathlib.Path(__file__).resolve().parents[2]
ROOMS = ["cli", "deliverable", "generator", "network", "rtl", "sim", "support"]


def table():
    """The rows of docs/tour.md: folder -> folders that it may include."""
    text = (SOURCE / "docs/tour.md").read_text()
    rows = re.search(r"\| folder \| may include \|\n\|[-|]+\|\n((?:\|.*\n)+)", text).group(1)
    allowed = {}
    for row in rows.splitlines():
        folder, others = (cell.strip() for cell in row.strip("|").split("|"))
        allowed[folder.strip("`")] = set(re.findall(r"`([^`]+)`", others))
    return allowed


def arrows():
    """Folder -> {folder: a file that includes it}."""
    found = collections.defaultdict(dict)
    for room in ROOMS:
        for file in sorted((SOURCE / room).rglob("*.[ch]pp")):
            folder = file.parent.relative_to(SOURCE).as_posix()
            found[folder]
            for name in re.findall(r'^#include "([^"]+)"', file.read_text(), re.MULTILINE):
                other = pathlib.PurePosixPath(name).parent.as_posix()
                if other not in (".", folder):
                    found[folder].setdefault(other, f"{file.relative_to(SOURCE)}: {name}")
    return found


def circle(found):
    """Folders of which each includes the next and the last the first; empty if there are none."""
    done, path = set(), []

    def visit(folder):
        if folder in path:
            return path[path.index(folder):]
        if folder in done:
            return []
        path.append(folder)
        for other in found.get(folder, ()):
            if way := visit(other):
                return way
        path.pop()
        done.add(folder)
        return []

    for folder in list(found):
        if way := visit(folder):
            return way
    return []


def main():
    allowed, found = table(), arrows()
    problems = []
    for folder, others in found.items():
        for other, where in others.items():
            if other not in allowed.get(folder, ()):
                problems.append(f"{folder} may not include {other} ({where})")
    for folder, others in allowed.items():
        if folder not in found:
            problems.append(f"docs/tour.md names {folder}, which has no C++")
        for other in sorted(others - set(found.get(folder, ()))):
            problems.append(f"docs/tour.md lets {folder} include {other}, and it does not")
    if way := circle(found):
        problems.append("a circle: " + " -> ".join(way + way[:1]))
    print("\n".join(problems) or f"{sum(map(len, found.values()))} arrows, all down")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
