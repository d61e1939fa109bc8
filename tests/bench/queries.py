"""Counts the queries of pages on a running city's data; prints JSON.

python -m tests.bench.queries /laporan /l/L26-...   (runs with the city's variables)
"""

from __future__ import annotations

import json
import os
import sys

import django


def main(paths: list[str]) -> dict[str, int]:
    """Queries by address; staff pages are opened as Pak Agus of the cleanliness agency."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from tests.cast import signed_in
    from tests.journeys.cast_on_server import known

    agus = signed_in(known("agus@contoh.example"))
    counted = {}
    for path in paths:
        client = agus if path.startswith("/kerja") else Client()
        client.defaults["SERVER_NAME"] = "localhost"
        client.get(path)  # what is remembered in memory is remembered now
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        counted[path] = len(captured)
    return counted


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sewaka.config.settings")
    django.setup()
    print(json.dumps(main(sys.argv[1:])))  # noqa: T201 - the answer of this program
