"""Objects of the conformance suite."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta
from uuid import UUID

import pytest
from django.conf import settings

from sewaka.kernel.access import SYSTEM
from sewaka.kernel.ids import new_id
from sewaka.modules.waste_banks.actions.correcting import accept_deposit
from sewaka.modules.waste_banks.actions.customers import rotate_cards
from sewaka.modules.waste_banks.actions.disputing import dispute_line
from sewaka.modules.waste_banks.actions.pricing import draft_prices
from sewaka.modules.waste_banks.actions.publishing import publish_months
from sewaka.modules.waste_banks.actions.rewards import RewardWish, ask_reward
from sewaka.modules.waste_banks.actions.routes import start_route
from sewaka.modules.waste_banks.actions.scheduling import ScheduleDraft, begin_schedule
from sewaka.modules.waste_banks.actions.sessions import SessionDraft, plan_session
from sewaka.modules.waste_banks.actions.supervising import write_flags
from sewaka.modules.waste_banks.actions.withdrawing import WithdrawalWish, request_withdrawal
from sewaka.modules.waste_banks.models import FraudFlag, WasteBank, WeighingDevice, WeighingSession
from sewaka.modules.waste_banks.rules.states import SessionState
from sewaka.modules.waste_banks.tests.doors import planned_route, wish_pickup
from sewaka.modules.waste_banks.tests.scenes_of_banks import to_call, to_charge, to_rest, to_rule
from sewaka.modules.waste_banks.tests.village import TODAY, Village, bank, customer, village
from sewaka.modules.waste_banks.workflow import PICKUP_WORKFLOW, WITHDRAWAL_WORKFLOW
from sewaka.platform.cases import api as cases
from sewaka.platform.cases.api import Case
from tests.cast import NOW, Cast
from tests.conformance.access_table import Scene


def asked(cast: Cast) -> Case:
    """Made has asked for savings."""
    sesetan = village(cast)
    sesetan.bring([sesetan.wish(("PET_CLEAR", 25_000))])
    wish = WithdrawalWish(id=new_id(), customer_id=sesetan.made.pk, amount_idr=50_000)
    return request_withdrawal(wish=wish, actor=cast["made"].actor, now=NOW).case


def weighed(cast: Cast) -> Scene:
    """What Made has brought to the bank in Sesetan."""
    sesetan = village(cast)
    [taken] = sesetan.bring([sesetan.wish(("PET_CLEAR", 1_500), ("HVS", 700))])
    return Scene(arguments={"deposit_id": str(taken.deposit.pk)})


def standing(cast: Cast) -> Scene:
    """The bank in Sesetan."""
    return Scene(arguments={"code": village(cast).bank.code})


def at_counter(cast: Cast) -> Scene:
    """Made stands at the counter in Sesetan."""
    sesetan = village(cast)
    return Scene(arguments={"code": sesetan.bank.code, "number": sesetan.made.number})


def to_freeze(cast: Cast) -> Scene:
    """Made's account is to be frozen."""
    return Scene(
        arguments=at_counter(cast).arguments, form={"after": "FROZEN", "reason": "kartu hilang"}
    )


def to_withdraw(cast: Cast) -> Scene:
    """Savings that an officer asks for."""
    form = {"wish": str(new_id()), "amount": "1", "form": "CASH", "destination": ""}
    return Scene(arguments=at_counter(cast).arguments, form=form)


def to_dispute(cast: Cast) -> Scene:
    """Made says that a line is wrong."""
    form = {"line": "1", "words": "timbangan salah"}
    return Scene(arguments=weighed(cast).arguments, form=form)


def to_object(cast: Cast) -> Scene:
    """The same, by a program."""
    form = {"n": 1, "words": "timbangan salah"}
    return Scene(arguments=weighed(cast).arguments, form=form)


def to_put(cast: Cast) -> Scene:
    """A deposit that a program puts."""
    made, lines = village(cast).made, [{"category": "HVS", "gross_g": 700}]
    form = {"bank": made.bank.code, "number": made.number, "lines": lines}
    return Scene(arguments={"deposit_id": str(new_id())}, form=form)


def to_reverse(cast: Cast) -> Scene:
    """A deposit that is to be reversed."""
    return Scene(arguments=weighed(cast).arguments, form={"reason": "timbangan salah"})


def gathered(cast: Cast) -> Scene:
    """Made has points, and wants a bag."""
    sesetan = village(cast)
    sesetan.bring([sesetan.wish(("PET_CLEAR", 25_000))])
    return Scene(form={"reward": "BAG", "wish": str(new_id())})


def to_reward(cast: Cast) -> Scene:
    """The same, by a program."""
    form = {"reward": "BAG", "id": str(new_id())}
    gathered(cast)
    made = WasteBank.objects.get().customers.get()
    return Scene(arguments={"customer_id": str(made.pk)}, form=form)


def to_reward_for(cast: Cast) -> Scene:
    """The same, at the counter."""
    form = gathered(cast).form
    bank_ = WasteBank.objects.get()
    return Scene(arguments={"code": bank_.code, "number": bank_.customers.get().number}, form=form)


def rewarded(cast: Cast) -> Scene:
    """The bag is to be handed out."""
    gathered(cast)
    made = WasteBank.objects.get().customers.get()
    wish = RewardWish(id=new_id(), customer_id=made.pk, reward="BAG")
    row = ask_reward(wish=wish, actor=cast["made"].actor, now=NOW)
    return Scene(arguments={"redemption_id": str(row.pk), "action": "serahkan"})


def rewarded_by_program(cast: Cast) -> Scene:
    """The same; the address says what is done."""
    found = rewarded(cast).arguments
    return Scene(arguments={"redemption_id": found["redemption_id"]})


def disputed(cast: Cast) -> Scene:
    """A line that Made has disputed."""
    deposit_id = UUID(weighed(cast).arguments["deposit_id"])
    made = dispute_line(
        deposit_id=deposit_id, n=1, words="salah", actor=cast["made"].actor, now=NOW
    )
    return Scene(arguments={"dispute_id": str(made.pk)}, form={"reason": "benar"})


def of_nobody(cast: Cast) -> Scene:
    """A booked deposit of an unknown card, which is Made's."""
    sesetan = village(cast)
    [taken] = sesetan.bring([sesetan.wish(("HVS", 1_500), customer_id=None)])
    accept_deposit(deposit_id=taken.deposit.pk, actor=SYSTEM, now=NOW)
    arguments = {"deposit_id": str(taken.deposit.pk)}
    return Scene(arguments=arguments, form={"number": sesetan.made.number})


def to_price(cast: Cast) -> Scene:
    """The next price list."""
    form = {"valid_from": f"{TODAY + timedelta(days=2):%Y-%m-%d}", "HVS": "1100"}
    return Scene(arguments=standing(cast).arguments, form=form)


def listed(cast: Cast) -> Scene:
    """A draft of a price list that can be published."""
    sesetan, since = village(cast), TODAY + timedelta(days=2)
    drafted = draft_prices(
        bank_id=sesetan.bank.pk, prices={"HVS": 1_100}, valid_from=since, actor=SYSTEM, now=NOW
    )
    return Scene(arguments={"code": sesetan.bank.code, "version": str(drafted.version)})


def priced(cast: Cast) -> Scene:
    """What the bank pays for paper."""
    return Scene(arguments={"code": village(cast).bank.code, "category": "HVS"})


def with_a_phone(cast: Cast) -> Scene:
    """A phone that weighs for the bank in Sesetan."""
    made = WeighingDevice.objects.create(
        bank=village(cast).bank, label="Ponsel", public_key=b"contoh",
        enrolled_by=cast["tini"].person.pk, enrolled_at=NOW,
    )  # fmt: skip
    return Scene(arguments={"device_id": str(made.pk)})


def carded(cast: Cast) -> Scene:
    """A card of the bank in Sesetan."""
    [made] = rotate_cards(customer_ids=[village(cast).made.pk], actor=SYSTEM, now=NOW)
    return Scene(arguments={"token": made.card_token})


def account(cast: Cast) -> Scene:
    """Made's account."""
    return Scene(arguments={"customer_id": str(village(cast).made.pk)})


def doubtful(cast: Cast) -> Scene:
    """A deposit without a price waits for a look."""
    sesetan = village(cast)
    [taken] = sesetan.bring([sesetan.wish(("HDPE", 700))])
    return Scene(
        arguments={"deposit_id": str(taken.deposit.pk), "action": "tolak"}, form={"reason": "x"}
    )


def crowd(cast: Cast, count: int) -> None:
    """Many deposits and withdrawals of Made's, and many banks."""
    known = WasteBank.objects.first()
    sesetan = Village(known, known.customers.get()) if known else village(cast)
    sesetan.bring([sesetan.wish(("PET_CLEAR", 20_000)) for _ in range(count)])
    for _ in range(count):
        bank("Bank ramai")
        wish = WithdrawalWish(id=new_id(), customer_id=sesetan.made.pk, amount_idr=10_000)
        request_withdrawal(wish=wish, actor=cast["made"].actor, now=NOW)
        case_id = wish_pickup(sesetan.made, actor=cast["made"].actor).pk
        cases.move(case_id=case_id, action="cancel", actor=cast["made"].actor, now=NOW)
    publish_months(actor=SYSTEM, now=NOW + timedelta(days=200))


def filled(cast: Cast) -> Scene:
    """The bank in Sesetan, with something in stock."""
    sesetan = village(cast)
    sesetan.bring([sesetan.wish(("PET_CLEAR", 25_000), ("HVS", 3_000))])
    return Scene(arguments={"code": sesetan.bank.code})


def sold(cast: Cast) -> Scene:
    """The note of a sale."""
    form = {
        "buyer": "UD Contoh Jaya", "day": f"{TODAY:%Y-%m-%d}", "sale": str(new_id()),
        "PET_CLEAR-weight": "12,5", "PET_CLEAR-price": "4800", "PET_CLEAR-shrink": "0,2",
    }  # fmt: skip
    return Scene(arguments=filled(cast).arguments, form=form)


def somewhere(_cast: Cast) -> Scene:
    """A session that is nobody's here."""
    return Scene(arguments={"session_id": "018f9c10-0000-7000-8000-000000000001"})


def to_plan(cast: Cast) -> Scene:
    """A weighing day as the form sends it."""
    form = {"on": f"{TODAY:%Y-%m-%d}", "begins": "07:00", "ends": "11:00", "place": "Balai"}
    return Scene(arguments=standing(cast).arguments, form=form)


def planned(cast: Cast) -> Scene:
    """A planned weighing day, to be opened."""
    draft = SessionDraft(on=TODAY, begins=time(7), ends=time(11), place="Balai")
    made = plan_session(bank_id=village(cast).bank.pk, draft=draft, actor=SYSTEM, now=NOW)
    return Scene(arguments={"session_id": str(made.pk), "action": "buka"})


def flagged(cast: Cast) -> Scene:
    """Two numbers of one person, found."""
    at = village(cast).bank
    for name in ("Luh Astuti", "Luh Astutik"):
        customer(at, name, phone="081234567890")
    write_flags(actor=SYSTEM, now=NOW)
    found = FraudFlag.objects.get(rule="F7")
    form = {"outcome": "EXPLAINED", "reason": "kembar"}
    return Scene(arguments={"flag_id": str(found.pk)}, form=form)


def weighed_day(cast: Cast) -> Scene:
    """A weighing day whose phones have sent all."""
    scene = planned(cast)
    WeighingSession.objects.update(status=SessionState.SYNCED.value)
    return Scene(arguments={"session_id": scene.arguments["session_id"]})


def asked_pickup(cast: Cast) -> Case:
    """Made wants waste to be fetched."""
    sesetan = village(cast)
    return wish_pickup(sesetan.made, actor=cast["made"].actor).case


def wished(cast: Cast) -> Scene:
    """Made's request."""
    return Scene(arguments={"case_id": str(asked_pickup(cast).pk)})


def to_route(cast: Cast) -> Scene:
    """The form of a route that fetches Made's waste."""
    case = asked_pickup(cast)
    form = {
        "route": str(new_id()), "on": f"{TODAY:%Y-%m-%d}", "departs": "08:00", "vehicle": "Viar",
        "capacity": "200", "requests": [str(case.pk)],
    }  # fmt: skip
    return Scene(arguments={"code": WasteBank.objects.get().code}, form=form)


def routed(cast: Cast) -> Scene:
    """A planned route."""
    return Scene(arguments={"route_id": str(planned_route(asked_pickup(cast)).pk)})


def on_the_road(cast: Cast) -> Scene:
    """The vehicle is on its way to Made's door."""
    case = asked_pickup(cast)
    start_route(route_id=planned_route(case).pk, actor=SYSTEM, now=NOW)
    return Scene(arguments={"case_id": str(case.pk)})


def at_the_door(cast: Cast) -> Scene:
    """The same, to be told that it has arrived."""
    return Scene(arguments={**on_the_road(cast).arguments, "action": "tiba"})


def published(cast: Cast) -> Scene:
    """A closed month of the bank in Sesetan."""
    sesetan = village(cast)
    sesetan.bring([sesetan.wish(("PET_CLEAR", 25_000), ("HVS", 3_000))])
    publish_months(actor=SYSTEM, now=NOW + timedelta(days=60))
    return Scene(arguments={"code": sesetan.bank.code, "month": f"{TODAY:%Y-%m}"})


def recurring(cast: Cast) -> Scene:
    """A calendar of the bank in Sesetan."""
    draft = ScheduleDraft(rrule="FREQ=WEEKLY;BYDAY=SU", begins=time(7), ends=time(11), place="x")
    known = village(cast).bank.pk
    made = begin_schedule(bank_id=known, draft=draft, actor=SYSTEM, now=NOW)
    return Scene(arguments={"schedule_id": str(made.pk)})


def semester(_cast: Cast) -> Scene:
    """A half year in which nobody weighed."""
    return Scene(arguments={"year": "2026", "semester": "2"})


def of_month(_cast: Cast) -> Scene:
    """A month of the city."""
    return Scene(arguments={"month": "2026-11", "form": "json"})


SCENES: dict[str, Callable[[Cast], Scene]] = {
    "account": account,
    "carded": carded,
    "to_price": to_price,
    "to_call": to_call,
    "to_charge": to_charge,
    "to_rest": to_rest,
    "to_rule": to_rule,
    "with_a_phone": with_a_phone,
    "listed": listed,
    "priced": priced,
    "gathered": gathered,
    "to_reward": to_reward,
    "to_reward_for": to_reward_for,
    "rewarded": rewarded,
    "rewarded_by_program": rewarded_by_program,
    "disputed": disputed,
    "of_nobody": of_nobody,
    "to_object": to_object,
    "to_dispute": to_dispute,
    "to_put": to_put,
    "to_reverse": to_reverse,
    "to_freeze": to_freeze,
    "to_withdraw": to_withdraw,
    "at_counter": at_counter,
    "at_the_door": at_the_door,
    "on_the_road": on_the_road,
    "routed": routed,
    "to_route": to_route,
    "wished": wished,
    "doubtful": doubtful,
    "filled": filled,
    "flagged": flagged,
    "to_plan": to_plan,
    "of_month": of_month,
    "planned": planned,
    "published": published,
    "recurring": recurring,
    "semester": semester,
    "sold": sold,
    "somewhere": somewhere,
    "standing": standing,
    "weighed": weighed,
    "weighed_day": weighed_day,
}
CROWD = crowd
WALKS = {WITHDRAWAL_WORKFLOW.code: asked, PICKUP_WORKFLOW.code: asked_pickup}


def small_demo(patch: pytest.MonkeyPatch) -> None:
    """Few customers, half a year."""
    patch.setattr(settings, "DEMO_REPORTS", 150)
