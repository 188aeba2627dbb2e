"""An entry more in a settings file, with all that stands there as it stands: comments, order, spelling, line ends."""

import csv
import io
from collections.abc import Mapping, Sequence

import yaml

from pipeline.document.entry import entry_line, quoted

Entry = Mapping[str, object] | str
"""A mapping, or a text."""


class UnknownFormError(ValueError):
    """A file is written in a way to which no entry can be added safely."""


def with_entry(text: str, entry: Entry, path: Sequence[str] = (), note: str = "") -> str:
    """A YAML file with one entry more at the end of a list.

    Args:
        text: the file.
        entry: what to add.
        path: the keys that lead to the list; a key of digits is the place in a list. Empty: the file is the list.
        note: a line of comment above the entry.

    Raises:
        UnknownFormError: the list is written so that the file would not say the same and the entry.
    """
    end = "\r\n" if "\r\n" in text else "\n"
    item = quoted(entry) if isinstance(entry, str) else entry_line(entry)
    added = _added(_closed(text, end), item, path, f"# {note}" if note else "", end)
    _ensure_only_added(text, added, entry, path)
    return added


def with_value(text: str, key: str, value: int) -> str:
    """A YAML file in which a key has another number; all else is as it was.

    Raises:
        UnknownFormError: it has no such key.
    """
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    try:
        node = _child(root, key)[1] if root else None
    except KeyError:
        node = None
    if node is None:
        raise UnknownFormError(key)
    return f"{text[: node.start_mark.index]}{value}{text[node.end_mark.index :]}"


def with_row(text: str, row: Mapping[str, str]) -> str:
    """A CSV file with one row more at its end; what it has no column for is left out.

    Raises:
        UnknownFormError: the file has no header.
    """
    end = "\r\n" if "\r\n" in text else "\n"
    header, *_ = _rows(text)
    return _closed(text, end) + _csv([[row.get(name, "") for name in header]], end)


def with_comment(text: str, note: str) -> str:
    """A YAML file with a line of comment at its end."""
    end = "\r\n" if "\r\n" in text else "\n"
    return f"{_closed(text, end)}# {note}{end}"


def has_column(text: str, name: str) -> bool:
    """Whether a CSV file has a column called `name`. Raises UnknownFormError where it has no header."""
    return name in _rows(text)[0]


def with_alias(text: str, role: str, alias: str) -> str:
    """The list of roles with one more name for a role; the other lines are as they were.

    Raises:
        UnknownFormError: the role does not stand on a line of its own.
    """
    header, *_ = _rows(text)
    lines = text.splitlines(keepends=True)
    for place, line in enumerate(lines[1:], start=1):
        cells = next(csv.reader([line.rstrip("\r\n")]), [])
        if len(cells) == len(header) and cells[header.index("role")].strip() == role:
            at = header.index("aliases")
            cells[at] = "|".join(name for name in (cells[at], alias) if name)
            lines[place] = _csv([cells], line[len(line.rstrip("\r\n")) :])
            return "".join(lines)
    raise UnknownFormError(role)


def _added(text: str, item: str, path: Sequence[str], note: str, end: str) -> str:
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if root is None:
        indent, key = ("  ", f"{path[0]}:{end}") if path else ("", "")
        return f"{text}{key}{_block(item, indent, note, end)}"
    *parents, last = path or ("",)
    holder = root
    for key in parents:
        holder = _child(holder, key)[1]
    if not path:
        return _in_list(text, root, item, None, note, end)
    try:
        key_node, items = _child(holder, last)
    except KeyError:
        if not isinstance(holder, yaml.MappingNode):
            raise UnknownFormError(last) from None
        if holder.flow_style:
            return _in_brackets(text, holder, f"{last}: [{item}]", note, end)
        at = _after(text, _last(holder), end)
        indent = " " * (holder.value[0][0].start_mark.column if holder.value else 0)
        return f"{text[:at]}{indent}{last}:{end}{_block(item, indent + '  ', note, end)}{text[at:]}"
    return _in_list(text, items, item, key_node, note, end)


def _in_list(text: str, items: yaml.Node, item: str, key: yaml.Node | None, note: str, end: str) -> str:
    """The text with an item more in the list `items`, the value of `key`; null: of the whole file."""
    indent = " " * (key.start_mark.column + 2) if key else ""
    start, stop = items.start_mark.index, items.end_mark.index
    if isinstance(items, yaml.SequenceNode) and items.value and not items.flow_style:
        at = _after(text, _last(items), end)
        return text[:at] + _block(item, " " * items.start_mark.column, note, end) + text[at:]
    if isinstance(items, yaml.SequenceNode) and items.value:
        return _in_brackets(text, items, item, note, end)
    empty = isinstance(items, yaml.SequenceNode) or (isinstance(items, yaml.ScalarNode) and items.tag.endswith(":null"))
    if not empty:
        raise UnknownFormError(item)
    before, after = (text[:start].rstrip(" ") if key else text[:start]), text[stop:]
    rest, _, below = after.partition(end)  # what stands on the line beside nothing can only be a comment
    return f"{before}{rest.rstrip() if rest.strip() else ''}{end if key or rest.strip() else ''}" + (
        _block(item, indent, note, end) + below
    )


def _in_brackets(text: str, node: yaml.Node, item: str, note: str, end: str) -> str:
    """The text with an item more in a list or mapping in brackets; the note stands at the end of the line."""
    stop = node.end_mark.index
    inside, bracket = text[: stop - 1].rstrip().removesuffix(","), text[stop - 1]
    rest, _, below = text[stop:].partition(end)
    comma = "" if inside.endswith(("{", "[")) else ", "
    return f"{inside}{comma}{item}{bracket}{rest}{f'  {note}' if note and '#' not in rest else ''}{end}{below}"


def _child(node: yaml.Node, key: str) -> tuple[yaml.Node, yaml.Node]:
    """The key and the value below a key; of a list, the item at a place, twice. Raises KeyError."""
    if isinstance(node, yaml.SequenceNode) and key.isdigit():
        return node.value[int(key)], node.value[int(key)]
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            if name.value == key:
                return name, value
    raise KeyError(key)


def _last(node: yaml.Node) -> yaml.Node:
    """The last piece of text that belongs to a node: the mark of a block's own end lies behind what follows it."""
    if not isinstance(node, yaml.CollectionNode) or node.flow_style or not node.value:
        return node
    last = node.value[-1]
    return _last(last[1] if isinstance(last, tuple) else last)


def _after(text: str, node: yaml.Node, end: str) -> int:
    """Where the line after a node begins; a block of text ends where its last line does."""
    at: int = node.end_mark.index
    if isinstance(node, yaml.ScalarNode) and node.style in {"|", ">"}:
        at = len(text[:at].rstrip())
    found = text.find(end, at)
    return len(text) if found < 0 else found + len(end)


def _block(item: str, indent: str, note: str, end: str) -> str:
    return "".join(f"{indent}{line}{end}" for line in (note, f"- {item}") if line)


def _closed(text: str, end: str) -> str:
    return text if not text or text.endswith(end) else text + end


def _ensure_only_added(before: str, after: str, entry: Entry, path: Sequence[str]) -> None:
    """Raise UnknownFormError unless the file says what it said before, and the entry last in its list."""
    try:
        was, now = (yaml.safe_load(text) for text in (before, after))
        items = now
        for key in path:
            items = items[int(key)] if isinstance(items, list) else items[key]
        added = items.pop()
    except (yaml.YAMLError, LookupError, TypeError, AttributeError):
        raise UnknownFormError(entry) from None
    if added != entry or _plain(was) != _plain(now):
        raise UnknownFormError(entry)


def _plain(value: object) -> object:
    """A value without what is empty: a key without items, and one that is not there, say the same."""
    if isinstance(value, dict):
        kept = {key: _plain(item) for key, item in value.items()}
        return {key: item for key, item in kept.items() if item} or None
    if isinstance(value, list):
        return [_plain(item) for item in value] or None
    return value


def _rows(text: str) -> list[list[str]]:
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    if not rows:
        raise UnknownFormError(text)
    return rows


def _csv(rows: Sequence[Sequence[str]], end: str) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator=end or "\n").writerows(rows)
    return stream.getvalue()
