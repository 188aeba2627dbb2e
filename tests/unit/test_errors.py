"""A program can tell faults apart by their class: each key belongs to one, and each is drawn where people look."""

from collections import defaultdict
from pathlib import Path

import pytest

from pipeline import errors
from pipeline.errors import PipelineError
from pipeline.wording.errors import ERRORS
from tests.unit.test_wording import FAULTS, asked, modules

ROOTS = ("UnfitSource", "UsageError", "SourceError", "TargetRefused", "ProgramFault")
HANDBOOK = (Path(__file__).parents[2] / "docs/everyday.md").read_text(encoding="utf-8")
RAISED = {name: asked([name], ERRORS, modules()) for name in sorted(FAULTS)}


def test_each_key_that_is_written_where_it_is_raised_belongs_to_one_class():
    classes = defaultdict(set)
    for name, places in RAISED.items():
        for place in places:
            if len(place.keys) == 1:
                classes[next(iter(place.keys))].add(name)
    assert len(classes) > 100
    assert {key: names for key, names in classes.items() if len(names) > 1} == {}


@pytest.mark.parametrize("name", sorted(FAULTS - {"PipelineError"}))
def test_a_class_is_drawn_in_the_tree_told_in_the_handbook_and_raised(name):
    assert f"─ {name} " in (errors.__doc__ or "")
    assert f"`{name}`" in HANDBOOK
    assert RAISED[name]


@pytest.mark.parametrize("name", sorted(FAULTS - {"PipelineError", *ROOTS}))
def test_a_narrower_class_keeps_the_exit_code_of_the_wider_one(name):
    kind = getattr(errors, name)
    wider = next(getattr(errors, root) for root in ROOTS if issubclass(kind, getattr(errors, root)))
    assert kind.exit_code == wider.exit_code != PipelineError.exit_code or wider is errors.UnfitSource
