"""Objects of the conformance suite."""

from __future__ import annotations

from collections.abc import Callable

from tests.cast import Cast
from tests.conformance.access_table import Scene

SCENES: dict[str, Callable[[Cast], Scene]] = {}
