"""Errors of the domain: a stable code for machines, facts for the sentence a person reads.

The code (`"cases.stale"`, `"reports.position.outside"`) is the contract: it stands in problem
bodies (RFC 9457), in tests and in the message catalogue. Texts are chosen at the border.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class DomainError(Exception):
    """A rule said no. Nothing was written.

    `code` is stable and dotted; `facts` fill the placeholders of its message.
    """

    status = 409

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts: Mapping[str, Any] = facts


class NotFound(DomainError):
    """Absent or hidden: the caller can not tell which, and must not."""

    status = 404

    def __init__(self, code: str = "not_found", **facts: Any) -> None:
        super().__init__(code, **facts)


class Forbidden(DomainError):
    """Visible to this actor, but the act is not theirs."""

    status = 403

    def __init__(self, code: str = "forbidden", **facts: Any) -> None:
        super().__init__(code, **facts)


class Stale(DomainError):
    """Somebody else changed the thing first. Facts: who, what, when, version."""

    status = 412


class Invalid(DomainError):
    """Input that a person can mend. `fields` maps a field's name to an error code."""

    status = 422

    def __init__(self, code: str = "invalid", *, fields: Mapping[str, str], **facts: Any) -> None:
        super().__init__(code, **facts)
        self.fields = dict(fields)


class TooMany(DomainError):
    """A limit is used up; `retry_at` in facts says when to come back."""

    status = 429
