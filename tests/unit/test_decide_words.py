"""What `decide` says stands in both languages, and every answer that a question takes has its words."""

import string

import pytest

from pipeline.organisation.questions import BESIDE, OF_REMEDY, WISHES
from pipeline.wording.decide import ANSWERS, ASKED, DECIDE
from pipeline.wording.rules import RULES


def placeholders(template):
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("key", [*DECIDE, *ANSWERS, *ASKED])
def test_both_languages_say_the_same_of_the_same_facts(key):
    texts = {**DECIDE, **ANSWERS, **ASKED}[key]
    assert set(texts) == {"sv", "en"}
    assert placeholders(texts["sv"]) == placeholders(texts["en"])


def test_every_answer_has_words_and_every_word_is_an_answer():
    answers = {answer for answers in (*OF_REMEDY.values(), *BESIDE.values()) for answer in answers}
    assert answers | {"accept_page", "accept_table"} == set(ANSWERS)
    assert set(WISHES) < answers


def test_every_finding_that_a_person_can_settle_is_asked():
    assert {rule.remedy for rule in RULES.values()} == set(OF_REMEDY)
    assert set(BESIDE) < set(RULES)
