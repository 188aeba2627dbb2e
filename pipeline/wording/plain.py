"""Facts as they may stand in a sentence on a terminal: printable, on one line, and of bearable length."""

import re
import string
from unicodedata import category

LONGEST = 1000  # characters of one fact: the longest honest one lists the fifty rules
_LINE_END = re.compile(r"\r\n|\r|\n")


def plain(text: str) -> str:
    """`text` as `printable`; a long one without its middle."""
    if len(text) > LONGEST:
        text = f"{text[: LONGEST // 2]} … {text[-LONGEST // 4 :]}"
    return printable(text)


def printable(text: str) -> str:
    """`text` with what a terminal would obey, and not show, spelled out, as YAML spells it between double quotes.

    A space of any width is shown: Python calls those that break no line unprintable, and we set thousands apart by one.
    """
    return "".join(
        each if each.isprintable() or category(each) == "Zs" else each.encode("unicode_escape").decode()
        for each in text
    )


def cut(text: str, longest: int) -> str:
    """`text` as far as it is shown: of a longer one the beginning."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


def on_one_line(text: str) -> str:
    """`text` with a sign in place of each end of a line."""
    return _LINE_END.sub("⏎", text)


class PlainFormatter(string.Formatter):
    """`str.format`, but each fact comes from outside and is made plain."""

    def convert_field(self, value: object, conversion: str | None) -> object:
        """The fact as asked for; a number of more digits than Python converts is told as such."""
        try:
            return super().convert_field(value, conversion)
        except ValueError:
            return "…"

    def format_field(self, value: object, format_spec: str) -> str:
        """The fact as it stands in the sentence."""
        return plain(super().format_field(value, format_spec))
