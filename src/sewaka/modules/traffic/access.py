"""Who may see and do what in traffic control."""

from __future__ import annotations

from sewaka.kernel.access import Rule, anyone


def public_pages() -> Rule:
    """How the streets flow is for everybody, without an account."""
    return anyone()
