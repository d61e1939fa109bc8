"""Envelope and signature of a message. Pure."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID


def envelope(
    *,
    event_id: UUID,
    source: str,
    name: str,
    case_id: UUID | None,
    at: datetime,
    data: Mapping[str, Any],
) -> dict[str, Any]:
    """A CloudEvents 1.0 envelope in structured mode."""
    found = {
        "specversion": "1.0",
        "id": str(event_id),
        "source": source,
        "type": name,
        "time": at.isoformat(),
        "datacontenttype": "application/json",
        "data": dict(data),
    }
    if case_id is not None:
        found["subject"] = str(case_id)
    return found


def secret_of(*, master: bytes, subscription_id: UUID, secret_round: int) -> bytes:
    """The secret of one subscription in its present round: 256 bit, derived, stored nowhere."""
    place = f"webhooks:{subscription_id}:{secret_round}".encode()
    return hmac.new(master, place, hashlib.sha256).digest()


def shown_secret(secret: bytes) -> str:
    """The secret as the receiver enters it."""
    return "whsec_" + base64.b64encode(secret).decode()


def signature(*, secret: bytes, message_id: str, sent_at: datetime, body: bytes) -> str:
    """The value of `webhook-signature` (Standard Webhooks): HMAC-SHA-256 over id, time, body."""
    signed = f"{message_id}.{int(sent_at.timestamp())}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
