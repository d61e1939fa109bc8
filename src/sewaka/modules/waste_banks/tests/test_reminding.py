"""What banks are reminded of: on its day, each once, of their own alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from sewaka.kernel import clock
from sewaka.kernel.access import SYSTEM
from sewaka.kernel.errors import NotFound
from sewaka.modules.waste_banks import jobs
from sewaka.modules.waste_banks.actions.banks import appoint
from sewaka.modules.waste_banks.actions.reminding import remind
from sewaka.modules.waste_banks.actions.sessions import SessionDraft, plan_session
from sewaka.modules.waste_banks.models import WasteBank
from sewaka.modules.waste_banks.queries.reminding import aged_by_bank
from sewaka.modules.waste_banks.rules import reminding, withdrawing
from sewaka.modules.waste_banks.rules.kinds import Duty
from sewaka.modules.waste_banks.tests.test_web import text_of
from sewaka.modules.waste_banks.tests.village import TODAY, Village, bank
from sewaka.platform.calendars import api as calendars
from sewaka.platform.notify import texts
from sewaka.platform.notify.models import Notice
from tests.cast import NOW, Cast, Player
from tests.writes import nothing_written

Run = Callable[[date], None]
WITA = ZoneInfo("Asia/Makassar")
FEAST = date(2027, 1, 13)


@pytest.fixture
def elsewhere(sesetan: Village, cast: Cast) -> WasteBank:
    """Another bank at work, in which nothing lies and nothing waits."""
    found = bank("Bank Lain")
    appoint(
        bank_id=found.pk,
        person_id=cast["tirta2"].person.pk,
        duty=Duty.MANAGER,
        actor=SYSTEM,
        now=NOW,
    )
    return found


def at(day: date) -> datetime:
    """The morning of a day, when the job runs."""
    return datetime.combine(day, time(6), tzinfo=WITA)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """The nightly job on a day, as the worker runs it."""

    def once(day: date) -> None:
        monkeypatch.setattr(clock, "now", lambda: at(day))
        jobs.remind_banks(timestamp=0)

    return once


def told(player: Player, code: str) -> list[str]:
    """What somebody was told of it, the oldest first."""
    rows = Notice.objects.filter(person=player.person, template__code=f"waste_banks.{code}")
    return [texts.read(one.template, facts=one.facts).body for one in rows.order_by("created_at")]


def test_what_came_last_lies_there_longest() -> None:
    assert reminding.aged_g(lies_g=10, came_g=0) == 10
    assert reminding.aged_g(lies_g=10, came_g=4) == 6
    assert reminding.aged_g(lies_g=10, came_g=25) == 0, "more came than lies there"
    assert reminding.aged_g(lies_g=10, came_g=-5) == 10, "of old deposits some were reversed"


def test_a_month_is_spoken_of_in_the_week_before_it_closes() -> None:
    due = (date(2026, 10, 31), date(2026, 12, 5))
    spoken = {day: reminding.month_to_close(day) for day in map(_day, range(-4, 12))}
    assert [day for day, found in spoken.items() if found] == [_day(n) for n in range(5, 12)]
    assert {found for found in spoken.values() if found} == {due}
    assert reminding.month_to_close(date(2026, 12, 5)) is None


def _day(n: int) -> date:
    return date(2026, 11, 23) + timedelta(days=n)


def test_every_month_is_spoken_of_for_seven_days() -> None:
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(4 * 365)]
    found = [due for due in map(reminding.month_to_close, days) if due]
    assert {found.count(due) for due in found[7:-7]} == {7}
    lasts = sorted({last for last, _closes in found})
    assert {(later - last).days for last, later in pairwise(lasts)} == {28, 29, 30, 31}


def test_half_years_are_drafted_in_january_and_july() -> None:
    assert reminding.semester_to_draft(date(2027, 1, 1)) == (2026, 2)
    assert reminding.semester_to_draft(date(2027, 7, 31)) == (2027, 1)
    assert reminding.semester_to_draft(date(2026, 12, 31)) is None


def test_calendar_and_payout_rule_know_the_same_feasts() -> None:
    for n in range(0, 20_000, 17):
        day = date(2000, 1, 1) + timedelta(days=n)
        assert calendars.next_galungan(day) == withdrawing.next_galungan(day)


@pytest.mark.django_db
def test_old_stock_is_told_to_its_head_once_a_month(
    sesetan: Village, elsewhere: WasteBank, run: Run, cast: Cast
) -> None:
    tirta, tirta2, gede = cast["tirta"], cast["tirta2"], cast["gede"]
    old = TODAY - reminding.KEEP
    sesetan.bring([sesetan.wish(("PET_CLEAR", 25_000), ("HVS", 2_000), day=old, occurred_at=NOW)])
    sesetan.bring([sesetan.wish(("PET_CLEAR", 4_000))])
    assert aged_by_bank(actor=SYSTEM, today=TODAY - timedelta(days=1)) == {}
    run(TODAY - timedelta(days=1))
    assert told(tirta, "stock_aged") == []
    for _ in range(2):
        run(TODAY)
    run(TODAY + timedelta(days=3))
    (words,) = told(tirta, "stock_aged")
    assert "27 kg" in words.replace("\u00a0", " ")
    assert "90 hari" in words
    for other in (tirta2, gede):
        assert told(other, "stock_aged") == [], "another bank's head, and who does not sell"
    page = text_of(tirta.client, f"/kerja/bank-sampah/{sesetan.bank.code}/stok")
    assert "25 kg lebih dari 90 hari" in page
    run(date(2026, 12, 1))
    assert len(told(tirta, "stock_aged")) == 2, "it lies there still, and a month is over"


@pytest.mark.django_db
def test_what_a_month_lacks_is_told_before_it_closes(
    sesetan: Village, elsewhere: WasteBank, run: Run, cast: Cast
) -> None:
    tirta, tirta2 = cast["tirta"], cast["tirta2"]
    october = date(2026, 10, 18)
    draft = SessionDraft(on=october, begins=time(7), ends=time(11), place="Balai banjar")
    plan_session(bank_id=sesetan.bank.pk, draft=draft, actor=SYSTEM, now=at(october))
    sesetan.bring([sesetan.wish(("PET_CLEAR", 30_000), day=october, occurred_at=at(october))])
    sesetan.bring([sesetan.wish(("PET_CLEAR", 30_000))])  # of another month
    run(date(2026, 11, 27))
    assert told(tirta, "month_closes") == []
    for day in (28, 28, 29):
        run(date(2026, 11, day))
    (words,) = told(tirta, "month_closes")
    for part in ("Sab, 31 Okt 2026", "Sab, 5 Des 2026", "1 hari timbang", "1 setoran"):
        assert part in words.replace("\u00a0", " ")
    assert told(tirta2, "month_closes") == []


@pytest.mark.django_db
def test_three_weeks_before_the_feast_banks_hear_of_cash(
    sesetan: Village, elsewhere: WasteBank, run: Run, cast: Cast
) -> None:
    gede, tirta, tini, tirta2 = (cast[name] for name in ("gede", "tirta", "tini", "tirta2"))
    sesetan.bring([sesetan.wish(("PET_CLEAR", 25_000))])
    run(FEAST - timedelta(days=22))
    assert told(gede, "cash_for_galungan") == []
    for n in (21, 21, 20):
        run(FEAST - timedelta(days=n))
    (words,) = told(gede, "cash_for_galungan")
    for part in ("Rab, 13 Jan 2027", "Rp 95.024", sesetan.bank.name):
        assert part in words.replace("\u00a0", " ")
    assert told(tirta, "cash_for_galungan") == [words]
    assert told(tini, "cash_for_galungan") == [], "who weighs keeps no cash"
    (others,) = told(tirta2, "cash_for_galungan")
    assert elsewhere.name in others
    assert "95.024" not in others


@pytest.mark.django_db
def test_the_supervisor_hears_of_the_draft(sesetan: Village, run: Run, cast: Cast) -> None:
    wira = cast["wira"]
    run(date(2026, 12, 31))
    assert told(wira, "semester_draft") == []
    for day in (1, 1, 2):
        run(date(2027, 1, day))
    (words,) = told(wira, "semester_draft")
    assert "semester 2 tahun 2026" in words
    run(date(2027, 7, 1))
    assert len(told(wira, "semester_draft")) == 2


@pytest.mark.django_db
def test_officers_do_not_run_it(sesetan: Village, tirta: Player) -> None:
    with nothing_written(), pytest.raises(NotFound):
        remind(actor=tirta.actor, now=at(FEAST - timedelta(days=21)))
