"""A settings file of YAML as a document: values as JSON has them, and the line of each.

A module of its own, as the parser takes as long to load as `--help` does otherwise.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import yaml

from pipeline.document import Document, Files, Place, on_disk, text_of
from pipeline.errors import SettingsError

DEEPEST = 20  # values within values; our settings have four
READ = {"str", "int", "float", "bool", "null", "timestamp", "seq", "map"}
"""The types of YAML that settings need. A day is read as it is written: whether it should be one, its place says."""


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Parses YAML, and knows what a plain word means."""


def read_yaml(path: Path, files: Files = on_disk) -> Document:
    """A file of YAML without surprises: no objects, no references, no key given twice.

    Raises:
        SettingsError: it is missing, is not UTF-8, or is none; the sentence names the line.
    """
    text = text_of(path, files)
    if sign := yaml.reader.Reader.NON_PRINTABLE.search(text):  # of which libyaml tells a place in bytes, and no line
        line = text.count("\n", 0, sign.start()) + 1
        raise SettingsError("yaml_unreadable", file=path, line=line, detail=repr(sign[0]))
    lines: dict[Place, int] = {}
    try:
        loader = _Loader(text)
        events = iter(loader.get_event, None)
        next(events), next(events)  # the stream, the document
        event = next(events) if loader.check_event() else None
        value = None if not isinstance(event, yaml.NodeEvent) else _value(event, events, loader, (), lines)
        if loader.check_event(yaml.DocumentEndEvent):
            loader.get_event()
        if not loader.check_event(yaml.StreamEndEvent, yaml.DocumentEndEvent) and value is not None:
            raise _no_settings(loader.peek_event(), "---")
    except (yaml.YAMLError, ValueError, TypeError, StopIteration) as error:
        mark = getattr(error, "problem_mark", None)
        detail = getattr(error, "problem", None) or str(error)
        raise SettingsError("yaml_unreadable", file=path, line=mark.line + 1 if mark else None, detail=detail) from None
    return Document(path, value, lambda: lines)


def _value(event: Any, events: Iterator[Any], loader: Any, place: Place, lines: dict[Place, int]) -> Any:  # noqa: ANN401
    """The value that begins with an event, the line of which and of all within it is entered into `lines`."""
    lines.setdefault(place, event.start_mark.line + 1)
    if isinstance(event, yaml.AliasEvent):  # a few lines of references may mean gigabytes, and no settings need them
        raise _no_settings(event, f"*{event.anchor}")
    if len(place) > DEEPEST:
        raise _no_settings(event, "[[[[")
    if isinstance(event, yaml.ScalarEvent):
        return _scalar(event, loader)
    if event.tag and event.tag.rpartition(":")[2] not in READ:
        raise _no_settings(event, event.tag)
    if isinstance(event, yaml.SequenceStartEvent):
        items: list[Any] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            items.append(_value(event, events, loader, (*place, len(items)), lines))
        return items
    mapping: dict[str, Any] = {}
    key: Any
    while not isinstance(key := next(events), yaml.MappingEndEvent):
        if not isinstance(key, yaml.ScalarEvent) or key.value in mapping:
            raise _no_settings(key, f"'{getattr(key, 'value', '?')}' is given twice, or is no key")
        lines[*place, key.value] = cast("Any", key).start_mark.line + 1
        mapping[key.value] = _value(next(events), events, loader, (*place, key.value), lines)
    return mapping


def _scalar(event: yaml.ScalarEvent, loader: Any) -> Any:  # noqa: ANN401
    tag = event.tag if event.tag and event.tag != "!" else loader.resolve(yaml.ScalarNode, event.value, event.implicit)
    name = tag.rpartition(":")[2]
    if name not in READ or not tag.startswith("tag:yaml.org,2002:"):
        raise _no_settings(event, tag)
    if name in {"str", "timestamp"}:
        return event.value
    return loader.construct_object(yaml.ScalarNode(tag, event.value))


def _no_settings(event: Any, detail: str) -> yaml.MarkedYAMLError:  # noqa: ANN401
    return yaml.MarkedYAMLError(problem=detail, problem_mark=event.start_mark)
