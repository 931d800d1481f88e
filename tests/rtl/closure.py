"""The files that a leaf is made of."""

import re


def closure(rtl, leaf):
    """The files of a leaf and of all leaves below it."""
    files, todo = [], [leaf]
    while todo:
        path = rtl / f"{todo.pop()}.v"
        if path not in files and path.exists():
            files.append(path)
            todo += re.findall(r"^\s*(sc_\w+)\s+(?:#|u_)", path.read_text(), re.MULTILINE)
    return files
