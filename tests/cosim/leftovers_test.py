"""Nothing is left of programs that were killed: not in generate's place, not in a folder's build, no simulator.

leftovers_test.py SCBNN OUT
"""
import fcntl
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time

SCBNN, OUT = sys.argv[1], pathlib.Path(sys.argv[2])
GENERATE = [SCBNN, "generate", "--model", "models/shapes-mlp.onnx", "--config", "configs/small.toml"]


def check(condition, what):
    if not condition:
        sys.exit(f"leftovers_test: {what}")


def run(words, status=0):
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    check(done.returncode == status, f"{words} ended with {done.returncode}, not {status}:\n{done.stdout}")
    return done.stdout


def generate(design, status=0):
    return run([*GENERATE, "--out", str(design)], status)


def wait_until(condition, what, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        check(time.monotonic() < end, f"after {seconds} s: {what}")
        time.sleep(0.02)


def simulators(design):
    """Processes whose program lies in the folder."""
    found = []
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            program = os.readlink(process / "exe")
        except OSError:
            continue
        if program.startswith(str(design.resolve()) + "/"):
            found.append(int(process.name))
    return found


def names(folder, start):
    return sorted(entry.name for entry in folder.iterdir() if entry.name.startswith(start))


def killed_generate():
    design = OUT / "design"
    generate(design)
    held = OUT / ".design.scbnn-999998"
    for left in (OUT / ".design.scbnn-999999", OUT / ".design.scbnn-999999-3", held):
        (left / "rtl").mkdir(parents=True)
        (left / "rtl" / "sc_pe.v").write_text("half of it")
    others = [OUT / ".other.scbnn-999999", OUT / ".design.scbnn-12x", OUT / ".design.scbnn-999999-old"]
    for other in others:
        other.mkdir()
    os.symlink(OUT / ".other.scbnn-999999", OUT / ".design.scbnn-999997")
    lock = os.open(held, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    generate(design)
    check(names(OUT, ".design.scbnn-") == [".design.scbnn-12x", ".design.scbnn-999997", held.name,
                                           ".design.scbnn-999999-old"], f"left: {names(OUT, '.design')}")
    check(all(other.is_dir() for other in others), "another's folder was removed")
    os.close(lock)
    generate(design)
    check(not held.exists(), "a folder whose process is gone was left")

    # Real ones, killed while they write.
    left = 0
    for attempt in range(200):
        with subprocess.Popen([*GENERATE, "--out", str(design)], stdout=subprocess.DEVNULL) as process:
            mine = OUT / f".design.scbnn-{process.pid}"
            while process.poll() is None and not mine.exists():
                time.sleep(0.0005)
            time.sleep(0.001 * (attempt % 5))
            process.kill()
        left += mine.exists()
        if left == 3:
            break
    check(left > 0, "no kill came in time")
    generate(design)
    check(len(names(OUT, ".design.scbnn-")) == 3, f"left: {names(OUT, '.design.scbnn-')}")
    return design


def killed_simulate(design):
    simulate = [SCBNN, "simulate", str(design), "--data", "shapes"]
    run([*simulate, "--count", "2", "--rough", "0"])  # builds
    build = design / "build"
    check(names(build, "run-") == [], "a run left its folder")
    with subprocess.Popen([*simulate, "--split", "train", "--rough", "0", "--jobs", "2"],
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        wait_until(lambda: simulators(design), "no simulator")
        said = generate(design, 2)  # amid a simulation
        check("is in use: scbnn simulate runs in it" in said, said)
        check(process.poll() is None, "the simulation ended")
        process.send_signal(signal.SIGKILL)
    wait_until(lambda: not simulators(design), "the simulator outlived who started it", 10)
    check(len(names(build, "run-")) == 1, "the killed run has left no folder")
    (build / "building-999999").mkdir()
    with subprocess.Popen([*simulate, "--count", "3000", "--rough", "0"], stdout=subprocess.DEVNULL) as process:
        wait_until(lambda: simulators(design), "no simulator")
        run([*simulate, "--count", "2", "--rough", "0"])  # beside another, whose folder stays
        check(process.wait() == 0, "a simulation beside another failed")
    check(names(build, "run-") + names(build, "building-") == [], f"left in build: {names(build, '')}")
    generate(design)
    check(not build.exists(), "generate left the old build")


def foreign_simulator(design):
    simulate = [SCBNN, "simulate", str(design), "--data", "shapes", "--count", "2", "--rough", "0"]
    run(simulate)
    program, = (design / "build").glob("*/simulator")
    witness = OUT / "witness"
    program.unlink()
    program.write_text(f"#!/bin/sh\ntouch {witness}\n")
    program.chmod(0o755)
    check("simulator          built in" in run(simulate), "a foreign simulator was taken for one of ours")
    check(not witness.exists(), "a foreign simulator was executed")
    check("ready from an earlier run" in run(simulate), "our own simulator was not taken")
    copy = OUT / "copy"
    shutil.copytree(design, copy)
    check("simulator          built in" in run([SCBNN, "simulate", str(copy), *simulate[3:]]),
          "a simulator that came with a folder was taken for one of ours")
    shutil.rmtree(copy / "build")
    os.symlink(OUT, copy / "build")
    check("is a link" in run([SCBNN, "simulate", str(copy), *simulate[3:]], 2), "build may be a link")


shutil.rmtree(OUT, ignore_errors=True)
OUT.mkdir(parents=True)
os.environ["XDG_CACHE_HOME"] = str((OUT / "cache").resolve())
foreign = killed_generate()
killed_simulate(foreign)
foreign_simulator(foreign)
