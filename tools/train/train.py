#!/usr/bin/python3
"""Trains a binarized network and exports it as ONNX."""

from __future__ import annotations

import argparse
import ctypes
import os
import sys
from pathlib import Path

from recipes import RECIPES

EPILOG = """\
examples:
  tools/train/train.py --recipe fashion-mnist-mlp-conventional --seed 1
  tools/train/train.py --recipe shapes-mlp --data build/shapes --threads 2
  tools/train/train.py --recipe fashion-mnist-mlp-conventional --set epochs=10 --out build/train/try
"""


def parse_arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--list", action="store_true", help="list the recipes and exit")
    parser.add_argument("--recipe", choices=RECIPES, metavar="NAME", help=", ".join(RECIPES))
    parser.add_argument("--seed", type=int, default=1, help="default 1")
    parser.add_argument(
        "--out", type=Path, help="default build/train/RECIPE-SEED; an interrupted run continues"
    )
    parser.add_argument("--data", type=Path, help="folder of data files, default $SCBNN_DATA/NAME")
    parser.add_argument("--threads", type=int, default=1, help="default 1")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="FIELD=VALUE",
        help="override a field of the recipe",
    )
    arguments = parser.parse_args()
    if not arguments.list and not arguments.recipe:
        parser.error("--recipe is needed (--list shows them)")
    return arguments


def configure_process(threads: int) -> None:
    """Before PyTorch is loaded: thread count, the kernels that this processor can run, memory.

    Debian 12's OpenBLAS falls back to SSE2 kernels on processors newer than itself, a loss of 4x.
    glibc returns large tensors to the system at once; keeping them saves a fifth of the time.
    """
    mmap_threshold, trim_threshold = -3, -1
    for option in (mmap_threshold, trim_threshold):
        ctypes.CDLL(None).mallopt(option, 1 << 30)
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")  # repeatable sums on a GPU
    os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = str(threads)
    try:
        flags = set(Path("/proc/cpuinfo").read_text().split())
    except OSError:
        return
    for flag, core in (("avx512dq", "SkylakeX"), ("avx2", "Haswell")):
        if flag in flags:
            os.environ.setdefault("OPENBLAS_CORETYPE", core)
            return


def main() -> int:
    """Exit status 0, or 2 for bad input."""
    arguments = parse_arguments()
    if arguments.list:
        for recipe in RECIPES.values():
            print(f"{recipe.name:32} {recipe.about}")
        return 0
    configure_process(arguments.threads)
    import datasets
    import runs
    import checkpoint

    device = runs.configure_torch(arguments.threads)
    folder = arguments.out or runs.folder_of(arguments.recipe, arguments.seed)
    try:
        recipe = RECIPES[arguments.recipe].replace(arguments.set)
        data = datasets.load_training(arguments.data or datasets.root() / recipe.data)
        runs.complete(recipe, arguments.seed, folder, data, device)
    except (datasets.DataError, checkpoint.TrainingError, ValueError, OSError) as error:
        print(f"train.py: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(
            f"\nstopped; the same command goes on from the last checkpoint in {folder}",
            file=sys.stderr,
        )
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
