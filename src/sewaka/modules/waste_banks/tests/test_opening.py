"""Bu Wira opens banks; customers join with a number, a card and, when young, a guardian."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.utils.timezone import get_default_timezone

from sewaka.kernel.access import SYSTEM
from sewaka.kernel.errors import DomainError, Forbidden, Invalid, NotFound
from sewaka.kernel.ids import digest
from sewaka.kernel.outbox.models import EventRow
from sewaka.modules.waste_banks.actions.banks import BankDraft, open_bank, set_bank_state
from sewaka.modules.waste_banks.actions.correcting import reject_deposit
from sewaka.modules.waste_banks.actions.customers import (
    CustomerDraft,
    register_customer,
    register_customers,
    rotate_cards,
    set_customer_state,
)
from sewaka.modules.waste_banks.actions.pricing import draft_prices, publish_prices
from sewaka.modules.waste_banks.actions.sessions import SessionDraft, move_session, plan_session
from sewaka.modules.waste_banks.models import Customer, PriceList, WasteBank, WeighingSession
from sewaka.modules.waste_banks.rules.kinds import BankKind
from sewaka.modules.waste_banks.rules.states import BankState, CustomerState, SessionState
from sewaka.modules.waste_banks.tests.village import TODAY, Village, customer
from sewaka.platform.ledger import api as ledger
from tests.cast import NOW, SESETAN, Player
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db
NIK = "9971010101900001"
CHILD = "9971015511150001"  # a girl, born on 15 November 2015
SUNDAY = date(2026, 11, 29)


def test_a_bank_opens_with_number_code_and_chart(wira: Player, made: Player) -> None:
    draft = BankDraft(name="Bank Kaja", kind=BankKind.UNIT, village_code=SESETAN)
    first = open_bank(draft=draft, actor=wira.actor, now=NOW)
    second = open_bank(draft=draft, actor=wira.actor, now=NOW)
    assert (first.code, second.code) == ("BSU-5171011003-01", "BSU-5171011003-02")
    assert second.no == first.no + 1
    assert ledger.Account.objects.filter(book_id=first.ledger_book_id).count() == 13
    with nothing_written(), pytest.raises(NotFound):
        open_bank(draft=draft, actor=made.actor, now=NOW)


def test_a_closed_bank_takes_nobody_and_nothing(sesetan: Village) -> None:
    set_bank_state(
        bank_id=sesetan.bank.pk, after=BankState.CLOSED, reason="x", actor=SYSTEM, now=NOW
    )
    for act in (
        lambda: customer(sesetan.bank),
        lambda: sesetan.bring([sesetan.wish(("HVS", 1))]),
    ):
        with nothing_written(), pytest.raises(DomainError, match=r"waste_banks.bank.closed"):
            act()
    with pytest.raises(DomainError, match=r"waste_banks.bad_transition"):
        set_bank_state(
            bank_id=sesetan.bank.pk, after=BankState.ACTIVE, reason="x", actor=SYSTEM, now=NOW
        )


def join(at: Village, by: Player, **more: Any) -> Customer:
    draft = CustomerDraft(**({"name": "Komang", "village_code": SESETAN} | more))
    return register_customer(bank_id=at.bank.pk, draft=draft, actor=by.actor, now=NOW).customer


def test_a_customer_has_a_number_a_card_and_an_account(sesetan: Village, tini: Player) -> None:
    joined = join(sesetan, tini, nik=NIK, phone="+628000000099")
    assert joined.number == "0001000025"
    assert Customer.objects.filter(nik_index=NIK).get() == joined
    raw = Customer.objects.filter(pk=joined.pk).values_list("name", "nik", "nik_index")[0]
    assert NIK not in str(raw)
    account = ledger.Account.objects.get(pk=joined.savings_account_id)
    assert (account.code, account.party_id) == ("2000/0001000025", joined.pk)
    told = EventRow.objects.filter(name="waste_banks.customer_registered").latest("position")
    assert NIK not in str(told.data)


def test_the_same_person_saves_once_at_a_bank(sesetan: Village, tini: Player) -> None:
    join(sesetan, tini, nik=NIK)
    with pytest.raises(Invalid) as said:
        join(sesetan, tini, nik=NIK)
    assert said.value.fields == {"nik": "waste_banks.customer.known"}
    assert WasteBank.objects.get().last_customer_no == 2


def test_several_join_together_or_none_of_them(sesetan: Village, tini: Player) -> None:
    drafts = [CustomerDraft(name=n, village_code=SESETAN) for n in ("Luh Satu", "Luh Dua")]
    who: dict[str, Any] = {"bank_id": sesetan.bank.pk, "actor": tini.actor, "now": NOW}
    first, second = register_customers(drafts=drafts, **who)
    assert [one.customer.name for one in (first, second)] == ["Luh Satu", "Luh Dua"]
    assert second.customer.serial == first.customer.serial + 1
    assert first.card_token != second.card_token
    joined = EventRow.objects.filter(name="waste_banks.customer_registered")
    told = {row.data["customer_id"] for row in joined}
    assert {str(one.customer.pk) for one in (first, second)} <= told
    child = CustomerDraft(name="Ni Contoh", village_code=SESETAN, nik=CHILD)  # without a guardian
    with nothing_written(), pytest.raises(Invalid):
        register_customers(drafts=[drafts[0], child], **who)


def test_a_minor_needs_a_grown_up_customer(sesetan: Village, tini: Player) -> None:
    with nothing_written(), pytest.raises(Invalid) as said:
        join(sesetan, tini, nik=CHILD)
    assert said.value.fields == {"guardian": "waste_banks.customer.guardian"}
    child = join(sesetan, tini, nik=CHILD, guardian_id=sesetan.made.pk)
    assert (child.guardian, child.of_age_on) == (sesetan.made, date(2032, 11, 15))
    with pytest.raises(Invalid):
        join(sesetan, tini, born_on=date(2016, 2, 29), guardian_id=child.pk)


def test_an_old_card_is_worth_nothing_after_a_new_one(sesetan: Village, tini: Player) -> None:
    before = bytes(sesetan.made.card_hash)
    [made] = rotate_cards(customer_ids=[sesetan.made.pk], actor=tini.actor, now=NOW)
    token = made.card_token
    kept = bytes(Customer.objects.get(pk=sesetan.made.pk).card_hash)
    assert kept == digest(token) != before


def test_only_an_empty_account_is_closed(sesetan: Village, tirta: Player, gede: Player) -> None:
    sesetan.bring([sesetan.wish(("HVS", 1_000))])

    def close(by: Player) -> None:
        set_customer_state(
            customer_id=sesetan.made.pk,
            after=CustomerState.CLOSED,
            reason="pindah",
            actor=by.actor,
            now=NOW,
        )

    with pytest.raises(DomainError, match=r"waste_banks.customer.has_savings"):
        close(tirta)
    with nothing_written(), pytest.raises(Forbidden):
        close(gede)


def test_prices_with_little_notice_need_two_persons(
    sesetan: Village, tirta: Player, wira: Player
) -> None:
    late = NOW.astimezone(get_default_timezone()).replace(hour=13)
    drafted = draft_prices(
        bank_id=sesetan.bank.pk,
        prices={"HVS": 1_200},
        valid_from=TODAY + timedelta(days=1),
        actor=tirta.actor,
        now=late,
    )
    with pytest.raises(DomainError, match=r"waste_banks.prices.second_signature"):
        publish_prices(price_list_id=drafted.pk, actor=tirta.actor, now=late)
    assert PriceList.objects.get(pk=drafted.pk).status == "DRAFT"
    noon = late.replace(hour=12, minute=0)
    published = publish_prices(price_list_id=drafted.pk, actor=tirta.actor, now=noon)
    assert (published.status, published.version) == ("PUBLISHED", 2)
    [before] = sesetan.bring([sesetan.wish(("HVS", 1_000))])
    [after] = sesetan.bring([sesetan.wish(("HVS", 1_000), day=TODAY + timedelta(days=1))])
    assert (before.deposit.gross_idr, after.deposit.gross_idr) == (1_001, 1_200)
    with pytest.raises(DomainError, match=r"waste_banks.bad_transition"):
        publish_prices(price_list_id=drafted.pk, actor=tirta.actor, now=noon)


def test_a_list_of_last_year_is_refused(sesetan: Village, tirta: Player) -> None:
    drafted = draft_prices(
        bank_id=sesetan.bank.pk,
        prices={"HVS": 1_200},
        valid_from=date(2025, 11, 1),
        actor=tirta.actor,
        now=NOW,
    )
    with nothing_written(), pytest.raises(DomainError, match=r"waste_banks.prices.past"):
        publish_prices(price_list_id=drafted.pk, actor=tirta.actor, now=NOW)
    with pytest.raises(DomainError, match=r"waste_banks.prices.later"):
        publish_prices(price_list_id=drafted.pk, actor=SYSTEM, now=NOW)


@pytest.fixture
def session(sesetan: Village, tini: Player) -> WeighingSession:
    draft = SessionDraft(
        on=SUNDAY, begins=time(7), ends=time(11), place="Balai", officers=(tini.person.pk,)
    )
    return plan_session(bank_id=sesetan.bank.pk, draft=draft, actor=tini.actor, now=NOW)


def test_a_session_goes_its_way_and_the_cashier_locks_it(
    sesetan: Village, session: WeighingSession, tini: Player, gede: Player, tirta: Player
) -> None:
    def move(by: Player, after: SessionState, cash: int | None = None) -> WeighingSession:
        return move_session(
            session_id=session.pk, after=after, actor=by.actor, now=NOW, cash_idr=cash
        )

    with nothing_written(), pytest.raises(DomainError, match=r"waste_banks.bad_transition"):
        move(tini, SessionState.SYNCED)
    move(tini, SessionState.OPEN, 500_000)
    [waiting] = sesetan.bring([sesetan.wish(("HDPE", 1), session_id=session.pk)])
    move(tini, SessionState.CLOSING)
    move(tini, SessionState.SYNCED)
    with nothing_written(), pytest.raises(Forbidden):
        move(tini, SessionState.LOCKED)
    with nothing_written(), pytest.raises(DomainError, match=r"waste_banks.session.review"):
        move(gede, SessionState.LOCKED)

    reject_deposit(deposit_id=waiting.deposit.pk, reason="salah", actor=tirta.actor, now=NOW)
    locked = move(gede, SessionState.LOCKED, 480_000)
    assert (locked.status, locked.cash_open_idr, locked.cash_close_idr, locked.locked_by) == (
        "LOCKED",
        500_000,
        480_000,
        gede.person.pk,
    )


def test_the_same_hour_is_planned_once(sesetan: Village, session: WeighingSession) -> None:
    draft = SessionDraft(on=SUNDAY, begins=time(7), ends=time(9), place="Balai")
    with nothing_written(), pytest.raises(Invalid):
        plan_session(bank_id=sesetan.bank.pk, draft=draft, actor=SYSTEM, now=NOW)
