"""Contact details and identity numbers taken out of a text: the page may show them, the data never does.

A text is read as a person reads it (`reading`): whatever the script, the spaces and the signs. What is surely an
e-mail address, a telephone number or an identity number is replaced by REDACTED. What could be one is replaced by
DOUBTFUL: it is not published either, and a person looks at the line before anything else of it is.
"""

from collections.abc import Iterable, Iterator

from pipeline.redact.mail import mail_addresses
from pipeline.redact.numbers import personal_numbers
from pipeline.redact.reading import Reading, Span

REDACTED = "[kontaktuppgift borttagen]"
DOUBTFUL = "[möjlig kontaktuppgift borttagen]"


def redact(text: str) -> str:
    """`text` with every e-mail address, telephone number and personal identity number replaced.

    Names, years, dates like 2022-10-15, amounts, municipality codes and organisation numbers stay as they are. Lines
    stay lines: what is broken across a line end is replaced on the first, and taken off the next.
    """
    while (cleaner := _once(text)) != text:  # what stood apart may now stand together
        text = cleaner
    return text


def redact_lines(lines: Iterable[str]) -> list[str]:
    """Lines as `redact`, also what is broken across two of them."""
    return redact("\n".join(lines)).split("\n")


def _once(text: str) -> str:
    reading = Reading(text)
    parts, position = [], 0
    for span in _apart((*mail_addresses(reading.text), *personal_numbers(reading.text))):
        start, end = reading.place(span)
        broken = text[start:end].count("\n")
        parts += [text[position:start], REDACTED if span.sure and not broken else DOUBTFUL, "\n" * broken]
        position = end
    return "".join([*parts, text[position:]])


def _apart(spans: Iterable[Span]) -> Iterator[Span]:
    """Spans in order, those that overlap made one; it is sure where one of them is."""
    last: Span | None = None
    for span in sorted(spans):
        if last and span.start < last.end:
            last = Span(last.start, max(last.end, span.end), last.sure or span.sure)
            continue
        if last:
            yield last
        last = span
    if last:
        yield last
