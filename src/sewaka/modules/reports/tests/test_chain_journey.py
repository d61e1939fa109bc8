"""A report that nobody touches, over Nyepi and Galungan, with the city's own jobs and calendar.

The wall clock is moved; nothing else is arranged: submission, the minute's job, and what everybody
reads at the end.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from sewaka.kernel import clock
from sewaka.kernel.access import ANONYMOUS
from sewaka.modules.reports import jobs, queries
from sewaka.modules.reports.actions.submit import Sender, Submitted, submit_report
from sewaka.modules.reports.models import Hop
from sewaka.modules.reports.tests.conftest import MODERATOR_DESK, RUBBISH
from sewaka.platform.cases import api as cases
from tests.cast import Player
from tests.writes import check_deferred

pytestmark = pytest.mark.django_db
WITA = ZoneInfo("Asia/Makassar")
POTHOLE = replace(RUBBISH, category="101", description="Jalan berlubang dalam sekali")
LEVELS = ("hamlet", "village", "district", "agency", "mayor")


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=WITA)


# Draft, start, and when each office is skipped: the brief's vectors, and Galungan by hand
NYEPI = (POTHOLE, at(3, 16, 9), (at(3, 17, 16), at(3, 25, 16), at(3, 26, 16), at(3, 30, 16)))
HOURS = (
    RUBBISH,
    at(3, 16, 14, 30),
    (at(3, 17, 8, 30), at(3, 17, 10, 30), at(3, 17, 12, 30), at(3, 17, 14, 30)),
)
# 16 to 18 June: eve of Galungan, Galungan, the day after
GALUNGAN = (POTHOLE, at(6, 15, 9), (at(6, 19, 16), at(6, 22, 16), at(6, 23, 16), at(6, 25, 16)))
JOURNEYS = pytest.mark.parametrize(
    ("draft", "start", "dues"), [NYEPI, HOURS, GALUNGAN], ids=["nyepi", "hours", "galungan"]
)


@pytest.fixture(autouse=True)
def _staffed(wayans_banjar: str, chain_staffed: None, sari: Player) -> None:
    """Somebody sits everywhere, and nobody does anything."""


def send(draft: object, start: datetime) -> Submitted:
    """The report comes in."""
    with time_machine.travel(start, tick=False):
        return submit_report(
            actor=ANONYMOUS,
            now=clock.now(),
            draft=draft,  # type: ignore[arg-type] # one of the two drafts above
            sender=Sender(device=b"m" * 32),
        )


def go_round(start: datetime, until: datetime, *, every: timedelta) -> None:
    """The city's clock goes round."""
    moment = start
    while moment <= until:
        with time_machine.travel(moment, tick=False):
            jobs.tick_hops(0)
        moment += every


def turns(sent: Submitted) -> list[tuple[str, datetime, datetime | None]]:
    """Every office's turn."""
    check_deferred()
    rows = Hop.objects.filter(case_id=sent.case_id).order_by("n")
    return [(hop.level, hop.from_at, hop.to_at) for hop in rows]


def expected(
    start: datetime, dues: tuple[datetime, ...]
) -> list[tuple[str, datetime, datetime | None]]:
    """Each turn begins where the former ended; the mayor's has no end."""
    return list(zip(LEVELS, (start, *dues), (*dues, None), strict=True))


@JOURNEYS
def test_untouched_it_passes_every_level_at_the_exact_instants(
    draft: object, start: datetime, dues: tuple[datetime, ...], mayor: Player
) -> None:
    sent = send(draft, start)
    assert sent.response_due_at == dues[-1]  # the list is reached when the answer is due
    for due, level in zip(dues, LEVELS[1:], strict=True):
        go_round(due - timedelta(minutes=1), due - timedelta(minutes=1), every=timedelta(hours=1))
        assert Hop.objects.get(case_id=sent.case_id, to_at=None).due_at == due
        go_round(due, due, every=timedelta(hours=1))
        assert Hop.objects.get(case_id=sent.case_id, to_at=None).level == level
    assert turns(sent) == expected(start, dues)
    (listed,) = queries.mayors_list(actor=mayor.actor)
    assert (listed.case.number, listed.since) == (sent.number, dues[-1])


@JOURNEYS
def test_a_worker_that_was_down_catches_up_with_the_same_instants(
    draft: object, start: datetime, dues: tuple[datetime, ...]
) -> None:
    """It stops after the first look and is back one day after everything was over."""
    sent = send(draft, start)
    go_round(start, start, every=timedelta(hours=1))
    back = dues[-1] + timedelta(days=1)
    go_round(back, back + timedelta(minutes=1), every=timedelta(minutes=1))
    assert turns(sent) == expected(start, dues)
    case = cases.Case.objects.get(pk=sent.case_id)
    assert case.version == 1 + len(dues)


def test_everybody_reads_who_was_skipped_and_when() -> None:
    draft, start, dues = HOURS
    sent = send(draft, start)
    cases.move(case_id=sent.case_id, action="publish", actor=MODERATOR_DESK, now=start)
    with time_machine.travel(dues[1], tick=False):
        jobs.tick_hops(0)
        page = Client().get(f"/l/{sent.number}", headers={"accept-language": "id"})
    words = " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())
    assert (
        "Kepala lingkungan/dusun, Br. Contoh dilewati: belum ada tindakan sampai "
        "Sel, 17 Mar 2026 08.30 WITA. Sekarang di: Kantor desa/kelurahan, Sesetan."
    ) in words
    assert (
        "Camat, Denpasar Selatan Sel, 17 Mar 2026 10.30 WITA Sel, 17 Mar 2026 12.30 WITA "
        "sekarang di sini"
    ) in words


def test_the_page_says_so_when_the_clock_stands_still() -> None:
    draft, start, _ = HOURS
    sent = send(draft, start)
    cases.move(case_id=sent.case_id, action="publish", actor=MODERATOR_DESK, now=start)
    go_round(start, start, every=timedelta(hours=1))
    for minutes, is_told in ((5, False), (6, True)):
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            page = Client().get(f"/l/{sent.number}", headers={"accept-language": "id"})
        assert ("Pembaruan tertunda" in page.content.decode()) is is_told
