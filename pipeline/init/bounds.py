"""Where on a page the roster begins and ends: between the last line above it and the first one below."""

import itertools
import re
from collections.abc import Sequence

from pipeline.init.guess import is_body, looks_like_heading
from pipeline.model import Line
from pipeline.roster.cards import shared
from pipeline.roster.description import is_line
from pipeline.roster.headings import without_note
from pipeline.roster.pieces import called_municipality
from pipeline.roster.prose import TWO_CAPITALS
from pipeline.roster.told import Roster, Told
from pipeline.roster.words import is_news_heading, is_party, kind_of_role

_OF_PAGE = frozenset({"no_beginning", "no_end", "other_count", "nobody_at_all", "title_alone"})

_NUMBERED = re.compile(r"^(\D*[^\W\d_]{3}\W*)\d[\d\W]*$")


def bounds(roster: Roster) -> tuple[str | None, str | None]:
    """The line above and the line below that `begins_after` and `ends_before` name; null where the page has none.

    No line that may be about a person is ever left outside, but for news: it is held, and asked about.
    """
    told = roster.told
    why = {held.line: held.key for held in roster.held if held.key not in _OF_PAGE}
    within = [place for place in range(len(told)) if _may_be_person(told, place, why)]
    news = [place for place, each in enumerate(told) if within[:1] < [place] and is_news_heading(each.line.text)]
    within = [place for place in within if place < min(news, default=len(told))]
    if not within:
        return None, None
    first, last = _up(told, within[0]), within[-1]
    above = next((told[place] for place in range(first - 1, -1, -1) if told[place].meaning != "prose"), None)
    begins = next((told[place] for place in range(first - 1, -1, -1) if _is_first(told[place], told)), None)
    rest = told[last + 1 + (_of_last_card(told, last) or _tells_of_last(told, last)) :]
    ends = (each for each in rest if each.meaning not in {"prose", "title", "left_out"})
    below = next((each for each in ends if _is_first(each, told[first:])), None)
    begins_after = _said(begins, told) if above and begins else None
    return begins_after, _said(below, told[first:]) if below else None


def _said(line: Told, told: Sequence[Told]) -> str:
    """How a description names a line: by its beginning where a day or a number ends it, which the next page has not."""
    text = _NUMBERED.sub(r"\1*", line.line.text)
    return text if next(each for each in told if is_line(text, each.line.text)) is line else line.line.text


def _of_last_card(told: Sequence[Told], last: int) -> int:
    """How many lines below the last person the mark-up puts together with that person alone."""
    *others, person = [each.line for each in told[: last + 1] if each.meaning == "people"] or [told[last].line]
    outer = max((shared(other, person) for other in others), default=0)
    alone = itertools.takewhile(lambda each: shared(each.line, person) > outer > 0, told[last + 1 :])
    return sum(1 for _ in alone)


def _tells_of_last(told: Sequence[Told], last: int) -> bool:
    """Whether the line below the last person is a party, and no list of them: of that person, and not outside."""
    texts = [each.line.text for each in told[last + 1 : last + 3]]
    return [is_party(text) for text in texts] in ([True], [True, False])


def _is_first(below: Told, told: Sequence[Told]) -> bool:
    """Whether a line can be named by its text: it has one, contact details taken out, and is the first that has it."""
    return below.line.text != "" and next(each for each in told if each.line.text == below.line.text) is below


def _may_be_person(told: Sequence[Told], place: int, why: dict[int, str]) -> bool:
    """Whether a line names somebody, or may; a name alone may where it stands beside people, headings or titles."""
    here = told[place]
    if here.meaning != "held":
        return here.meaning in {"people", "title"}
    key = why.get(here.line.number, "nobody")
    is_weak = key in {"bare_name", "unknown_words"} and not re.search(r"[(,:]", here.line.text)
    before = told[place - 1].meaning if place else ""
    if not is_weak:
        has_title = any(map(kind_of_role, re.split(r"[,:]\s*", here.line.text)))
        may_name = has_title or TWO_CAPITALS.search(here.line.text)
        return key not in {"nobody", "former"} or bool(may_name and before in {"people", "title"})
    after = told[place + 1] if place + 1 < len(told) else None
    is_above = after is not None and (after.meaning in {"people", "title"} or kind_of_role(after.line.text) is not None)
    is_beside = is_above or before in {"people", "title", "heading"}
    return is_beside and not is_body(here.line.text)


def _up(told: Sequence[Told], place: int) -> int:
    """The first line of what stands above the first person and belongs to the roster: its headings."""
    is_sure = True  # the line right above people is a heading, whatever it is called
    while place and told[place - 1].meaning != "outside":
        above = told[place - 1]
        text = without_note(above.line.text)
        is_told = above.meaning == "heading" or (above.meaning == "prose" and _belongs(told, place - 1))
        says_so = is_sure or is_body(text) or called_municipality(text) or _has_sibling(told, place - 1)
        if is_told or (says_so and looks_like_heading(text) and not _is_link(above.line)):
            is_sure, place = False, place - 1
        else:
            break
    return place


def _has_sibling(told: Sequence[Told], place: int) -> bool:
    """Whether a line is like another one further below, which nobody can tell either.

    Both are headings of the mark-up, or stand above the same one.
    """
    words, after = len(told[place].line.text.split()), told[place + 1].line.text
    held = [pair for pair in itertools.pairwise(told[place + 1 :]) if pair[0].meaning == "held"]
    return any(
        len(each.line.text.split()) == words
        and ((told[place].line.is_heading and each.line.is_heading) or below.line.text == after)
        for each, below in held
    )


def _belongs(told: Sequence[Told], place: int) -> bool:
    """Whether a heading with a word for a body stands right above a sentence: it introduces the roster."""
    return place > 0 and is_body(told[place - 1].line.text) and not _is_link(told[place - 1].line)


def _is_link(line: Line) -> bool:
    return any(link.text == line.text for link in line.links)
