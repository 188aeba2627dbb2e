"""Servers on loopback that speak as object stores do: programs of others where one can be installed, else ours."""

import hashlib
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

import pytest
import s3
from loopback import Answering, answering, server_of
from pyarrow import fs

ROOT = Path(__file__).parents[1]
EMULATOR = ROOT / ".venv-gs/bin/gcp-storage-emulator"
AZURITE = ROOT / ".azurite/node_modules/azurite/dist/src/blob/main.js"
ACCOUNT = "devstoreaccount1"
KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
"""Azurite has one account. Its key is in everybody's handbook, and opens nothing else."""


@dataclass(frozen=True)
class Bucket:
    """An empty bucket that a server holds."""

    address: str
    surroundings: Mapping[str, str]
    """What the environment says of the server, and who asks."""
    put: Callable[[str, bytes], object]
    """Writes an object."""


@contextmanager
def s3_bucket() -> Iterator[Bucket]:
    """A bucket of moto's server."""
    with s3.s3_server() as url:
        told = s3.surroundings(url)
        keys = {"access_key": told["AWS_ACCESS_KEY_ID"], "secret_key": told["AWS_SECRET_ACCESS_KEY"]}
        at = {"endpoint_override": urlsplit(url).netloc, "scheme": "http", "region": told["AWS_REGION"]}
        yield Bucket("s3://open-data", told, _writer(fs.S3FileSystem(**keys, **at)))


@contextmanager
def gs_bucket() -> Iterator[Bucket]:
    """A bucket of an emulator of Google's JSON API, which is what pyarrow speaks."""
    options = ["start", "--in-memory", "--default-bucket=open-data", "--host=127.0.0.1"]
    with _served(lambda port: [EMULATOR, *options, f"--port={port}"]) as url:
        upload = f"{url}/upload/storage/v1/b/open-data/o?uploadType=media&name="
        told = {"GOOGLE_BASE_URL": url, "GOOGLE_SKIP_SIGNATURE": "true"}
        yield Bucket("gs://open-data", told, lambda path, held: _send("POST", upload + path, held))


@contextmanager
def azure_bucket() -> Iterator[Bucket]:
    """A container of Azurite, which Microsoft's own tests use."""
    options = ["--inMemoryPersistence", "--skipApiVersionCheck", "--blobHost=127.0.0.1"]
    with _served(lambda port: ["node", AZURITE, *options, f"--blobPort={port}"]) as url:
        told = {"AZURE_STORAGE_ACCOUNT_KEY": KEY, "AZURE_STORAGE_ENDPOINT": f"{url}/{ACCOUNT}"}
        at = {f"{service}_storage_authority": urlsplit(url).netloc for service in ("blob", "dfs")}
        system = fs.AzureFileSystem(
            ACCOUNT, account_key=KEY, blob_storage_scheme="http", dfs_storage_scheme="http", **at
        )
        system.create_dir("open-data")
        yield Bucket(f"abfs://open-data@{ACCOUNT}.dfs.core.windows.net", told, _writer(system))


@contextmanager
def gs_xml_bucket() -> Iterator[Bucket]:
    """A bucket of Google's XML API, which is what obstore speaks and no emulator that can be installed does.

    It is written after Google's reference, so it shows what we ask, and not what Google answers.
    """
    held: dict[str, _Object] = {}

    class Handler(Answering, _GooglesXml, BaseHTTPRequestHandler):
        objects = held

    with answering(server_of(Handler)) as url:
        told = {"GOOGLE_BASE_URL": url.rstrip("/"), "GOOGLE_BEARER_TOKEN": "a-secret-that-is-never-told"}
        yield Bucket("gs://open-data", told, lambda path, content: held.update({path: _Object(content)}))


BUCKETS: dict[str, Callable[[], AbstractContextManager[Bucket]]] = {
    "s3": s3_bucket,
    "gs": gs_bucket,
    "gs_xml": gs_xml_bucket,
    "azure": azure_bucket,
}
_ABSENT = {
    "s3": (not s3.SERVER.exists(), "no .venv-s3: make test installs the server"),
    "gs": (not EMULATOR.exists(), "no .venv-gs: make test installs the server"),
    "gs_xml": (False, ""),
    "azure": (not AZURITE.exists(), "no .azurite: make test-azure installs the server"),
}


def on(*names: str) -> list[object]:
    """Servers as parameters of a test, which is skipped where one is not installed."""
    return [pytest.param(name, marks=pytest.mark.skipif(_ABSENT[name][0], reason=_ABSENT[name][1])) for name in names]


def _writer(system: fs.FileSystem) -> Callable[[str, bytes], None]:
    def put(path: str, held: bytes) -> None:
        with system.open_output_stream(f"open-data/{path}") as stream:
            stream.write(held)

    return put


def _send(method: str, url: str, held: bytes) -> None:
    headers = {"Content-Type": "application/octet-stream"}
    urllib.request.urlopen(urllib.request.Request(url, data=held, method=method, headers=headers), timeout=10).close()  # noqa: S310 (loopback)


@contextmanager
def _served(command: Callable[[int], Sequence[object]]) -> Iterator[str]:
    """The address of a program that listens on a port, once it does."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    arguments = list(map(str, command(port)))
    with subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _wait(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.kill()


def _wait(port: int) -> None:
    for _ in range(400):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(port)


@dataclass(frozen=True)
class _Object:
    content: bytes
    kind: str = "application/octet-stream"
    more: Mapping[str, str] = field(default_factory=dict)
    generation: int = field(default_factory=time.time_ns)

    @property
    def headers(self) -> dict[str, str]:
        digest = hashlib.md5(
            self.content, usedforsecurity=False
        ).hexdigest()  # as Google: the same bytes, the same ETag
        return {"ETag": f'"{digest}"', "x-goog-generation": str(self.generation), **self.more}


class _GooglesXml:
    """Objects of one bucket: PUT, GET and DELETE of one, with its generation as a condition, and a listing."""

    objects: dict[str, _Object]
    path: str
    headers: Mapping[str, str]
    rfile: object
    answer: Callable[..., None]

    @property
    def _name(self) -> str:
        return unquote(urlsplit(self.path).path).removeprefix("/open-data").removeprefix("/")

    def do_PUT(self) -> None:  # noqa: N802
        content = self.rfile.read(int(self.headers.get("Content-Length", 0)))  # type: ignore[attr-defined]
        wanted, there = self.headers.get("x-goog-if-generation-match"), self.objects.get(self._name)
        if wanted is not None and int(wanted) != (there.generation if there else 0):
            return self.answer(412, "application/xml", b"<Error><Code>PreconditionFailed</Code></Error>")
        kept = {key: value for key, value in self.headers.items() if key.lower().startswith(("cache-", "x-goog-meta-"))}
        made = _Object(content, self.headers.get("Content-Type", ""), kept)
        self.objects[self._name] = made
        return self.answer(200, "text/html", b"", **made.headers)

    def do_GET(self) -> None:  # noqa: N802
        if not self._name:
            return self.answer(200, "application/xml", self._listed(parse_qs(urlsplit(self.path).query)["prefix"][0]))
        if (there := self.objects.get(self._name)) is None:
            return self.answer(404, "application/xml", b"<Error><Code>NoSuchKey</Code></Error>")
        moment = {"Last-Modified": "Sat, 28 Nov 2026 07:00:00 GMT"}
        return self.answer(200, there.kind, there.content, **moment, **there.headers)

    def do_DELETE(self) -> None:  # noqa: N802
        self.answer(404 if self.objects.pop(self._name, None) is None else 204, "application/xml", b"")

    def _listed(self, prefix: str) -> bytes:
        found = "".join(
            f"<Contents><Key>{escape(name)}</Key><LastModified>2026-11-28T07:00:00.000Z</LastModified>"
            f"<ETag>{escape(each.headers['ETag'])}</ETag><Size>{len(each.content)}</Size></Contents>"
            for name, each in sorted(self.objects.items())
            if name.startswith(prefix)
        )
        return f"<ListBucketResult><IsTruncated>false</IsTruncated>{found}</ListBucketResult>".encode()
