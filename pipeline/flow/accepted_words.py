"""Whether what the settings accept of the files of a package is something that can be seen in one."""

from pipeline.document import nearest
from pipeline.errors import SettingsError
from pipeline.observe.facts import ACCEPTABLE
from pipeline.project import Settings

PEOPLE_CHANGES = "people_changes"
"""Accepts every change of a page of people; with what follows it in the code of a question, that one alone."""
PUBLISHED = "published"
"""Accepts what the newest look at pages of people changes, and no look before it: it was published once."""


def ensure_acceptable(settings: Settings, package: str) -> None:
    """Return if every word that `datapackage/<package>/datapackage.yaml` accepts is known, whatever else it says.

    Raises:
        SettingsError: every such word that is not.
    """
    document = settings.project.document(settings.datapackage / package / "datapackage.yaml")
    resources = document.value.get("resources") if isinstance(document.value, dict) else None
    known = ACCEPTABLE | {PEOPLE_CHANGES}
    wrong = [
        document.problem("unknown_value", ("resources", place, "accepted"), key="accepted", value=code,
                         nearest=nearest(code, known), known=", ".join(sorted(known)))
        for place, resource in enumerate(resources if isinstance(resources, list) else ())
        for code in _texts(resource.get("accepted") if isinstance(resource, dict) else None)
        if code not in known and not code.startswith(f"{PEOPLE_CHANGES}-")
    ]  # fmt: skip
    SettingsError.ensure_none(wrong)


def _texts(value: object) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
