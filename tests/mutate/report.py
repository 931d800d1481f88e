#!/usr/bin/env python3
"""The table of all leaves' mutants; exit status 1 where fewer of those that differ were killed than are asked for.

A row: mutants, how many the tests killed, how many the proofs did of the others, how many of the rest were proved
equivalent, and what is left.
"""

import argparse
import json
import pathlib
import sys

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--least", default=98, type=float, help="percent")
parser.add_argument("results", nargs="+", type=pathlib.Path)
args = parser.parse_args()
results = [json.loads(path.read_text()) for path in args.results]


def row(name, mutants, seconds):
    """Prints a line of the table; returns the share of the mutants that differ which were killed, in percent."""
    verdicts = [mutant["verdict"] for mutant in mutants]
    tests = verdicts.count("test") + verdicts.count("timeout")
    proofs, equivalent = verdicts.count("proof"), verdicts.count("equivalent")
    different = len(verdicts) - equivalent
    rate = 100 * (tests + proofs) / different if different else 100.0
    print(f"| {name:24} | {len(verdicts):7} | {tests:5} | {proofs:6} | {equivalent:10} | "
          f"{different - tests - proofs:9} | {rate:5.1f} | {seconds:5} |")
    return rate


print("| leaf                     | mutants | tests | proofs | equivalent | survivors | %     | s     |\n"
      "|--------------------------|---------|-------|--------|------------|-----------|-------|-------|")
for result in results:
    row(result["leaf"], result["mutants"], result["seconds"])
rate = row("all", [mutant for result in results for mutant in result["mutants"]],
           sum(result["seconds"] for result in results))
for result in results:
    for mutant in result["mutants"]:
        if mutant["verdict"] not in ("test", "timeout", "proof", "equivalent"):
            print(f"survivor: {result['leaf']} [{mutant['set']}] {mutant['form']}: {mutant['place']} "
                  f"({mutant['verdict']})")
if rate < args.least:
    sys.exit(f"mutate: {rate:.1f} % of the mutants that differ were killed, {args.least:g} are asked for")
