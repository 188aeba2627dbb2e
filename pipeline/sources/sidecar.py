"""The description that lies beside each archived snapshot: what its bytes cannot tell."""

import dataclasses
import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipeline.errors import UsageError
from pipeline.files import canonical_json

SUFFIX = ".json"


@dataclass(frozen=True)
class Sidecar:
    """What is known of a snapshot; the fields are the keys of the file, in its order."""

    source_url: str
    """The address that was asked for."""
    final_url: str | None
    """The address that answered, after redirects; null where nobody knows."""
    observed_at: str | None
    """The day the source showed this, ISO 8601; null where nobody knows."""
    observed_at_basis: Literal["crawl", "operator", "unknown"]
    fetched_at: str | None
    """UTC, ISO 8601 with Z: when this program fetched it, or read it from a file; null where it did neither."""
    media_type: str
    """The Content-Type as the server stated it, with its charset."""
    sha256: str
    bytes: int
    headers: Mapping[str, str]
    """Those of the response that a later request or reader needs."""
    stored_sha256: str | None = None
    """Of what lies here since people were erased from it; null, and not in the file, where all of it does."""


def parse_date(text: str | None) -> dt.date | None:
    """The date that an ISO 8601 text states; null where there is none. Raises ValueError where it is no date."""
    return dt.date.fromisoformat(text) if text else None


def sidecar_path(snapshot: Path) -> Path:
    """Where the description of the snapshot at this path lies."""
    return snapshot.with_name(snapshot.name + SUFFIX)


def sidecar_json(sidecar: Sidecar) -> bytes:
    """The content of the file."""
    facts = dataclasses.asdict(sidecar)
    if sidecar.stored_sha256 is None:
        del facts["stored_sha256"]
    return canonical_json(facts)


def read_sidecar(path: Path) -> Sidecar:
    """The description in the file at `path`.

    Raises:
        UsageError: the file is no such description.
    """
    try:
        sidecar = Sidecar(**json.loads(path.read_bytes()))
        _check_types(sidecar)
    except (ValueError, TypeError, RecursionError) as error:
        raise UsageError("sidecar_unreadable", file=path, detail=str(error)) from None
    return sidecar


def _check_types(sidecar: Sidecar) -> None:
    """Raise TypeError where a field is not of its type, as JSON does not know of types."""
    texts = (sidecar.source_url, sidecar.media_type, sidecar.sha256, sidecar.observed_at_basis)
    maybe = (sidecar.final_url, sidecar.observed_at, sidecar.fetched_at)
    headers = dict(sidecar.headers)
    for text in (*texts, *(item or "" for item in maybe), *headers, *headers.values()):
        if not isinstance(text, str):
            raise TypeError(text)
