"""The command as a process of its own, for tests of what ends it."""

import signal
import subprocess
import sys
import time
from pathlib import Path


def command(*arguments, **options):
    """`mlr-opendata ARGUMENTS` in a process of its own."""
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "errors": "replace", **options}
    return subprocess.Popen([sys.executable, "-m", "pipeline.command", *arguments], text=True, **streams)


def wait_until_it_hears(process):
    """Until Python has started, and our first lines have run: nothing before that can be in our hands."""
    status = Path(f"/proc/{process.pid}/status")
    while process.poll() is None:
        caught = next(line for line in status.read_text().splitlines() if line.startswith("SigCgt"))
        if int(caught.split()[1], 16) >> (signal.SIGTERM - 1) & 1:
            return
        time.sleep(0.001)
