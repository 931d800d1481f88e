"""Any value of any option is refused or works: status 0, 1 or 2, soon, in little memory, with a message in plain words.

Options come from --help, so that a new one is tried without a word here. Each gets SAMPLE of the values (0: all), drawn with SEED.
"""

import os
import pathlib
import random
import re
import resource
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(__file__).resolve().parents[2]
SECONDS = 60
MEMORY = 4 << 30
VALUES = ["", "0", "-1", "1", "2.5", "255", "256", "100000", "2147483648", "4294967296", "18446744073709551616", "1e400", "nan", "-inf", "1,2,x",
          ",", "1,,2", "a b", "..", "/", "/dev/null", "/dev/zero", "no/such/file", "x" * 5000, "\n", "\x1b[2J", "%s%n", "'\"`$(x)", "--", "-h", "é",
          b"\xff\xfe", "=", "key=", "presentations=99999999999999999999", "layers.x.pe=1", "[", "true"]
MODEL = ["--model", SOURCE / "models/shapes-mlp.onnx", "--config", SOURCE / "configs/small.toml"]
# A program that ends at once in Verilator's place: what is asked is decided before.
VERBS = {
    "generate": [*MODEL, "--out", "out"],
    "simulate": ["design", "--data", "shapes", "--count", "1", "--verilator", "/bin/false"],
    "evaluate": [*MODEL, "--data", "shapes", "--count", "2"],
    "faults": [*MODEL, "--data", "shapes", "--count", "2", "--rates", "0.01", "--seeds", "1"],
    "inspect": ["design"],
    "shapes": ["--out", "shapes", "--count", "1"],
}
# Numbers of runs that a user may ask for, however long they take.
LONG = {("faults", "--seeds"), ("faults", "--images")}
INNER = re.compile(r"std::|basic_string|vector::|stoi|bad_alloc|terminate|Assertion|core dumped|exception")


def limit():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def options_of(program, verb):
    text = subprocess.run([program, verb, "--help"], capture_output=True, text=True, check=True).stdout
    names = re.findall(r"^ {1,4}(?:-\w,)?(--[a-z][a-z-]*)", text, re.MULTILINE)
    return sorted(set(names) - {"--help"})


def replaced(words, option, value):
    """The usual words with this option's value in place of its own."""
    words = list(words)
    if option in words:
        at = words.index(option)
        del words[at:at + 2]
    return [*words, option, value]


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    sample = int(os.environ.get("SAMPLE", "8")) or len(VALUES)
    random_numbers = random.Random(os.environ.get("SEED", "1"))
    runs = wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([program, "generate", *MODEL, "--out", "design"], cwd=folder, check=True, capture_output=True)
        for verb, usual in VERBS.items():
            options = options_of(program, verb)
            assert options, f"no options in the help of {verb}"
            for option in options:
                for value in random_numbers.sample(VALUES, sample):
                    if (verb, option) in LONG and value in ("100000", "2147483648"):
                        continue
                    words = [word if isinstance(word, bytes) else str(word) for word in replaced(usual, option, value)]
                    runs += 1
                    try:
                        done = subprocess.run([program, verb, *words], cwd=folder, capture_output=True, timeout=SECONDS, preexec_fn=limit,
                                              stdin=subprocess.DEVNULL)
                        status, said = done.returncode, (done.stdout + done.stderr).decode(errors="replace")
                    except subprocess.TimeoutExpired:
                        status, said = "none: it hangs", ""
                    if status not in (0, 1, 2) or (status == 2 and not said.strip()) or (status and INNER.search(said)):
                        wrong += 1
                        print(f"scbnn {verb} {option} {value!r:.60}: status {status}, {said.strip()[-200:]!r}")
    print(f"{runs} values of options, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
