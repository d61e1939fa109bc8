"""An office enters a report for a citizen who came, called, or was met on the round."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from sewaka.kernel import limits
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import Invalid
from sewaka.modules.reports import queries
from sewaka.modules.reports.actions.sending import send_now
from sewaka.modules.reports.actions.submit import Sender
from sewaka.modules.reports.models import drafts
from sewaka.modules.reports.models.drafts import FlowDraft, Receipt
from sewaka.modules.reports.rules.draft import BY_OFFICE

# A counter on a busy day, not a flood from a stolen account.
ENTRIES = limits.Limit("reports.entries.officer", 60, timedelta(hours=1))


def enter_for_citizen(
    *, entry: str, draft: FlowDraft, actor: Actor, now: datetime, seen: Collection[str] = ()
) -> Receipt:
    """Send it as the citizen's, once: the same entry again gives the same receipt.

    The citizen's limits do not apply, the officer's own do. Raises NotFound for who serves at no
    counter, Invalid, and TooMany with `retry_at`; then nothing was written.
    """
    token = queries.entry_token(entry=entry, actor=actor)
    if draft.channel not in BY_OFFICE:
        raise Invalid("reports.draft.invalid", fields={"channel": "reports.channel.unknown"})
    if drafts.load(token, now=now).receipt is None:
        limits.spend(ENTRIES, who=str(actor.person_id), now=now)
    return _once(token, draft=draft, actor=actor, now=now, seen=seen)


@transaction.atomic
def _once(
    token: str, *, draft: FlowDraft, actor: Actor, now: datetime, seen: Collection[str]
) -> Receipt:
    drafts.claim(token, now=now)
    kept = drafts.load(token, now=now, is_locked=True)
    return kept.receipt or send_now(
        token=token,
        draft=replace(draft, receipt=None),
        sender=Sender(limits_apply=False),
        actor=actor,
        now=now,
        seen=seen,
    )
