"""What changed in the contract with readers, in words."""

from pipeline.schema import Text
from pipeline.wording.sentences import Sentences

CONTRACT = Sentences("contract")


def sentence(kind: str, **facts: str) -> Text:
    """The sentence for a change of the contract, in both languages. Raises KeyError for an unknown kind."""
    return {language: template.format(**facts) for language, template in CONTRACT[kind].items()}
