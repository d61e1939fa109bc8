"""Every text people read: translated, readable, and the same words for the same thing."""

from __future__ import annotations

from sewaka.config import texts


def test_the_catalogues_are_whole() -> None:
    assert list(texts.problems()) == []
