"""A stranger's Verilog in the sandbox: it runs, and reaches nothing.

The top of a generated design is given orders to the shell. Without --sandbox they are carried out, which shows that they would be; with
it nothing outside DIR/build may have changed, and there is no network.
"""

import os
import pathlib
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE / "tests"))
from failures import Failures  # noqa: E402  (needs the path above)

SKIPPED = 77


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    try:
        works = subprocess.run(["bwrap", "--ro-bind", "/", "/", "--unshare-all", "true"], capture_output=True)
    except FileNotFoundError:
        print("skipped: bubblewrap is not installed")
        return SKIPPED
    if works.returncode != 0:
        print("skipped: bubblewrap cannot make a sandbox here:", works.stderr.decode())
        return SKIPPED

    failures = Failures()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        design = folder / "design"
        outside = folder / "outside"
        outside.mkdir()

        def scbnn(*arguments, **options):
            done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, cwd=folder, **options)
            return done.returncode, done.stdout + done.stderr

        status, said = scbnn("generate", "--model", SOURCE / "models/shapes-mlp.onnx", "--config", SOURCE / "configs/small.toml",
                             "--out", design)
        failures.check(status == 0, said)
        top = design / "rtl/shapes_mlp.v"
        orders = f"(touch {outside}/pwned; touch {design}/model.onnx2; grep -c : /proc/net/dev > {design}/build/devices) 2>/dev/null"
        text = top.read_text().rsplit("endmodule", 1)
        top.write_text(f'{text[0]}  initial $system("{orders}");\nendmodule{text[1]}')
        run = ["simulate", design, "--data", "shapes", "--count", "2", "--rough", "0", "--allow-edited"]

        status, said = scbnn(*run, "--sandbox", "--json", "-")
        failures.check(status == 0 and '"mismatches": 0' in said, f"in the sandbox: status {status}, {said[-800:]}")
        failures.check(not (outside / "pwned").exists(), "the sandbox let a file be written outside")
        failures.check(not (design / "model.onnx2").exists(), "the sandbox let a file be written beside build/")
        failures.check((design / "build/devices").read_text().strip() == "1", "the sandbox has a network besides its loopback")
        failures.check(scbnn(*run, "--sandbox", "--json", design / "build/f.json")[0] == 0, "no output in build/")

        status, said = scbnn(*run, "--sandbox", "--json", outside / "f.json", "--trace", "t.fst")
        failures.check(status == 2 and said.count("cannot be written from the sandbox") == 2, f"outputs outside: {said}")
        status, said = scbnn(*run, "--sandbox", env={**os.environ, "PATH": "/nowhere"})
        failures.check(status == 2 and "apt-get install bubblewrap" in said, f"without bubblewrap: {said}")

        status, said = scbnn(*run)
        failures.check(status == 0 and (outside / "pwned").exists(), f"without a sandbox the orders are not carried out: {said[-800:]}")

        (design / "build").rename(folder / "elsewhere")
        (design / "build").symlink_to(outside)
        status, said = scbnn(*run, "--sandbox")
        failures.check(status == 2 and "is not a folder" in said, f"a link in place of build/: {said}")
    print(f"{failures.count} wrong")
    return 1 if failures.count else 0


if __name__ == "__main__":
    sys.exit(main())
