"""Kill a run at each of its file-system steps, and tell what was left: run by `test_power_cuts.py` as a program.

    python power_cuts.py FOLDER SCENARIO MODE STRIDE

One JSON line for every STRIDE-th step. The product has no hooks for this: an audit hook of the interpreter (PEP 578) sees each file
that is opened, renamed, made or removed; `os.fsync` is wrapped beside it. Each run is a process of its own.
"""

import errno
import hashlib
import json
import os
import shutil
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pipeline.errors import PipelineError
from pipeline.files import canonical_json, sha256_of
from pipeline.release import Publisher, Target, ensure_sound, verify

CHANGES = ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod")
READS = ("open", "os.scandir", "os.listdir")
KILLS = ("kill", "torn")
Strike = Callable[[int, str, tuple[object, ...]], None]


def write_version(folder: Path, version: str) -> None:
    """A small package: one table, and a descriptor that knows its hash."""
    (folder / "data").mkdir()
    table = folder / "data" / "roster.csv"
    table.write_text(f"person\nKim of {version}\n")
    files = [{"path": "data/roster.csv", "sha256": sha256_of(table)}]
    descriptor = {"name": "pack", "version": version, "publishing": {"files": files}}
    (folder / "datapackage.json").write_bytes(canonical_json(descriptor))


def publish(publisher: Publisher, version: str) -> None:
    """The version, as `publish` would make it; nothing where it stands already."""
    if version in {entry.version for entry in publisher.target.entries("pack")}:
        return
    with publisher.stage("pack", version) as folder:
        write_version(folder, version)
    reason = {"sv": "ny", "en": "new"}
    at = "2026-11-23T06:32:00Z"
    publisher.commit("pack", version, published_at=at, observed_at=None, level="minor", reason=reason)


def publish_site(publisher: Publisher) -> None:
    """Pages and catalogue as a function of what is released."""
    releases = publisher.target.releases("pack")
    listing = " ".join(f"{release.version}:{release.state}" for release in releases).encode()
    pages = {f"pack/{release.version}.html": release.state.encode() for release in releases}
    publisher.publish_site({"index.html": listing, "pack/index.html": listing, **pages, "catalog.ttl": listing})


def withdraw(publisher: Publisher, version: str) -> None:
    """The withdrawal; nothing where it was done already."""
    if {entry.version: entry.state for entry in publisher.target.entries("pack")}[version] == "published":
        publisher.withdraw("pack", version, reason="wrong", withdrawn_at="2026-11-24T06:32:00Z")


def retire(publisher: Publisher) -> None:
    """The retirement; nothing where it was done already."""
    if publisher.target.retirement("pack") is None:
        publisher.retire("pack", reason="over", retired_at="2026-11-24T06:32:00Z")


Part = Callable[[Publisher], None]

SCENARIOS: dict[str, tuple[list[str], list[Part]]] = {
    "first": (
        [],
        [lambda p: publish(p, "1.0.0"), publish_site, lambda p: p.write_status({"outcome": "published"})],
    ),
    "next": (
        ["1.0.0"],
        [lambda p: publish(p, "1.1.0"), publish_site, lambda p: p.write_status({"outcome": "published"})],
    ),
    "withdraw": (["1.0.0", "1.1.0"], [lambda p: withdraw(p, "1.1.0"), publish_site]),
    "withdraw-only": (["1.0.0"], [lambda p: withdraw(p, "1.0.0"), publish_site]),
    "retire": (["1.0.0", "1.1.0"], [retire, publish_site]),
}


def run(target: Path, parts: list[Part]) -> None:
    """One run of the command, as far as the target is concerned."""
    with Publisher(target) as publisher:
        ensure_sound(target)
        for part in parts:
            part(publisher)


def tree(target: Path) -> str:
    """A digest of everything below `target`: paths, modes, contents."""
    digest = hashlib.sha256()
    for path in sorted(target.rglob("*")):
        content = path.read_bytes() if path.is_file() else b""
        digest.update(repr((str(path.relative_to(target)), path.lstat().st_mode, content)).encode())
    return digest.hexdigest()


def install(target: Path, strike: Strike, *, reading: bool) -> None:
    """Have `strike` called before each step of this process below `target`, with its number from 1.

    A kill between two reads leaves what a kill before the first leaves, so `reading` is for faults alone; so is
    `os.fsync`, which changes nothing that a process could see.
    """
    root, count, fsync = str(target), 0, os.fsync

    def step(event: str, args: tuple[object, ...]) -> None:
        nonlocal count
        if event in CHANGES or (event == "open" and is_writing(args)) or (reading and event in READS):
            path = args[0]
            if isinstance(path, str | os.PathLike) and os.fspath(path).startswith(root):
                count += 1
                strike(count, event, args)

    def counted_fsync(descriptor: int) -> None:
        nonlocal count
        count += 1
        strike(count, "fsync", (descriptor,))
        fsync(descriptor)

    if reading:
        os.fsync = counted_fsync  # type: ignore[assignment]
    sys.addaudithook(step)


def is_writing(args: tuple[object, ...]) -> bool:
    """Whether a file is opened to be written."""
    return isinstance(args[2], int) and bool(args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


def blow(mode: str, number: int) -> Strike:
    """What happens at step `number`: a kill, a kill in the middle of a write, or an error, once or from then on."""

    def kill(count: int, event: str, args: tuple[object, ...]) -> None:
        if count == number:
            if mode == "torn" and event == "open" and isinstance(args[2], int):
                os.write(os.open(str(args[0]), args[2], 0o600), b"half a fi")
            os.kill(os.getpid(), signal.SIGKILL)

    def fail(count: int, *_: object) -> None:
        name, _hyphen, lasting = mode.partition("-")
        if count == number or (lasting and count > number):
            raise OSError(getattr(errno, name), os.strerror(getattr(errno, name)))

    return kill if mode in KILLS else fail


def run_struck(target: Path, parts: list[Part], mode: str, number: int) -> int:
    """Run in a process of its own, struck at step `number`; its exit status, negative for a signal."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            install(target, blow(mode, number), reading=mode not in KILLS)
            run(target, parts)
            code = 0
        except PipelineError as error:
            code = error.exit_code
        except BaseException:  # noqa: BLE001 (shown, and told by the exit status: a bug must not look like a refusal)
            traceback.print_exc()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def count_steps(target: Path, parts: list[Part], *, reading: bool) -> int:
    """How many steps the undisturbed run takes."""
    steps = 0

    def strike(count: int, *_: object) -> None:
        nonlocal steps
        steps = count

    receiving, sending = os.pipe()
    child = os.fork()
    if child == 0:
        install(target, strike, reading=reading)
        run(target, parts)
        os.write(sending, str(steps).encode())
        os._exit(0)
    os.waitpid(child, 0)
    return int(os.read(receiving, 20))


def whole(folder: Path) -> bool:
    """Whether a folder is exactly what its SHA256SUMS says."""
    lines = (folder / "SHA256SUMS").read_text().splitlines()
    listed = {line[66:]: line[:64] for line in lines}
    found = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()} - {"SHA256SUMS"}
    return found == set(listed) and all(sha256_of(folder / path) == listed[path] for path in listed)


def outcomes(work: Path, scenario: str, mode: str, stride: int) -> Iterator[dict[str, Any]]:
    """What each possible strike leaves behind, before and after the next run."""
    versions, parts = SCENARIOS[scenario]
    base, target = work / "base", work / "target"
    base.mkdir()
    for version in versions:
        run(base, [lambda p, version=version: publish(p, version), publish_site])  # type: ignore[misc]
    shutil.copytree(base, target)
    states = [tree(target)]
    for part in parts:
        run(target, [part])
        states.append(tree(target))
    shutil.rmtree(target)
    shutil.copytree(base, target)
    steps = count_steps(target, parts, reading=mode not in KILLS)
    for number in range(1, steps + 1, stride):
        shutil.rmtree(target)
        shutil.copytree(base, target)
        status = run_struck(target, parts, mode, number)
        found: dict[str, Any] = {"step": number, "status": status}
        found["tampered"] = [problem.path for problem in verify(target).tampered]
        found["latest_missing"] = scenario in {"next", "withdraw"} and not (target / "pack" / "latest").is_dir()
        found["torn"] = [str(folder) for folder in (target / "pack").glob("*") if folder.is_dir() and not whole(folder)]
        with Publisher(target):
            pass
        found["problems"] = [f"{problem.kind} {problem.path}" for problem in verify(target).problems]
        state = tree(target)
        found["state"] = states.index(state) if state in states else None
        run(target, parts)
        found["complete"] = tree(target) == states[-1] and not verify(target).problems
        found["releases"] = len(Target(target).releases("pack"))
        yield found


if __name__ == "__main__":
    for outcome in outcomes(Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])):
        sys.stdout.write(json.dumps(outcome) + "\n")
