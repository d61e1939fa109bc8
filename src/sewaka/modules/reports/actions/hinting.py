""" "This is the same": a draft ends, and somebody else's report gets another voice."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from sewaka.kernel.access import Actor
from sewaka.kernel.ids import new_id
from sewaka.modules.reports.actions.supporting import support
from sewaka.modules.reports.effects import hints, likeness
from sewaka.modules.reports.models import drafts
from sewaka.modules.reports.models.drafts import FlowDraft


@transaction.atomic
def join_instead(
    *,
    token: str,
    draft: FlowDraft,
    number: str,
    seen: Collection[str],
    device: bytes,
    actor: Actor,
    now: datetime,
) -> None:
    """Support that report and end the draft; its photos belong to nothing then and are swept up.

    `token` is the cookie of a draft that lies here, empty for one on the phone; `seen` are the
    numbers that were on the page. Raises NotFound for a report that is not public, and then the
    draft is as it was.
    """
    support(number=number, device=device, actor=actor, now=now)
    found = likeness.of_draft(draft, now=now) if seen else ()
    draft_id = (drafts.id_of(token) if token else None) or new_id()
    hints.keep_same(found, seen=seen, number=number, draft_id=draft_id, now=now)
    if token:
        drafts.forget(token)
