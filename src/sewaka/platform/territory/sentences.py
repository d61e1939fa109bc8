"""Sentences for the codes that territory raises (kernel.problems)."""

from __future__ import annotations

from sewaka.platform.territory.labels import ERRORS

SENTENCES = ERRORS
