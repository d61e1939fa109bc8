"""Sentences for the codes that calendars raises (kernel.problems)."""

from __future__ import annotations

from sewaka.platform.calendars.labels import ERRORS

SENTENCES = ERRORS
