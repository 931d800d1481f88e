"""Reads tests/rtl/sc_x.grid: the parameter sets that a leaf is tested, linted, proved and mutated with.

One set a line, `Name=value Name=value | tag tag`; `#` starts a comment; @DIR@ stands for the grid's folder.
Values are Verilog literals without blanks. Tags: see docs/verification.md. Sets tagged `illegal` are read
only when they are asked for.
"""

import pathlib


def read(path, tag=None):
    """The sets as (number, {name: value}), numbered from 0 in file order; only those with `tag`, if given."""
    sets = []
    path = pathlib.Path(path)
    lines = (line.partition("#")[0].strip() for line in path.read_text().splitlines())
    for number, line in enumerate(filter(None, lines)):
        words, _, tags = line.partition("|")
        tags = tags.split()
        if tag in tags or (tag is None and "illegal" not in tags):
            words = words.replace("@DIR@", str(path.resolve().parent)).split()
            sets.append((number, dict(word.split("=", 1) for word in words)))
    return sets


def label(parameters):
    """The set in words, for a test's name: long values are cut."""
    words = (f"{name}={value if len(value) <= 24 else value[:21] + '...'}" for name, value in parameters.items())
    return " ".join(words).replace('"', "")
