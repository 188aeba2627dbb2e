"""An object store, spoken to through obstore. The only importer of obstore."""

import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError, PreconditionError
from obstore.store import AzureStore, GCSStore, ObjectStore, S3Store

from pipeline.prover.object_store import AZURE_ENDPOINT, GS_ENDPOINT, S3_ENDPOINT
from pipeline.store.answer import refusal
from pipeline.store.store import Condition, Head, Mark, Overtaken, Stored

if TYPE_CHECKING:
    from obstore import GetResult, PutMode, UpdateVersion
    from obstore.store import ClientConfig, RetryConfig, S3Config

_TIMEOUT = "60s"  # of one request: of 5 MB at most, as larger files go in parts
_RETRYING = timedelta(seconds=30)  # after that no new try of a request begins
_PATIENCE = 120.0  # a holder stops 30 s after its last sign of life; see Claim
_AT_ONCE = 5 << 20  # bytes that go in one request
_BULK = 1000  # S3 removes so many at once


def open_objects(address: str, url: str, tongue: str) -> "Objects":
    """The store at an address, which is `url` as obstore has it; nothing is asked of it yet.

    Raises:
        UsageError: the surroundings do not say enough of it.
    """
    retry: RetryConfig = {"max_retries": 5, "retry_timeout": _RETRYING}
    client: ClientConfig = {"timeout": _TIMEOUT, "connect_timeout": "10s", "allow_http": _has_plain_endpoint()}
    url = url.rstrip("/")
    with _answering(address):
        if tongue == "s3":
            config: S3Config = {"checksum_algorithm": "SHA256"}  # the store refuses what reached it damaged
            store: ObjectStore = S3Store.from_url(url, config=config, client_options=client, retry_config=retry)
        elif tongue == "gs":
            store = GCSStore.from_url(url, client_options=client, retry_config=retry)
        else:
            store = AzureStore.from_url(url, client_options=client, retry_config=retry)
    return Objects(address, store)


def _has_plain_endpoint() -> bool:
    """Whether the surroundings name an endpoint that does not speak TLS: who does that means it."""
    return any(os.environ.get(name, "").startswith("http://") for name in (*S3_ENDPOINT, *GS_ENDPOINT, *AZURE_ENDPOINT))


class Objects:
    """The objects below an address."""

    patience = _PATIENCE

    def __init__(self, address: str, store: ObjectStore) -> None:
        """Name the place, and what speaks to it."""
        self.address = address
        self._store = store

    def held(self) -> "nullcontext[None]":
        """Nothing: an object store cannot be held."""
        return nullcontext()

    def list(self) -> dict[str, Stored]:
        """Every object there."""
        with _answering(self.address):
            metas = [meta for chunk in obstore.list(self._store) for meta in chunk]
        return {meta["path"]: Stored((meta["e_tag"] or "").strip('"'), meta["size"]) for meta in metas}

    def read(self, path: str) -> tuple[bytes, Mark] | None:
        """The content of an object; null where there is none."""
        with _answering(self.address):
            if (found := self._get(path)) is None:
                return None
            return bytes(found.bytes()), Mark(found.meta["e_tag"] or "", found.meta["version"])

    def digest(self, path: str) -> tuple[str, int] | None:
        """SHA-256 and number of bytes of an object; null where there is none."""
        digest, size = hashlib.sha256(), 0
        with _answering(self.address):
            if (found := self._get(path)) is None:
                return None
            for chunk in found:
                digest.update(chunk)
                size += len(chunk)
        return digest.hexdigest(), size

    def _get(self, path: str) -> "GetResult | None":
        """An object that is about to come; null where there is none."""
        try:
            return obstore.get(self._store, path)
        except FileNotFoundError as error:
            if _is_of_place(error):
                raise
            return None

    def put(self, path: str, content: bytes | Path, head: Head, only: Condition = None) -> Mark:
        """Write an object, with its head."""
        attributes = {"Content-Type": head.content_type, "Cache-Control": head.cache}
        if head.sha256:
            attributes["sha256"] = head.sha256
        if isinstance(content, Path) and content.stat().st_size <= _AT_ONCE:
            content = content.read_bytes()
        with _answering(self.address):
            try:
                done = obstore.put(self._store, path, content, attributes=attributes, mode=_mode(only))
            except (AlreadyExistsError, PreconditionError):
                raise Overtaken(path) from None
            except FileNotFoundError as error:
                if only is None or _is_of_place(error):
                    raise
                raise Overtaken(path) from None  # somebody removed it
        return Mark(done["e_tag"] or "", done["version"])

    def remove(self, paths: Sequence[str]) -> None:
        """Remove objects, many at once where the store can."""
        for start in range(0, len(paths), _BULK):
            with _answering(self.address):
                try:
                    obstore.delete(self._store, list(paths[start : start + _BULK]))
                except FileNotFoundError as error:
                    if _is_of_place(error):
                        raise
                    self._remove_each(paths[start : start + _BULK])

    def _remove_each(self, paths: Sequence[str]) -> None:
        """Remove objects of which some are gone already, which stops a store that removes one after another."""
        for path in paths:
            try:
                obstore.delete(self._store, path)
            except FileNotFoundError:
                continue


def _mode(only: Condition) -> "PutMode":
    if only is None:
        return "overwrite"
    if only == "absent":
        return "create"
    marks: UpdateVersion = {"e_tag": only.etag}
    if only.version:
        marks["version"] = only.version
    return marks


def _is_of_place(error: FileNotFoundError) -> bool:
    """Whether it is not an object that is missing, but the bucket or container."""
    return "NoSuchBucket" in str(error) or "ContainerNotFound" in str(error)


@contextmanager
def _answering(address: str) -> Iterator[None]:
    """Turn what a store refuses in the block into a sentence.

    Raises:
        TargetRefused: the store refused.
        SourceError: it was not reached.
    """
    try:
        yield
    except (BaseError, FileNotFoundError) as error:
        raise refusal(str(error), address) from None  # its text may hold a signature: nobody is shown it
