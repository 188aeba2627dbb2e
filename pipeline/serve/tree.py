"""Which file of the tree a request names, and what kind of file it is."""

from pathlib import Path
from urllib.parse import unquote

CONTENT_TYPES = {
    "-metadata.json": "application/csvm+json",
    "feed.xml": "application/atom+xml",
    "feed.en.xml": "application/atom+xml",
    "SHA256SUMS": "text/plain; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".md": "text/markdown; charset=utf-8",
    ".parquet": "application/vnd.apache.parquet",
    ".png": "image/png",
    ".rdf": "application/rdf+xml",
    ".sqlite": "application/vnd.sqlite3",
    ".svg": "image/svg+xml",
    ".ttl": "text/turtle; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xml": "application/xml",
    ".zip": "application/zip",
}
"""By the end of the file name; the first that fits counts. CKAN reads no catalogue of another type."""


def content_type(path: Path) -> str:
    """The media type that a harvester or a browser must be told for `path`."""
    fitting = (media_type for ending, media_type in CONTENT_TYPES.items() if path.name.endswith(ending))
    return next(fitting, "application/octet-stream")


def locate(root: Path, url_path: str) -> Path | None:
    """The file or folder below `root` (resolved) that the path of a URL names.

    Null where there is none, and for what is not published: what lies outside `root`, be it behind a symbolic
    link, and names that begin with a dot.
    """
    try:
        path = (root / unquote(url_path, errors="strict").lstrip("/")).resolve(strict=True)
        hidden = any(part.startswith(".") for part in path.relative_to(root).parts)
    except (
        OSError,
        RuntimeError,
        ValueError,
    ):  # missing; a circle of links; outside, not UTF-8, or with a NUL
        return None
    return None if hidden else path
