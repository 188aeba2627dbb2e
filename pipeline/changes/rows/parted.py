"""Parts that two versions of a table have in common hold no difference: they are not even read."""

from dataclasses import replace

from pipeline.model import Table


def without_same_parts(before: Table, after: Table) -> tuple[Table, Table]:
    """Both tables without the parts whose rows are the same, as their manifests tell."""
    if before.spec.primary_key != after.spec.primary_key or before.spec.arrow_schema() != after.spec.arrow_schema():
        return before, after
    same = {part.identity for part in before.parts} & {part.identity for part in after.parts}
    return (_without(before, same), _without(after, same)) if same else (before, after)


def _without(table: Table, same: set[tuple[str, str]]) -> Table:
    left = [part.table for part in table.parts if part.identity not in same]
    return replace(table, batches=lambda: (batch for some in left for batch in some.batches()), skip=None, parts=())
