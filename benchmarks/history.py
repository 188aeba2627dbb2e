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
from functools import partial
from pathlib import Path

from benchmarks.measure import interleaved, machine, table
from pipeline.files import canonical_json
from pipeline.release import Publisher

COMMAND = str(Path(sys.executable).with_name("mlr-opendata"))
PAGE = Path(__file__).resolve().parent.parent / "tests" / "golden" / "real" / "undated.txt"
BEFORE, AFTER = "Christer Swahn", "Karin Ny"
PACKAGE = "mlr-organisation"
FIRST = dt.datetime(2000, 1, 3, tzinfo=dt.UTC)


def main(versions: int, runs: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        page = folder / "changed.txt"
        page.write_text(PAGE.read_text(encoding="utf-8").replace(BEFORE, AFTER), encoding="utf-8")
        targets = {f"version {number}": folder / f"kept-{number}" for number in (2, versions)}
        for number, target in zip((2, versions), targets.values(), strict=True):
            grow(target, number - 1)
        commands, fresh = {}, {}
        for label, kept in targets.items():
            target = folder / label.replace(" ", "-")
            commands[label] = _command(target, page, dt.date(2026, 1, 5))
            fresh[label] = partial(_put_back, kept, target)
        timings = interleaved(commands, runs, fresh)
        size = sum(path.stat().st_size for path in targets[f"version {versions}"].rglob("*") if path.is_file())
        blocks = _blocks(targets[f"version {versions}"])
    print(machine("pyarrow", "frictionless"), f"{runs} runs", sep="; ", end="\n\n")
    print(table(timings), end="\n\n")
    least, most = (timing.median for timing in timings.values())
    print(f"version {versions} / version 2: {most / least:.2f} (goal 1.3)")
    print(f"{versions - 1} versions: {size / 1e6:.0f} MB of files, {blocks / 1e6:.0f} MB on disk")


def grow(target: Path, versions: int) -> None:
    """Publish the real page, then as many more versions as are wanted: each the same files under another number."""
    os.environ["SOURCE_DATE_EPOCH"] = str(int(FIRST.timestamp()))
    _publish(target, PAGE, FIRST.date())
    for number in range(1, versions):
        version, moment = f"1.{number}.0", (FIRST + dt.timedelta(weeks=number)).strftime("%Y-%m-%dT%H:%M:%SZ")
        with Publisher(target) as publisher, publisher.stage(PACKAGE, version) as folder:
            shutil.copytree(target / PACKAGE / "1.0.0", folder, dirs_exist_ok=True)
            descriptor = json.loads((folder / "datapackage.json").read_bytes())
            descriptor |= {"version": version, "created": moment}
            (folder / "datapackage.json").write_bytes(canonical_json(descriptor))
            reason = {"sv": "En person är en annan.", "en": "One person is another."}
            publisher.commit(
                PACKAGE, version, published_at=moment, observed_at=moment[:10], level="minor", reason=reason
            )
    del os.environ["SOURCE_DATE_EPOCH"]


def _command(target: Path, page: Path, day: dt.date) -> list[str]:
    seen = ["--source", str(page), "--observed-at", day.isoformat()]
    return [COMMAND, "publish", PACKAGE, *seen, "--target", str(target)]


def _publish(target: Path, page: Path, day: dt.date) -> None:
    subprocess.run(_command(target, page, day), check=True, capture_output=True)


def _put_back(kept: Path, target: Path) -> None:
    """The target as it was, and as a run before this one leaves it: seen whole, its pages made."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(kept, target)
    _publish(target, PAGE, dt.date(2026, 1, 4))


def _blocks(folder: Path) -> int:
    """Bytes on disk, a file that several names share counted once."""
    found = {(stat.st_dev, stat.st_ino): stat.st_blocks * 512 for path in folder.rglob("*") if (stat := path.lstat())}
    return sum(found.values())


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:]]
    main(*(numbers + [500, 5][len(numbers) :]))
