"""Beginning, renewing and ending a subscription."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from sewaka.kernel import http, outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, Forbidden, Invalid, NotFound
from sewaka.kernel.text import clean_text
from sewaka.platform.webhooks import access, events, queries
from sewaka.platform.webhooks.models import Subscription


def begin(
    *, actor: Actor, now: datetime, url: str, wanted: Iterable[str], purpose: str
) -> Subscription:
    """Send the named events to an address from now on.

    Raises Forbidden; Invalid for an address that is none, unknown events or no purpose;
    DomainError "webhooks.url.taken" for an address that has a subscription.
    """
    _check(actor)
    names = sorted(set(wanted))
    try:
        http.checked_url(url)  # where it leads is looked at whenever it is called
    except http.Unsafe as error:
        raise Invalid(fields={"url": "webhooks.url.unsafe"}, **error.facts) from error
    if not names or not set(names) <= set(queries.published()):
        raise Invalid(fields={"events": "webhooks.events.unknown"})
    reason = clean_text(purpose)
    if not reason:
        raise Invalid(fields={"purpose": "webhooks.purpose.missing"})
    try:
        with transaction.atomic():
            made = Subscription.objects.create(
                url=url, events=names, purpose=reason[:200], created_at=now
            )
            begun = events.SubscriptionBegun(
                subscription_id=made.pk, url=url, wanted=tuple(names), purpose=made.purpose
            )
            outbox.record(begun, actor=actor, now=now)
    except IntegrityError:
        raise DomainError("webhooks.url.taken", url=url) from None
    return made


@transaction.atomic
def renew(*, actor: Actor, now: datetime, subscription_id: UUID) -> Subscription:
    """Give the subscription a new secret. Raises Forbidden, NotFound."""
    _check(actor)
    found = _living(subscription_id)
    found.secret_round += 1
    found.save(update_fields=["secret_round"])
    outbox.record(events.SecretRenewed(subscription_id=found.pk), actor=actor, now=now)
    return found


@transaction.atomic
def end(*, actor: Actor, now: datetime, subscription_id: UUID) -> None:
    """Send nothing more there. Raises Forbidden, NotFound."""
    _check(actor)
    _end(_living(subscription_id), actor=actor, now=now, by="staff")


@transaction.atomic
def end_by_receiver(*, actor: Actor, now: datetime, subscription_id: UUID) -> None:
    """The receiver answered 410: it wants nothing more. Nothing happens when it ended already."""
    found = Subscription.objects.select_for_update().filter(pk=subscription_id, ended_at=None)
    for subscription in found:
        _end(subscription, actor=actor, now=now, by="receiver")


def _end(subscription: Subscription, *, actor: Actor, now: datetime, by: str) -> None:
    subscription.ended_at = now
    subscription.save(update_fields=["ended_at"])
    ended = events.SubscriptionEnded(subscription_id=subscription.pk, by=by)
    outbox.record(ended, actor=actor, now=now)


def _check(actor: Actor) -> None:
    if not access.MANAGE.allows(actor, None):
        raise Forbidden("webhooks.forbidden")


def _living(subscription_id: UUID) -> Subscription:
    found = Subscription.objects.select_for_update().filter(pk=subscription_id, ended_at=None)
    for subscription in found:
        return subscription
    raise NotFound
