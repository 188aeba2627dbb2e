"""What pages of a source are held against, and what a person has decided of them, as the settings say."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

from pipeline.document import Checked, WebAddress, ensure_known
from pipeline.errors import SettingsError
from pipeline.model import Finding, Severity
from pipeline.organisation.erasure import Erased
from pipeline.wording.rules import REMEDIES, RULES

ACCEPTED_FOR = dt.timedelta(days=90)  # the time that is suggested for an acceptance: a quarter to mend the page in
PLACE = ("table", "row_key", "field", "source_line", "verbatim", "normalised")


def _written(reason: str) -> str:
    if reason.strip() in {"", *REMEDIES["reason"].values()}:
        raise SettingsError("reason_unwritten")
    return reason


def _rule(code: str) -> str:
    ensure_known("rule", code, RULES)
    return code


def _stated(value: object) -> object:
    """A text, a number, a truth, or a day, which YAML writes as a text is written."""
    if not isinstance(value, (str, int)):
        raise SettingsError("wrong_type")
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) and DAY.fullmatch(value) else value
    except ValueError:
        raise SettingsError("wrong_type") from None


DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
Stated = Annotated[Any, Checked(_stated)]
Reason = Annotated[str, Checked(_written)]
"""Why something is so, in words of whoever says it."""


@dataclass(frozen=True, kw_only=True)
class Dated:
    """Something that counts for what was seen from one day, before another; undated snapshots are the oldest."""

    since: dt.date | None = None
    until: dt.date | None = None

    def counts(self, day: dt.date | None) -> bool:
        """Whether it counts for what was seen on `day` (null: nobody knows when, so nothing dated has begun)."""
        begun = self.since is None or (day is not None and day >= self.since)
        return begun and (self.until is None or day is None or day < self.until)


@dataclass(frozen=True, kw_only=True)
class Rule(Dated):
    """What a breach of a rule means, and who can mend it."""

    severity: Severity
    responsible: Literal["page_owner", "maintainer", "developer"]


@dataclass(frozen=True, kw_only=True)
class Decided:
    """What a person has decided, why, and who it was, as far as that is written down."""

    reason: Reason
    decided_by: str | None = None
    decided_on: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class Correction(Decided):
    """A whole line as printed, and what it was meant to say, or that it is known and not read."""

    verbatim: str
    corrected: str | None = None
    set_aside: bool = False

    def __post_init__(self) -> None:
        """Raise SettingsError where the correction does not say one thing."""
        if self.set_aside == (self.corrected is not None):
            raise SettingsError("correction_unclear", verbatim=self.verbatim)


@dataclass(frozen=True, kw_only=True)
class PersonDecision(Decided):
    """Whether a name on the page is someone we know."""

    name: str
    municipality: str
    same_as: str | None = None
    different_from: str | None = None
    party: str | None = None
    """Of somebody who has changed party, as memberships have the new one: the next is asked again. Null: of any."""

    def __post_init__(self) -> None:
        """Raise SettingsError where the decision does not say one thing."""
        if bool(self.same_as) == bool(self.different_from):
            raise SettingsError("decision_unclear", name=self.name)


@dataclass(frozen=True, kw_only=True)
class Acceptance(Decided):
    """A finding that is right although it would stop the release."""

    rule: Annotated[str, Checked(_rule)]
    scope: str
    until: dt.date | None = None
    snapshot: str | None = None
    """Of what nobody dated, the look that it is about: no day would ever end it, and the next page is another."""

    def __post_init__(self) -> None:
        """Raise SettingsError where the acceptance does not say how far it goes."""
        if bool(self.until) == bool(self.snapshot):
            raise SettingsError("acceptance_unclear", rule=self.rule)

    def counts(self, day: dt.date | None, snapshot: str) -> bool:
        """Whether it counts for the look `snapshot`, seen on `day` (null: nobody knows when)."""
        return day < self.until if day and self.until else snapshot == self.snapshot


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What the maintainer knows and the page does not say yet."""

    table: str
    row: str
    """The key of a row of the table."""
    field: str
    value: Stated
    source: WebAddress
    """The web address where it stands."""
    stated_by: str
    date: dt.date
    """The day on which it was stated."""


@dataclass(frozen=True, kw_only=True)
class Ruled:
    """What pages of a source are held against on one day, and what was decided of the people on them."""

    day: dt.date | None
    rules: Mapping[str, Rule]
    persons: tuple[PersonDecision, ...]
    accepted: tuple[Acceptance, ...]
    erased: Erased
    """The people who may not be read, whatever a page says."""
    snapshot: str = ""
    """What is looked at: the ids of all its pages; empty where nothing is judged."""

    def finding(self, rule: str, **where_and_facts: Any) -> Finding | None:  # noqa: ANN401
        """The finding that `rule` was broken, as severe as the settings say; null where the rule does not count.

        `table`, `row_key`, `field`, `source_line`, `verbatim` and `normalised` say where; all else is a fact. An
        error of a dated snapshot has the fact `until`: how long an acceptance of it should last; one of an undated look
        has the fact `snapshot`. Where one has ended, the fact `ended` says when.
        """
        settings = self.rules[rule]
        if not settings.counts(self.day):
            return None
        if settings.severity == "error":
            last = {"until": self.day + ACCEPTED_FOR} if self.day else {"snapshot": self.snapshot}
            where_and_facts |= last
        place = {key: where_and_facts.pop(key) for key in PLACE if key in where_and_facts}
        found = Finding(rule, settings.severity, settings.responsible, where_and_facts, **place)
        return self._judged(found)

    def _judged(self, found: Finding) -> Finding:
        """`found`, with the reason why it was accepted, or the day on which that ended."""
        about = [item for item in self.accepted if (item.rule, item.scope) == (found.rule, found.scope)]
        for item in about:
            if item.counts(self.day, self.snapshot):
                return replace(found, accepted_reason=item.reason)
        ended = max((item.until for item in about if item.until and self.day), default=None)
        return replace(found, facts={**found.facts, "ended": ended}) if ended else found
