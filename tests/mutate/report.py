#!/usr/bin/env python3
"""The table of all leaves' mutants; exit status 1 where fewer than 98 % of those that differ were killed."""

import json
import pathlib
import sys

results = [json.loads(pathlib.Path(path).read_text()) for path in sys.argv[1:]]
total = {"leaf": "all", **{key: sum(r[key] for r in results) for key in
                           ("mutants", "tests", "timeouts", "proofs", "equivalent", "bounded", "seconds")}}
total["survivors"] = [survivor for r in results for survivor in r["survivors"]]


def row(r):
    different = r["mutants"] - r["equivalent"] - r["bounded"]
    killed = r["tests"] + r["proofs"]
    rate = 100 * killed / different if different else 100.0
    print(f"{r['leaf']:16} {r['mutants']:8} {r['tests']:7} {r['proofs']:7} {r['equivalent']:11} {r['bounded']:8} "
          f"{len(r['survivors']):10} {rate:7.1f} {r['seconds']:6}")
    return rate


print("                          killed by      not to be told apart\n"
      "leaf              mutants   tests  proofs  equivalent  bounded  survivors       %      s")
for result in results:
    row(result)
rate = row(total)
for result in results:
    for survivor in result["survivors"]:
        print(f"survivor: {result['leaf']} [{survivor['set']}] {survivor['form']}: {survivor['mutation']} "
              f"({survivor['verdict']})")
if rate < 98:
    sys.exit(f"mutate: {rate:.1f} % of the mutants that differ were killed, 98 are asked for")
