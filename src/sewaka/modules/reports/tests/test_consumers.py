"""Public reports are found in the city's one box, others are not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sewaka.kernel.access import ANONYMOUS
from sewaka.kernel.ids import new_id
from sewaka.kernel.outbox import Received
from sewaka.modules.reports.consumers import CONSUMERS, keep_findable
from sewaka.modules.reports.events import EVENTS
from sewaka.modules.reports.tests.conftest import MODERATOR_DESK, Way
from sewaka.platform.search import api as search
from tests.cast import NOW, Player

pytestmark = pytest.mark.django_db


def _hear(way: Way) -> None:
    """The consumer hears some event of the report; which one does not matter."""
    received = Received(
        event=EVENTS[0].example(),
        id=new_id(),
        seq=1,
        name="reports.report_verified",
        case_id=way.sent.case_id,
        subject_id=None,
        actor_id=None,
        via="session",
        occurred_at=NOW,
    )
    keep_findable(received=received, now=NOW)


def _found(words: str) -> list[str]:
    return [hit.url for hit in search.find(actor=ANONYMOUS, words=words).hits]


def test_unreleased_report_is_not_found(rubbish: Way) -> None:
    _hear(rubbish)

    assert _found("menumpuk") == []


def test_released_report_is_found_by_its_words_and_place(rubbish: Way, wayan: Player) -> None:
    rubbish.do("verify", wayan.actor)
    _hear(rubbish)
    _hear(rubbish)

    address = f"/l/{rubbish.case.number}"
    for words in ("menumpuk", "sampah menumpuk", "Contoh 5", "sesetan"):
        assert [url for url in _found(words) if url == address] == [address], words


def test_what_was_covered_is_not_found(rubbish: Way, wayan: Player) -> None:
    rubbish.do("verify", wayan.actor)
    _hear(rubbish)

    for words in ("0812 3456 7890", "081234567890", "3456"):
        assert _found(words) == []


def test_withheld_report_is_found_no_more(rubbish: Way, wayan: Player) -> None:
    rubbish.do("verify", wayan.actor)
    _hear(rubbish)
    rubbish.at += timedelta(minutes=1)
    rubbish.do("withhold", MODERATOR_DESK, reason="Nama orang terbaca di foto.")
    _hear(rubbish)

    assert _found("menumpuk") == []


def test_consumer_hears_every_event_of_a_report() -> None:
    (consumer,) = CONSUMERS
    names = {event.name for event in consumer.events}

    assert {"reports.report_published", "reports.report_withheld"} <= names
    assert "reports.originals_erased" not in names
