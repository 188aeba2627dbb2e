"""Frictionless's own errors, in half the time: it spells the same few names anew for each, and copies cell by cell.

A thousand errors cost as much as the proof of half a million rows. And its own parts: it guesses the encoding of each
that it opens, and then reads its bytes. What is replaced gives the same for the same.
"""

import copy
from functools import cache, partial

from frictionless.metadata import metadata
from frictionless.resources import FileResource
from frictionless.schemes.multipart import loader
from frictionless.vendors import stringcase

from pipeline.prover.layout import Value

_FIXED = frozenset({str, int, float, bool, type(None)})
"""Types whose values are their own copies."""


def copied(value: Value) -> Value:
    """What `copy.deepcopy` gives, of lists and mappings that nothing but texts and numbers are in the end."""
    kind = type(value)
    if kind is list:
        is_flat = all(type(each) in _FIXED for each in value)
        return value.copy() if is_flat else [copied(each) for each in value]
    if kind is dict:
        return {name: each if type(each) in _FIXED else copied(each) for name, each in value.items()}
    return value if kind in _FIXED else copy.deepcopy(value)


def has_defined(self: metadata.Metadata, name: str) -> bool:
    """Whether somebody said a property: asked of that one alone, where frictionless looks at all of them."""
    if name in self.metadata_assigned or name not in self.metadata_defaults:
        return name in self.metadata_assigned
    value = getattr(self, name, None)
    return bool((value.__dict__ if isinstance(value, type) else value) != self.metadata_defaults[name])


metadata.deepcopy = copied  # type: ignore[assignment, attr-defined]  # it is pinned, and asks for no more than a copy
metadata.Metadata.has_defined = has_defined  # type: ignore[method-assign]
stringcase.snakecase = cache(stringcase.snakecase)  # the names of properties: some dozens
loader.FileResource = partial(FileResource, encoding="utf-8")  # type: ignore[assignment, attr-defined]  # of which nothing is decoded
