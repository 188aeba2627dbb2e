"""Tables and packages as frictionless loads them: from files, folders, patterns, addresses and descriptors."""

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import frictionless
from frictionless import resources, system

from pipeline.observe.blocks import UNREADABLE, tables_within
from pipeline.prover.keywords import in_one_word, package_in_one_word, understand
from pipeline.prover.parts import expanded, is_expandable
from pipeline.prover.reference import Report
from pipeline.prover.store import is_address


def table_resource(
    path: Path | Sequence[str], schema: Mapping[str, Any] | Path | None, encoding: str | None = None
) -> frictionless.Resource:
    """The resource of a table, in an encoding if it is known; its report names the file, not the folder.

    Args:
        path: a file, or what stands for the parts of a table: paths of files and folders, patterns, addresses.
        schema: the descriptor, or where it lies; null to have frictionless infer one.
        encoding: null where it is not known.

    Raises:
        frictionless.FrictionlessException: the schema is none.
        UsageError: there are no parts, or they are of several kinds.
        SourceError: a store does not give their list.
    """
    options: dict[str, Any] = {"encoding": encoding}
    options |= {"path": path.name, "basepath": str(path.parent)} if isinstance(path, Path) else _files_of(path)
    if schema is None:
        return _within_archive(frictionless.Resource(**options))
    described = frictionless.Schema.from_descriptor(
        str(schema) if isinstance(schema, Path) else dict(in_one_word(schema))
    )
    is_json = options["path"].lower().endswith(".json")  # which frictionless takes for no table of its own accord
    kind = resources.TableResource if is_json else frictionless.Resource
    return understand(_within_archive(kind(**options, schema=described)))


def _within_archive(resource: frictionless.Resource) -> frictionless.Resource:
    """The resource, of a zip its first table: frictionless takes the first entry, be it a folder or a note."""
    path = resource.normpath
    if resource.compression == "zip" and path and not resource.innerpath and Path(path).is_file():
        with suppress(*UNREADABLE):  # frictionless says what is wrong
            resource.innerpath = next(iter(tables_within(Path(path), resource.format or "")), None)
    return resource


def _files_of(paths: Sequence[str]) -> dict[str, Any]:
    """The parts of a table as a resource names them: below one folder, as frictionless wants them."""
    files = [file for path in paths for file in expanded(path, Path())]
    local = [Path(file) for file in files if not is_address(file)]
    base = ""
    if any(path.is_absolute() or ".." in path.parts for path in local):
        base = os.path.commonpath([Path(os.path.abspath(path)).parent for path in local])  # noqa: PTH100 (links stay)
        files = [file if is_address(file) else os.path.relpath(file, base) for file in files]
    return {"path": files[0], "extrapaths": files[1:], **({"basepath": base} if base else {})}


@contextmanager
def leading_anywhere(*, allowed: bool) -> Iterator[None]:
    """Let descriptors lead out of their folders for the block, where that is allowed: frictionless, too, asks."""
    held, system.trusted = system.trusted, allowed
    try:
        yield
    finally:
        system.trusted = held


def judge_table(
    load: Callable[[], frictionless.Resource], judge: Callable[[Callable[[], frictionless.Resource]], Report]
) -> Report:
    """Frictionless's report on one table, which is judged by `judge` unless its description is not valid."""
    try:
        load()
    except frictionless.FrictionlessException as exception:
        return _failure(exception)
    return judge(load)


def judge_package(
    load: Callable[[], frictionless.Package],
    judge: Callable[[Callable[[], frictionless.Resource]], Report],
    *,
    twice: bool = True,
) -> Report:
    """Frictionless's report on a package, each resource of which is judged by `judge`.

    Args:
        load: gives the package, anew each time.
        judge: is given a loader of one resource; the first load belongs to the same package for all resources.
        twice: check the package's description again when it is loaded, as frictionless does.
    """
    try:
        package = load()
        if twice:
            package.to_descriptor(validate=True)
    except frictionless.FrictionlessException as exception:
        return _failure(exception)
    reports = [judge(_loader(package, load, index)) for index in range(len(package.resources))]
    report: Report = frictionless.Report.from_validation_reports(time=0, reports=reports)
    return report


def judge_description(load: Callable[[], frictionless.Package]) -> Report:
    """Frictionless's report on the description of a package, and on none of its rows."""
    try:
        load()
    except frictionless.FrictionlessException as exception:
        return _failure(exception)
    report: Report = frictionless.Report.from_validation_reports(time=0, reports=[])
    return report


def _failure(exception: frictionless.FrictionlessException) -> Report:
    """The report on what could not even be loaded."""
    report: Report = frictionless.Report.from_validation(errors=exception.to_errors())
    return report


def package_from(source: Path | Mapping[str, Any], basepath: Path | None = None) -> frictionless.Package:
    """A package from the path of its descriptor, or from a descriptor and the folder its paths start from.

    Raises:
        frictionless.FrictionlessException: it is none.
        UsageError: it has a keyword that cannot be judged.
    """
    if isinstance(source, Path):
        package = _package_in(source)
    else:
        folder = basepath or Path.cwd()
        package = frictionless.Package.from_descriptor(dict(package_in_one_word(source, folder)), basepath=str(folder))
    for resource in package.resources:
        understand(_within_archive(resource))
    return package


def _package_in(file: Path) -> frictionless.Package:
    """The package that a file describes; as frictionless reads it, unless it says something in other words."""
    try:
        described = json.loads(file.read_bytes())
        mended = package_in_one_word(described, file.parent) if isinstance(described, dict) else described
        mended = _with_parts(mended, file.parent)
    except (OSError, ValueError, RecursionError):
        return frictionless.Package.from_descriptor(str(file))  # it says what is wrong
    if mended == described:
        return frictionless.Package.from_descriptor(str(file))
    return frictionless.Package.from_descriptor(dict(mended), basepath=str(file.parent))


def _with_parts(described: Any, folder: Path) -> Any:  # noqa: ANN401 (JSON)
    """The descriptor of a package with each file of its tables named, where it names folders and patterns."""
    listed = described.get("resources") if isinstance(described, dict) else None
    if not isinstance(listed, list):
        return described
    return {**described, "resources": [_in_files(each, folder) for each in listed]}


def _in_files(described: Any, folder: Path) -> Any:  # noqa: ANN401 (JSON)
    """The same of one resource."""
    named = described.get("path") if isinstance(described, dict) else None
    paths = [named] if isinstance(named, str) else named
    if not isinstance(paths, list) or not all(isinstance(path, str) for path in paths):
        return described
    if not any(is_expandable(path, folder) for path in paths):
        return described
    found = [file for path in paths for file in expanded(path, folder)]
    return {**described, "path": found if len(found) > 1 else found[0]}


def _loader(
    package: frictionless.Package, load: Callable[[], frictionless.Package], index: int
) -> Callable[[], frictionless.Resource]:
    """Loads a resource: from the package at first, from a fresh one when it is asked for again."""
    packages = iter([package])
    return lambda: (next(packages, None) or load()).resources[index]


def faults_of(schema: Mapping[str, Any]) -> list[str]:
    """What frictionless finds wrong with a Table Schema, whatever its table holds; empty where it can use it."""
    return [error.note for error in frictionless.Schema.metadata_validate(dict(in_one_word(schema)))]
