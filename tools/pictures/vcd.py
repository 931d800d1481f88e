"""Signals of a VCD file, sampled at the rising edges of a clock."""

from __future__ import annotations

from pathlib import Path


def read(path: Path, clock: str, names: list[str], cycles: int) -> dict[str, list[int | None]]:
    """Values of `names` (with their scopes, as in tb.u_dut.valid) before each of the first `cycles` rising edges.

    None stands for a value with x or z in it.
    """
    codes: dict[str, list[str]] = {}
    found = {name: [] for name in names}
    scopes: list[str] = []
    now: dict[str, int | None] = {}
    with path.open() as file:
        for line in file:
            words = line.split()
            if not words:
                continue
            if words[0] == "$scope":
                scopes.append(words[2])
            elif words[0] == "$upscope":
                scopes.pop()
            elif words[0] == "$var":
                codes.setdefault(words[3], []).append(".".join([*scopes, words[4]]))
            elif words[0] == "$enddefinitions":
                break
        of_name = {name: code for code, listed in codes.items() for name in listed}
        missing = [name for name in [clock, *names] if name not in of_name]
        if missing:
            raise KeyError(f"{path}: no signals {', '.join(missing)}")
        wanted = {of_name[name] for name in [clock, *names]}
        high = False
        changes: dict[str, int | None] = {}
        for line in file:
            first = line[0]
            if first in "01xz":
                code, value = line[1:].strip(), first
            elif first == "b":
                value, code = line[1:].split()
            else:
                if first == "#":
                    now |= changes
                    changes = {}
                continue
            if code not in wanted:
                continue
            number = int(value, 2) if set(value) <= {"0", "1"} else None
            if code == of_name[clock]:
                if number == 1 and not high:
                    # What registers see at an edge is what stood before it.
                    for name in names:
                        found[name].append(now.get(of_name[name]))
                    if len(found[names[0]]) == cycles:
                        return found
                high = number == 1
            changes[code] = number
    return found
