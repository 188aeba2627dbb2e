"""The object store that an address names, as pyarrow speaks to it.

Who may read there, and where a store is that stands elsewhere than usual, the surroundings tell: in the variables that
each store's own tools read, and that `deploy` reads as well.
"""

import os
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from pyarrow import fs

OBJECT_STORES = {"s3": "s3", "gs": "gs", "gcs": "gs", "abfs": "azure", "abfss": "azure"}
"""The schemes of addresses, and whose tongue the store speaks."""
S3_ENDPOINT = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT")
GS_ENDPOINT = ("GOOGLE_BASE_URL",)
AZURE_ENDPOINT = ("AZURE_STORAGE_ENDPOINT", "AZURE_ENDPOINT")
"""The variables that say where a store is that stands elsewhere than usual; the first that says anything counts."""
_PATIENCE = timedelta(seconds=20)  # that Google's client tries again; its own is a quarter of an hour


def file_system(scheme: str, rest: str) -> "tuple[fs.FileSystem, str]":
    """The file system that an address names, and the path there, with which the address ends.

    Args:
        scheme: one of `OBJECT_STORES`.
        rest: what follows `://`.
    """
    from pyarrow import fs

    if OBJECT_STORES[scheme] == "s3":
        return fs.S3FileSystem(**_s3_options(rest.partition("/")[0])), rest
    if OBJECT_STORES[scheme] == "gs":
        return fs.GcsFileSystem(**_gs_options()), rest
    container, host, within = _azure_parts(rest)
    return fs.SubTreeFileSystem(container, fs.AzureFileSystem(**_azure_options(host))), within


def _s3_options(bucket: str) -> dict[str, str]:
    """Where a bucket is served: what the surroundings say, else its own region."""
    from pyarrow import fs

    options = {}
    if endpoint := _told(*S3_ENDPOINT):
        scheme, _, host = endpoint.rpartition("://")
        options = {"endpoint_override": host.rstrip("/"), "scheme": scheme or "https"}
    region = _told("AWS_REGION", "AWS_DEFAULT_REGION")
    if region or options:
        return {**options, "region": region or "us-east-1"}
    return {"region": fs.resolve_s3_region(bucket)}


def _gs_options() -> dict[str, Any]:
    """Google's own servers, and whom its tools would take us for, unless the surroundings say otherwise."""
    options: dict[str, Any] = {"retry_time_limit": _PATIENCE}
    if _told("GOOGLE_SKIP_SIGNATURE").lower() in {"1", "true"}:  # what everybody may read
        options["anonymous"] = True
    endpoint = urlsplit(_told(*GS_ENDPOINT))
    if endpoint.netloc:
        options |= {"endpoint_override": endpoint.netloc, "scheme": endpoint.scheme}
    return options


def _azure_parts(rest: str) -> tuple[str, str, str]:
    """Container, host of the account, path: `container@host/path`, `host/container/path`, or `container/path`.

    A container has no full stop in its name. The host is empty where the surroundings have to name the account.
    """
    where, _, within = rest.partition("/")
    container, at, host = where.partition("@")
    if not at and "." in where:
        host, (container, _, within) = where, within.partition("/")
    return container, host, within


def _azure_options(host: str) -> dict[str, str]:
    """An account, where it is, and a key to it. Without a key, pyarrow asks the surroundings as Azure's tools do."""
    account = host.partition(".")[0] or _told("AZURE_STORAGE_ACCOUNT_NAME")
    options = {"account_name": account}
    if key := _told("AZURE_STORAGE_ACCOUNT_KEY", "AZURE_STORAGE_ACCESS_KEY"):
        options["account_key"] = key
    elif token := _told("AZURE_STORAGE_SAS_TOKEN", "AZURE_STORAGE_SAS_KEY"):
        options["sas_token"] = f"?{token.removeprefix('?')}"
    if endpoint := _told(*AZURE_ENDPOINT):
        scheme, authority, *_ = urlsplit(endpoint)
        authority = authority.removeprefix(account)  # from a full stop on, pyarrow puts the account before it itself
        for service in ("blob", "dfs"):
            options[f"{service}_storage_scheme"] = scheme
            options[f"{service}_storage_authority"] = authority.replace(".blob.", f".{service}.", 1)
    return options


def _told(*names: str) -> str:
    """The first of these variables that says anything; empty where none does."""
    return next((value for name in names if (value := os.environ.get(name))), "")
