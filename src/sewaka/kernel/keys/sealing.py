"""Sealing a text under a person's key, and opening it again."""

from __future__ import annotations

from uuid import UUID

from sewaka.kernel import crypto
from sewaka.kernel.keys import ring


def seal_for(text: str, *, subject: UUID, key_class: str, place: str) -> crypto.Cell:
    """Seal for one place ("table.column:pk"). Raises `ring.Erased` for an erased person."""
    key_id, key = ring.key_for(subject, key_class)
    return crypto.seal(text, key=key, key_id=key_id, place=place)


def open_cell(cell: crypto.Cell, *, place: str) -> str | None:
    """The text, or None when its key was erased. Raises `crypto.Tampered`."""
    key = ring.key_of(cell.key_id).key
    return None if key is None else crypto.unseal(cell, key=key, place=place)
