"""What the land tells the log. Whoever routes by area looks again at its open cases."""

from __future__ import annotations

from dataclasses import dataclass

from sewaka.kernel.outbox import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaChanged(Event):
    """A hamlet was added or changed."""

    name = "territory.area_changed"
    area_code: str
    change: str  # "added", "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundariesImported(Event):
    """Official outlines came or changed: positions may lie in another village now."""

    name = "territory.boundaries_imported"
    added: tuple[str, ...]  # codes of areas that had no outline
    changed: tuple[str, ...]  # codes of areas that had another one
    refused: int


EVENTS = (AreaChanged, BoundariesImported)
