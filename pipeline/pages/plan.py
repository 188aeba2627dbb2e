"""The screen of `plan` as a page of its own: what `plan --format html` answers with."""

from collections.abc import Mapping, Sequence

from pipeline.pages.page import Page, Section
from pipeline.pages.render import render
from pipeline.schema import Json
from pipeline.wording.proposal import told

WORDS = (
    *("where", "change", "new", "gone", "moved", "vacant", "changed", "contract", "findings_new", "findings_settled"),
    *("questions", "must_change", "how"),
)


def plan_page(screen: Json, said: Sequence[Mapping[str, str]], language: str) -> bytes:
    """The HTML of a page with a section a package.

    Args:
        screen: all that is shown, as `proposal.Screen.to_json` gives it.
        said: by package, the sentences about it, as `proposal.text.sentences` gives them.
        language: "sv" or "en".
    """
    words = {key: told(key, language).replace("`", "") for key in WORDS}
    sections = tuple(
        Section(item["package"], item["titles"][language], "plan.html",
                {"facts": item, "language": language, "words": {**words, **own}})
        for item, own in zip(screen["proposals"], said, strict=True)
    )  # fmt: skip
    lede = told("lede", language, target=screen["target"])
    return render(Page("", language, told("title", language), lede, sections), None, ("plan.css",))
