"""Which cells of one column frictionless would accept, asked of it as seldom as possible.

A column of few distinct values is proven by looking its cells up among those that were accepted before. A column of
many is proven by their form. What neither knows is read by frictionless's own reader, once for each distinct text:
nothing is re-implemented.
"""

from collections.abc import Hashable

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.prover.buffers import Mask, booleans, is_empty, mask, strings
from pipeline.prover.forms import Form, form_of
from pipeline.prover.layout import CRASHES, Column, Value

VOCABULARY = 8192  # accepted texts kept for look-up: 290 municipalities, 2,190 days, 4,000 suppliers
DIVERSE = 512  # new texts in one block, if they are half of it: such a column is better proven by form
FEW = 16  # texts: Arrow takes as long to compile a pattern as frictionless to read so many
REMEMBERED = 200_000  # verdicts kept by text, for columns without a form


class Verdicts:
    """Frictionless's own verdicts on the cells of one column, each asked for once."""

    def __init__(self, column: Column, *, keyed: bool) -> None:
        """Ask the reader of `column`; `keyed` as for `ColumnProof`."""
        self._column = column
        self._keyed = keyed
        self._known: dict[Hashable, bool] = {}

    def accepts(self, cell: Value, known_as: Hashable) -> bool:
        """Whether a cell is valid; what is known by the same name has the same verdict."""
        verdict = self._known.get(known_as)
        if verdict is None:
            if len(self._known) >= REMEMBERED:
                self._known = {}
            verdict = self._known[known_as] = self._read(cell)
        return verdict

    def _read(self, cell: Value) -> bool:
        try:
            value, notes = self._column.read(cell)
            if self._keyed:
                hash(value)
        except CRASHES:
            return False
        return not notes


class ColumnProof:
    """Proves cells of one column. Verdicts are remembered: they depend on nothing but the text of the cell."""

    def __init__(self, column: Column, *, keyed: bool = False) -> None:
        """Prepare the proofs of `column`, whose values must be fit for a key where it is part of one (`keyed`)."""
        self._form = form_of(column)
        self._by_form = self._form is not None and self._form.cheap
        self._missing = strings(dict.fromkeys(column.missing))
        self._only_empty_is_missing = tuple(column.missing) == ("",)
        self._vocabulary = strings([])
        self._verdicts = Verdicts(column, keyed=keyed)
        self._may_be_missing = all(self._accepted(text) for text in column.missing)

    def proven(self, cells: pa.StringArray) -> Mask:
        """Which of the cells are certainly valid."""
        passed = self._first_pass(cells)
        if passed.all():
            return passed
        unknown = pc.unique(cells.filter(booleans(~passed)))
        if not self._by_form and self._form and self._is_diverse(len(unknown), len(cells)):
            self._by_form = True
            return self.proven(cells)
        accepted = self._accepted_of(unknown)
        if not len(accepted):
            return passed
        if not self._by_form and len(self._vocabulary) + len(accepted) <= VOCABULARY:
            self._vocabulary = pc.unique(pa.concat_arrays([self._vocabulary, accepted]))
        return passed | mask(pc.is_in(cells, value_set=accepted))

    def missing(self, cells: pa.StringArray) -> Mask:
        """Which of the cells stand for no value."""
        if self._only_empty_is_missing:
            return is_empty(cells)
        return mask(pc.is_in(cells, value_set=self._missing))

    def _is_diverse(self, unknown: int, cells: int) -> bool:
        return unknown > max(DIVERSE, cells // 2) or len(self._vocabulary) + unknown > VOCABULARY

    def _first_pass(self, cells: pa.StringArray) -> Mask:
        if self._by_form and self._form:
            return self._passed(self._form, cells)
        return mask(pc.is_in(cells, value_set=self._vocabulary))

    def _passed(self, form: Form, cells: pa.StringArray) -> Mask:
        """Which cells pass the form, or stand for no value where they may."""
        passed = form.test(cells)
        if self._may_be_missing:
            return passed if passed.all() else passed | self.missing(cells)
        return passed & ~self.missing(cells)

    def _accepted_of(self, unknown: pa.StringArray) -> pa.StringArray:
        """Those of some texts that are valid: frictionless is asked for what the form does not prove."""
        if self._by_form or not self._form or len(unknown) < FEW:
            return strings([text for text in unknown.to_pylist() if self._accepted(text)])
        passed = self._passed(self._form, unknown)
        others = unknown.filter(booleans(~passed)).to_pylist()
        read = strings([text for text in others if self._accepted(text)])
        return pa.concat_arrays([unknown.filter(booleans(passed)), read])

    def _accepted(self, text: str) -> bool:
        """Frictionless's own verdict on a text."""
        return self._verdicts.accepts(text, text)
