"""What a file of ours must look like, checked before anything is read from it: a slip ends in a sentence.

A shape is a type (`str`: a text that is not blank), a text (itself), `[shape]` (a list of such), `{key: shape}` (a
mapping; a key that ends with `?` may be missing, other keys are not looked at), a tuple of shapes of which one must
fit, or `ADDRESS`.
"""

from pathlib import Path
from typing import Any

from pipeline.address import NoAddressError, read_address
from pipeline.errors import UsageError

Shape = Any
ADDRESS = frozenset({"http", "https"})
"""A text that is a web address, in one of these schemes."""
TEXTS = {"sv": str, "en": str}
CATALOG: dict[str, Shape] = {
    "confirmed": bool,
    "base_url": str,
    "titles": TEXTS,
    "descriptions": TEXTS,
    "publisher": {"name": str, "organisation_number": str, "homepage": str, "type?": str},
    "contact": {"name": str, "email": str},
}
PACKAGE: dict[str, Shape] = {
    "name": str,
    "title": str,
    "description": str,
    "keywords": [str],
    "licenses": [{"name": str, "title": str, "path": ADDRESS}],
    "sources?": [{"title": str, "path": ADDRESS}],
    "resources": [{"name": str, "schema": str, "source?": str, "encoding?": str, "accepted?": [str]}],
    "publishing": {
        "titles": TEXTS,
        "descriptions": TEXTS,
        "keywords_en": [str],
        "source?": str,
        "kind": str,
        "flat_table": str,
    },
}
NAMES = (str, [str])
TABLE_SCHEMA: dict[str, Shape] = {
    "titles": TEXTS,
    "descriptions": TEXTS,
    "primaryKey": NAMES,
    "deprecated?": TEXTS,
    "fields": [
        {
            "name": str,
            "type": str,
            "titles": TEXTS,
            "descriptions": TEXTS,
            "constraints?": {},
            "change?": str,
            "deprecated?": TEXTS,
        }
    ],
    "foreignKeys?": [{"fields": NAMES, "reference": {"resource?": ("", str), "fields": NAMES}}],
}


def check_shape(value: object, shape: Shape, path: Path, key: str = "") -> None:
    """Nothing, where what the file at `path` says under `key` has a shape.

    Raises:
        UsageError: it has another one, or a key is missing; the sentence names the place: `resources.0.schema`.
    """
    if isinstance(shape, tuple):
        shape = next((item for item in shape if _fits(value, item)), shape[0])
    if shape is ADDRESS and isinstance(value, str) and not _is_address(value):
        raise UsageError("base_url_not_absolute", place=f"{path}: {key}", url=value)
    if not _fits(value, shape):
        raise UsageError("not_true_or_false" if shape is bool else "wrong_type", file=path, key=key or "?", value=value)
    if isinstance(shape, list):
        for number, item in enumerate(value):  # type: ignore[arg-type, var-annotated]
            check_shape(item, shape[0], path, f"{key}.{number}".lstrip("."))
    elif isinstance(shape, dict):
        _check_mapping(value, shape, path, key)


def _check_mapping(value: Any, shape: dict[str, Shape], path: Path, key: str) -> None:  # noqa: ANN401
    for spelled, inner in shape.items():
        name = spelled.removesuffix("?")
        place = f"{key}.{name}".lstrip(".")
        if name in value:
            check_shape(value[name], inner, path, place)
        elif name == spelled:
            raise UsageError("missing_key", file=path, key=place)


def _fits(value: object, shape: Shape) -> bool:
    """Whether a value is of the outermost type of a shape; a list must not be empty, a text not blank."""
    if shape is str or shape is ADDRESS:
        return isinstance(value, str) and bool(value.strip()) and value.isprintable()
    if isinstance(shape, str):
        return value == shape
    if isinstance(shape, list):
        return isinstance(value, list) and bool(value)
    return isinstance(value, shape if isinstance(shape, type) else type(shape))


def _is_address(text: str) -> bool:
    try:
        address = read_address(text)
    except NoAddressError:
        return False
    return address.scheme in ADDRESS and text.isprintable()
