"""Columns that many tables have."""

from __future__ import annotations

from enum import StrEnum

from django.db import models


def choices(kind: type[StrEnum]) -> list[tuple[str, str]]:
    """The codes of a kind, as a column takes them; people read `words`."""
    return [(one.value, one.value) for one in kind]


def code_field(
    kind: type[StrEnum], *, default: StrEnum | None = None
) -> models.CharField[str, str]:
    """A column for the codes of a kind."""
    if default is None:
        return models.CharField(max_length=20, choices=choices(kind))
    return models.CharField(max_length=20, choices=choices(kind), default=default.value)
