#!/usr/bin/python3
"""Prints the known answers of docs/faults.md, and holds the page to them with --check.

Written from docs/faults.md alone, in plain Python integers: tests/unit/faults_known_answers.py
"""

import argparse
import sys
from pathlib import Path
from zlib import crc32

WORD = 2**64
STEP = 0x9E3779B97F4A7C15
PAGE = Path(__file__).resolve().parents[2] / "docs" / "faults.md"

COLUMNS = [n for n in range(128) if bin(n).count("1") == 3 and n not in (7, 56, 67)]


def mix(x):
    x ^= x >> 30
    x = x * 0xBF58476D1CE4E5B9 % WORD
    x ^= x >> 27
    x = x * 0x94D049BB133111EB % WORD
    return x ^ x >> 31


def key_of(seed, kind, a=0, b=0, c=0, d=0):
    key = mix((seed + STEP) % WORD)
    for coordinate in (kind, a, b, c, d):
        key = mix(((key ^ coordinate) + STEP) % WORD)
    return key


def number(key, site):
    """r of a site, from its bits in 32 words."""
    bits = ""
    for v in range(32):
        word = mix((key + STEP * (site // 64 * 32 + v + 1)) % WORD)
        bits += str(word >> site % 64 & 1)
    return int(bits, 2)


def limit_of(rate):
    return round(rate * 2**32)


def failing(key, sites, rate):
    return [site for site in range(sites) if number(key, site) < limit_of(rate)]


# seed, (kind, a, b, c, d), rate
GROUPS = (
    (0, (1, 1, 0, 0, 0), 0.01),
    (1, (1, 1, 0, 0, 0), 0.01),
    (1, (1, 1, 1, 0, 0), 0.01),
    (1, (1, 2, 0, 1023, 0), 0.01),
    (1, (2, 1, 9999, 3, 17), 0.004),
    (1, (2, 2, 9999, 3 + 5 * 2**32, 17), 0.004),  # presentation 3 at position 5
    (7, (3, 3, 1, 9, 0), 0.02),
    (7, (4, 1, 0, 5, 0), 0.3),
    (2**64 - 1, (5, 4, 7, 0, 0), 0.04),
    (1, (6, 12, 0, 0, 0), 0.01),
    (3, (7, 0, 0, 0, 0), 0.2),
    (3, (8, 0, 0, 0, 0), 0.5),
    (1, (9, 1, 0, 0, 0), 0.05),
)
SITES = 1000
SHOWN = 8


def site_rows():
    lines = [
        "| seed | kind, a, b, c, d | key | r of sites 0, 1, 63, 64 | rate | failing of 1,000 sites "
        "| first ones | CRC-32 |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for seed, coordinates, rate in GROUPS:
        key = key_of(seed, *coordinates)
        numbers = " ".join(f"{number(key, site):08x}" for site in (0, 1, 63, 64))
        fails = failing(key, SITES, rate)
        checksum = crc32(b"".join(site.to_bytes(2, "little") for site in fails))
        shown = " ".join(map(str, fails[:SHOWN]))
        lines.append(
            f"| {seed} | {', '.join(map(str, coordinates))} | {key:016x} | {numbers} | {rate} "
            f"| {len(fails)} | {shown} | {checksum:08x} |"
        )
    return lines


def checks_of(data):
    checks = 0
    for bit, column in enumerate(COLUMNS):
        if data >> bit & 1:
            checks ^= column
    return checks


def decoded(data, checks):
    syndrome = checks_of(data) ^ checks
    return data ^ (1 << COLUMNS.index(syndrome) if syndrome in COLUMNS else 0)


# data as written, errors in data and check bits
CODE_WORDS = (
    (0x00000000, 0, 0),
    (0xFFFFFFFF, 0, 0),
    (0x12345678, 1 << 0, 0),
    (0x12345678, 1 << 31, 0),
    (0x12345678, 0, 1 << 6),
    (0x12345678, 1 << 3 | 1 << 9, 0),
    (0x12345678, 1 << 5, 1 << 2),
    (0xDEADBEEF, 1 << 0 | 1 << 1 | 1 << 2, 0),
    (0xDEADBEEF, 1 << 4 | 1 << 17 | 1 << 30, 0),
    (0xDEADBEEF, 1 << 4 | 1 << 17, 1 << 0),
)


def code_rows():
    lines = [
        "| data | check bits | errors in data | in check bits | read as |",
        "|---|---|---|---|---|",
    ]
    for data, wrong_data, wrong_checks in CODE_WORDS:
        checks = checks_of(data)
        read = decoded(data ^ wrong_data, checks ^ wrong_checks)
        lines.append(
            f"| {data:08x} | {checks:02x} | {wrong_data:08x} | {wrong_checks:02x} | {read:08x} |"
        )
    return lines


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="exit with 1 if the page differs")
    tables = [site_rows(), code_rows()]
    if not parser.parse_args().check:
        print("\n\n".join("\n".join(table) for table in tables))
        return 0
    page = PAGE.read_text()
    wrong = [table[0] for table in tables if "\n".join(table) + "\n" not in page]
    columns = " ".join(map(str, COLUMNS))
    if columns not in " ".join(page.split()):
        wrong.append(columns)
    for table in wrong:
        print(f"{PAGE}: is not as computed: {table}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
