"""What tells this process to end: Ctrl-C, `kill`, a terminal that closes. Loads nothing, to listen from the start.

While the program loads, a signal is kept: a KeyboardInterrupt in the middle of an import can leave half a module. Then
it is raised, once: what clears up is not interrupted by the next one of the same volley.
"""

import signal
import sys
import time

TYPE_CHECKING = False  # `typing` takes longer to load than all of this
if TYPE_CHECKING:
    from sys import UnraisableHookArgs
    from types import FrameType

NAMES = ("SIGINT", "SIGTERM", "SIGHUP")
VOLLEY = 1.0  # seconds in which a second signal is the same wish: terminals and service managers send two


class Interrupts:
    """The first signal that was heard.

    Attributes:
        number: its number; null where nobody told this process to end.
    """

    def __init__(self) -> None:
        """Hear nothing yet."""
        self.number: int | None = None
        self._at = 0.0
        self._raises = False

    @property
    def exit_code(self) -> int:
        """As shells have it: 128 and the number of the signal."""
        return 128 + (self.number or signal.SIGINT)

    def listen(self) -> None:
        """Hear the signals, but those that whoever started this process wants ignored, as `nohup` does."""
        for number in _numbers():
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._hear)
        sys.unraisablehook = self._raise_again

    def let_raise(self) -> None:
        """From now on a signal is a KeyboardInterrupt, also one that was heard before."""
        self._raises = True
        if self.number is not None:
            raise KeyboardInterrupt

    def ignore(self) -> None:
        """It is decided how this process ends: nothing changes that any more."""
        for number in _numbers():
            signal.signal(number, signal.SIG_IGN)

    def _hear(self, number: int, _frame: "FrameType | None") -> None:
        if self.number is not None and time.monotonic() - self._at < VOLLEY:
            return
        self.number, self._at = self.number or number, time.monotonic()
        if self._raises:
            raise KeyboardInterrupt

    def _raise_again(self, lost: "UnraisableHookArgs") -> None:
        """Raise an interrupt once more that met code which can raise nothing, such as a finaliser."""
        if self.number is None or lost.exc_type is not KeyboardInterrupt:
            sys.__unraisablehook__(lost)
            return
        from threading import Timer

        self._at = 0.0
        Timer(0.01, signal.raise_signal, [self.number]).start()


def _numbers() -> list[int]:
    return [getattr(signal, name) for name in NAMES if hasattr(signal, name)]


interrupts = Interrupts()
"""Of this process."""
