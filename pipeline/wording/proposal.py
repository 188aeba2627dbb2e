"""What the screen of `plan` says beside the changes themselves."""

from pipeline.schema import Text
from pipeline.wording.plain import PlainFormatter

SCREEN: dict[str, Text] = {
    "title": {"sv": "Vad som skulle publiceras", "en": "What would be published"},
    "lede": {
        "sv": "Vad källorna säger nu, mot det som är publicerat i {target}. Ingenting är skrivet.",
        "en": "What the sources say now, against what is published in {target}. Nothing has been written.",
    },
    "step": {"sv": "{published} → {version} · {level}", "en": "{published} → {version} · {level}"},
    "step_first": {"sv": "{version} · första versionen", "en": "{version} · first version"},
    "held": {
        "sv": "{package} hålls: det blir ingen ny version",
        "en": "{package} is held: there is no new version",
    },
    "unread": {"sv": "{package}: källan kunde inte läsas", "en": "{package}: the source could not be read"},
    "read": {"sv": "Läst ur {snapshot}, sedd {day}", "en": "Read from {snapshot}, seen {day}"},
    "day_unknown": {"sv": "okänd dag", "en": "on an unknown day"},
    "waiting": {
        "sv": "Den nyaste kopian av sidan väntar på dig ({snapshot}, sedd {day})",
        "en": "The newest copy of the page waits for you ({snapshot}, seen {day})",
    },
    "waiting_changes": {
        "sv": "Om allt i den är rätt: {version}",
        "en": "If all in it is right: {version}",
    },
    "nothing": {"sv": "Inget ändras", "en": "Nothing changes"},
    "general": {"sv": "Allmänt", "en": "In general"},
    "groups": {"sv": "Arbetsgrupper och uppgifter", "en": "Working groups and tasks"},
    "texts": {"sv": "Texter, organ och dokument", "en": "Texts, bodies and documents"},
    "contract": {"sv": "För den som läser data med program", "en": "For programs that read the data"},
    "findings_new": {"sv": "Nya anmärkningar", "en": "New findings"},
    "findings_settled": {"sv": "Avhjälpta anmärkningar", "en": "Settled findings"},
    "questions": {"sv": "Att avgöra", "en": "To decide"},
    "must_change": {"sv": "Måste rättas", "en": "Must be mended"},
    "how": {
        "sv": "Svara med `mlr-opendata decide`.",
        "en": "Answer with `mlr-opendata decide`.",
    },
    "change": {"sv": "Ändring", "en": "Change"},
    "where": {"sv": "Var", "en": "Where"},
    "why": {"sv": "Varför", "en": "Why"},
    "what": {"sv": "Vad", "en": "What"},
    "new": {"sv": "ny", "en": "new"},
    "gone": {"sv": "borta", "en": "gone"},
    "moved": {"sv": "flyttad", "en": "moved"},
    "vacant": {"sv": "vakant", "en": "vacant"},
    "changed": {"sv": "ändrad", "en": "changed"},
    "new_many": {"sv": "{count} nya", "en": "{count} new"},
    "gone_many": {"sv": "{count} borta", "en": "{count} gone"},
    "moved_many": {"sv": "{count} flyttade", "en": "{count} moved"},
    "vacant_many": {"sv": "{count} vakanta", "en": "{count} vacant"},
    "changed_many": {"sv": "{count} ändrade", "en": "{count} changed"},
}
LEVELS: dict[str, Text] = {
    "major": {"sv": "major: läsare kan behöva ändra något", "en": "major: readers may have to change something"},
    "minor": {"sv": "minor: världen har ändrats", "en": "minor: the world has changed"},
    "patch": {"sv": "patch: en rättelse", "en": "patch: a correction"},
}


def told(key: str, language: str, **facts: object) -> str:
    """The text called `key` in a language ("sv" or "en"), with its facts filled in."""
    return PlainFormatter().vformat(SCREEN[key][language], (), facts)


def both(key: str) -> Text:
    """The text called `key` in both languages; it mentions no facts."""
    return SCREEN[key]
