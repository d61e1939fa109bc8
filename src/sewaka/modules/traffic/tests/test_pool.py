"""The processes that reckon what-ifs."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

# A worker that is killed right after its first run.
_WORKER = """
import os, signal
from sewaka.modules.traffic.simulating import pool
if __name__ == "__main__":
    print(pool._pool().submit(os.getpid).result(), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""
_WITHIN_S = 30.0  # only a broken one waits so long


def lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.real_time
def test_ends_with_its_worker() -> None:
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", _WORKER], stdout=subprocess.PIPE
    ) as worker:
        assert worker.stdout is not None
        pid = int(worker.stdout.readline())
    until = time.monotonic() + _WITHIN_S
    while lives(pid) and time.monotonic() < until:
        time.sleep(0.05)
    assert not lives(pid)
