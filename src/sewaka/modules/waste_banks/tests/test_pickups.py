"""Made has waste fetched: asked for, put on a route, weighed at the gate, or fetched in vain."""

from __future__ import annotations

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils.timezone import localtime

from sewaka.kernel.access import SYSTEM
from sewaka.kernel.errors import DomainError, Forbidden, Invalid, NotFound
from sewaka.kernel.geo import Position
from sewaka.kernel.ids import new_id
from sewaka.kernel.workflow import NotAllowed
from sewaka.modules.waste_banks.actions.depositing import LineWish
from sewaka.modules.waste_banks.actions.routes import (
    GateWeighing,
    start_route,
    take_weighed,
    weigh_at_gate,
)
from sewaka.modules.waste_banks.actions.sessions import SessionDraft, plan_session
from sewaka.modules.waste_banks.exporters import personal
from sewaka.modules.waste_banks.models import Deposit, PickupRequest, PickupRoute
from sewaka.modules.waste_banks.rules import pickups as rules
from sewaka.modules.waste_banks.rules.kinds import Channel
from sewaka.modules.waste_banks.tests.doors import DOOR, plan, wish_pickup
from sewaka.modules.waste_banks.tests.village import TODAY, Village, customer
from sewaka.platform.cases import api as cases
from sewaka.platform.ledger import api as ledger
from tests.cast import NOW, Player
from tests.writes import nothing_written

LATER = NOW + timedelta(hours=1)
ZONE = ZoneInfo("Asia/Makassar")
pytestmark = pytest.mark.django_db


def fresh(row: PickupRequest) -> PickupRequest:
    return PickupRequest.objects.select_related("case", "deposit").get(pk=row.pk)


def on_the_road(row: PickupRequest) -> PickupRoute:
    """A vehicle that has left for that door."""
    return start_route(route_id=plan([row]).route.pk, actor=SYSTEM, now=NOW)


def weigh(row: PickupRequest, by: Player, *lines: tuple[str, int], **more: object) -> Deposit:
    wished = [LineWish(category=code, gross_g=grams) for code, grams in lines]
    known = {"id": new_id(), "case_id": row.pk, "lines": wished} | more
    return weigh_at_gate(weighing=GateWeighing(**known), actor=by.actor, now=LATER)


def fail(row: PickupRequest, by: Player, reason: str = "NOBODY") -> None:
    given = {"reason": reason, "words": "Pagar terkunci"}
    cases.move(case_id=row.pk, action="fail", actor=by.actor, now=LATER, given=given)


def test_from_the_door_into_the_passbook(
    sesetan: Village, made: Player, tini: Player, ketut: Player
) -> None:
    row = wish_pickup(sesetan.made, actor=made.actor)
    planned = plan([row], actor=tini.actor)
    row = fresh(row)
    assert (row.case.state, row.stop_no, row.on, planned.left_out) == ("scheduled", 1, TODAY, [])
    assert row.arrives_at is not None
    assert time(8) < localtime(row.arrives_at).time() < time(9)
    start_route(route_id=planned.route.pk, actor=tini.actor, now=NOW)
    cases.move(case_id=row.pk, action="arrive", actor=tini.actor, now=LATER)
    deposit = weigh(row, tini, ("PET_CLEAR", 1_500), ("HVS", 1_500))
    row = fresh(row)
    assert (row.case.state, row.deposit, row.arrived_at) == ("done", deposit, LATER)
    assert (deposit.channel, deposit.book_date, deposit.weigher_id) == (
        Channel.PICKUP, TODAY, tini.person.pk,
    )  # fmt: skip
    assert sesetan.balance() == 7_504 - 375
    assert ledger.verify() == []
    said = [one.what for one in cases.timeline(case=row.case, actor=made.actor)]
    assert len(said) == 5
    with pytest.raises(NotFound):
        cases.get_case(number=row.case.number, actor=ketut.actor)


def test_the_same_again_is_the_same(sesetan: Village, made: Player, tini: Player) -> None:
    row = wish_pickup(sesetan.made, actor=made.actor)
    with nothing_written():
        assert wish_pickup(sesetan.made, actor=made.actor, id=row.pk) == row
    with pytest.raises(DomainError, match=r"pickup.open"):
        wish_pickup(sesetan.made, actor=made.actor)
    on_the_road(row)
    wished = new_id()
    first = weigh(row, tini, ("HVS", 1_500), id=wished)
    with nothing_written():
        assert weigh(row, tini, ("HVS", 1_500), id=wished) == first
    with pytest.raises(NotAllowed):
        weigh(row, tini, ("HVS", 1_500))
    assert Deposit.objects.count() == 1


def test_what_can_not_be_fetched(sesetan: Village, made: Player, ketut: Player) -> None:
    for wrong, field in (
        ({"address": "di"}, "address"),
        ({"wished_on": TODAY}, "wished_on"),
        ({"wished_on": TODAY + timedelta(days=15)}, "wished_on"),
        ({"estimate_g": 2_999}, "estimate"),
        ({"estimate_g": 500_001}, "estimate"),
        ({"position": Position(lat=-7.25, lon=112.75)}, "place"),
    ):
        with pytest.raises(Invalid) as said, nothing_written():
            wish_pickup(sesetan.made, actor=made.actor, **wrong)
        assert list(said.value.fields) == [field]
    with pytest.raises(NotFound):
        wish_pickup(sesetan.made, actor=ketut.actor)


def test_in_vain_twice_a_weighing_day_is_offered(sesetan: Village, tini: Player) -> None:
    draft = SessionDraft(
        on=TODAY + timedelta(days=6), begins=time(7), ends=time(11), place="Balai Contoh"
    )
    plan_session(bank_id=sesetan.bank.pk, draft=draft, actor=SYSTEM, now=NOW)
    row = wish_pickup(sesetan.made)
    on_the_road(row)
    fail(row, tini)
    assert fresh(row).case.state == "failed"
    on_the_road(fresh(row))
    fail(row, tini)
    row = fresh(row)
    assert (row.case.state, row.fails) == ("offered", 2)
    last = cases.timeline(case=row.case, actor=SYSTEM)[-1].text
    assert "Pagar terkunci" in last
    assert "Balai Contoh" in last


def test_planned_anew_and_taken_off(sesetan: Village, made: Player, tini: Player) -> None:
    rows = [wish_pickup(customer(sesetan.bank, f"Nasabah {n}")) for n in range(3)]
    route = plan(rows).route
    again = plan(rows, id=route.pk)
    assert again.route == route
    entries = [len(cases.timeline(case=fresh(one).case, actor=SYSTEM)) for one in rows]
    assert entries == [2, 2, 2]  # the same plan tells nobody twice
    plan(rows[:2], id=route.pk, departs=time(10))
    assert [fresh(one).case.state for one in rows] == ["scheduled", "scheduled", "new"]
    assert [fresh(one).route_id for one in rows] == [route.pk, route.pk, None]
    start_route(route_id=route.pk, actor=tini.actor, now=NOW)
    with pytest.raises(DomainError, match=r"route.started"), nothing_written():
        plan([rows[2]], id=route.pk)
    with pytest.raises(Invalid), nothing_written():
        plan(rows)  # two of them are on the road
    with pytest.raises(Invalid), nothing_written():
        plan([rows[2]], crew=[made.person.pk])


def test_neither_too_heavy_nor_too_late(sesetan: Village) -> None:
    noon = rules.Slot.MIDDAY
    heavy = wish_pickup(customer(sesetan.bank, "Berat"), estimate_g=400_000, slot=noon)
    light = wish_pickup(customer(sesetan.bank, "Ringan"), slot=noon)
    tomorrow = TODAY + timedelta(days=1)
    late = wish_pickup(customer(sesetan.bank, "Pagi"), wished_on=tomorrow)
    planned = plan([heavy, light, late], on=tomorrow, departs=time(11), capacity_g=100_000)
    assert set(planned.left_out) == {heavy, late}
    assert [fresh(one).case.state for one in (heavy, light, late)] == ["new", "scheduled", "new"]
    with pytest.raises(Invalid):
        plan([late], on=tomorrow, departs=time(11))  # the morning is over then
    only = plan([light], on=tomorrow + timedelta(days=1), departs=time(11))
    assert only.left_out == []  # on another day than was wished any hour will do


def test_who_may(sesetan: Village, made: Player, gede: Player, gede2: Player) -> None:
    row = wish_pickup(sesetan.made, actor=made.actor)
    for player, refusal in ((gede2, NotFound), (gede, Forbidden), (made, NotFound)):
        with pytest.raises(refusal), nothing_written():
            plan([row], actor=player.actor)
    on_the_road(row)
    with pytest.raises(NotFound), nothing_written():
        weigh(row, made, ("HVS", 1_500))
    with pytest.raises(NotAllowed):
        cases.move(case_id=row.pk, action="cancel", actor=made.actor, now=NOW)


def test_taken_back_it_leaves_the_route(sesetan: Village, made: Player) -> None:
    row = wish_pickup(sesetan.made, actor=made.actor)
    route = plan([row]).route
    cases.move(case_id=row.pk, action="cancel", actor=made.actor, now=LATER)
    assert (fresh(row).case.state, route.stops.count()) == ("cancelled", 0)
    assert wish_pickup(sesetan.made, actor=made.actor).pk != row.pk


def test_what_the_phone_weighed_closes_the_stop(sesetan: Village, tini: Player) -> None:
    row = wish_pickup(sesetan.made)
    on_the_road(row)
    other = customer(sesetan.bank, "Orang lain")
    [mine, foreign] = sesetan.bring(
        [
            sesetan.wish(("PET_CLEAR", 2_000), channel=Channel.SESSION),
            sesetan.wish(("PET_CLEAR", 2_000), customer_id=other.pk),
        ]
    )
    with pytest.raises(NotFound):
        take_weighed(case_id=row.pk, deposit_id=foreign.deposit.pk, actor=tini.actor, now=NOW)
    take_weighed(case_id=row.pk, deposit_id=mine.deposit.pk, actor=tini.actor, now=NOW)
    assert (fresh(row).case.state, fresh(row).deposit) == ("done", mine.deposit)


def test_the_door_is_forgotten_after_ninety_days(sesetan: Village, made: Player) -> None:
    row = wish_pickup(sesetan.made, actor=made.actor)
    [said] = personal.pickups_of(person_id=made.person.pk)
    assert (said["address"], said["position"]) == ("Jl. Contoh 5, Sesetan", rules.written(DOOR))
    cases.move(case_id=row.pk, action="cancel", actor=made.actor, now=NOW)
    before, after = NOW + timedelta(days=89), NOW + timedelta(days=91)
    assert personal.forget_doors(now=before, dry_run=False) == 0
    assert personal.forget_doors(now=after, dry_run=True) == 1
    assert personal.forget_doors(now=after, dry_run=False) == 1
    assert (fresh(row).address, fresh(row).position) == (None, None)


def test_slots_count_from_departure() -> None:
    day = date(2026, 11, 24)
    departs = NOW.astimezone(ZONE).replace(day=24, hour=8, minute=0)
    window = rules.window(rules.Slot.MIDDAY, wished_on=day, departs_at=departs, zone=ZONE)
    assert window == (2 * 3600, 5 * 3600)
    assert rules.window(
        rules.Slot.MORNING, wished_on=day, departs_at=departs, zone=ZONE
    ) == (0, 2 * 3600)  # fmt: skip
    other = day + timedelta(days=1)
    assert rules.window(rules.Slot.MORNING, wished_on=other, departs_at=departs, zone=ZONE) is None
