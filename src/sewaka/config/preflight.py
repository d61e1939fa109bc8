"""What is looked at before anything is started."""

from __future__ import annotations

import shutil
import socket
from pathlib import Path

import psycopg

from sewaka.config import databases, roles
from sewaka.config.refusals import Refused

NEEDED_BYTES = 300 * 1024 * 1024  # a cluster, its WAL and the demo city


def check_port(host: str, port: int, *, variable: str) -> None:
    """Raises Refused when something else listens there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise Refused(
                f"port {port} is taken by another program: try {variable}={port + 100} make run"
            ) from None


def check_disk(folder: Path) -> None:
    """Raises Refused when there is less space than a start needs."""
    there = next(place for place in (folder, *folder.parents) if place.exists())
    free = shutil.disk_usage(there).free
    if free < NEEDED_BYTES:
        raise Refused(
            f"the disk is full: {free // 1_000_000} MB are free at {there},"
            f" {NEEDED_BYTES // 1_000_000} MB are needed"
        )


def check_database() -> None:
    """The server answers and is new enough. Raises psycopg errors, CanNotPrepare."""
    server = databases.superuser()
    try:
        connection = psycopg.connect(**server.libpq(), connect_timeout=5)
    except psycopg.OperationalError as error:
        if "does not exist" in str(error):  # `sewaka migrate` makes it
            return
        raise
    with connection:
        roles.check_version(connection)
