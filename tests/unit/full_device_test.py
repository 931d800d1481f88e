"""Output that gets lost is an error: every verb on a device that is full ends with status 2."""

import pathlib
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(__file__).resolve().parents[2]
MODEL = ["--model", "models/shapes-mlp.onnx", "--config", "configs/small.toml"]


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as folder:
        design = f"{folder}/design"
        commands = [
            ["--help"],
            ["--version"],
            ["evaluate", "--help"],
            ["inspect", "models/shapes-mlp.onnx"],
            ["inspect", "models/shapes-mlp.onnx", "--json", "-"],
            ["generate", *MODEL, "--out", design],
            ["inspect", design],
            ["evaluate", *MODEL, "--data", "shapes", "--count", "10"],
            ["evaluate", *MODEL, "--data", "shapes", "--count", "10", "--json", "-"],
            ["faults", *MODEL, "--data", "shapes", "--count", "10", "--rates", "0", "--seeds", "1"],
            ["shapes", "--out", f"{folder}/shapes"],
        ]
        wrong = 0
        for command in commands:
            with open("/dev/full", "w") as full:
                done = subprocess.run([program, *command], cwd=SOURCE, stdout=full, stderr=subprocess.PIPE, text=True)
            if done.returncode != 2 or "cannot be written" not in done.stderr:
                print(f"{' '.join(command)}: status {done.returncode}, {done.stderr!r}")
                wrong += 1
        print(f"{len(commands)} commands, {wrong} lost their output without a word")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
