"""Seeds for toml_fuzz: the shipped configurations, and files with overrides after a 0 byte."""

import pathlib
import sys

OVERRIDDEN = {
    "overrides": ("presentations = 4\n", "encoder.width=9", "layers.layer1.pe=3"),
    "planned": ("cycles_per_image = 900\n", "pixels_per_beat=4", "layers.layer2.simd=8"),
    "folded": ("[layers.layer1]\npe = 8\nsimd = 20\n[layers.layer2]\npe = 3\nsimd = 1\n", "top=t"),
    "refused": ("presentatons = 4\n[encoder]\nwidth = 40\nseed = true\n", "memory=sram", "=", "a"),
}


def main() -> None:
    folder = pathlib.Path(sys.argv[1])
    for config in sorted(pathlib.Path("configs").glob("*.toml")):
        (folder / config.name).write_bytes(config.read_bytes())
    for name, pieces in OVERRIDDEN.items():
        (folder / name).write_bytes(b"\0".join(piece.encode() for piece in pieces))


if __name__ == "__main__":
    main()
