"""What traffic does when it hears its own events: tell who must know that a signal flashes."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse

from sewaka.kernel.outbox import Consumer, Received
from sewaka.modules.traffic import access
from sewaka.modules.traffic.events import FlashBegan
from sewaka.modules.traffic.models import Junction
from sewaka.platform.notify import api as notify
from sewaka.platform.people import api as people

_NEWS = timedelta(hours=1)


def tell_of_flash(*, received: Received, now: datetime) -> None:
    """The patrol and the head of the agency, at once; the room has its alarm line."""
    event = received.event
    if not isinstance(event, FlashBegan) or received.occurred_at < now - _NEWS:
        return
    junction = Junction.objects.filter(pk=event.junction).first()
    told = [one for role in access.TOLD_OF_FLASH for one in people.people_with_role(role, now=now)]
    notify.send(
        template=event.name,
        to=list({one.pk: one for one in told}.values()),
        facts={"junction": junction.name if junction else event.junction, "at": event.flash_since},
        now=now,
        url=reverse("traffic:junction", args=[event.junction]) if junction else "",
        key=str(received.id),
    )


CONSUMERS = (Consumer(name="traffic.tell_of_flash", events=(FlashBegan,), run=tell_of_flash),)
