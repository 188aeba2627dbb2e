"""What a licence grants, and what none does: the permission to use what is told of people."""

from collections.abc import Iterable, Mapping

from pipeline.wording.sentences import Sentences

TERMS = Sentences("licences", "terms")
LICENCES = Sentences("licences")


def terms(licences: Iterable[Mapping[str, str]], language: str) -> str:
    """What the licences of a package grant, and do not, without a full stop."""
    texts = (
        TERMS.get(item["name"], LICENCES["other_terms"])[language].format(title=item["title"]) for item in licences
    )
    return "; ".join(dict.fromkeys(texts))
