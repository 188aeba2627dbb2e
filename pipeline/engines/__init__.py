"""The engines that carry a check past one machine: each maps, shuffles and joins by what it has for that."""

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline.prover.engine import Engine

_DASK = re.compile(r"dask://(?P<address>[^/]+)/?")
_SPARK = re.compile(r"spark|sc://[^/]+(/.*)?")  # the address as Spark Connect has it, its parameters included


@contextmanager
def engine_of(named: str) -> "Iterator[Engine | None]":
    """The engine of that name, for a while; null for this machine's own threads.

    Raises:
        UsageError: there is none of that name, its package is not installed, or it does not answer.
    """
    if named == "local":
        yield None
        return
    try:
        engine = _begun(named)
    except ModuleNotFoundError as error:
        extra = "dask" if named.startswith("dask") else "spark"
        raise UsageError("engine_missing", engine=named, extra=extra, missing=error.name) from error
    try:
        yield engine
    finally:
        engine.close()


def _begun(named: str) -> "Engine":
    if found := _DASK.fullmatch(named):
        from pipeline.engines.dask import DaskEngine

        return DaskEngine(found["address"])
    if _SPARK.fullmatch(named):
        with warnings.catch_warnings():  # pyspark says that it does not know the newest pandas
            warnings.filterwarnings("ignore", module=r"pyspark\.")
            from pipeline.engines.spark import SparkEngine

        return SparkEngine(named)
    raise UsageError("engine_unknown", engine=named)
