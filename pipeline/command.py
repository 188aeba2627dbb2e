"""The command as a process: what it hears, where it speaks, where it keeps what is temporary, and how it ends."""

# What listens comes first: a signal may arrive while all else loads.
from pipeline.machine.interrupts import interrupts

interrupts.listen()

import io  # noqa: E402
import os  # noqa: E402
import sys  # noqa: E402
from typing import TYPE_CHECKING, NoReturn  # noqa: E402

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy's threads, never used here, take 40 MB each of address space


class Outlet(io.FileIO):
    """A standard stream. Who cannot be told does not stop the work: the first failure is kept, and the rest is lost.

    Attributes:
        failure: why nothing more can be written; null where all was.
        lost: whether something was to be written that could not be.
    """

    failure: OSError | None = None
    lost = False

    def write(self, data: "Buffer", /) -> int:
        """Write, if that is still possible."""
        if self.failure is None:
            try:
                return super().write(data) or 0
            except OSError as error:
                self.failure = error
        self.lost = True
        return memoryview(data).nbytes


def main() -> NoReturn:
    """Run the command with the arguments of this process, and end the process with its exit code."""
    closed = _open_closed()
    out, err = _speak_through("stdout", 1), _speak_through("stderr", 2)
    out.failure = closed.get(1)
    err.failure = closed.get(2)
    from pipeline import cli
    from pipeline.machine import scratch

    with scratch.room():
        try:
            interrupts.let_raise()
            code = cli.run()
        except KeyboardInterrupt as error:  # before the command began, or after it ended
            code = cli.ended(error, cli.language_of_environment())
        interrupts.ignore()
        sys.stdout.flush()
        if out.failure and out.lost:
            code = max(code, cli.unheard(out.failure))
        sys.stderr.flush()
    if interrupts.number is not None:
        os._exit(code)  # at its own end Python waits for threads, and may kill itself by SIGINT whatever the code
    sys.exit(code)


def _open_closed() -> dict[int, OSError]:
    """Let no file take the number of a standard stream that is closed; the streams that were."""
    closed = {}
    for number in range(3):
        try:
            os.fstat(number)
        except OSError as error:
            closed[number] = error
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free
    return closed


def _speak_through(name: str, number: int) -> Outlet:
    """Put an outlet in place of a standard stream."""
    was = getattr(sys, name)
    outlet = Outlet(number, "wb", closefd=False)
    encoding = was.encoding if was else None
    watched = name == "stderr" or outlet.isatty()
    stream = io.TextIOWrapper(io.BufferedWriter(outlet), encoding, "backslashreplace", line_buffering=watched)
    setattr(sys, name, stream)
    setattr(sys, f"__{name}__", stream)
    return outlet


if __name__ == "__main__":
    main()
