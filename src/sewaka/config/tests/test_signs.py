"""The sign of the books: what the nightly proof found."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from sewaka.config.signs import signs
from sewaka.kernel import outbox
from sewaka.kernel.access import SYSTEM
from sewaka.platform.ledger.events import BooksChecked

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 27, 18, 40, tzinfo=UTC)


def proven(*rules: str) -> None:
    event = BooksChecked(findings=len(rules), rules=rules)
    with transaction.atomic():
        outbox.record(event, actor=SYSTEM, now=NOW)


def sign(now: datetime = NOW) -> tuple[float | None, bool]:
    found = {one.code: one for one in signs(now=now)}["books_wrong"]
    return found.amount, found.is_well


def test_faults_are_told_and_an_old_proof_is_no_proof() -> None:
    assert sign() == (None, True)
    proven("sequence", "stored_balance")
    assert sign() == (2, False)
    proven()
    assert sign() == (0, True)
    assert sign(NOW + timedelta(hours=27)) == (0, False)
