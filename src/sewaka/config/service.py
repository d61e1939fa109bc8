"""Who runs PostgreSQL: we ourselves, or, when we are root, a system user without a shell."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SHARED = Path("/var/lib/sewaka")
NAME = "sewaka-db"


class StartFailed(RuntimeError):
    """PostgreSQL could not be started or used. The message is one line for the operator."""


@dataclass(frozen=True, slots=True)
class User:
    """The system user who runs the server."""

    uid: int
    gid: int


def user() -> User | None:
    """The service user when we are root (made on first use); None: the server runs as us."""
    if os.geteuid() != 0:
        return None
    try:
        found = pwd.getpwnam(NAME)
    except KeyError:
        _create()
        found = pwd.getpwnam(NAME)
    return User(uid=found.pw_uid, gid=found.pw_gid)


def launch(who: User | None, variables: Mapping[str, str]) -> dict[str, Any]:
    """How to run a program of PostgreSQL: as whom, where, and with none of our secrets."""
    how: dict[str, Any] = {
        "env": {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC", **variables},
        "cwd": "/",
    }
    if who is not None:
        how |= {"user": who.uid, "group": who.gid, "extra_groups": []}
    return how


def _create() -> None:
    nologin = shutil.which("nologin", path="/usr/sbin:/sbin") or "/bin/false"
    ways = (
        ["useradd", "--system", "--user-group", "--no-create-home", "--shell", nologin],
        ["adduser", "-S", "-D", "-H", "-s", nologin],  # busybox
    )
    search = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
    for command in ways:
        program = shutil.which(command[0], path=search)
        if program:
            arguments = [program, *command[1:], NAME]
            subprocess.run(arguments, check=False, capture_output=True)  # noqa: S603 - fixed
        with contextlib.suppress(KeyError):
            pwd.getpwnam(NAME)
            return
    raise StartFailed(f"PostgreSQL does not run as root: create a system user {NAME}")
