"""DuckDB in an environment of its own, which brings `httpfs` as a wheel: SQL over HTTP, without a download."""

import subprocess
from pathlib import Path

DUCKDB = Path(__file__).parents[1] / ".venv-duckdb/bin/python"
ABSENT = "make environments makes .venv-duckdb, which brings httpfs as a wheel"
_PROGRAM = """
import importlib.resources, sys, duckdb
folder = importlib.resources.files("duckdb_extension_httpfs") / "extensions"
[httpfs] = folder.glob("*/httpfs.duckdb_extension")
connection = duckdb.connect()
connection.load_extension(str(httpfs))
print(len(connection.execute(sys.stdin.read()).fetchall()))
"""


def rows_of(code: str) -> int:
    """How many rows the last statement gives."""
    done = subprocess.run([DUCKDB, "-c", _PROGRAM], input=code, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return int(done.stdout)
