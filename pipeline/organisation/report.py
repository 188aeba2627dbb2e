"""Findings as they are collected while a page is read, by the kind of package they concern."""

from collections.abc import Iterable, Mapping
from typing import Any

from pipeline.model import Finding
from pipeline.organisation.forgotten import names_erased
from pipeline.organisation.grammar import mark
from pipeline.organisation.page import KINDS
from pipeline.organisation.ruled import Ruled
from pipeline.redact import redact


class Report:
    """Collects findings; no contact detail of the page gets into one, and nobody who was erased."""

    def __init__(self, spec: Ruled, kinds: Iterable[str] = KINDS) -> None:
        """Begin an empty report under the rules of `spec`, for these kinds of package."""
        self._spec = spec
        self._findings: dict[str, list[Finding]] = {kind: [] for kind in kinds}

    def add(self, kinds: Iterable[str], rule: str, **where_and_facts: Any) -> None:  # noqa: ANN401
        """Note that `rule` was broken, for each kind of package; nothing where the rule does not count."""
        clean = {key: self.clean(value) if isinstance(value, str) else value for key, value in where_and_facts.items()}
        for kind in kinds:
            finding = self._spec.finding(rule, **clean)
            if finding:
                self._findings[kind].append(finding)

    def clean(self, text: str) -> str:
        """A text of the page as it may be told: only a mark where it names somebody who was erased."""
        return mark() if names_erased(text, self._spec) else redact(text)

    def findings(self) -> Mapping[str, tuple[Finding, ...]]:
        """What was found, by kind of package, in the order in which it was found."""
        return {kind: tuple(found) for kind, found in self._findings.items()}
