"""Sentences for the codes that files raises (kernel.problems)."""

from __future__ import annotations

from sewaka.platform.files.labels import ERRORS

SENTENCES = ERRORS
