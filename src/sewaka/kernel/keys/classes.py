"""The classes of personal data that have keys of their own."""

from __future__ import annotations

from enum import StrEnum


class KeyClass(StrEnum):
    """Each class has its own master key, its own readers and its own rotation."""

    IDENTITY = "identity"
    HEALTH = "health"
    BIOMETRIC = "biometric"
    PUPIL = "pupil"
