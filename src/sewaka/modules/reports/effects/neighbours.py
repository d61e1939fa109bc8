"""A place outside the city: the report goes on to the neighbour whose it is.

The neighbour's channel is a port. No neighbour has opened one to the city yet (`verified: no`), so
what stands behind it is a sandbox: it sends nothing, and says so to the author and to the desk,
which is reminded on the next day to pass the report on by hand (list "Other bodies to ask").
A channel that goes out over a network has to be asked by a job, not inside the sending.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from django.utils.translation import gettext

from sewaka.kernel.access import Actor, Held
from sewaka.modules.reports.access import TRIAGE
from sewaka.modules.reports.models.labels import EXTERNAL_BODIES
from sewaka.platform.cases import api as cases

# What triage does with every report from outside, done at once and by nobody in person.
_DESK: Final = Actor(via="system", grants=(Held(TRIAGE),))
_BY_HAND_DAYS: Final = 1
_ASK_BACK_DAYS: Final = 14


class Channel(Protocol):
    """How a neighbour takes a report that lies on its ground. On trial, nothing leaves the city."""

    is_trial: bool

    def hand_over(self, *, case_id: UUID, body: str) -> str:
        """Hand the report over to the neighbour of that code; its own number, if it gives one."""


class Sandbox:
    """Sends nothing to anybody."""

    is_trial = True

    def hand_over(self, *, case_id: UUID, body: str) -> str:  # noqa: ARG002 - a channel's signature
        """Always taken, never sent, and labelled so."""
        return ""


CHANNEL: Final[Channel] = Sandbox()


def passed_on(body: str, *, channel: Channel = CHANNEL) -> str:
    """What the author is told of a report that goes to a neighbour."""
    words = (
        gettext(
            "This place lies outside the city. There is no open channel to %(name)s yet (trial:"
            " nothing was sent), so an officer passes your report on by hand and tells you here."
        )
        if channel.is_trial
        else gettext("This place lies outside the city. Your report was sent on to %(name)s.")
    )
    return words % {"name": str(dict(EXTERNAL_BODIES)[body])}


def pass_on(case_id: UUID, *, body: str, now: datetime, channel: Channel = CHANNEL) -> None:
    """Close the new report as the neighbour's, with what its channel answered."""
    reference = channel.hand_over(case_id=case_id, body=body)
    cases.move(
        case_id=case_id,
        action="not_responsible",
        actor=_DESK,
        now=now,
        given={
            "external_body": body,
            "reference": reference,
            "ask_back_days": _BY_HAND_DAYS if channel.is_trial else _ASK_BACK_DAYS,
            "answer": passed_on(body, channel=channel),
        },
    )
