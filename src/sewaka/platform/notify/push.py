"""Notices on the phone itself (Web Push, RFC 8030): who wants them, and what they say.

A message carries a number and a neutral sentence, never what was reported or answered: the screen
of a phone lies on tables. The push service of the browser's maker sees ciphertext only.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from typing import Any
from uuid import UUID

import orjson
from cryptography.hazmat.primitives import serialization
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override
from webpush import WebPush
from webpush.types import WebPushMessage, WebPushSubscription

from sewaka.kernel.errors import TooMany
from sewaka.kernel.ids import new_id
from sewaka.kernel.outbox import deliveries
from sewaka.platform.notify import rules
from sewaka.platform.notify.models import PushDevice

CHANNEL = "push"
DEVICES_MOST = 5  # phones that follow one case
_KEEP_S = 24 * 3600  # the push service keeps it for a phone that is switched off


@dataclass(frozen=True, slots=True)
class Phones:
    """Every phone that asked to hear of this case, by its secret link."""

    case_id: UUID


@dataclass(frozen=True, slots=True)
class Wish:
    """A browser's own push address with its two keys, as its script gave it."""

    endpoint: str
    p256dh: str
    auth: str
    language: str = "id"


def public_key() -> str:
    """The city's key that a browser needs to subscribe (base64url, uncompressed point)."""
    point = (
        _private_key()
        .public_key()
        .public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    )
    return b64encode(point, altchars=b"-_").rstrip(b"=").decode()


@transaction.atomic
def subscribe(*, case_id: UUID, wish: Wish, now: datetime) -> None:
    """Remember a phone for a case; the same again changes nothing.

    Raises Invalid for an address that is no push service's, TooMany beyond five phones.
    """
    rules.check_push(wish.endpoint, p256dh=wish.p256dh, auth=wish.auth)
    known = PushDevice.objects.filter(case_id=case_id)
    name = _name_of(wish.endpoint)
    if known.filter(endpoint_hash=name).exists():
        return
    if known.count() >= DEVICES_MOST:
        raise TooMany("notify.push.too_many")
    device_id = new_id()
    PushDevice.objects.create(
        id=device_id,
        case_id=case_id,
        endpoint_hash=name,
        subscription=_packed(wish),
        language=wish.language,
        created_at=now,
    )


def unsubscribe(*, case_id: UUID, endpoint: str) -> None:
    """Forget a phone for a case."""
    PushDevice.objects.filter(case_id=case_id, endpoint_hash=_name_of(endpoint)).delete()


def queue(phones: Phones, *, facts: Mapping[str, Any], url: str, key: str, now: datetime) -> int:
    """Hand a message for each phone to the deliveries; gives how many are new."""
    count = 0
    for device in PushDevice.objects.filter(case_id=phones.case_id):
        number = str(facts.get("number", ""))
        with override(device.language):
            body = _("There is news about %(number)s.") % {"number": number}
        payload = {
            "title": str(settings.SITE_NAME), "body": body, "url": url, "number": number,
            "tag": number, "lang": device.language,
        }  # fmt: skip
        count += deliveries.enqueue(
            channel=CHANNEL, target=f"push:{device.pk}", payload=payload,
            key=f"push:{key}:{device.pk}", now=now,
        )  # fmt: skip
    return count


def sealed(subscription: str, payload: Mapping[str, Any]) -> tuple[str, WebPushMessage]:
    """The address of a phone, and the message that only it can read."""
    wish = WebPushSubscription.model_validate_json(subscription)
    private = _private_key()
    pusher = WebPush(
        private_key=BytesIO(_pem(private)),
        public_key=BytesIO(
            private.public_key().public_bytes(
                serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
            )
        ),
        subscriber=f"sewaka@{settings.MAIL_DOMAIN}",
        ttl=_KEEP_S,
    )
    return str(wish.endpoint), pusher.get(orjson.dumps(dict(payload)), wish)


def _packed(wish: Wish) -> str:
    keys = {"p256dh": wish.p256dh, "auth": wish.auth}
    return orjson.dumps({"endpoint": wish.endpoint, "keys": keys}).decode()


def _name_of(endpoint: str) -> bytes:
    return sha256(f"push:{endpoint}".encode()).digest()


def _private_key() -> Any:
    return serialization.load_der_private_key(b64decode(settings.PUSH_KEY), password=None)


def _pem(key: Any) -> bytes:
    found: bytes = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return found
