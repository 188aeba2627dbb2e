"""Whole processes, timed in turn: A B C A B C ..., so that a machine that drifts drifts under all of them."""

import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version


@dataclass(frozen=True)
class Timing:
    """The wall times of one command in seconds, and the peak memory of its largest process in MiB."""

    seconds: tuple[float, ...]
    peak_mib: float

    @property
    def median(self) -> float:
        """The median wall time, in seconds."""
        return statistics.median(self.seconds)


def interleaved(
    commands: Mapping[str, Sequence[str]], runs: int, before: Mapping[str, object] | None = None
) -> dict[str, Timing]:
    """The timing of each command over `runs` rounds, after one round that does not count.

    `before` has, by command, a callable that prepares each of its runs and is not timed.
    """
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    peaks = dict.fromkeys(commands, 0.0)
    for round_ in range(runs + 1):
        for name, command in commands.items():
            prepare = (before or {}).get(name)
            if callable(prepare):
                prepare()
            elapsed, peak = _run(command)
            if round_:
                seconds[name].append(elapsed)
                peaks[name] = max(peaks[name], peak)
    return {name: Timing(tuple(values), peaks[name]) for name, values in seconds.items()}


def _run(command: Sequence[str]) -> tuple[float, float]:
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}  # as if installed
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env)
    _, status, usage = os.wait4(process.pid, 0)
    elapsed = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status):
        sys.exit(f"{' '.join(map(str, command))} ended with {os.waitstatus_to_exitcode(status)}")
    return elapsed, usage.ru_maxrss / 1024


def apart(call: str, *arguments: object) -> None:
    """Call a function of ours in a process of its own: the memory that this one took would count for what it starts."""
    module, _, name = call.rpartition(".")
    told = ", ".join(map(repr, map(str, arguments)))
    subprocess.run([sys.executable, "-c", f"from {module} import {name}; {name}({told})"], check=True)


def machine(*packages: str) -> str:
    """What was measured on, and with which versions."""
    versions = ", ".join(f"{package} {version(package)}" for package in packages)
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, {versions}"


def table(timings: Mapping[str, Timing]) -> str:
    """The timings as a Markdown table."""
    lines = ["| | median s | min-max s | peak MiB |", "|---|---:|---:|---:|"]
    for name, timing in timings.items():
        spread = f"{min(timing.seconds):.2f}-{max(timing.seconds):.2f}"
        lines.append(f"| {name} | {timing.median:.2f} | {spread} | {timing.peak_mib:.0f} |")
    return "\n".join(lines)
