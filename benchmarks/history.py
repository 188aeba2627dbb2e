"""What a release costs when much was published before: `python -m benchmarks.history [VERSIONS] [RUNS]`.

Two targets differ in one thing: how many versions of MLR's organisation they hold. Into each the same changed page, on
which one person is another, is published as a whole process; before each run the target is put back as it was.
Goal: version 500 takes at most 1.3 times version 2.
"""

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.measure import interleaved, machine, table
from pipeline.files import canonical_json
from pipeline.release import Publisher

COMMAND = str(Path(sys.executable).with_name("mlr-opendata"))
PAGE = Path(__file__).resolve().parent.parent / "tests" / "golden" / "real" / "undated.txt"
BEFORE, AFTER = "Christer Swahn", "Karin Ny"
FIRST = dt.datetime(2000, 1, 3, tzinfo=dt.UTC)


def main(versions: int, runs: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        page = Path(name) / "changed.txt"
        page.write_text(PAGE.read_text(encoding="utf-8").replace(BEFORE, AFTER), encoding="utf-8")
        package = "mlr-organisation"
        publish = [COMMAND, "publish", package]
        first = [*publish, "--source", str(PAGE), "--observed-at", FIRST.date().isoformat()]
        again = [*publish, "--source", str(PAGE), "--observed-at", "2026-01-04"]
        changed = [*publish, "--source", str(page), "--observed-at", "2026-01-05"]
        compare(Case(package, first, again, changed), Path(name), versions, runs, 1.3)


@dataclass(frozen=True)
class Case:
    """A package, and the commands that publish it, `--target` aside."""

    package: str
    first: Sequence[str]
    """Its first version."""
    again: Sequence[str]
    """The same once more, which is no version: all is seen whole, and every page is made."""
    changed: Sequence[str]
    """The version that is measured."""


def compare(case: Case, folder: Path, versions: int, runs: int, goal: float) -> None:
    """Print what the version of that number costs, and what version 2 does; and the disk that those before it take."""
    numbers = (2, versions)
    targets = {f"version {number}": folder / f"kept-{number}" for number in numbers}
    for number, kept in zip(numbers, targets.values(), strict=True):
        grow(case, kept, number - 1)
    target = {label: folder / label.replace(" ", "-") for label in targets}
    commands = {label: [*case.changed, "--target", str(target[label])] for label in targets}
    fresh = {label: partial(_put_back, case, kept, target[label]) for label, kept in targets.items()}
    timings = interleaved(commands, runs, fresh)
    paths = [path for path in targets[f"version {versions}"].rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in paths)
    print(machine("pyarrow", "frictionless"), f"{runs} runs", sep="; ", end="\n\n")
    print(table(timings), end="\n\n")
    least, most = (timing.median for timing in timings.values())
    print(f"version {versions} / version 2: {most / least:.2f} (goal {goal})")
    print(f"{versions - 1} versions: {size / 1e6:.0f} MB of files, {_blocks(paths) / 1e6:.0f} MB on disk")


def grow(case: Case, target: Path, versions: int) -> None:
    """Publish the first version, then as many more as are wanted: each the same files under another number."""
    day = {"SOURCE_DATE_EPOCH": str(int(FIRST.timestamp()))}
    _run(case.first, target, **day)
    for number in range(1, versions):
        version, moment = f"1.{number}.0", (FIRST + dt.timedelta(weeks=number)).strftime("%Y-%m-%dT%H:%M:%SZ")
        with Publisher(target) as publisher, publisher.stage(case.package, version) as folder:
            shutil.copytree(target / case.package / "1.0.0", folder, dirs_exist_ok=True)
            descriptor = json.loads((folder / "datapackage.json").read_bytes())
            descriptor |= {"version": version, "created": moment}
            (folder / "datapackage.json").write_bytes(canonical_json(descriptor))
            reason = {"sv": "En person är en annan.", "en": "One person is another."}
            publisher.commit(
                case.package, version, published_at=moment, observed_at=moment[:10], level="minor", reason=reason
            )


def _run(command: Sequence[str], target: Path, **environment: str) -> None:
    whole = {**os.environ, **environment}
    subprocess.run([*command, "--target", str(target)], check=True, capture_output=True, env=whole)


def _put_back(case: Case, kept: Path, target: Path) -> None:
    """The target as it was, and as a run before this one leaves it; nothing ever writes into a file that is there."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(kept, target, copy_function=os.link)
    _run(case.again, target)


def _blocks(paths: Sequence[Path]) -> int:
    """Bytes on disk, a file that several names share counted once."""
    found = {(stat.st_dev, stat.st_ino): stat.st_blocks * 512 for stat in (path.lstat() for path in paths)}
    return sum(found.values())


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:]]
    main(*(numbers + [500, 5][len(numbers) :]))
