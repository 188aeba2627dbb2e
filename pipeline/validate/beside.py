"""Frictionless in a process of its own: it loads while the page is read, and judges while other files are written.

Loading it takes as long as all else that a small publish does. This module itself loads nothing of it.
"""

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

Verdict = Callable[[], Mapping[str, Any]]
"""Waits for frictionless's report on a package, and gives it as JSON."""
Judge = Callable[[Mapping[str, Any], Path], Verdict]
"""Begins to judge a package that is not published yet: its descriptor, and the folder its files lie in."""

_REHEARSAL = {"name": "rehearsal", "resources": [{"name": "table", "data": [["a"], ["b"]]}]}
"""Judged before anybody asks: what frictionless loads on first use takes as long as judging a package."""


def judge_here(descriptor: Mapping[str, Any], folder: Path) -> Verdict:
    """A judge in this process, which begins when it is waited for."""

    def verdict() -> Mapping[str, Any]:
        from pipeline.validate.verdict import validate_tables

        return validate_tables(descriptor, folder, counted=False).report

    return verdict


def judge_description(descriptor: Mapping[str, Any], folder: Path) -> Verdict:
    """A judge of what a package says of itself alone: for one whose rows are proven as they are written."""
    from pipeline.validate.verdict import validate_description

    report = validate_description(descriptor, folder)
    return lambda: report


class JudgeBeside:
    """A judge in a process of its own. Where that cannot start, or dies, this process judges."""

    def __init__(self, *, starts: bool = True) -> None:
        """Judge nothing yet; where the process `starts` not, this one judges all: who reads tables has loaded it."""
        self._starts = starts
        self._process: subprocess.Popen[bytes] | None = None
        self._asked = 0

    def __enter__(self) -> Self:
        """Start the process, but do not wait until it is ready."""
        if not self._starts:
            return self
        code = Path(__file__).parents[2]  # the code that runs now, wherever it was started from
        paths = [str(code), *filter(None, [os.environ.get("PYTHONPATH")])]
        try:
            self._process = subprocess.Popen(  # noqa: S603 (our own code)
                [sys.executable, "-P", "-m", __name__],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), "TMPDIR": tempfile.gettempdir()},
                start_new_session=True,  # who interrupts us need not interrupt it: it ends with its input
            )
        except OSError:
            self._process = None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process, which writes nothing that anybody waits for."""
        if self._process:
            self._process.kill()
            self._process.communicate()

    def __call__(self, descriptor: Mapping[str, Any], folder: Path) -> Verdict:
        """Begin to judge a package. Verdicts are to be asked for in the order of the questions, or not at all."""
        process, here = self._process, judge_here(descriptor, folder)
        self._asked += 1
        number = self._asked
        if process is None or process.stdin is None or process.stdout is None:
            return here
        answers = process.stdout
        try:
            process.stdin.write(json.dumps([number, descriptor, str(folder)]).encode() + b"\n")
            process.stdin.flush()
        except OSError:
            return here

        def verdict() -> Mapping[str, Any]:
            while (answer := answers.readline()).endswith(b"\n"):
                answered, report = json.loads(answer)
                if answered == number:  # others are answers that nobody asked for any more
                    found: Mapping[str, Any] = report
                    return found
            return here()

        return verdict


def _serve() -> None:
    """Answer each line of input (number, descriptor, folder) with a line: number, report.

    Ends when the input does, whatever it is doing then: whoever asked is gone.
    """
    questions: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(questions,), daemon=True).start()
    from pipeline.validate.verdict import validate_tables

    validate_tables(_REHEARSAL, Path())
    while True:
        number, descriptor, folder = json.loads(questions.get())
        report = validate_tables(descriptor, Path(folder), counted=False).report
        sys.stdout.buffer.write(json.dumps([number, report]).encode() + b"\n")
        sys.stdout.buffer.flush()


def _listen(questions: "queue.SimpleQueue[bytes]") -> None:
    for line in sys.stdin.buffer:
        questions.put(line)
    os._exit(0)


if __name__ == "__main__":
    _serve()
