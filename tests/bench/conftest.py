"""What measurements share with the drills."""

from __future__ import annotations

from tests.drills.conftest import tell

__all__ = ["tell"]
