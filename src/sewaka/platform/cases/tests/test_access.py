"""Who may know of which case, and that one case and the list of cases say the same."""

from __future__ import annotations

from dataclasses import fields
from itertools import product
from typing import Any

import pytest

from sewaka.kernel.access import ANONYMOUS, SYSTEM, Actor, Held, Rule
from sewaka.kernel.errors import NotFound
from sewaka.kernel.querying import as_q
from sewaka.platform.cases import access
from sewaka.platform.cases import api as cases
from sewaka.platform.cases.signatures import role_name
from sewaka.platform.cases.tests.conftest import HAMLET, OTHER_HAMLET, Cast, OpenCase, make_case

pytestmark = pytest.mark.django_db


def may_read(name: str, cast: Cast, case: cases.Case) -> bool:
    try:
        cases.get_case(actor=getattr(cast, name), number=case.number)
    except NotFound:
        return False
    return True


EVERYBODY = [field.name for field in fields(Cast)]


@pytest.mark.parametrize(
    ("visibility", "readers"),
    [
        ("public", set(EVERYBODY)),
        ("parties", {"made", "wayan", "village", "desk", "inspector", "mayor"}),
        ("secret", {"made", "wayan"}),
    ],
)
def test_readers_of_a_case_in_the_hamlet(
    visibility: str, readers: set[str], cast: Cast, open_case: OpenCase
) -> None:
    case = open_case(visibility=visibility)
    assert {name for name in EVERYBODY if may_read(name, cast, case)} == readers


def test_sealed_kind_has_its_declared_readers(cast: Cast, open_case: OpenCase) -> None:
    case = open_case(visibility="secret", kind="sealed", holder_role="sample.inspector")
    assert {name for name in EVERYBODY if may_read(name, cast, case)} == {"made", "inspector"}


def test_agency_that_held_it_before_still_reads(cast: Cast, open_case: OpenCase) -> None:
    case = open_case(visibility="parties", agency_id="dlhk", holder_role="sample.officer")
    cases.move(
        case_id=case.pk,
        action="hand_over",
        actor=cast.agus,
        now=case.opened_at,
        given={"agency": "pupr", "reason": "bidang PUPR"},
    )
    readers = {name for name in EVERYBODY if may_read(name, cast, case)}
    assert readers == {
        "made",
        "wayan",
        "village",
        "sari",
        "sari2",
        "agus",
        "desk",
        "inspector",
        "mayor",
    }
    assert (
        cases.available(case=cases.get_case(actor=cast.agus, case_id=case.pk), actor=cast.agus)
        == []
    )


def test_link_opens_this_case_only(cast: Cast, open_case: OpenCase) -> None:
    case, other = open_case(visibility="secret"), open_case(visibility="secret")
    link = Actor(via="link", link_case_id=case.pk)
    assert cases.get_case(actor=link, case_id=case.pk).pk == case.pk
    with pytest.raises(NotFound):
        cases.get_case(actor=link, case_id=other.pk)


@pytest.mark.parametrize("typed", ["", "L26", "L26-0000000-0", "'; drop table", "x" * 500])
def test_mistyped_number_is_not_found(typed: str, cast: Cast) -> None:
    with pytest.raises(NotFound) as caught:
        cases.get_case(actor=cast.mayor, number=typed)
    assert caught.value.code == "cases.not_found"


def test_number_may_be_typed_carelessly(cast: Cast, open_case: OpenCase) -> None:
    case = open_case()
    typed = case.number.lower().replace("-", " ")
    assert cases.get_case(actor=ANONYMOUS, number=typed).pk == case.pk


def test_available_are_the_acts_of_the_desk(cast: Cast, open_case: OpenCase) -> None:
    case = open_case()
    acts = {
        name: [act.action for act in cases.available(case=case, actor=getattr(cast, name))]
        for name in ("wayan", "komang", "made", "mayor")
    }
    assert acts == {
        "wayan": ["take", "hand_over", "ask", "refuse"],
        "komang": [],
        "made": [],
        "mayor": [],
    }


def test_timeline_by_audience(cast: Cast, open_case: OpenCase) -> None:
    case = open_case()
    cases.note(case_id=case.pk, actor=cast.wayan, now=case.opened_at, text="Rumah Pak Nyoman")
    cases.comment(case_id=case.pk, actor=cast.wayan, now=case.opened_at, text="Sore kami datang")

    def texts(actor: Actor) -> list[str]:
        return [line.text for line in cases.timeline(case=case, actor=actor)]

    opened, note, message = "Got mampet sejak kemarin", "Rumah Pak Nyoman", "Sore kami datang"
    assert texts(cast.village) == [opened, note, message]
    assert texts(cast.made) == [opened, message]
    assert texts(cast.ketut) == [opened]
    assert texts(ANONYMOUS) == [opened]


def test_no_private_name_in_the_timeline(cast: Cast, open_case: OpenCase) -> None:
    case = open_case()
    cases.comment(
        case_id=case.pk,
        actor=cast.wayan,
        now=case.opened_at,
        text="Sore kami datang",
        audience="public",
    )
    lines = cases.timeline(case=case, actor=ANONYMOUS)
    assert [line.who for line in lines] == [str(role_name("citizen")), f"Hamlet head, {HAMLET}"]


ACTORS = [
    ANONYMOUS,
    SYSTEM,
    *(
        Actor(person_id=None, grants=grants)
        for grants in [
            (Held("sample.head", HAMLET),),
            (Held("sample.head", OTHER_HAMLET), Held("sample.officer", "", "pupr")),
            (Held("sample.village", "51.71.01"),),
            (Held("sample.officer", "", "dlhk"),),
            (Held("sample.officer", "51.71.01", "dlhk"),),
            (Held("sample.desk"),),
            (Held("other.head", HAMLET),),
            (Held("sample.inspector"),),
            (Held("mayor"),),
            (Held("admin"),),
            (Held("sample.inspector"), Held("sample.officer", "", "dlhk")),
            (Held("admin"), Held("sample.head", HAMLET), Held("sample.inspector")),
        ]
    ),
]
RULES = [
    access.holds(),
    access.visible(),
    access.is_office(),
    access.in_chain(),
    access.watches(),
    access.reads_sealed(),
    access.works_on(),
    access.is_assignee(),
    access.is_excluded(),
    access.is_author(),
    ~access.in_chain(),
]


def variants() -> list[dict[str, Any]]:
    return [
        {"visibility": v, "area_code": a, "agency_id": g, "holder_role": r, "kind": k}
        for v, a, g, (r, k) in product(
            ("public", "parties", "secret"),
            ("", HAMLET, OTHER_HAMLET, "51.71.02.1001"),
            (None, "pupr", "dlhk"),
            (("sample.head", "request"), ("sample.officer", "sealed")),
        )
    ]


def test_one_case_and_the_list_agree(cast: Cast) -> None:
    rows = [make_case(cast, **fields) for fields in variants()]
    rows += [
        make_case(cast, **fields, excluded_units=codes)
        for fields in variants()
        if fields["visibility"] == "secret"
        for codes in (["dlhk"], [HAMLET, "51.71.01"])
    ]
    rows[0].watching_agencies = ["dlhk", "pupr"]
    rows[0].save(update_fields=["watching_agencies"])
    people = [getattr(cast, name) for name in EVERYBODY]
    linked = Actor(via="link", link_case_id=rows[5].pk)
    for actor, rule in product([*ACTORS, *people, linked], RULES):
        assert listed(rule, actor) == {row.pk for row in rows if rule.allows(actor, row)}, (
            rule.words,
            actor,
        )


def listed(rule: Rule, actor: Actor) -> set[Any]:
    found = cases.Case.objects.filter(as_q(rule.where(actor)))
    return set(found.values_list("pk", flat=True))
