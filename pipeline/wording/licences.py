"""What each licence means for personal data: none of them is about that, and each says so in its own words."""

from pipeline.schema import Text

TERMS: dict[str, Text] = {
    "CC0-1.0": {
        "sv": "CC0 avstår från upphovsrätt, inte från dataskydd",
        "en": "CC0 waives copyright, not data protection",
    },
    "CC-BY-4.0": {
        "sv": "CC BY tillåter all användning som anger källan; licensen gäller upphovsrätt, inte dataskydd",
        "en": "CC BY allows every use that names the source; it is about copyright, not data protection",
    },
}
"""By SPDX name, the beginning of a sentence."""
OTHER: Text = {
    "sv": "Licensen gäller upphovsrätt, inte dataskydd",
    "en": "The licence is about copyright, not data protection",
}


def terms(name: str, language: str) -> str:
    """What a licence allows, and what it does not speak of, as the beginning of a sentence."""
    return TERMS.get(name, OTHER)[language]
