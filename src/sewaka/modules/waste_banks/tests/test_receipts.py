"""Receipts of a weighing day: to a guardian, to a number, on the site; each once."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sewaka.kernel import clock
from sewaka.kernel.access import SYSTEM
from sewaka.kernel.ids import new_id
from sewaka.kernel.outbox import Received
from sewaka.kernel.outbox.models import EventRow
from sewaka.modules.waste_banks.actions.correcting import accept_deposit, reverse_deposit
from sewaka.modules.waste_banks.actions.customers import change_phone
from sewaka.modules.waste_banks.consumers import CONSUMERS, tell_what_was_weighed
from sewaka.modules.waste_banks.events import SessionMoved
from sewaka.modules.waste_banks.models import Customer, Deposit
from sewaka.modules.waste_banks.rules.states import DepositState, SessionState
from sewaka.modules.waste_banks.tests.hall import Hall, Phone, open_hall
from sewaka.platform.notify.models import Notice, Sms
from tests.cast import NOW, Player

NUMBERS = ("0812-0000-0001", "0812-0000-0002")
STATEMENTS = 20  # of both times that it is heard
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def hall(tini: Player, made: Player) -> Hall:
    """Ketut has only a card; her daughter, the second, a number. Made has an account on the site.

    Of the fourth nobody knows a number.
    """
    found = open_hall(weigher_id=tini.person.pk, count=4, now=NOW, name="Bank Sampah Balai Contoh")
    ketut, daughter, mades, _nobody = found.customers
    daughter.phone, ketut.guardian = NUMBERS[0], daughter
    mades.person, mades.phone = made.person, NUMBERS[1]
    Customer.objects.bulk_update([ketut, mades], ["guardian", "person"])
    for one in (daughter, mades):
        one.save()
    return found


@pytest.fixture
def phone(hall: Hall, tini: Player) -> Phone:
    return Phone(hall, tini.person.pk, NOW)


def tell(hall: Hall, *, after: SessionState) -> None:
    """The session has come so far, heard twice."""
    event = SessionMoved(
        bank_id=hall.bank.pk, session_id=hall.session.pk, before="", after=after.value
    )
    received = Received(
        event=event, id=new_id(), seq=1, name=event.name, case_id=None, subject_id=None,
        actor_id=None, via="job", occurred_at=NOW,
    )  # fmt: skip
    for _ in range(2):
        tell_what_was_weighed(received=received, now=NOW)


def messages() -> list[str]:
    return [str(one.body) for one in Sms.objects.order_by("created_at", "pk")]


def test_one_receipt_for_all_that_somebody_brought(hall: Hall, phone: Phone, made: Player) -> None:
    ketut, _daughter, mades, nobody = hall.customers
    for who in (ketut, ketut, mades, nobody):
        phone.deposit(who)
    phone.send()
    tell(hall, after=SessionState.CLOSING)
    assert messages() == []
    tell(hall, after=SessionState.SYNCED)
    (said,) = messages()
    assert said.startswith("Bank Sampah Balai Contoh, Sen, 23 Nov 2026: 3 kg ditimbang, Rp 11.400")
    assert said.endswith(f" masuk tabungan {ketut.number}. Saldo Rp 11.400.")
    assert Sms.objects.get().number == "+6281200000001"
    (notice,) = Notice.objects.filter(person=made.person)
    assert notice.facts["weight"] == "1,5\u00a0kg"
    assert "saldo" not in str(notice.facts).lower()
    assert not any("Rp" in str(fact) for fact in notice.facts.values())


def test_told_again_when_a_look_has_changed_the_figures(hall: Hall, phone: Phone) -> None:
    ketut = hall.customers[0]
    phone.deposit(ketut)
    phone.deposit(ketut, 60_000)  # more than clean bottles ever weigh
    phone.send()
    tell(hall, after=SessionState.SYNCED)
    assert len(messages()) == 1
    for one in Deposit.objects.filter(status=DepositState.REVIEW):
        accept_deposit(deposit_id=one.pk, actor=SYSTEM, now=NOW)
    tell(hall, after=SessionState.LOCKED)
    first, second = messages()
    assert ("1,5 kg" in first, "61,5 kg" in second) == (True, True)


def test_told_when_nothing_is_left_of_it(hall: Hall, phone: Phone) -> None:
    """Reversed before it was counted it is nobody's news; afterwards its owner has been told."""
    ketut, daughter, *_others = hall.customers
    phone.void(phone.deposit(daughter))
    phone.deposit(ketut)
    phone.send()
    phone.close()
    tell(hall, after=SessionState.SYNCED)
    assert len(messages()) == 1
    (one,) = Deposit.objects.filter(status=DepositState.POSTED)
    reverse_deposit(deposit_id=one.pk, reason="salah nasabah", actor=SYSTEM, now=NOW)
    tell(hall, after=SessionState.LOCKED)
    assert "0 kg ditimbang, Rp 0 masuk" in messages()[1]
    assert len(messages()) == 2


def test_a_full_hall_costs_as_many_statements_as_one_customer(hall: Hall, phone: Phone) -> None:
    """Of the text, the key, the delivery and the row none is asked for each of them."""
    for n, one in enumerate(hall.customers):
        one.person, one.guardian, one.phone = None, None, f"0812-0000-010{n}"
        one.save()
    counts = []
    for who in (hall.customers[:1], hall.customers):
        for one in who:
            phone.deposit(one)
        phone.send()
        with CaptureQueriesContext(connection) as asked:
            tell(hall, after=SessionState.SYNCED)
        counts.append(len(asked))
    assert len(messages()) == 1 + len(hall.customers)
    assert counts[0] == counts[1] <= STATEMENTS


def test_a_message_fits_into_one(hall: Hall, phone: Phone) -> None:
    phone.deposit(hall.customers[0], 24_950)
    phone.send()
    tell(hall, after=SessionState.SYNCED)
    (said,) = messages()
    assert len(said) <= 160
    assert said.isascii()


def test_the_close_of_the_last_phone_is_what_is_heard(hall: Hall, phone: Phone) -> None:
    phone.deposit(hall.customers[0])
    phone.send()
    assert phone.close().status_code == 200
    moved = EventRow.objects.filter(name=SessionMoved.name, data__session_id=str(hall.session.pk))
    assert [row.data["after"] for row in moved.order_by("position")][-1] == SessionState.SYNCED
    assert SessionMoved in {event for one in CONSUMERS for event in one.events}


def test_who_wants_no_text_messages_gets_none(hall: Hall, phone: Phone) -> None:
    """Neither for the own account nor for a ward's; who else has left a number gets theirs."""
    ketut, daughter, _mades, other = hall.customers
    change_phone(customer_id=other.pk, phone=NUMBERS[1], actor=SYSTEM, now=NOW)
    change_phone(customer_id=daughter.pk, phone=NUMBERS[0], wants_sms=False, actor=SYSTEM, now=NOW)
    for who in (ketut, daughter, other):
        phone.deposit(who)
    phone.send()
    tell(hall, after=SessionState.SYNCED)
    assert [one.number for one in Sms.objects.all()] == ["+6281200000002"]
    change_phone(customer_id=daughter.pk, phone=NUMBERS[0], actor=SYSTEM, now=NOW)
    daughter.refresh_from_db()
    assert (daughter.wants_sms, daughter.phone) == (False, NUMBERS[0])
