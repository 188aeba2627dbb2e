"""What a licence grants, and what none does: the permission to use what is told of people."""

from collections.abc import Iterable, Mapping

from pipeline.schema import Text

TERMS = {
    "CC0-1.0": {
        "sv": "CC0 avstår från upphovsrätt, inte från dataskydd",
        "en": "CC0 waives copyright, not data protection",
    },
    "CC-BY-4.0": {
        "sv": "CC BY kräver att källan anges, och gäller upphovsrätt, inte dataskydd",
        "en": "CC BY asks for the source to be named, and concerns copyright, not data protection",
    },
    "CC-BY-SA-4.0": {
        "sv": "CC BY-SA kräver att källan anges och samma licens, och gäller upphovsrätt, inte dataskydd",
        "en": "CC BY-SA asks for the source to be named and for the same licence, and concerns copyright, not data protection",
    },
    "ODC-By-1.0": {
        "sv": "ODC-By kräver att källan anges, och gäller rätten till databasen, inte dataskydd",
        "en": "ODC-By asks for the source to be named, and concerns rights in the database, not data protection",
    },
    "ODbL-1.0": {
        "sv": "ODbL kräver att källan anges och samma licens, och gäller rätten till databasen, inte dataskydd",
        "en": "ODbL asks for the source to be named and for the same licence, and concerns rights in the database, not data protection",
    },
}
OTHER_TERMS: Text = {
    "sv": "{title} gäller upphovsrätt, inte dataskydd",
    "en": "{title} concerns copyright, not data protection",
}


def terms(licences: Iterable[Mapping[str, str]], language: str) -> str:
    """What the licences of a package grant, and do not, without a full stop."""
    texts = (TERMS.get(item["name"], OTHER_TERMS)[language].format(title=item["title"]) for item in licences)
    return "; ".join(dict.fromkeys(texts))
