"""A line on the terminal that says what goes on, until something else is said."""

import os
import shutil
from typing import TextIO

_ERASE = "\r\x1b[2K"


class PassingLine:
    """The line below all that was said so far; nothing where nobody watches."""

    def __init__(self, stream: TextIO | None) -> None:
        """Show it on `stream`, if that is a terminal which can erase a line."""
        watched = stream is not None and stream.isatty() and os.environ.get("TERM") not in {None, "", "dumb"}
        self._stream = stream if watched else None
        self._shown = ""

    def show(self, text: str) -> None:
        """Put `text` in place of what was shown; nothing in its place where it is empty."""
        if self._stream is None or text == self._shown:
            return
        width = shutil.get_terminal_size().columns - 1
        self._stream.write(_ERASE + text[:width])
        self._stream.flush()
        self._shown = text
