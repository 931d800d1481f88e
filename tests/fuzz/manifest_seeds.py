"""Seeds for manifest_fuzz: the manifests of the golden designs, without spaces."""

import json
import pathlib
import sys


def main() -> None:
    folder = pathlib.Path(sys.argv[1])
    for manifest in sorted(pathlib.Path("tests/golden").glob("*/manifest.json")):
        whole = json.loads(manifest.read_text())
        (folder / f"{manifest.parent.name}.json").write_text(json.dumps(whole, separators=(",", ":")))


if __name__ == "__main__":
    main()
