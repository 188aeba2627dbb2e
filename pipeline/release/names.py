"""Names that become paths: each is checked before it is used, so that none leaves the target."""

import re

from pipeline.errors import UsageError

_PACKAGE = re.compile(r"[a-z0-9][a-z0-9-]*")
_VERSION = re.compile(r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)")
_MAJOR = re.compile(r"v(0|[1-9][0-9]*)")
_SEGMENT = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")

WORK = ".publishing"
"""The folder in the target where a run prepares what it will put in place; absent between runs."""
DEPLOYMENT = ".deployment.json"
"""What `deploy` put at a place, and who is at work there; no part of what is published."""
INDEX = "versions.json"
INDEX_SCHEMA = "versions.schema.json"
LATEST = "latest"
STATUS = "status.json"
SITE = "site.json"
"""What the target remembers of itself: its address, and who publishes what. It is listed with the pages."""
SUMS = "SHA256SUMS"
DESCRIPTOR = "datapackage.json"
SIGNATURE = "versions.json.sig"
PUBLIC_KEY = "signing-key.pub"
TOMBSTONE = "tombstone.json"


def is_package(name: str) -> bool:
    """Whether `name` can be a package: lower-case letters, digits and hyphens."""
    return _PACKAGE.fullmatch(name) is not None


def is_version(name: str) -> bool:
    """Whether `name` is a semantic version of three numbers (semver.org 2.0.0, clause 2)."""
    return _VERSION.fullmatch(name) is not None


def is_alias(name: str) -> bool:
    """Whether `name` can be a folder that shows the newest of some versions: `latest`, or a major version as `v1/`."""
    return name == LATEST or _MAJOR.fullmatch(name) is not None


def major(version: str) -> str:
    """The folder that shows the newest version with the same first number: `v1/`."""
    return f"v{version.partition('.')[0]}"


def is_index(path: str) -> bool:
    """Whether `path` is that of the index of a package."""
    package, _, name = path.partition("/")
    return name == INDEX and is_package(package)


def is_page_of_version(name: str) -> bool:
    """Whether `name` is that of the page of a version: 1.0.0.html."""
    return name.endswith(".html") and is_version(name.removesuffix(".html"))


def is_path(path: str) -> bool:
    """Whether `path` is relative, goes only downwards, and holds no hidden or unusual names."""
    return all(_SEGMENT.fullmatch(segment) for segment in path.split("/"))


def precedence(version: str) -> tuple[int, ...]:
    """What versions are ordered by (semver.org 2.0.0, clause 11): numbers, not letters."""
    return tuple(int(number) for number in version.split("."))


def check_package(name: str) -> str:
    """`name`, if it can be a package. Raises UsageError where it cannot."""
    if not is_package(name):
        raise UsageError("bad_package_name", name=name)
    return name


def check_version(name: str) -> str:
    """`name`, if it is a semantic version. Raises UsageError where it is none."""
    if not is_version(name):
        raise UsageError("bad_version", version=name)
    return name
