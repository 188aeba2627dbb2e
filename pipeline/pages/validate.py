"""The findings of one reading as a page of its own: what `validate --format html` answers with."""

from collections.abc import Iterable

from pipeline.pages.findings import grouped
from pipeline.pages.page import Page, Section
from pipeline.pages.render import render
from pipeline.schema import Json
from pipeline.wording.pages import say


def findings_page(documents: Iterable[Json], language: str) -> bytes:
    """The HTML of a page with a section a package.

    Args:
        documents: the findings of each package, in the form of `quality.json`.
        language: "sv" or "en".
    """
    sections = tuple(
        Section(item["package"], item["package"], "findings.html", grouped(item["findings"], language))
        for item in documents
    )
    page = Page("", language, say("findings_nav", language), say("rules_lede", language), sections)
    return render(page, None)
