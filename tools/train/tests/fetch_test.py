"""The downloader against a local server that can send corrupt and short files."""

import contextlib
import hashlib
import http.server
import io
import tarfile
import tempfile
import threading
import unittest
from pathlib import Path
from unittest import mock

import support  # noqa: F401
import fetch

CONTENT = bytes(range(256)) * 900


class Handler(http.server.BaseHTTPRequestHandler):
    """Serves `served` (name to bytes); `short` counts answers that stop half-way."""

    served: dict[str, bytes] = {}
    ranges: list[str | None] = []
    short = 0

    def do_GET(self) -> None:
        content = self.served.get(self.path.strip("/"))
        if content is None:
            return self.send_error(404)
        wanted = self.headers.get("Range")
        Handler.ranges.append(wanted)
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted else 0
        self.send_response(206 if wanted else 200)
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        end = len(content)
        if Handler.short:
            Handler.short -= 1
            end = start + (end - start) // 2
        self.wfile.write(content[start:end])

    def log_message(self, *_) -> None:
        pass


def published(name: str, content: bytes) -> fetch.File:
    return fetch.File(name, len(content), hashlib.sha256(content).hexdigest())


class FetchTest(unittest.TestCase):
    def setUp(self) -> None:
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name) / "set"
        Handler.served, Handler.ranges, Handler.short = {"a.gz": CONTENT}, [], 0
        self.data = fetch.DataSet("set", self.url, (published("a.gz", CONTENT),))

    def fetch(self) -> None:
        with contextlib.redirect_stdout(io.StringIO()):
            fetch.fetch(self.data, self.folder)

    def files(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir())

    def test_good_file_arrives_once(self) -> None:
        self.fetch()
        self.fetch()
        self.assertEqual((self.folder / "a.gz").read_bytes(), CONTENT)
        self.assertEqual((self.files(), len(Handler.ranges)), (["a.gz"], 1))

    def test_corrupt_download_is_refused_and_removed(self) -> None:
        Handler.served["a.gz"] = CONTENT[:-1] + b"?"
        with self.assertRaisesRegex(fetch.FetchError, "checksum is not the published"):
            self.fetch()
        self.assertEqual(self.files(), [])

    def test_corrupt_file_on_disk_is_replaced(self) -> None:
        self.folder.mkdir()
        (self.folder / "a.gz").write_bytes(CONTENT[::-1])
        self.fetch()
        self.assertEqual((self.folder / "a.gz").read_bytes(), CONTENT)

    def test_truncated_download_goes_on_where_it_stopped(self) -> None:
        Handler.short = 1
        self.fetch()
        self.assertEqual(Handler.ranges, [None, f"bytes={len(CONTENT) // 2}-"])
        self.assertEqual((self.folder / "a.gz").read_bytes(), CONTENT)

    def test_file_that_stays_short_is_an_error(self) -> None:
        Handler.served["a.gz"] = CONTENT[:1000]
        with self.assertRaises(fetch.FetchError):
            self.fetch()
        self.assertNotIn("a.gz", self.files())

    def test_longer_file_is_refused(self) -> None:
        Handler.served["a.gz"] = CONTENT * 2
        with self.assertRaisesRegex(fetch.FetchError, "more than the published"):
            self.fetch()
        self.assertEqual(self.files(), [])

    def test_missing_file_names_the_address(self) -> None:
        Handler.served.clear()
        with self.assertRaisesRegex(fetch.FetchError, "/a.gz.*404"):
            self.fetch()

    def test_command_line_exit_status(self) -> None:
        with mock.patch(
            "sys.argv", ["fetch.py", "mnist", "--out", str(self.folder), "--url", self.url]
        ):
            with contextlib.redirect_stderr(io.StringIO()) as errors:
                self.assertEqual(fetch.main(), 2)
        self.assertIn("404", errors.getvalue())

    def archive(self, members: dict[str, bytes]) -> bytes:
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
            for name, content in members.items():
                entry = tarfile.TarInfo(f"inner/{name}")
                entry.size = len(content)
                tar.addfile(entry, io.BytesIO(content))
        return buffer.getvalue()

    def test_archive_is_unpacked_verified_and_removed(self) -> None:
        content = self.archive({"batch.bin": CONTENT, "readme": b"x"})
        Handler.served = {"all.tar.gz": content}
        members = (published("batch.bin", CONTENT),)
        self.data = fetch.DataSet("set", self.url, (published("all.tar.gz", content),), members)
        self.fetch()
        self.fetch()
        self.assertEqual((self.files(), len(Handler.ranges)), (["batch.bin"], 1))

    def test_archive_with_another_member_is_refused(self) -> None:
        content = self.archive({"batch.bin": CONTENT[::-1]})
        Handler.served = {"all.tar.gz": content}
        members = (published("batch.bin", CONTENT),)
        self.data = fetch.DataSet("set", self.url, (published("all.tar.gz", content),), members)
        with self.assertRaisesRegex(fetch.FetchError, "batch.bin has another checksum"):
            self.fetch()
        self.assertNotIn("batch.bin", self.files())


if __name__ == "__main__":
    unittest.main()
