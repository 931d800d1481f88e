"""A damaged folder is refused or works, whatever is damaged: status 0, 1 or 2, soon, and in little memory.

Bytes of a generated folder are flipped, cut off, repeated or removed at random places, once with checksums that tell it and once resealed, as
somebody would who knows how; then every verb that reads folders is run. Verilog is damaged with checksums alone: resealed it is compiled,
which the tests of co-simulation do.
"""

import hashlib
import json
import os
import pathlib
import random
import resource
import shutil
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(__file__).resolve().parents[2]
SECONDS = 60
MEMORY = 4 << 30
DAMAGES = int(os.environ.get("DAMAGES", "120"))
DESIGNS = {
    "small": [],
    "output": ["mode=output", "presentations_max=4"],
    "control": ['control="axi4-lite"', "memory=sram-macro", "macro.ecc=secded"],
}


def limit():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def scbnn(program, *arguments):
    try:
        done = subprocess.run([program, *map(str, arguments)], capture_output=True, timeout=SECONDS, preexec_fn=limit)
        return done.returncode, (done.stdout + done.stderr).decode(errors="replace")
    except subprocess.TimeoutExpired:
        return "none: it hangs", ""


def reseal(design):
    """Checksums that hold again, as far as the manifest can still be read."""
    path = design / "manifest.json"
    try:
        text = path.read_bytes().decode()
        manifest = json.loads(text)
        for name, old in manifest["files"].items():
            if (design / name).is_file():
                text = text.replace(old, hashlib.sha256((design / name).read_bytes()).hexdigest())
        seal = manifest["manifest_sha256"]
        at = text.rindex(seal)
        blank = text[:at] + "0" * len(seal) + text[at + len(seal):]
        path.write_text(text[:at] + hashlib.sha256(blank.encode()).hexdigest() + text[at + len(seal):])
    except (ValueError, KeyError, TypeError, AttributeError, OSError):
        pass


def damage(data, random_numbers):
    at = random_numbers.randrange(len(data)) if data else 0
    kind = random_numbers.choice(["flip", "flip", "flip", "digit", "cut", "repeat", "empty"])
    if kind == "flip":
        return data[:at] + bytes([data[at] ^ (1 << random_numbers.randrange(8))]) + data[at + 1:] if data else b"x"
    if kind == "digit":  # numbers that are somewhere else in range, or out of it
        digits = [i for i, byte in enumerate(data) if 48 <= byte <= 57]
        if not digits:
            return b"0"
        at = random_numbers.choice(digits)
        return data[:at] + random_numbers.choice([b"0", b"9", b"-1", b"99999999999", b"2147483648"]) + data[at + 1:]
    if kind == "cut":
        return data[:at]
    return data[:at] + data[max(0, at - 64):] if kind == "repeat" else b""


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    seed = int(os.environ.get("SEED", "1"))
    random_numbers = random.Random(seed)
    wrong = 0
    statuses = {}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for design, settings in DESIGNS.items():
            words = [word for setting in settings for word in ("--set", setting)]
            status, said = scbnn(program, "generate", "--model", SOURCE / "models/shapes-mlp.onnx", "--config",
                                 SOURCE / "configs/small.toml", "--out", folder / design, *words)
            assert status == 0, said
            resealed = ["model.onnx", "config.toml", "manifest.json", "manifest.json"]
            everything = sorted(str(path.relative_to(folder / design)) for path in (folder / design).rglob("*") if path.is_file())
            for number in range(DAMAGES // len(DESIGNS)):
                with_seal = number % 2 == 0
                victim = random_numbers.choice(resealed if with_seal else everything)
                place = folder / "damaged"
                shutil.copytree(folder / design, place)
                path = place / victim
                path.write_bytes(damage(path.read_bytes(), random_numbers))
                if with_seal:
                    reseal(place)
                runs = [["inspect", place]]
                # A weight that is another one changes the result, and is a design that would be built: enough of those elsewhere.
                if not (with_seal and victim == "model.onnx"):
                    runs += [["simulate", place, "--data", "shapes", "--count", "1", "--rough", "0", "--verilator", "/bin/false"]]
                runs += [["generate", "--model", place / "model.onnx", "--config", place / "config.toml", "--out", place]]
                for run in runs:
                    status, said = scbnn(program, *run)
                    statuses[status] = statuses.get(status, 0) + 1
                    if status not in (0, 1, 2) or "std::" in said or "vector" in said:
                        wrong += 1
                        print(f"{design}: {victim}, damage {number} of seed {seed}: {run[0]} ends with status {status}: {said[-300:]}")
                shutil.rmtree(place)
    print(f"{sum(statuses.values())} runs on damaged folders, by status: {statuses}; {wrong} wrong")
    return 1 if wrong or set(statuses) == {2} else 0


if __name__ == "__main__":
    sys.exit(main())
