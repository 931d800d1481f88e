"""Text that others wrote gives no orders: paths and names of every kind pass through every output.

A model whose file, nodes and tensors have hostile names, a configuration and an output folder with such names, and a technology
file whose texts try to end comments are given to every verb. Nothing that is written or said may hold a character that drives a
terminal, every generated text must still be what it was for its tool, and no program of a name's may have run.
"""

import pathlib
import re
import subprocess
import sys
import tempfile
import unicodedata

import onnx

SOURCE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE / "tests"))
from failures import Failures  # noqa: E402  (needs the path above)

# One of each kind: line breaks that end a comment, terminal escapes, what ends comments and quotes of C, Verilog, Markdown, shells, YAML,
# TCL and Make, pragmas of Verilog tools, characters that reorder, bytes that are no UTF-8.
NAMES = [
    b'm\ninitial $system("touch pwned");\n//',
    b"m\r\n`include \"/etc/passwd\"\n",
    b"m\x1b[2J\x1b]0;pwned\x07",
    b"m */ int pwned(void); /* ",
    b"m $(touch pwned) `touch pwned` ; touch pwned",
    b"m'\"\\",
    b"m [exec touch pwned] ${x} $$(x)",
    b"m " + b"wide " * 16 + b"verilator lint_off synthesis translate_off synopsys translate_off",
    b"m \xe2\x80\xaecod\xe2\x81\xa6 \xe2\x80\xa8initial $finish;",
    b"m \xff\xfe\xc0",
    b"m <script>x</script> [a](javascript:x) | ` ```",
    b"- m: {a: &b *c !d}",
    b"%define m\t#x",
]


def is_plain(text):
    hidden = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    return all(character == "\n" or unicodedata.category(character) not in hidden for character in text)


def rename(model, name):
    """Every node and inner tensor gets the hostile name, and a number that keeps it unique."""
    text = name.decode(errors="replace")
    outer = {value.name for value in (*model.graph.input, *model.graph.output)}
    tensors = {}

    def new(tensor):
        if tensor in outer or not tensor:
            return tensor
        return tensors.setdefault(tensor, f"{text}{len(tensors)}")

    for node in model.graph.node:
        node.name = f"{text}/{len(tensors)}"
        node.input[:] = [new(tensor) for tensor in node.input]
        node.output[:] = [new(tensor) for tensor in node.output]
    for tensor in model.graph.initializer:
        tensor.name = new(tensor.name)
    for value in model.graph.value_info:
        value.name = new(value.name)
    return model


def run(program, folder, arguments, failures, statuses=(0,)):
    done = subprocess.run([program, *arguments], cwd=folder, capture_output=True, stdin=subprocess.DEVNULL)
    said = (done.stdout + done.stderr).decode(errors="surrogateescape")
    words = b" ".join(argument if isinstance(argument, bytes) else argument.encode() for argument in arguments)
    failures.check(done.returncode in statuses, f"{words}: status {done.returncode}: {said[-1500:]!r}")
    failures.check(is_plain(said), f"{words}: says {said[-1500:]!r}")
    return done


def check_text(path, failures):
    text = path.read_bytes().decode(errors="surrogateescape")
    failures.check(is_plain(text), f"{path.name} is not plain: {text[:300]!r}")
    if path.suffix == ".v":
        pragma = re.search(r"//\s*(verilator lint_off|synthesis|synopsys)", text.split("`default_nettype")[0])
        failures.check(pragma is None, f"{path.name} gives orders to tools: {pragma}")


def check_folder(folder, failures):
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != "model.onnx" and path.suffix != ".bin" and "build" not in path.parts:
            check_text(path, failures)
    # Verilog that hides in a name would be elaborated, C would be compiled.
    top = next(folder.glob("*.core")).stem
    lint = subprocess.run(["iverilog", "-g2005", "-t", "null", "-s", top, "-f", f"{top}.f"], cwd=folder, capture_output=True, text=True)
    failures.check(lint.returncode == 0 and not lint.stderr, f"iverilog: {lint.stderr[:300]}")
    for source in folder.glob("driver/*.c"):
        done = subprocess.run(["gcc", "-std=c99", "-Wall", "-Wextra", "-Werror", "-fsyntax-only", source], capture_output=True, text=True)
        failures.check(done.returncode == 0, f"gcc: {done.stderr[:300]}")


def check_sources(failures):
    """Everything that the verbs say goes through print_plain()."""
    for path in sorted((SOURCE / "cli").glob("*.cpp")):
        around = re.search(r"fmt::print|printf|std::cerr|\bputs\(", path.read_text())
        failures.check(around is None, f"cli/{path.name} prints by {around and around.group()}, not by say()")


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    failures = Failures()
    check_sources(failures)
    config = (SOURCE / "configs/small.toml").read_text()
    technology = (SOURCE / "tech/22nm.toml").read_text()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name).resolve()
        for number, hostile in enumerate(NAMES):
            model = rename(onnx.load(SOURCE / "models/shapes-mlp.onnx"), hostile)
            place = bytes(folder) + b"/" + hostile.replace(b"/", b"|")
            with open(place + b".onnx", "wb") as file:
                file.write(model.SerializeToString())
            with open(place + b".toml", "w") as file:
                file.write(config)
            files = ["--model", place + b".onnx", "--config", place + b".toml"]
            out = place + b"-out"
            run(program, folder, ["inspect", place + b".onnx"], failures)
            run(program, folder, ["inspect", place + b".onnx", "--json", "-"], failures)
            run(program, folder, ["evaluate", *files, "--data", "shapes", "--count", "10", "--json", "-"], failures)
            control = ["--set", 'control="axi4-lite"', "--set", 'memory="registers"'] if number % 2 else []
            run(program, folder, ["generate", *files, *control, "--out", out, "--json", "-"], failures)
            check_folder(pathlib.Path(out.decode(errors="surrogateescape")), failures)
            run(program, folder, ["inspect", out, "--json", "-"], failures)
            # What goes wrong quotes the names, too.
            run(program, folder, ["inspect", place], failures, statuses=(2,))
            run(program, folder, ["evaluate", *files, "--data", place], failures, statuses=(2,))
            run(program, folder, ["generate", *files, "--set", b"folding." + hostile + b"=1", "--out", out], failures, statuses=(2,))
            run(program, folder, [b"--" + hostile], failures, statuses=(2,))
            run(program, folder, [hostile], failures, statuses=(2,))
            broken = model.graph.node[0]
            broken.op_type = hostile.decode(errors="replace")
            with open(place + b".onnx", "wb") as file:
                file.write(model.SerializeToString())
            run(program, folder, ["inspect", place + b".onnx"], failures, statuses=(2,))

        # One simulation: what is compiled there would run.
        out = bytes(folder) + b"/" + NAMES[0].replace(b"/", b"|") + b"-out"
        run(program, folder, ["simulate", out, "--data", "shapes", "--count", "2"], failures)

        # Texts of a technology file reach Liberty, LEF, Verilog and the README.
        process = 'name = "22 nm FinFET"'
        hostile = technology.replace(process, 'name = "a */ pwned /* <b> `x` verilator lint_off"')
        (folder / "tech.toml").write_text(hostile)
        macro = ["generate", "--model", SOURCE / "models/shapes-mlp.onnx", "--config", SOURCE / "configs/small.toml"]
        macro += ["--set", 'memory="sram-macro"', "--set", 'macro.technology="tech.toml"', "--out", folder / "macro"]
        run(program, folder, [str(word) for word in macro], failures)
        check_folder(folder / "macro", failures)
        for view in (folder / "macro").glob("macros/*.lib"):
            failures.check(view.read_text().index("*/") > view.read_text().index("pwned"), f"{view.name}: its comment ends early")

        failures.check(not list(folder.rglob("pwned")), "a name's program has run")
    print(f"{len(NAMES)} names in every output, {failures.count} wrong")
    return 1 if failures.count else 0


if __name__ == "__main__":
    sys.exit(main())
