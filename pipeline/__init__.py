"""Reads the public page of MalmöLundregionen and publishes it as versioned, validated open data.

For notebooks, `pipeline.load` gives a published table as a pandas DataFrame. It is imported when it is first asked
for: `import pipeline` itself imports nothing heavy.
"""

TYPE_CHECKING = False  # `typing` takes as long to load as all that a signal could meet before `interrupts` listens
if TYPE_CHECKING:
    from typing import Any

    from pipeline.dataframe import load

__all__ = ["load"]


def __getattr__(name: str) -> "Any":  # noqa: ANN401 (PEP 562)
    """`load`, imported late. Raises AttributeError for all else."""
    if name != "load":
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from pipeline.dataframe import load

    return load
