"""Reports of frictionless, to be compared."""

from typing import Any


def without_time(value: Any) -> Any:
    """A report without the seconds it took."""
    if isinstance(value, dict):
        return {key: without_time(item) for key, item in value.items() if key != "seconds"}
    return [without_time(item) for item in value] if isinstance(value, list) else value
