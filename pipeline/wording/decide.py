"""What `decide` says: a question in plain words, the answers that settle it, and what else an answer has to say."""

from pipeline.wording.plain import PlainFormatter
from pipeline.wording.sentences import Sentences

ANSWERS = Sentences("decide", "answers")
"""By answer: what it means, said of the question's facts."""

DECIDE = Sentences("decide", "decide")


def told(key: str, language: str, **facts: object) -> str:
    """The sentence called `key` in a language ("sv" or "en"), with its facts filled in."""
    return PlainFormatter().vformat(DECIDE[key][language], (), facts)


def meaning(answer: str, language: str, **facts: object) -> str:
    """What an answer says, of the facts of its question."""
    return PlainFormatter().vformat(ANSWERS[answer][language], (), facts)
