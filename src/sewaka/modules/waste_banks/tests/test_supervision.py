"""The fraud desk: findings are written once, shown with what they name, decided by a person."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from sewaka.kernel.access import SYSTEM
from sewaka.kernel.errors import DomainError, Forbidden, Invalid, NotFound
from sewaka.kernel.outbox.models import EventRow
from sewaka.modules.waste_banks.actions.supervising import decide_flag, draw_sessions, write_flags
from sewaka.modules.waste_banks.models import FraudFlag, PriceList, WeighingSession
from sewaka.modules.waste_banks.queries import flags as queries
from sewaka.modules.waste_banks.rules.fraud import spans
from sewaka.modules.waste_banks.rules.fraud.facts import Flag, Severity
from sewaka.modules.waste_banks.rules.states import FlagState, SessionState
from sewaka.modules.waste_banks.tests.village import TODAY, Village, customer
from tests.cast import NOW, Cast, Player

pytestmark = pytest.mark.django_db


def said(client: Client, url: str, *, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status
    words = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", words.replace("\xa0", " "))


@pytest.fixture
def heavy(sesetan: Village) -> FraudFlag:
    """A line far above what its sort may weigh, found."""
    PriceList.objects.update(published_at=NOW - timedelta(days=20))
    sesetan.bring([sesetan.wish(("PET_CLEAR", 30_000)), sesetan.wish(("HVS", 900))])
    assert write_flags(actor=SYSTEM, now=NOW) == 1
    return FraudFlag.objects.get()


def test_what_is_found_twice_is_written_once(heavy: FraudFlag) -> None:
    for day in (0, 1, 40):
        assert write_flags(actor=SYSTEM, now=NOW + timedelta(days=day)) == 0
    told = EventRow.objects.filter(name="waste_banks.fraud_flagged")
    assert [one.data["rule"] for one in told] == ["F2"]
    assert FraudFlag.objects.count() == 1


def test_the_month_that_is_looked_at() -> None:
    in_june = NOW.replace(month=6, day=20)
    first = spans.since(in_june)
    assert (first.month, first.day, first.hour) == (6, 1, 0)
    assert spans.since(NOW.replace(month=7, day=6)) == first, "the first week is still June's"
    once = Flag("F5", "BSU", "d1", Severity.MEDIUM, {})
    often = replace(once, recurs=True)
    later = spans.since(NOW.replace(month=7, day=20))
    assert spans.key(once, since=first) == spans.key(once, since=later)
    assert spans.key(often, since=first) != spans.key(often, since=later)
    assert spans.key(once, since=first) != spans.key(replace(once, subject="d2"), since=first)


def test_a_person_decides_once_and_says_why(heavy: FraudFlag, cast: Cast) -> None:
    wira = cast["wira"].actor
    known: dict[str, Any] = {"flag_id": heavy.pk, "now": NOW}
    with pytest.raises(NotFound):
        decide_flag(outcome=FlagState.EXPLAINED, reason="x", actor=cast["tirta"].actor, **known)
    with pytest.raises(Forbidden):
        decide_flag(outcome=FlagState.EXPLAINED, reason="x", actor=SYSTEM, **known)
    with pytest.raises(Invalid):
        decide_flag(outcome=FlagState.EXPLAINED, reason=" \n", actor=wira, **known)
    decided = decide_flag(outcome=FlagState.EXPLAINED, reason="kantin sekolah", actor=wira, **known)
    assert (decided.status, decided.decided_by) == ("EXPLAINED", cast["wira"].person.pk)
    with pytest.raises(DomainError, match="bad_transition"):
        decide_flag(outcome=FlagState.CONFIRMED, reason="lagi", actor=wira, **known)
    told = EventRow.objects.get(name="waste_banks.fraud_decided")
    assert (told.data["outcome"], told.data["reason"]) == ("EXPLAINED", "kantin sekolah")
    with pytest.raises(IntegrityError), transaction.atomic():
        FraudFlag.objects.update(status="OPEN")


def test_nobody_decides_about_themselves(heavy: FraudFlag, cast: Cast) -> None:
    FraudFlag.objects.update(subject=str(cast["wira"].person.pk))
    with pytest.raises(Forbidden):
        decide_flag(
            flag_id=heavy.pk, outcome=FlagState.EXPLAINED, reason="x",
            actor=cast["wira"].actor, now=NOW,
        )  # fmt: skip


def test_the_desk_on_screen(heavy: FraudFlag, wira: Player) -> None:
    desk = said(wira.client, "/kerja/bank-sampah/pengawasan")
    assert "Berat jauh dari yang biasa" in desk
    assert heavy.bank.code in desk
    page = f"/kerja/bank-sampah/pengawasan/{heavy.pk}"
    shown = said(wira.client, page)
    for words in ("30 kg", "Di timbangan", "F2"):
        assert words in shown
    deposit = heavy.evidence["deposits"][0]
    assert f"/bank-sampah/buku/setoran/{deposit}" in wira.client.get(page).content.decode()
    wrong = wira.client.post(page, {"outcome": "EXPLAINED", "reason": ""})
    assert wrong.status_code == 422
    assert FraudFlag.objects.get().status == "OPEN"
    right = wira.client.post(page, {"outcome": "CONFIRMED", "reason": "salah ketik"})
    assert right.status_code == 302
    assert "salah ketik" in said(wira.client, page)
    assert "Tidak ada temuan" in said(wira.client, "/kerja/bank-sampah/pengawasan")
    for query in ("keadaan=CONFIRMED", "aturan=F2", f"bank={heavy.bank.code}", "keadaan="):
        assert heavy.bank.code in said(wira.client, f"/kerja/bank-sampah/pengawasan?{query}")
    assert "Tidak ada temuan" in said(wira.client, "/kerja/bank-sampah/pengawasan?aturan=F9")


def test_two_numbers_of_one_person_stand_side_by_side(sesetan: Village, wira: Player) -> None:
    one = customer(sesetan.bank, "Luh Astuti", phone="081234567890")
    other = customer(sesetan.bank, "Luh Astutik", phone="081234567890")
    write_flags(actor=SYSTEM, now=NOW)
    shown = said(wira.client, f"/kerja/bank-sampah/pengawasan/{FraudFlag.objects.get().pk}")
    for words in ("Luh Astuti ", "Luh Astutik", one.number, other.number, "nomor telepon"):
        assert words in shown
    read = EventRow.objects.filter(name="audit.read", actor_id=wira.person.pk).latest("position")
    assert {UUID(x) for x in read.data["subjects"]} == {one.subject_id, other.subject_id}


def test_whom_to_weigh_again(sesetan: Village, wira: Player, cast: Cast) -> None:
    """Drawn when the day is over, by what everybody can read; the same again."""
    session = WeighingSession.objects.create(
        bank=sesetan.bank, on=TODAY, begins_at=NOW, ends_at=NOW + timedelta(hours=4),
        place="Balai", status=SessionState.SYNCED.value,
    )  # fmt: skip
    sesetan.bring([sesetan.wish(("HVS", 900 + n), session_id=session.pk) for n in range(41)])
    asked: dict[str, Any] = {"actor": cast["wira"].actor, "session_id": session.pk}
    assert draw_sessions(actor=SYSTEM, now=NOW) == 0
    assert queries.draw(today=TODAY, **asked) is None
    next_day = NOW + timedelta(days=1)
    assert [draw_sessions(actor=SYSTEM, now=next_day) for _ in "12"] == [1, 0]
    found = queries.draw(today=TODAY + timedelta(days=1), **asked)
    assert found is not None
    sesetan.bring([sesetan.wish(("HVS", 5_000 + n), session_id=session.pk) for n in range(20)])
    assert draw_sessions(actor=SYSTEM, now=next_day + timedelta(days=1)) == 0
    later = queries.draw(today=TODAY + timedelta(days=2), **asked)
    assert later == found, "what comes late draws nobody else"
    assert (found.of, len(found.deposits)) == (41, 3)
    seed = sha256(f"{session.pk}|{found.head}".encode()).digest()
    ids = [str(one.pk) for one in session.deposits.filter(net_g__lt=1_000)]
    by_hand = sorted(ids, key=lambda one: sha256(seed + one.encode()).digest())[:3]
    assert [str(one.pk) for one in found.deposits] == by_hand
    with pytest.raises(NotFound):
        queries.draw(actor=cast["tirta"].actor, session_id=session.pk, today=TODAY)
    page = f"/kerja/bank-sampah/pengawasan/undian/{session.pk}"
    assert "Undian dibuat" in said(wira.client, page)
    WeighingSession.objects.update(on=TODAY - timedelta(days=3))
    assert "3 dari 41 setoran" in said(wira.client, page)
