"""The small case: how long a maintainer waits. `python -m benchmarks.roster [RUNS]`.

Goals: `--help` within 3x `import click`; `publish` of the three core formats within 3x `import frictionless,
pyarrow.parquet`; all formats and pages within 4x of that.
"""

import shutil
import sys
import tempfile
from functools import partial
from pathlib import Path

from benchmarks.measure import interleaved, machine, table

COMMAND = str(Path(sys.executable).with_name("mlr-opendata"))


def main(runs: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        core, everything = Path(folder) / "core", Path(folder) / "all"
        commands = {
            "import click": [sys.executable, "-c", "import click"],
            "mlr-opendata --help": [COMMAND, "--help"],
            "import frictionless, pyarrow.parquet": [sys.executable, "-c", "import frictionless, pyarrow.parquet"],
            "publish csv,json,parquet": [COMMAND, "publish", "--target", str(core), "--formats", "csv,json,parquet"],
            "publish, all formats and pages": [COMMAND, "publish", "--target", str(everything)],
        }
        fresh = {
            "publish csv,json,parquet": partial(shutil.rmtree, core, ignore_errors=True),
            "publish, all formats and pages": partial(shutil.rmtree, everything, ignore_errors=True),
        }
        timings = interleaved(commands, runs, fresh)
    print(machine("click", "frictionless", "pyarrow"), f"{runs} runs", sep="; ", end="\n\n")
    print(table(timings), end="\n\n")
    click, help_, imports, published, whole = (timing.median for timing in timings.values())
    print(f"--help / import click: {help_ / click:.2f} (goal 3)")
    print(f"publish / imports: {published / imports:.2f} (goal 3)")
    print(f"all formats and pages / publish: {whole / published:.2f} (goal 4)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
