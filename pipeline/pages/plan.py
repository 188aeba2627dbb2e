"""The screen of `plan` as a page of its own: what `plan --format html` answers with."""

from dataclasses import dataclass

from pipeline.pages.page import Page, Section
from pipeline.pages.render import render
from pipeline.schema import Json
from pipeline.wording.proposal import LEVELS, told


@dataclass(frozen=True)
class View:
    """One package, as the template shows it: the facts of a proposal, and the words for them."""

    facts: Json
    language: str
    headline: str
    words: Json

    def step(self, story: Json) -> str:
        """From which version to which."""
        if story["level"] is None:
            return told("nothing", self.language)
        if story["published"] is None:
            return told("step_first", self.language, version=story["version"])
        level = LEVELS[story["level"]][self.language]
        return told("step", self.language, published=story["published"], version=story["version"], level=level)

    def if_right(self, story: Json) -> str:
        """What a look that waits would make."""
        return told("waiting_changes", self.language, version=self.step(story))

    def waits(self, story: Json) -> str:
        """Which look waits."""
        day = story["observed_at"] or told("day_unknown", self.language)
        return told("waiting", self.language, snapshot=story["snapshot"], day=day)


WORDS = (
    *("where", "change", "new", "gone", "moved", "vacant", "changed", "contract", "findings_new", "findings_settled"),
    *("questions", "must_change", "how"),
)


def plan_page(screen: Json, headlines: tuple[str, ...], language: str) -> bytes:
    """The HTML of a page with a section a package.

    Args:
        screen: all that is shown, as `proposal.Screen.to_json` gives it.
        headlines: by package, what would be done with it.
        language: "sv" or "en".
    """
    words = {key: told(key, language).replace("`", "") for key in WORDS}
    sections = tuple(
        Section(item["package"], item["titles"][language], "plan.html", View(item, language, headline, words))
        for item, headline in zip(screen["proposals"], headlines, strict=True)
    )
    lede = told("lede", language, target=screen["target"])
    return render(Page("", language, told("title", language), lede, sections), None, ("plan.css",))
