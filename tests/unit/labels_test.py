#!/usr/bin/env python3
"""Every ctest has exactly one label that says its kind, and no label is unknown."""

import argparse
import json
import subprocess
import sys

KINDS = {"unit", "rtl", "cosim", "formal"}
MORE = {"long", "smoke"}


def labels(test):
    return next((each["value"] for each in test["properties"] if each["name"] == "LABELS"), [])


def problems(tests):
    for test in tests:
        found = labels(test)
        if sum(label in KINDS for label in found) != 1:
            yield f"{test['name']}: labels {found}; exactly one of {sorted(KINDS)} is needed"
        for label in set(found) - KINDS - MORE:
            yield f"{test['name']}: unknown label '{label}'; known are {sorted(KINDS | MORE)}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ctest", default="ctest")
    parser.add_argument("--build", required=True)
    args = parser.parse_args()
    listed = subprocess.run([args.ctest, "--show-only=json-v1"], cwd=args.build, check=True, capture_output=True, text=True)
    tests = json.loads(listed.stdout)["tests"]
    found = list(problems(tests))
    for kind in sorted(KINDS):
        if not any(kind in labels(test) for test in tests):
            found.append(f"no test has the label '{kind}'")
    # The check itself notices what it is for.
    assert list(problems([{"name": "none", "properties": []}]))
    assert len(list(problems([{"name": "two", "properties": [{"name": "LABELS", "value": ["unit", "rtl", "odd"]}]}]))) == 2
    for problem in found:
        print(problem)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
