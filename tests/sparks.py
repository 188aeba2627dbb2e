"""Real servers of Spark Connect on loopback: Sail, which needs no Java, and a cluster of Spark itself, which does."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[1]
_SITE = Path(sysconfig.get_path("purelib")).relative_to(sys.prefix)
HOME = ROOT / ".venv-spark"
PACKAGES = HOME / _SITE
"""Behind those that the tests run in: what both have is pinned to the same version."""
CLUSTER = ROOT / ".venv-jvm"
_SPARK = CLUSTER / _SITE / "pyspark"
_HOST = "127.0.0.1"


@contextmanager
def sail_server() -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """Its address, and its process."""
    port = _free()
    environment = {**_environment(), "PYTHONHASHSEED": "7"}
    command = [sys.executable, "-m", "pysail", "spark", "server", "--ip", _HOST, "--port", str(port)]
    with _running(command, environment) as server:
        _wait(port, server)
        yield f"sc://{_HOST}:{port}", server


class JvmCluster:
    """A master of Spark, two workers and a Connect server, each a JVM of its own; `make test-spark` has them."""

    def __init__(self, folder: Path, held: ExitStack) -> None:
        """Start them. `folder` takes what they write."""
        self._environment = {
            **_environment(),
            "SPARK_HOME": str(_SPARK),
            "SPARK_LOCAL_IP": _HOST,
            "SPARK_LOCAL_DIRS": str(folder),
            "PYSPARK_PYTHON": sys.executable,
        }
        self._held = held
        master, connect = _free(), _free()
        place = "org.apache.spark.deploy"
        server = self._started("spark-class", f"{place}.master.Master", "--host", _HOST, "--port", str(master))
        _wait(master, server)
        of_worker = [f"{place}.worker.Worker", "--host", _HOST, "--cores", "1", "--memory", "600m"]
        self.workers = [
            self._started("spark-class", *of_worker, "--work-dir", str(folder / name), f"spark://{_HOST}:{master}")
            for name in ("one", "two")
        ]
        settings = {
            "spark.executor.memory": "512m",
            "spark.connect.grpc.binding.address": _HOST,
            "spark.connect.grpc.binding.port": str(connect),
            "spark.sql.shuffle.partitions": "8",
            "spark.ui.enabled": "false",
        }
        options = [each for key, value in settings.items() for each in ("--conf", f"{key}={value}")]
        to = ["--master", f"spark://{_HOST}:{master}", "--driver-memory", "600m"]
        main = "org.apache.spark.sql.connect.service.SparkConnectServer"
        _wait(connect, self._started("spark-submit", *to, *options, "--class", main, "spark-internal"))
        self.address = f"sc://{_HOST}:{connect}"

    def kill(self, worker: "subprocess.Popen[bytes]") -> None:
        """SIGKILL for a worker and for its executor, with what the executor had made."""
        for process in [*psutil.Process(worker.pid).children(recursive=True), psutil.Process(worker.pid)]:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()

    def _started(self, program: str, *arguments: str) -> "subprocess.Popen[bytes]":
        command = [str(_SPARK / "bin" / program), *arguments]
        return self._held.enter_context(_running(command, self._environment))


def lacks_jvm() -> str | None:
    """Why there can be no cluster of Spark itself here; null if there can be one."""
    if not (CLUSTER / "done").is_file():
        return f"no {CLUSTER}/done: make test-spark"
    return None if shutil.which("java") else "no java"


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(PACKAGES)]), "PYTHONWARNINGS": ""}


@contextmanager
def _running(command: list[str], environment: dict[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            yield server
        finally:
            with contextlib.suppress(psutil.NoSuchProcess):
                for child in psutil.Process(server.pid).children(recursive=True):
                    child.kill()
            server.kill()


def _free() -> int:
    with socket.socket() as free:
        free.bind((_HOST, 0))
        return int(free.getsockname()[1])


def _wait(port: int, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 120
    while server.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection((_HOST, port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    message = f"{server.args} did not start"
    raise RuntimeError(message)
