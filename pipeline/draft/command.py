"""What `describe` does: draft a Table Schema, or a data package, and say what it rests on."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.draft.package import draft_package, folder_of, tables_in
from pipeline.draft.table import Draft, draft
from pipeline.errors import PipelineError, UsageError
from pipeline.prover.layout import CRASHES
from pipeline.validate.bounds import Bounds
from pipeline.wording.observations import sentence_of
from pipeline.wording.run import Talk


def describe(paths: Sequence[Path], *, package: bool, bounds: Bounds, talk: Talk) -> int:
    """The exit code: 0 where the tables are valid by what was drafted, 1 where they have errors that no schema mends.

    Args:
        paths: a table; for a package, tables and folders of such.
        package: whether to draft a package of them.
        bounds: how far tables are read.
        talk: takes the draft as the result, and all else beside it.

    Raises:
        UsageError: one of them cannot be read as a table, or there are several and it is no package.
    """
    if not package:
        if len(paths) > 1 or paths[0].is_dir():
            raise UsageError("several_tables")
        drafted = _drafted(paths[0], bounds, talk)
        _give(drafted.schema, talk)
        return _told_faults(drafted.faults, talk)
    tables = tables_in(paths)
    folder = folder_of(paths, tables)
    found = draft_package([_drafted(table, bounds, talk) for table in tables], folder)
    _give(found.descriptor, talk)
    talk.aside_say("package_drafted", file=folder / "datapackage.json")
    return _told_faults(found.faults, talk)


def _drafted(path: Path, bounds: Bounds, talk: Talk) -> Draft:
    try:
        drafted = draft(path, bounds)
    except PipelineError:  # some are ValueErrors, and none is a crash
        raise
    except CRASHES as error:
        raise UsageError("table_unopened", file=path, detail=f"{type(error).__name__}: {error}") from error
    key = ", ".join(drafted.schema.get("primaryKey", ()))
    talk.aside_say("drafted", file=path, rows=drafted.rows, fields=len(drafted.schema["fields"]))
    if drafted.footer:
        talk.aside(sentence_of(path.name, drafted.footer, talk.language))
    if drafted.undecided:
        talk.aside_say("drafted_undecided", fields=", ".join(drafted.undecided))
    if drafted.doubled:
        field, count = drafted.doubled
        talk.aside_say("drafted_doubled", field=field, count=count)
    elif not key:
        talk.aside_say("drafted_no_key")
    if key:
        talk.aside_say("drafted_key", fields=key)
    return drafted


def _give(draft: Mapping[str, Any], talk: Talk) -> None:
    talk.result(json.dumps(draft, ensure_ascii=False, indent=2))


def _told_faults(faults: int, talk: Talk) -> int:
    if faults:
        talk.aside_say("drafted_faults", count=faults)
    return 1 if faults else 0
