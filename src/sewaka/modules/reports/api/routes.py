"""The one router of this module; the other files hang their operations on it."""

from __future__ import annotations

from ninja import Router

router = Router(tags=["reports"])
