"""The address of a place that a target can be deployed to. Who may write there, the surroundings tell, never it."""

import re
from pathlib import Path
from urllib.parse import unquote

from pipeline.errors import UsageError
from pipeline.store.folder import FolderStore
from pipeline.store.store import Store

OBJECT_STORES = {
    "s3": "s3",
    "s3a": "s3",
    "gs": "gs",
    "az": "azure",
    "azure": "azure",
    "adl": "azure",
    "abfs": "azure",
    "abfss": "azure",
}
"""The schemes that name an object store, and whose tongue it speaks."""
_SCHEME = re.compile(r"([^/:]+):(//)?")  # also `somebody@host:folder`, which is no folder of this machine


def is_store(text: str) -> bool:
    """Whether an address names an object store."""
    found = _SCHEME.match(text)
    return found is not None and found[1].lower() in OBJECT_STORES


def is_web(text: str) -> bool:
    """Whether an address is one of the web."""
    return text.startswith(("http://", "https://"))


def open_store(text: str) -> Store:
    """The place that an address names; nothing is asked of it yet.

    Raises:
        UsageError: it names no such place, or holds a password; or an object store is named, and what speaks to those
            is not installed.
    """
    found = _SCHEME.match(text)
    if found is None:
        return FolderStore(Path(text))
    scheme, rest = found[1].lower(), text[found.end() :]
    if scheme == "file":
        if found[2] and not rest.startswith("/"):
            raise UsageError("deploy_file_elsewhere", place=text)
        return FolderStore(Path(unquote(rest)))
    if scheme not in OBJECT_STORES:
        raise UsageError("deploy_scheme", scheme=scheme, known=", ".join((*OBJECT_STORES, "file")))
    userinfo, at, _ = rest.partition("/")[0].rpartition("@")
    if (at and (OBJECT_STORES[scheme] != "azure" or ":" in userinfo)) or set(rest) & set("?#"):
        raise UsageError("deploy_password", scheme=scheme)
    if not found[2] or not re.match(r"[A-Za-z0-9]", rest) or not _is_plain(rest):
        raise UsageError("deploy_place_unusable", place=text)
    try:
        from pipeline.store.objects import open_objects
    except ModuleNotFoundError:
        raise UsageError("deploy_not_installed", place=text) from None
    return open_objects(text, f"{scheme}://{rest}", OBJECT_STORES[scheme])


def _is_plain(rest: str) -> bool:
    """Whether each name in a path is one: neither empty nor `..`, with no sign that stores read in different ways."""
    names = rest.removesuffix("/").split("/")
    return all(re.fullmatch(r"[A-Za-z0-9_.@=+-]+", name) and name not in {".", ".."} for name in names)
