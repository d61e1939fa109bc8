"""Rules: written once, told by words, true for exactly whom they name."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from uuid import UUID

import pytest

from sewaka.kernel import access
from sewaka.kernel.access import (
    ANONYMOUS,
    EVERYTHING,
    NOTHING,
    SYSTEM,
    Actor,
    AllOf,
    AnyOf,
    Equals,
    Held,
    Includes,
    OneOf,
    Scope,
    Under,
    Where,
    Without,
    covers,
    reach,
)

MADE, KETUT = UUID(int=1), UUID(int=2)
CASE = UUID(int=9)
PUPR, DLHK = SimpleNamespace(code="pupr"), SimpleNamespace(code="dlhk")


@dataclass(frozen=True, slots=True)
class Thing:
    """Something to ask about."""

    id: UUID = CASE
    applicant_id: UUID | None = MADE
    area_code: str | None = "51.71.01.1001.003"
    agency: SimpleNamespace | None = None
    state: str = "open"
    tags: tuple[str, ...] | None = ("a",)


THING = Thing()


def who(*grants: Held, person: UUID = KETUT) -> Actor:
    return Actor(person_id=person, grants=grants)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (EVERYTHING, True),
        (NOTHING, False),
        (Equals("state", "open"), True),
        (Equals("state", "closed"), False),
        (Equals("agency.code", "pupr"), False),
        (Equals("agency", None), False),
        (OneOf("state", ("new", "open")), True),
        (OneOf("state", ()), False),
        (OneOf("agency.code", (None,)), True),
        (Includes("tags", "a"), True),
        (Includes("tags", "b"), False),
        (Includes("agency.code", "b"), False),
        (Under("area_code", "51.71.01"), True),
        (Under("area_code", "51.71.01.1001.003"), True),
        (Under("area_code", "51.71.0"), False),
        (Under("agency.code", "51"), False),
        (AllOf(()), True),
        (AnyOf(()), False),
        (Without(AnyOf(())), True),
        (Equals("state", "open") & Equals("agency.code", "pupr"), False),
        (Equals("state", "open") | Equals("agency.code", "pupr"), True),
        (~Equals("agency.code", "pupr"), True),
    ],
)
def test_condition(where: Where, *, expected: bool) -> None:
    assert where.matches(THING) is expected


def test_base_decides_nothing() -> None:
    with pytest.raises(NotImplementedError):
        Where().matches(THING)


@pytest.mark.parametrize(
    ("above", "below", "expected"),
    [
        ("51.71", "51.71", True),
        ("51.71", "51.71.01", True),
        ("51.7", "51.71", False),
        ("51.71.01", "51.71", False),
        ("", ".51", True),
        ("", "51", False),
    ],
)
def test_codes_cover_by_whole_steps(above: str, below: str, *, expected: bool) -> None:
    assert covers(above, below) is expected


def test_reach_stops_at_the_unknown() -> None:
    assert reach(Thing(agency=PUPR), "agency.code") == "pupr"
    assert reach(THING, "agency.code") is None
    with pytest.raises(AttributeError):
        reach(THING, "no_such_field")


@pytest.mark.parametrize(
    ("grant", "expected"),
    [
        (Held("kaling", area_code="51.71.01.1001.003"), True),
        (Held("kaling", area_code="51.71"), True),
        (Held("kaling", area_code="51.71.01.1001.004"), False),
        (Held("kaling"), True),  # the whole city
        (Held("kaling", agency_code="pupr"), False),  # bound elsewhere, so not the city
        (Held("camat", area_code="51.71"), False),
    ],
)
def test_territorial_role(grant: Held, *, expected: bool) -> None:
    assert access.has("kaling", Scope.TERRITORY).allows(who(grant), THING) is expected


@pytest.mark.parametrize(
    ("grant", "expected"),
    [
        (Held("officer", agency_code="pupr"), True),
        (Held("officer", agency_code="dlhk"), False),
        (Held("officer"), True),
        (Held("officer", area_code="51.71"), False),
    ],
)
def test_role_of_an_agency(grant: Held, *, expected: bool) -> None:
    rule = access.has("officer", Scope.AGENCY)
    assert rule.allows(who(grant), Thing(agency=PUPR)) is expected


def test_city_wide_role_is_not_held_by_a_bound_grant() -> None:
    rule = access.has("mayor")
    assert rule.allows(who(Held("mayor")), THING)
    assert not rule.allows(who(Held("mayor", area_code="51.71")), THING)
    assert not rule.allows(who(), THING)


def test_two_grants_reach_both_places() -> None:
    rule = access.has("officer", Scope.AGENCY)
    actor = who(Held("officer", agency_code="pupr"), Held("officer", agency_code="dlhk"))
    assert [rule.allows(actor, Thing(agency=a)) for a in (PUPR, DLHK, None)] == [True, True, False]


def test_own_things_and_links() -> None:
    mine, link = access.is_person("applicant_id"), access.has_link()
    assert mine.allows(who(person=MADE), THING)
    assert not mine.allows(who(person=KETUT), THING)
    assert not mine.allows(ANONYMOUS, Thing(applicant_id=None))
    assert link.allows(Actor(via="link", link_case_id=CASE), THING)
    assert not link.allows(Actor(via="link", link_case_id=UUID(int=8)), THING)
    assert not link.allows(ANONYMOUS, THING)


def test_everybody_nobody_system_and_signed_in() -> None:
    for actor, expected in ((ANONYMOUS, False), (SYSTEM, False), (who(), True)):
        assert access.signed_in().allows(actor, THING) is expected
        assert access.anyone().allows(actor, THING)
        assert not access.nobody().allows(actor, THING)
    assert access.system().allows(SYSTEM, THING)
    assert not access.system().allows(who(), THING)


def test_field_speaks_for_everybody() -> None:
    rule = access.field_is("state", "open", "new")
    assert rule.allows(ANONYMOUS, THING)
    assert not rule.allows(ANONYMOUS, Thing(state="done"))


def test_rules_combine_and_say_so() -> None:
    staff = access.has("officer", Scope.AGENCY)
    rule = (staff & access.field_is("state", "open")) | ~access.signed_in()
    assert rule.words == "((officer (agency) and state in open) or not signed in)"
    assert rule.roles == {"officer"}
    assert rule.allows(ANONYMOUS, THING)
    assert not rule.allows(who(), THING)
    officer = who(Held("officer", agency_code="pupr"))
    assert rule.allows(officer, Thing(agency=PUPR))
    assert not rule.allows(officer, Thing(agency=PUPR, state="done"))


def test_actor_knows_roles() -> None:
    actor = who(Held("mayor"))
    assert (actor.holds("mayor"), actor.holds("camat"), actor.is_staff) == (True, False, True)
    assert not ANONYMOUS.is_staff
