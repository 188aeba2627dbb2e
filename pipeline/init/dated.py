"""The day on which a page says that it was last changed: what it says was so on that day."""

import datetime as dt
import re

_MONTHS = {
    name: number
    for number, names in enumerate("jan feb mar apr maj|mai|may jun jul aug sep okt|oct nov dec".split(), start=1)
    for name in names.split("|")
}
"""By the first three letters, in the languages of the pages."""
_CHANGED = re.compile(
    r"(?:uppdater|ändra|granska|publicera|oppdater|endret|opdater|ændret|updated|changed|modified|revised|reviewed)"
    r"\D{0,40}(?:(?P<iso>\d{4}-\d\d-\d\d)|(?P<day>\d{1,2})\.? (?P<month>[^\W\d]{3})[^\W\d]*\.? (?P<year>\d{4}))\b",
    re.IGNORECASE,
)


def last_changed(text: str, today: dt.date) -> dt.date | None:
    """The newest day, not after `today`, on which a page says that it was changed; null where it says none."""
    days = (_day(found) for found in _CHANGED.finditer(text))
    return max((day for day in days if day and day <= today), default=None)


def _day(found: re.Match[str]) -> dt.date | None:
    """The day of a match; null where the calendar has none such."""
    try:
        if found["iso"]:
            return dt.date.fromisoformat(found["iso"])
        return dt.date(int(found["year"]), _MONTHS.get(found["month"].casefold(), 0), int(found["day"]))
    except ValueError:
        return None
