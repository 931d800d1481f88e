"""Seeds for macro_fuzz: the shipped technologies, and the foundry's macro of docs/macros.md."""

import pathlib
import sys


def main() -> None:
    folder = pathlib.Path(sys.argv[1])
    for technology in sorted(pathlib.Path("tech").glob("*.toml")):
        (folder / technology.name).write_bytes(technology.read_bytes())
    text = pathlib.Path("docs/macros.md").read_text()
    example = text[text.index("    module = ") :]
    example = example[: example.index("\n| role")]
    lines = [line.removeprefix("    ") for line in example.splitlines()]
    (folder / "foundry.toml").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
