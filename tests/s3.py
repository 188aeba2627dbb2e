"""A real S3 server on loopback, and the command run against it in processes of its own that can be killed at a request.

python s3.py NUMBER ARGUMENT...    runs the command, and dies by SIGKILL before its NUMBER-th request to the store
"""

import itertools
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SERVER = Path(__file__).parents[1] / ".venv-s3/bin/python"
READABLE = (
    b'{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",'
    b' "Resource": "arn:aws:s3:::open-data/*"}]}'
)


@contextmanager
def s3_server() -> Iterator[str]:
    """The address of a server with one bucket, `open-data`, that everybody may read."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(SERVER), "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    address = f"http://127.0.0.1:{port}"
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _wait(address)
            asked(f"{address}/open-data", "PUT")
            asked(f"{address}/open-data?policy", "PUT", READABLE)
            yield address
        finally:
            server.kill()


def asked(url: str, method: str = "GET", body: bytes | None = None) -> tuple[bytes, dict[str, str]]:
    """The body and the headers of an answer."""
    headers = {"Content-Type": "application/json"} if body else {}
    request = urllib.request.Request(url, data=body, method=method, headers=headers)  # noqa: S310 (loopback)
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
        return answer.read(), {name.lower(): value for name, value in answer.headers.items()}


def _wait(address: str) -> None:
    for _ in range(200):
        try:
            asked(f"{address}/moto-api/")
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(address)


def surroundings(address: str) -> dict[str, str]:
    """What the environment says of a store at an address, and who asks."""
    return {
        "AWS_ENDPOINT_URL": address,
        "AWS_ACCESS_KEY_ID": "who-asks",
        "AWS_SECRET_ACCESS_KEY": "a-secret-that-is-never-told",
        "AWS_REGION": "eu-north-1",
    }


def killed_before(number: int, *arguments: object) -> int:
    """The exit status of the command, killed before one of its requests; -9 where it was."""
    command = [sys.executable, __file__, str(number), *map(str, arguments)]
    paths = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    return subprocess.run(command, check=False, capture_output=True, timeout=60, env=paths).returncode


def main() -> None:
    """Run the command, and die before a request."""
    from pipeline.cli import run
    from pipeline.store.objects import Objects

    numbers, last = itertools.count(1), int(sys.argv[1])

    def struck(name: str) -> None:
        asks = getattr(Objects, name)

        def ask(*arguments: object, **more: object) -> object:
            if next(numbers) == last:
                os.kill(os.getpid(), signal.SIGKILL)
            return asks(*arguments, **more)

        setattr(Objects, name, ask)

    for name in ("list", "read", "put", "remove"):
        struck(name)
    sys.argv[:2] = ["mlr-opendata"]
    sys.exit(run())


if __name__ == "__main__":
    main()
