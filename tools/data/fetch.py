#!/usr/bin/python3
"""Downloads data sets from their official sources and verifies every byte by checksum."""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
import tarfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CHUNK = 1 << 16
TIMEOUT = 30  # seconds without a byte
TRIES = 3


class FetchError(Exception):
    """A file could not be had, or is not the published one."""


@dataclass(frozen=True)
class File:
    """One file as published."""

    name: str
    size: int  # bytes
    digest: str  # hexadecimal SHA-256 (64 characters) or MD5 (32)


@dataclass(frozen=True)
class DataSet:
    """Files of one source. `members` are unpacked from the one archive, then it is removed."""

    name: str
    url: str
    files: tuple[File, ...]
    members: tuple[File, ...] = ()


_FASHION_MNIST = DataSet(
    "fashion-mnist",
    "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com",
    (
        File(
            "train-images-idx3-ubyte.gz",
            26421880,
            "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
        ),
        File(
            "train-labels-idx1-ubyte.gz",
            29515,
            "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
        ),
        File(
            "t10k-images-idx3-ubyte.gz",
            4422102,
            "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
        ),
        File(
            "t10k-labels-idx1-ubyte.gz",
            5148,
            "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
        ),
    ),
)

_MNIST = DataSet(
    "mnist",
    "https://ossci-datasets.s3.amazonaws.com/mnist",
    (
        File(
            "train-images-idx3-ubyte.gz",
            9912422,
            "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
        ),
        File(
            "train-labels-idx1-ubyte.gz",
            28881,
            "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
        ),
        File(
            "t10k-images-idx3-ubyte.gz",
            1648877,
            "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
        ),
        File(
            "t10k-labels-idx1-ubyte.gz",
            4542,
            "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
        ),
    ),
)

_CIFAR_10 = DataSet(
    "cifar-10",
    "https://www.cs.toronto.edu/~kriz",
    (File("cifar-10-binary.tar.gz", 170052171, "c32a1d4ab5d03f1284b67883e8d87530"),),
    (
        File(
            "data_batch_1.bin",
            30730000,
            "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5",
        ),
        File(
            "data_batch_2.bin",
            30730000,
            "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed",
        ),
        File(
            "data_batch_3.bin",
            30730000,
            "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67",
        ),
        File(
            "data_batch_4.bin",
            30730000,
            "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48",
        ),
        File(
            "data_batch_5.bin",
            30730000,
            "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add",
        ),
        File(
            "test_batch.bin",
            30730000,
            "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b",
        ),
    ),
)

DATA_SETS = {data.name: data for data in (_FASHION_MNIST, _MNIST, _CIFAR_10)}


def _chunks(file) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk


def is_good(path: Path, expected: File) -> bool:
    """Whether `path` exists and is the published file."""
    if not path.is_file() or path.stat().st_size != expected.size:
        return False
    digest = hashlib.md5() if len(expected.digest) == 32 else hashlib.sha256()
    with path.open("rb") as file:
        for chunk in _chunks(file):
            digest.update(chunk)
    return digest.hexdigest() == expected.digest


def _show_progress(name: str, done: int, total: int) -> None:
    if sys.stderr.isatty():
        end = "\n" if done >= total else ""
        print(
            f"\r{name:28} {done / 1e6:7.1f} of {total / 1e6:.1f} MB",
            end=end,
            file=sys.stderr,
            flush=True,
        )


def _append_from(url: str, partial: Path, expected: File) -> None:
    """Downloads what `partial` still lacks of `url`; OSError if the connection fails."""
    done = partial.stat().st_size if partial.exists() else 0
    request = urllib.request.Request(url, headers={"Range": f"bytes={done}-"} if done else {})
    with urllib.request.urlopen(request, timeout=TIMEOUT) as response:
        if response.status != 206:  # the server sends the file from its start
            done = 0
        with partial.open("ab" if done else "wb") as file:
            for chunk in _chunks(response):
                file.write(chunk)
                done += len(chunk)
                if done > expected.size:
                    raise FetchError(f"{url}: more than the published {expected.size} bytes")
                _show_progress(expected.name, done, expected.size)


def download(url: str, path: Path, expected: File) -> None:
    """Fetches `url` to `path`, going on where an earlier attempt stopped."""
    partial = path.with_name(path.name + ".part")
    if partial.exists() and partial.stat().st_size >= expected.size:
        partial.unlink()
    problem = ""
    for _ in range(TRIES):
        try:
            _append_from(url, partial, expected)
        except urllib.error.HTTPError as error:
            raise FetchError(f"{url}: {error}") from None
        except FetchError:
            partial.unlink()
            raise
        except (OSError, ValueError) as error:
            problem = str(error)
            continue
        if partial.stat().st_size == expected.size:
            break
        problem = f"{partial.stat().st_size} of {expected.size} bytes came"
    else:
        raise FetchError(f"{url}: {problem} ({TRIES} tries; the next run goes on from here)")
    if not is_good(partial, expected):
        partial.unlink()
        raise FetchError(f"{url}: the checksum is not the published {expected.digest}; removed it")
    os.replace(partial, path)


def _unpack(archive: Path, members: tuple[File, ...], folder: Path) -> None:
    """Extracts and verifies `members`, found by their base names."""
    wanted = {member.name: member for member in members}
    try:
        with tarfile.open(archive) as tar:
            for entry in tar:
                member = wanted.pop(Path(entry.name).name, None)
                content = tar.extractfile(entry) if member else None
                if content is None:
                    continue
                partial = folder / (member.name + ".part")
                with partial.open("wb") as file:
                    for chunk in _chunks(content):
                        file.write(chunk)
                if not is_good(partial, member):
                    partial.unlink()
                    raise FetchError(
                        f"{archive}: {member.name} has another checksum than {member.digest}"
                    )
                os.replace(partial, folder / member.name)
    except (tarfile.TarError, EOFError, OSError) as error:
        raise FetchError(f"{archive}: cannot be unpacked: {error}") from None
    if wanted:
        raise FetchError(f"{archive}: does not contain {', '.join(wanted)}")


def fetch(data: DataSet, folder: Path, base_url: str | None = None) -> None:
    """Makes `folder` hold the data set; files that are there and good are kept."""
    folder.mkdir(parents=True, exist_ok=True)
    if data.members and all(is_good(folder / member.name, member) for member in data.members):
        print(f"{folder}: complete")
        return
    for expected in data.files:
        path = folder / expected.name
        if is_good(path, expected):
            print(f"{path}: already there")
            continue
        download(f"{base_url or data.url}/{expected.name}", path, expected)
        print(f"{path}: {expected.size} bytes, checksum as published")
    if data.members:
        archive = folder / data.files[0].name
        _unpack(archive, data.members, folder)
        archive.unlink()
        print(f"{folder}: unpacked {len(data.members)} files")


def parse_arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "names",
        nargs="*",
        default=["fashion-mnist"],
        metavar="NAME",
        help=f"{', '.join(DATA_SETS)} (default fashion-mnist)",
    )
    parser.add_argument(
        "--out",
        type=Path,
        default=Path(os.environ.get("SCBNN_DATA", "data")),
        help="folder that gets one folder per data set (default $SCBNN_DATA or data)",
    )
    parser.add_argument("--url", help="another folder that serves the same files, such as a mirror")
    arguments = parser.parse_args()
    for name in arguments.names:
        if name not in DATA_SETS:
            parser.error(f"'{name}' is not a data set; known are {', '.join(DATA_SETS)}")
    return arguments


def main() -> int:
    """Exit status 0, or 2 if a data set could not be had."""
    arguments = parse_arguments()
    for name in arguments.names:
        try:
            fetch(DATA_SETS[name], arguments.out / name, arguments.url)
        except (FetchError, OSError) as error:
            print(f"fetch.py: {error}", file=sys.stderr)
            return 2
        except KeyboardInterrupt:
            print("\nstopped; the same command goes on from here", file=sys.stderr)
            return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
