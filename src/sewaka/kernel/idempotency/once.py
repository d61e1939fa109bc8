"""Doing a thing once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from http import HTTPStatus
from typing import Any

import orjson
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection, transaction

from sewaka.kernel.errors import DomainError

KEEP = timedelta(days=30)  # an offline phone may come back after weeks
_NONCE = bytes(12)  # each key seals one body, once
_CLAIM = """
INSERT INTO idempotency_keptanswer (scope, key, request_hash, created_at, expires_at)
VALUES (%s, %s, %s, %s, %s) ON CONFLICT (scope, key) DO NOTHING RETURNING id
"""
_ANSWER = "UPDATE idempotency_keptanswer SET status = %s, body = %s WHERE id = %s"


class Reused(DomainError):
    """The key was used for another request."""

    status = 422


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and JSON body; a repetition has status 200 when the first time was a success."""

    status: int
    body: Any
    is_repetition: bool = False


def once(
    *,
    key: str,
    scope: str,
    request: bytes,
    now: datetime,
    run: Callable[[], tuple[int, Any]],
    keep: timedelta = KEEP,
) -> Answer:
    """Run the deed, or give the answer it had before.

    `run()` gives status and JSON-safe body and works in the same transaction as the kept answer;
    when it raises, nothing is kept and the key is free again. Of two at once the second waits for
    the first. Raises `Reused` when `request` (see `fingerprint`) differs from the first time.
    """
    from sewaka.kernel.idempotency.models import KeptAnswer

    name = sha256(f"{scope}\0{key}".encode()).digest()
    with transaction.atomic():
        row_id = _claim(scope, name, request, now=now, keep=keep)
        if row_id is not None:
            status, body = run()
            with connection.cursor() as cursor:
                cursor.execute(_ANSWER, [status, _seal(body, key, name), row_id])
            return Answer(status, body)
        kept = KeptAnswer.objects.get(scope=scope, key=name)
    if bytes(kept.request_hash) != request:
        raise Reused("idempotency.reused")
    status = kept.status or HTTPStatus.OK
    if status == HTTPStatus.CREATED:
        status = HTTPStatus.OK
    return Answer(int(status), _unseal(kept.body, key, name), is_repetition=True)


def purge(*, now: datetime) -> int:
    """Forget what has expired; the number of answers."""
    from sewaka.kernel.idempotency.models import KeptAnswer

    count, _by_model = KeptAnswer.objects.filter(expires_at__lte=now).delete()
    return count


def _claim(
    scope: str, name: bytes, request: bytes, *, now: datetime, keep: timedelta
) -> int | None:
    """The fresh row's id; None when the key is known. Waits for a first one under way."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [scope, name, request, now, now + keep])
        row = cursor.fetchone()
    return int(row[0]) if row else None


def _seal(body: Any, key: str, name: bytes) -> bytes:
    return AESGCM(_body_key(key)).encrypt(_NONCE, orjson.dumps(body), name)


def _unseal(sealed: bytes | memoryview | None, key: str, name: bytes) -> Any:
    opened = AESGCM(_body_key(key)).decrypt(_NONCE, bytes(sealed or b""), name)
    return orjson.loads(opened)


def _body_key(key: str) -> bytes:
    return sha256(b"sewaka idempotency body\0" + key.encode()).digest()
