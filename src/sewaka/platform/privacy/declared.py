"""What `privacy` itself keeps about people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sewaka.kernel.registry import PersonalData, Retention
from sewaka.platform.privacy.models import Consent, Export, Request

_REQUESTS = timedelta(days=5 * 365)
_EXPORTS = timedelta(days=30)


def _expire_requests(*, now: datetime, dry_run: bool) -> int:
    old = Request.objects.filter(answered_at__lt=now - _REQUESTS)
    return old.count() if dry_run else old.delete()[0]


def _expire_exports(*, now: datetime, dry_run: bool) -> int:
    old = Export.objects.filter(made_at__lt=now - _EXPORTS)
    return old.count() if dry_run else old.delete()[0]


def _requests_of(*, person_id: UUID) -> Iterator[Mapping[str, Any]]:
    for request in Request.objects.filter(person_id=person_id):
        yield {
            "kind": request.kind,
            "asked_at": request.opened_at.isoformat(),
            "words": request.words,
            "answered_at": request.answered_at.isoformat() if request.answered_at else None,
            "answer": request.answer,
        }


def _consents_of(*, person_id: UUID) -> Iterator[Mapping[str, Any]]:
    for consent in Consent.objects.filter(person_id=person_id):
        yield {
            "purpose": consent.purpose,
            "given_at": consent.given_at.isoformat(),
            "withdrawn_at": consent.withdrawn_at.isoformat() if consent.withdrawn_at else None,
        }


_PROOF = _("To prove that your rights were kept")
_DESK = _("You and the data protection officer")
RETENTION = (
    Retention("privacy.requests", _PROOF, _REQUESTS, "UU 27/2022", _expire_requests),
    Retention("privacy.exports", _PROOF, _EXPORTS, "UU 27/2022", _expire_exports),
)
PERSONAL_DATA = (
    PersonalData(
        "privacy.Request.words",
        _PROOF,
        "UU 27/2022",
        "privacy.requests",
        _DESK,
        key_class="identity",
        export=_requests_of,
    ),
    PersonalData(
        "privacy.Request.answer",
        _PROOF,
        "UU 27/2022",
        "privacy.requests",
        _DESK,
        key_class="identity",
    ),
    PersonalData(
        "privacy.Consent.purpose",
        _PROOF,
        "UU 27/2022",
        "privacy.requests",
        _DESK,
        export=_consents_of,
    ),
)
