"""The nightly proof of the books. What it finds stands among the signs of the machine."""

from __future__ import annotations

import logging

from django.db import transaction
from procrastinate.contrib.django import app

from sewaka.kernel import clock, outbox
from sewaka.kernel.access import SYSTEM
from sewaka.platform.ledger import queries
from sewaka.platform.ledger.events import BooksChecked

_LOG = logging.getLogger(__name__)


@app.periodic(cron="40 18 * * *")  # 02.40 WITA
@app.task(name="ledger.verify", queue="upkeep", queueing_lock="ledger.verify")
def verify(timestamp: int = 0) -> None:  # noqa: ARG001 - procrastinate names the minute
    """Prove everything; the event says how much and by which rules, our own log says where."""
    found = queries.verify()
    for one in found:
        _LOG.error("books: %s: %s: %s", one.rule, one.subject, one.detail)
    event = BooksChecked(findings=len(found), rules=tuple(sorted({one.rule for one in found})))
    with transaction.atomic():
        outbox.record(event, actor=SYSTEM, now=clock.now())
