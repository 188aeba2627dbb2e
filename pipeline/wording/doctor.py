"""What `doctor` says of each thing it looks into: how it is, and what to do."""

from pipeline.wording.plain import PlainFormatter
from pipeline.wording.sentences import Sentences

DOCTOR = Sentences("doctor")


def told(key: str, language: str, /, **facts: object) -> str:
    """The sentence called `key` in a language, with its facts filled in."""
    return PlainFormatter().format(DOCTOR[key][language], **facts)
