"""Which file of the tree a request names, and what kind of file it is."""

from pathlib import Path
from urllib.parse import unquote

from pipeline.formats import every

CONTENT_TYPES = {
    "feed.xml": "application/atom+xml",
    "feed.en.xml": "application/atom+xml",
    "SHA256SUMS": "text/plain; charset=utf-8",
    ".gz": "application/gzip",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".md": "text/markdown; charset=utf-8",
    ".png": "image/png",
    ".rdf": "application/rdf+xml",
    ".svg": "image/svg+xml",
    ".ttl": "text/turtle; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".xml": "application/xml",
}
"""By the end of the file name, beside those of the formats. CKAN reads no catalogue of another type."""


def content_type(path: Path) -> str:
    """The media type that a harvester or a browser must be told for `path`."""
    known = {**CONTENT_TYPES, **{form.suffix: _with_charset(form.media_type) for form in every()}}
    fitting = [ending for ending in known if path.name.endswith(ending)]
    return known[max(fitting, key=len)] if fitting else "application/octet-stream"


def _with_charset(media_type: str) -> str:
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


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
