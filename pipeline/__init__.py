"""Reads the public page of MalmöLundregionen and publishes it as versioned, validated open data.

For programs and notebooks, `pipeline.check` judges any table, and `pipeline.load` gives a published one as a pandas
DataFrame. They are imported when they are first asked for: `import pipeline` itself imports nothing heavy.
"""

TYPE_CHECKING = False  # `typing` takes as long to load as all that a signal could meet before `interrupts` listens
if TYPE_CHECKING:
    from typing import Any

    from pipeline.checks.call import Checked, CheckError, NotChecked, check
    from pipeline.dataframe import load

__all__ = ["CheckError", "Checked", "NotChecked", "check", "load"]


def __getattr__(name: str) -> "Any":  # noqa: ANN401 (PEP 562)
    """One of `__all__`, imported late. Raises AttributeError for all else."""
    if name not in __all__:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from importlib import import_module

    found = getattr(import_module("pipeline.dataframe" if name == "load" else "pipeline.checks.call"), name)
    globals()[name] = found
    return found
