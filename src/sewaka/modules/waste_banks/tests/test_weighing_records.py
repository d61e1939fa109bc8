"""What phones bring back from a hall: whatever the way, one state; and books that hold."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sewaka.kernel import clock
from sewaka.kernel.access import SYSTEM
from sewaka.kernel.outbox.models import EventRow
from sewaka.modules.waste_banks.actions.banks import appoint
from sewaka.modules.waste_banks.actions.devices import revoke_device
from sewaka.modules.waste_banks.actions.receiving import REVOKED
from sewaka.modules.waste_banks.actions.sessions import move_session
from sewaka.modules.waste_banks.models import (
    Deposit,
    ForkedRecord,
    SessionDevice,
    Stock,
    WeighingRecord,
    WeighingSession,
)
from sewaka.modules.waste_banks.rules.depositing import Reason
from sewaka.modules.waste_banks.rules.kinds import Duty
from sewaka.modules.waste_banks.rules.states import SessionState
from sewaka.modules.waste_banks.rules.weighing.chain import Sent, link
from sewaka.modules.waste_banks.rules.weighing.clocks import DRIFT, LATE, OUTSIDE, STEPPED
from sewaka.modules.waste_banks.rules.weighing.repricing import REPRICED, REPRICED_SEEN
from sewaka.modules.waste_banks.tests.hall import FEE_BP, Hall, Phone, open_hall
from sewaka.modules.waste_banks.words import REASONS
from sewaka.platform.ledger import api as ledger
from tests.cast import NOW, Cast, Player

pytestmark = pytest.mark.django_db
BOTTLES = 6000  # 1,500 g at 4,000 Rp/kg


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def hall(made: Player) -> Hall:
    """Made weighs; three customers stand in line."""
    return open_hall(weigher_id=made.person.pk, count=3, now=NOW)


@pytest.fixture
def phone(hall: Hall, made: Player) -> Phone:
    """One phone in the hall."""
    return Phone(hall, made.person.pk, NOW)


def savings(hall: Hall) -> list[int]:
    """What the customers have."""
    found = []
    for one in hall.customers:
        one.refresh_from_db()
        found.append(ledger.balance(account_id=one.savings_account_id))
    return found


def state(hall: Hall) -> dict[str, Any]:
    """All that counts: chains, deposits, savings, stock; and books that hold."""
    assert list(ledger.verify()) == []
    stock = Stock.objects.filter(bank=hall.bank).values_list("category__code", "balance_g")
    return {
        "heads": [bytes(one.head) for one in SessionDevice.objects.order_by("device_id")],
        "records": WeighingRecord.objects.count(),
        "deposits": sorted(Deposit.objects.values_list("id", "status", "gross_idr")),
        "savings": savings(hall),
        "stock": sorted(stock),
    }


def outcomes(answer: Any) -> list[str]:
    """What became of each record."""
    assert answer.status_code == 200, answer.content
    return [one["outcome"] for one in answer.json()["records"]]


def test_what_was_weighed_is_booked_once_and_told(hall: Hall, phone: Phone) -> None:
    for customer in hall.customers:
        phone.deposit(customer)
    answer = phone.send()
    assert outcomes(answer) == ["ACCEPTED"] * 3
    assert (answer.json()["expected_seq"], answer.json()["head"]) == (4, phone.head.hex())
    assert outcomes(phone.send()) == ["REPLAYED"] * 3
    found = state(hall)
    assert found["savings"] == [BOTTLES - BOTTLES * FEE_BP // 10_000] * 3
    assert found["stock"] == [("PET_CLEAR", 4500)]
    assert phone.close().json() == {"differences": []}
    hall.session.refresh_from_db()
    assert hall.session.status == SessionState.SYNCED


@settings(
    max_examples=12, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(data=st.data())
def test_any_order_overlap_cut_and_repetition_ends_in_the_same_state(
    hall: Hall, made: Player, data: st.DataObject
) -> None:
    phone = Phone(hall, made.person.pk, NOW)
    for n in range(8):
        phone.deposit(hall.customers[n % 3], grams=1000 + n)
    phone.void(phone.rows[2])
    with transaction.atomic():
        phone.send()
        straight = state(hall)
        transaction.set_rollback(True)
    cuts = st.tuples(st.integers(0, 8), st.integers(1, 9))
    with transaction.atomic():
        for start, size in data.draw(st.lists(cuts, max_size=5)):
            phone.send(data.draw(st.permutations(phone.rows[start : start + size])))
        phone.send()
        crooked = state(hall)
        transaction.set_rollback(True)
    # A void that came later than its deposit leaves a reversed pair; beside it, no deposit at all.
    gone = [one for one in crooked["deposits"] if one[1] == "REVERSED"]
    assert len(gone) <= 1
    crooked["deposits"] = [one for one in crooked["deposits"] if one not in gone]
    assert crooked == straight


def test_a_gap_is_told_and_nothing_stored(hall: Hall, phone: Phone) -> None:
    for customer in hall.customers:
        phone.deposit(customer)
    answer = phone.send(phone.rows[1:])
    assert (answer.status_code, answer.json()["code"]) == (409, "weighing.gap")
    assert answer.json()["facts"]["expected_seq"] == 1
    assert WeighingRecord.objects.count() == 0
    assert outcomes(phone.send()) == ["ACCEPTED"] * 3


def test_a_city_put_back_from_a_backup_asks_for_what_it_forgot(hall: Hall, phone: Phone) -> None:
    for customer in hall.customers:
        phone.deposit(customer)
    phone.send(phone.rows[:1])
    with transaction.atomic():
        phone.send()
        before = state(hall)
        transaction.set_rollback(True)  # the backup is of before
    last = phone.deposit(hall.customers[0])
    answer = phone.send([last])
    assert answer.json()["facts"]["expected_seq"] == 2
    assert {one["item"] for one in phone.close().json()["differences"]} >= {"count", "last_seq"}
    assert outcomes(phone.send(phone.rows[1:])) == ["ACCEPTED"] * 3
    assert phone.close().json()["differences"] == []
    deposits = state(hall)["deposits"]
    assert (len(deposits), len(before["deposits"])) == (4, 3)
    assert [one for one in before["deposits"] if one not in deposits] == []


def test_a_broken_chain_is_refused_whole(hall: Hall, phone: Phone) -> None:
    first, second = (phone.deposit(customer) for customer in hall.customers[:2])
    changed = Sent(second.seq, second.prev, second.hash, {**second.body, "total_idr": 1})
    answer = phone.send([first, changed])
    assert (answer.status_code, answer.json()["code"]) == (422, "weighing.chain_broken")
    assert answer.json()["facts"]["seq"] == 2
    assert WeighingRecord.objects.count() == 0


def test_another_content_at_a_known_place_is_kept_as_evidence(hall: Hall, phone: Phone) -> None:
    first = phone.deposit(hall.customers[0])
    phone.send()
    before = state(hall)
    body = {**first.body, "total_idr": 1}
    other = Sent(1, first.prev, link(prev=first.prev, body=body), body)
    for _ in range(2):
        answer = phone.send([other])
        assert (answer.status_code, answer.json()["code"]) == (409, "weighing.fork")
    assert ForkedRecord.objects.get().body["total_idr"] == 1
    hall.session.refresh_from_db()
    assert hall.session.status == SessionState.UNDER_REVIEW
    assert state(hall) == before


def test_a_known_id_at_a_new_place_is_kept_as_evidence(hall: Hall, phone: Phone) -> None:
    first = phone.deposit(hall.customers[0])
    phone.send()
    phone.deposit(hall.customers[1], id=first.body["id"])
    answer = phone.send()
    assert (answer.status_code, answer.json()["code"]) == (409, "weighing.id_conflict")
    assert (WeighingRecord.objects.count(), ForkedRecord.objects.count()) == (1, 1)


def test_only_the_phone_itself_can_send(hall: Hall, phone: Phone, made: Player) -> None:
    phone.deposit(hall.customers[0])
    other = Phone(hall, made.person.pk, NOW)
    for headers in (
        {"X-Device": str(other.device.pk)}, {"X-Device": "nobody"}, {"X-Signature": "00" * 64},
        {"X-Signature": "zz"},
    ):  # fmt: skip
        assert phone.send(headers=headers).status_code == 401
    assert outcomes(phone.send()) == ["ACCEPTED"]


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ({"gross_g": 0, "net_g": -100}, "gross_g"), ({"tare_g": 1600}, "net_g"),
        ({"category": "MOON_DUST"}, "category"),
        ({"gross_g": 75_101, "net_g": 75_001}, "net_g"), ({"gross_g": 10**9 + 1}, "gross_g"),
    ],
)  # fmt: skip
def test_what_no_scale_says_is_refused_with_its_line(
    hall: Hall, phone: Phone, line: dict[str, Any], field: str
) -> None:
    phone.deposit(hall.customers[0])
    phone.deposit(hall.customers[1], line=line)
    answer = phone.send()
    assert (answer.status_code, answer.json()["code"]) == (422, "weighing.bad_record")
    assert answer.json()["facts"] == {"seq": 2, "line": 1, "field": field}
    assert WeighingRecord.objects.count() == 0


def test_a_wrong_clock_loses_nothing_and_is_looked_at(hall: Hall, phone: Phone) -> None:
    phone.offset = timedelta(minutes=20)
    phone.deposit(hall.customers[0])
    answer = phone.send()
    assert outcomes(answer) == ["REVIEW"]
    assert answer.json()["records"][0]["reasons"] == ["clock_drift"]
    assert state(hall)["savings"] == [0, 0, 0]


def test_an_unknown_card_is_kept_and_looked_at(hall: Hall, phone: Phone) -> None:
    phone.deposit(None)
    answer = phone.send()
    assert answer.json()["records"][0]["reasons"] == ["unknown_card"]
    assert Deposit.objects.get().net_g == 1500


def test_the_city_values_anew_and_says_so(hall: Hall, phone: Phone) -> None:
    phone.deposit(hall.customers[0], price_idr=5000)
    [told] = phone.send().json()["records"]
    assert (told["claimed_idr"], told["value_idr"], told["difference_idr"]) == (7500, 6000, -1500)
    assert told["reasons"] == ["repriced"]
    assert Deposit.objects.get().lines.get().claimed_value_idr == 7500


def test_a_void_beside_its_deposit_leaves_no_journal_and_a_later_one_reverses(
    hall: Hall, phone: Phone
) -> None:
    phone.void(phone.deposit(hall.customers[0]))
    later = phone.deposit(hall.customers[1])
    phone.send()
    assert state(hall)["savings"] == [0, BOTTLES - BOTTLES * FEE_BP // 10_000, 0]
    assert Deposit.objects.count() == 1
    phone.void(later)
    phone.send()
    assert state(hall)["savings"] == [0, 0, 0]
    assert state(hall)["stock"] == [("PET_CLEAR", 0)]


def test_a_lost_phone_tells_only_what_was_before(hall: Hall, phone: Phone) -> None:
    phone.deposit(hall.customers[0])
    phone.device.revoked_at = NOW + timedelta(minutes=10)
    phone.device.save()
    assert phone.send().json()["records"][0]["reasons"] == ["device_revoked"]
    phone.deposit(hall.customers[1], at=(NOW + timedelta(minutes=11)).isoformat())
    answer = phone.send()
    assert (answer.status_code, answer.json()["code"]) == (403, "weighing.device_revoked")


@pytest.mark.parametrize(("days", "expected"), [(2, []), (4, ["late"]), (31, None)])
def test_late_records(
    hall: Hall, phone: Phone, monkeypatch: pytest.MonkeyPatch, days: int, expected: list[str] | None
) -> None:
    phone.deposit(hall.customers[0])
    later = NOW + timedelta(days=days)
    monkeypatch.setattr(clock, "now", lambda: later)
    phone.later = timedelta(days=days)
    answer = phone.send()
    if expected is None:
        assert answer.json()["code"] == "weighing.too_late"
    else:
        assert answer.json()["records"][0]["reasons"] == expected


def test_the_close_is_counted_item_by_item(hall: Hall, phone: Phone) -> None:
    phone.deposit(hall.customers[0])
    phone.send()
    answer = phone.close(grams=1501, count=2, cash_open_idr=100_000)
    assert answer.json()["differences"] == [
        {"item": "count", "phone": 2, "city": 1}, {"item": "grams", "phone": 1501, "city": 1500},
    ]  # fmt: skip
    hall.session.refresh_from_db()
    assert (hall.session.status, hall.session.cash_open_idr) == ("UNDER_REVIEW", 100_000)


def test_a_session_is_synced_when_the_last_phone_has_closed(
    hall: Hall, phone: Phone, made: Player
) -> None:
    other = Phone(hall, made.person.pk, NOW)
    for one in (phone, other):
        one.deposit(hall.customers[0])
        one.send()
    assert phone.close().json() == {"differences": []}
    hall.session.refresh_from_db()
    assert hall.session.status == SessionState.CLOSING
    assert other.close().json() == {"differences": []}
    hall.session.refresh_from_db()
    assert hall.session.status == SessionState.SYNCED


def test_a_session_that_is_not_open_takes_nothing(hall: Hall, phone: Phone) -> None:
    phone.deposit(hall.customers[0])
    WeighingSession.objects.filter(pk=hall.session.pk).update(status=SessionState.CANCELLED)
    assert phone.send().json()["code"] == "weighing.not_open"


@pytest.mark.django_db(transaction=True)
def test_uploads_at_once_from_two_phones_end_in_the_same_state() -> None:
    """Eight senders, each with its own cuts of either chain, over and over; nothing twice."""
    weigher = Cast(entered={})["made"].person.pk
    hall = open_hall(weigher_id=weigher, count=3, now=NOW)
    phones = [Phone(hall, weigher, NOW) for _ in range(2)]
    for phone in phones:
        for n in range(12):
            phone.deposit(hall.customers[n % 3], grams=1000)
    codes: set[str] = set()
    gate = threading.Barrier(8)

    def send(number: int) -> None:
        phone = phones[number % 2]
        gate.wait()
        for start in (0, number % 5, 3, 0):
            answer = phone.send(phone.rows[start : start + 5 + number])
            codes.add("ok" if answer.status_code == 200 else answer.json()["code"])
        connection.close()

    threads = [threading.Thread(target=send, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes <= {"ok", "weighing.gap"}
    for phone in phones:
        assert set(outcomes(phone.send())) <= {"ACCEPTED", "REPLAYED"}
    found = state(hall)
    assert (found["records"], len(found["deposits"])) == (24, 24)
    assert found["heads"] == [one.head for one in sorted(phones, key=lambda one: one.device.pk)]
    assert found["stock"] == [("PET_CLEAR", 24_000)]
    assert found["savings"] == [8 * (4000 - 4000 * FEE_BP // 10_000)] * 3


def test_the_head_reads_what_a_receipt_says_before_the_day_is_locked(
    hall: Hall, phone: Phone, tirta: Player, gede: Player
) -> None:
    for player, duty in ((tirta, Duty.MANAGER), (gede, Duty.CASHIER)):
        person = player.person.pk
        appoint(bank_id=hall.bank.pk, person_id=person, duty=duty, actor=SYSTEM, now=NOW)
    phone.deposit(hall.customers[0], price_idr=5000)
    phone.send()
    revoke_device(device_id=phone.device.pk, actor=tirta.actor, now=NOW)  # lost, and never closed
    for after in (SessionState.CLOSING, SessionState.SYNCED):
        move_session(session_id=hall.session.pk, after=after, actor=SYSTEM, now=NOW)
    desk = f"/kerja/bank-sampah/loket/{hall.bank.code}"
    lock = f"/kerja/bank-sampah/sesi/{hall.session.pk}/kunci"
    assert "struk menyebut jumlah lain" in tirta.client.get(desk).content.decode()
    gede.client.post(lock, {"cash": "0"})
    assert WeighingSession.objects.get().status == "SYNCED"
    deposit = Deposit.objects.get()
    act = f"/kerja/bank-sampah/setoran/{deposit.pk}/dibaca"
    assert gede.client.post(act).status_code == 404
    tirta.client.post(act)
    deposit.refresh_from_db()
    assert (deposit.status, deposit.reasons) == ("POSTED", ["repriced_seen"])
    assert EventRow.objects.filter(name="waste_banks.repricing_seen").count() == 1
    assert "struk menyebut jumlah lain" not in tirta.client.get(desk).content.decode()
    gede.client.post(lock, {"cash": "0"})
    assert WeighingSession.objects.get().status == "LOCKED"


def test_every_reason_has_words() -> None:
    known = {*Reason, DRIFT, OUTSIDE, STEPPED, LATE, REPRICED, REPRICED_SEEN, REVOKED}
    assert {str(code) for code in known} == set(REASONS)
