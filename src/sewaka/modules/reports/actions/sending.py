"""Sending the draft of a browser: once, however often the button is pressed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from sewaka.kernel.access import Actor
from sewaka.modules.reports.actions.submit import Sender, submit_report
from sewaka.modules.reports.effects import hints, likeness
from sewaka.modules.reports.models import drafts
from sewaka.modules.reports.models.drafts import FlowDraft, Receipt


@transaction.atomic
def send_draft(
    *, token: str, sender: Sender, actor: Actor, now: datetime, seen: Collection[str] = ()
) -> Receipt:
    """Turn the draft into a report and keep its receipt under the same cookie.

    `seen` are the numbers of those shown as likely the same. A second call gives the same
    receipt. Raises what `submit_report` raises; then the draft is as it was.
    """
    draft = drafts.load(token, now=now, is_locked=True)
    return draft.receipt or send_now(
        token=token, draft=draft, sender=sender, actor=actor, now=now, seen=seen
    )


@transaction.atomic
def send_now(
    *,
    token: str,
    draft: FlowDraft,
    sender: Sender,
    actor: Actor,
    now: datetime,
    seen: Collection[str] = (),
) -> Receipt:
    """The same for a draft in hand; the row of the token must be locked."""
    sent = submit_report(
        actor=actor,
        now=now,
        draft=draft.as_draft(language=draft.language or actor.language),
        sender=sender,
        photo_ids=draft.photos,
    )
    found = likeness.of_draft(draft, now=now) if seen else ()
    hints.keep_different(found, seen=seen, case_id=sent.case_id, now=now)
    receipt = Receipt(
        number=sent.number,
        secret=sent.secret,
        response_due_at=sent.response_due_at.isoformat(),
        resolution_due_at=sent.resolution_due_at.isoformat(),
        passed_to=sent.passed_to,
    )
    drafts.save(token, replace(FlowDraft(), receipt=receipt), now=now)
    return receipt
