"""What the command says while it works and when it is done."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

from pipeline.errors import PipelineError
from pipeline.model import Finding
from pipeline.wording.errors import sentence
from pipeline.wording.findings import findings_text
from pipeline.wording.sentences import Sentences

RUN = Sentences("run")
say = RUN.say


@dataclass(frozen=True)
class Talk:
    """How a run speaks to people: results, and talk beside them, in one language."""

    language: str
    result: Callable[[str], None]
    """Takes what the user asked for: stdout."""
    aside: Callable[[str], None]
    """Takes all else: stderr."""
    terminal: bool
    """Whether somebody watches: only then is progress shown."""
    show: Callable[[str], None] = lambda _text: None
    """Takes what goes on at the moment, which what comes next replaces; nothing replaces it by nothing."""

    def say(self, key: str, **facts: object) -> None:
        """Give a sentence as a result."""
        self.result(say(key, self.language, **facts))

    def aside_say(self, key: str, **facts: object) -> None:
        """Give a sentence beside the result."""
        self.aside(say(key, self.language, **facts))

    def answer(self, facts: object) -> None:
        """Give a program its answer, as JSON; days as ISO 8601."""
        self.result(json.dumps(facts, ensure_ascii=False, indent=2, allow_nan=False, default=str))

    def passing(self, key: str, **facts: object) -> None:
        """Show a sentence until the next one."""
        self.show(say(key, self.language, **facts))

    def words(self, key: str, **facts: object) -> str:
        """A sentence, to be part of another."""
        return say(key, self.language, **facts)

    def fault(self, error: PipelineError) -> None:
        """Tell a fault, with the findings that are its reason where it has any."""
        self.aside(f"{say('error', self.language)}: {sentence(error, self.language)}")
        if findings := error.facts.get("findings"):
            self.aside(findings_text(cast("Sequence[Finding]", findings), self.language))
