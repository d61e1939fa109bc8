"""What people can do about their data, and what the data protection officer answers."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, Forbidden, Invalid, NotFound
from sewaka.kernel.ids import digest, new_secret
from sewaka.kernel.text import clean_text
from sewaka.platform.notify import api as notify
from sewaka.platform.people import api as people
from sewaka.platform.people.models import Person
from sewaka.platform.privacy import access, events, rules
from sewaka.platform.privacy.models import Consent, Erasure, Export, Request

MAX_WORDS = 4000


@transaction.atomic
def give_consent(
    *, person_id: UUID, purpose: str, text_version: int, actor: Actor, now: datetime
) -> Consent:
    """Agree to a purpose: the person, or the guardian, whom the caller has proven to be one.

    Raises `DomainError("privacy.consent.held")`.
    """
    if actor.person_id is None:
        raise Forbidden("privacy.nobody")
    if Consent.objects.filter(person_id=person_id, purpose=purpose, withdrawn_at=None).exists():
        raise DomainError("privacy.consent.held")
    consent = Consent.objects.create(
        person_id=person_id,
        purpose=purpose,
        text_version=text_version,
        given_at=now,
        given_by_id=actor.person_id,
    )
    event = events.ConsentGiven(subject_id=person_id, purpose=purpose, text_version=text_version)
    outbox.record(event, actor=actor, now=now)
    return consent


@transaction.atomic
def withdraw_consent(*, consent_id: UUID, actor: Actor, now: datetime) -> None:
    """End a consent, as easily as it was given. Raises `NotFound` for anybody else's."""
    mine = Consent.objects.select_for_update().filter(pk=consent_id, withdrawn_at=None)
    consent = mine.first()
    if consent is None or actor.person_id not in (consent.person_id, consent.given_by_id):
        raise NotFound("privacy.consent.unknown")
    mine.update(withdrawn_at=now)
    event = events.ConsentWithdrawn(subject_id=consent.person_id, purpose=consent.purpose)
    outbox.record(event, actor=actor, now=now)


@transaction.atomic
def ask(*, kind: str, words: str, actor: Actor, now: datetime) -> Request:
    """Ask the data protection officer; the clock of 72 hours starts.

    Raises `Invalid` for an unknown kind, or words that are missing or too long.
    """
    if actor.person_id is None:
        raise Forbidden("privacy.nobody")
    text = clean_text(words)
    if kind not in set(rules.Kind):
        raise Invalid(fields={"kind": "privacy.request.kind"})
    if not text or len(text) > MAX_WORDS:
        raise Invalid(fields={"words": "privacy.request.words"})
    request = Request.objects.create(
        person_id=actor.person_id,
        kind=kind,
        words=text,
        opened_at=now,
        due_at=rules.due_at(now),
    )
    outbox.record(_opened(request), actor=actor, now=now)
    officers = people.people_with_role("dpo", now=now)
    facts = {"due": request.due_at}
    notify.send(
        template="privacy.request_opened",
        to=officers,
        facts=facts,
        url="/kerja/privasi",
        key=str(request.pk),
        now=now,
    )
    return request


@transaction.atomic
def answer(
    *, request_id: UUID, words: str, refused_for: str, actor: Actor, now: datetime
) -> Request:
    """Answer in writing; a refusal names one of the law's grounds.

    Raises `NotFound` for whoever may not, `Invalid` without words or with another ground,
    `DomainError("privacy.request.answered")` when somebody was faster.
    """
    if not access.ANSWER_REQUEST.allows(actor, None):
        raise NotFound("privacy.request.unknown")
    request = Request.objects.select_for_update().filter(pk=request_id).first()
    if request is None:
        raise NotFound("privacy.request.unknown")
    if request.answered_at is not None:
        raise DomainError("privacy.request.answered", at=request.answered_at)
    text = clean_text(words)
    if not text or len(text) > MAX_WORDS:
        raise Invalid(fields={"words": "privacy.request.words"})
    if refused_for and refused_for not in set(rules.Ground):
        raise Invalid(fields={"refused_for": "privacy.request.ground"})
    request.answer, request.refused_for = text, refused_for
    request.answered_at, request.answered_by_id = now, actor.person_id
    request.save()
    event = events.RequestAnswered(
        subject_id=request.person_id,
        request_id=request.pk,
        refused_for=refused_for,
        is_late=now > request.due_at,
    )
    outbox.record(event, actor=actor, now=now)
    notify.send(
        template="privacy.request_answered",
        to=request.person,
        facts={},
        url="/akun/data",
        key=str(request.pk),
        now=now,
    )
    return request


@transaction.atomic
def make_export(*, actor: Actor, now: datetime) -> str:
    """The secret of a link under which the actor's own data lie ready for 24 hours."""
    if actor.person_id is None:
        raise Forbidden("privacy.nobody")
    secret = new_secret()
    expires_at = now + rules.EXPORT_LIVES
    Export.objects.create(
        person_id=actor.person_id, digest=digest(secret), made_at=now, expires_at=expires_at
    )
    event = events.ExportMade(subject_id=actor.person_id, expires_at=expires_at)
    outbox.record(event, actor=actor, now=now)
    return secret


@transaction.atomic
def erase(*, person_id: UUID, actor: Actor, now: datetime) -> Erasure:
    """Erase a person and keep the minutes. Raises as `people.api.erase` does.

    Consents end, links to copies die, open requests close with the person's own wish.
    """
    keys = people.erase(person_id=person_id, actor=actor, now=now)
    Consent.objects.filter(person_id=person_id, withdrawn_at=None).update(withdrawn_at=now)
    Export.objects.filter(person_id=person_id).delete()
    Request.objects.filter(person_id=person_id, answered_at=None).update(answered_at=now)
    by = Person.objects.filter(pk=actor.person_id).first() if actor.person_id else None
    return Erasure.objects.create(person_id=person_id, at=now, by=by, keys=keys)


def _opened(request: Request) -> events.RequestOpened:
    return events.RequestOpened(
        subject_id=request.person_id,
        request_id=request.pk,
        kind=request.kind,
        due_at=request.due_at,
    )
