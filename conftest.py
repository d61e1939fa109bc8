"""What every test of this repository has at hand."""

from __future__ import annotations

pytest_plugins = [
    "tests.database",
    "tests.cast",
    "tests.crowds",
    "tests.discipline",
    "tests.hostile",
]
