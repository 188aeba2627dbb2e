"""One deployment at a time: the manifest of a place says who is at work, and only one can put that there.

The holder gives a sign of life every ten seconds, each a write that happens only if the manifest is still the one that
it wrote last. Who finds a holder that is not known to be dead watches as long as `Store.patience` says: where no sign
came, it is, and its last write has arrived or never will. No clock is compared with another one's.
"""

import hashlib
import os
import socket
import threading
import time
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from pipeline.errors import PipelineError, TargetLocked, TargetRefused
from pipeline.store import ABSENT, DEPLOYMENT, Head, Manifest, Mark, Overtaken, Sent, Store
from pipeline.store.manifest import Holder

BEAT = 10.0  # seconds between two signs of life
LOST = 30.0  # seconds after the last sign of life when a holder stops: others may think it dead
_HEAD = Head("application/json", "no-cache")


class Claim:
    """The right to change a place."""

    def __init__(self, store: Store, manifest: Manifest, mark: Mark | None) -> None:
        """Take `manifest`, as it was found, to be the place's own; `mark` is null where there was none."""
        self._store = store
        self._mark = mark
        self._files = dict(manifest.files)
        self._pending = manifest.pending
        self._holder: Holder | None = Holder(uuid.uuid4().hex, _machine(), os.getpid())
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._fault: PipelineError | None = None
        self._write()
        self._seen = time.monotonic()

    @property
    def manifest(self) -> Manifest:
        """The state of the place, as far as this run knows it."""
        with self._lock:
            return Manifest(MappingProxyType(dict(self._files)), self._pending, self._holder)

    def ensure(self) -> None:
        """Return if the place is still this run's to change.

        Raises:
            TargetRefused: another run has taken it over, or may have.
            SourceError: the store has not been reached for so long.
        """
        if self._fault is not None:
            raise self._fault
        if time.monotonic() - self._seen > LOST:  # asleep, or without a network
            self._renew()

    def promise(self, paths: Collection[str]) -> None:
        """Write down what will be written or removed, before it is."""
        with self._lock:
            self._pending |= frozenset(paths)
            self._write()

    def note(self, sent: Mapping[str, Sent], gone: Collection[str] = ()) -> None:
        """Remember what was written and removed; it is written down with the next sign of life."""
        with self._lock:
            self._files |= sent
            for path in gone:
                self._files.pop(path, None)

    def fulfil(self, paths: Collection[str]) -> None:
        """Write down that all that was promised is done, and that `paths` are ours there, and nothing else."""
        self._stop()
        with self._lock:
            self._files = {path: sent for path, sent in self._files.items() if path in paths}
            self._pending, self._holder = frozenset(), None
            self._write()

    def let_go(self) -> None:
        """Let others at the place at once, after a fault; what was promised stays so."""
        self._stop()
        with self._lock:
            if self._holder is not None and self._fault is None:
                self._holder = None
                self._write()

    def try_conditions(self) -> None:
        """Return if the store keeps to the conditions of a write; some services take it, and do not look at them.

        Raises:
            TargetRefused: it does not: two runs would not notice each other.
        """
        first = self._mark
        self._renew()
        content = self.manifest.to_bytes()
        for condition in (ABSENT, first):
            try:
                self._store.put(DEPLOYMENT, content, _HEAD, condition)
            except Overtaken:
                continue
            raise TargetRefused("store_cannot", place=self._store.address, detail="If-None-Match, If-Match")

    def start(self) -> None:
        """Give signs of life, until the claim is fulfilled or let go."""
        threading.Thread(target=self._live, name="signs of life", daemon=True).start()

    def _stop(self) -> None:
        self._ended.set()

    def _live(self) -> None:
        while not self._ended.wait(BEAT):
            try:
                self._renew()
            except PipelineError as error:
                self._fault = error
                return

    def _renew(self) -> None:
        with self._lock:
            if self._holder is None or self._ended.is_set():
                return
            self._holder = replace(self._holder, beat=self._holder.beat + 1)
            self._write()

    def _write(self) -> None:
        """Put the manifest there, if it is still the one that this run knows."""
        content = Manifest(self._files, self._pending, self._holder).to_bytes()
        began = time.monotonic()
        try:
            self._mark = self._store.put(DEPLOYMENT, content, _HEAD, self._mark or ABSENT)
        except Overtaken:
            found = self._store.read(DEPLOYMENT)
            if found is None or found[0] != content:  # else it arrived, though its answer did not
                raise TargetLocked("deploy_under_way", place=self._store.address) from None
            self._mark = found[1]
        self._seen = began


def read_manifest(store: Store) -> tuple[Manifest, Mark | None]:
    """What is known of a place, and which writing of it that is; null where nobody deployed to it yet.

    Raises:
        TargetRefused: it cannot be read.
    """
    found = store.read(DEPLOYMENT)
    return (Manifest.from_bytes(found[0], store.address), found[1]) if found else (Manifest(), None)


@contextmanager
def claimed(store: Store, waiting: Callable[[int], None], adopted: Collection[str] = ()) -> Iterator[Claim]:
    """The right to change a place, for the block.

    Args:
        store: the place.
        waiting: told for how many seconds a holder that may be dead is still watched.
        adopted: what lies there and is ours, though no manifest says so yet.

    Raises:
        TargetRefused: another run is at work there, or the store refuses.
    """
    manifest, mark = read_manifest(store)
    if manifest.holder and store.patience and not manifest.holder.is_dead(_machine()):
        manifest, mark = _watched(store, mark, waiting)
    if mark is None:
        manifest = replace(manifest, pending=frozenset(adopted))
    claim = Claim(store, manifest, mark)
    try:
        if store.patience:
            claim.try_conditions()
        claim.start()
        yield claim
    finally:
        claim.let_go()


def _watched(store: Store, mark: Mark | None, waiting: Callable[[int], None]) -> tuple[Manifest, Mark | None]:
    """The manifest of a holder that gave no sign of life.

    Raises:
        TargetRefused: it gave one.
    """
    until = time.monotonic() + store.patience
    while (left := until - time.monotonic()) > 0:
        waiting(int(left) + 1)
        time.sleep(min(left, BEAT / 4))
        manifest, now = read_manifest(store)
        if now != mark and manifest.holder:
            raise TargetLocked("deploy_under_way", place=store.address)
        if manifest.holder is None or manifest.holder.is_dead(_machine()):
            return manifest, now
    return manifest, mark


def _machine() -> str:
    """The boot of this machine: a number of a process means nothing on another one, or after the next boot."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii")
        spaces = str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        boot, spaces = str(uuid.getnode()), ""
    return hashlib.sha256(f"{socket.gethostname()}\n{boot}\n{spaces}".encode()).hexdigest()[:16]
