"""A real server of Spark Connect on loopback: Sail, which needs no Java."""

import os
import socket
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
HOME = ROOT / ".venv-spark"
PACKAGES = HOME / Path(sysconfig.get_path("purelib")).relative_to(sys.prefix)
"""Behind those that the tests run in: what both have is pinned to the same version."""


@contextmanager
def sail_server() -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """Its address, and its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    paths = os.pathsep.join([str(ROOT), str(PACKAGES)])
    environment = {**os.environ, "PYTHONPATH": paths, "PYTHONWARNINGS": "", "PYTHONHASHSEED": "7"}
    command = [sys.executable, "-m", "pysail", "spark", "server", "--ip", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _wait(port, server)
            yield f"sc://127.0.0.1:{port}", server
        finally:
            server.kill()


def _wait(port: int, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 60
    while server.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("Sail did not start")
