"""Plans: drafted, refused by line and rule, approved by a second engineer, published, driven."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from sewaka.kernel.access import Actor, Held
from sewaka.kernel.errors import DomainError, NotFound
from sewaka.kernel.ids import new_id
from sewaka.kernel.outbox.models import EventRow
from sewaka.modules.traffic import access, corridors, demo, demo_plans, town
from sewaka.modules.traffic.actions.planning import (
    approve_plan,
    change_draft,
    draft_plan,
    publish_plan,
)
from sewaka.modules.traffic.control.plans import Split, StagePlan
from sewaka.modules.traffic.control.sheets import Arm, plan_sheets, sum_of_ratios
from sewaka.modules.traffic.importers import load_denpasar12
from sewaka.modules.traffic.models import Profile, SignalPlan
from sewaka.modules.traffic.models.plans import in_force
from tests.cast import NOW, Player

CODE = "J07"
SHELF = f"/kerja/ruang-kendali/simpang/{CODE}/rencana"
SECOND = Actor(person_id=new_id(), grants=(Held(access.ENGINEER),))
SPLITS = [(0, 20.0), (1, 20.0), (2, 20.0), (3, 20.0)]
HOUR = timedelta(hours=1)


@pytest.fixture
def streets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twelve junctions with the plans of their net in force."""
    monkeypatch.setattr("sewaka.kernel.clock.now", lambda: NOW)
    load_denpasar12()
    demo.plans(now=NOW)


def words(content: bytes) -> str:
    main = BeautifulSoup(content, "html.parser").select_one("main")
    assert main is not None
    return " ".join(main.get_text(" ", strip=True).split())


def drafted(actor: Actor, splits: list[tuple[int, float]] = SPLITS) -> SignalPlan:
    return draft_plan(junction=CODE, code="pagi", splits=splits, offset_s=0.0, actor=actor, now=NOW)


pytestmark = [pytest.mark.django_db]


@pytest.mark.usefixtures("streets")
def test_a_plan_goes_its_way_between_two_engineers(widi: Player) -> None:
    made = drafted(widi.actor)
    assert (made.label, made.stage_plan.cycle_s) == ("pagi/1", 80.0)
    with pytest.raises(DomainError, match=r"traffic\.plan\.own"):
        approve_plan(plan_id=made.pk, actor=widi.actor, now=NOW)
    with pytest.raises(DomainError, match=r"traffic\.plan\.moved_on"):
        publish_plan(plan_id=made.pk, valid_from=NOW, actor=SECOND, now=NOW)
    approve_plan(plan_id=made.pk, actor=SECOND, now=NOW)
    with pytest.raises(DomainError, match=r"traffic\.plan\.not_yours"):
        change_draft(plan_id=made.pk, splits=SPLITS, offset_s=1.0, actor=widi.actor, now=NOW)
    with pytest.raises(DomainError, match=r"traffic\.plan\.past"):
        publish_plan(plan_id=made.pk, valid_from=NOW - HOUR, actor=widi.actor, now=NOW)
    publish_plan(plan_id=made.pk, valid_from=NOW + HOUR, actor=widi.actor, now=NOW)
    assert in_force(at=NOW)[CODE].label == "dasar/1"
    assert in_force(at=NOW + HOUR)[CODE].label == "pagi/1"
    assert len(in_force(at=NOW + HOUR)) == 12
    told = EventRow.objects.filter(name__startswith="traffic.plan_").order_by("position")
    assert [row.name for row in told] == [
        "traffic.plan_drafted", "traffic.plan_approved", "traffic.plan_published",
    ]  # fmt: skip
    assert drafted(widi.actor).label == "pagi/2"


@pytest.mark.usefixtures("streets")
@pytest.mark.parametrize(
    ("wrong", "code", "facts"),
    [
        ({"code": "Pagi Hari"}, "code", {}),
        ({"splits": []}, "empty", {}),
        ({"splits": [(0, 20.0), (9, 20.0)]}, "stage", {"line": 2}),
        ({"splits": [(0, 20.0), (1, 12.0), (2, 20.0)]}, "min_green", {"line": 2, "has": 12.0}),
        ({"splits": [(0, 601.0), (1, 20.0)]}, "nonsense", {}),
        ({"splits": [(0, float("nan")), (1, 20.0)]}, "nonsense", {}),
        ({"offset_s": 80.0}, "offset", {"cycle": 80.0}),
    ],
)
def test_refused_with_the_line_and_the_rule(
    widi: Player, wrong: dict[str, object], code: str, facts: dict[str, object]
) -> None:
    asked = {"junction": CODE, "code": "pagi", "splits": SPLITS, "offset_s": 0.0} | wrong
    with pytest.raises(DomainError) as refusal:
        draft_plan(**asked, actor=widi.actor, now=NOW)  # type: ignore[arg-type] # some are wrong
    assert refusal.value.code == f"traffic.plan.{code}"
    assert facts.items() <= dict(refusal.value.facts).items()
    assert not SignalPlan.objects.filter(code="pagi").exists()


@pytest.mark.usefixtures("streets")
def test_more_than_can_pass_is_refused(widi: Player) -> None:
    """Two lanes of 6.5 m pass 3,900 pcu/h; 3,600 vehicles an hour on each arm are 0.31 of that."""
    for approach in ("", *town.lanes_of_arms(junction=CODE)):
        for quarter in range(28, 32):
            Profile.objects.create(
                junction=CODE, approach=approach, day_type="school", quarter=quarter,
                volume_p15=900, volume_p50=900, volume_p85=900, days=5, of_days=5,
                first_day=NOW.date(), last_day=NOW.date(), made_at=NOW,
            )  # fmt: skip
    with pytest.raises(DomainError) as refusal:
        drafted(widi.actor)
    assert refusal.value.code == "traffic.plan.sum_r"


@pytest.mark.usefixtures("streets")
def test_only_engineers_plan(eka: Player) -> None:
    with pytest.raises(NotFound):
        drafted(eka.actor)
    assert eka.client.get(SHELF).status_code == 404


@pytest.mark.usefixtures("streets")
def test_a_draft_from_its_form_to_the_street(widi: Player) -> None:
    base = SignalPlan.objects.get(junction=CODE, code="dasar")
    sent = widi.client.post(SHELF, {"base": str(base.pk), "plan_code": "pagi"})
    made = SignalPlan.objects.get(code="pagi")
    address = f"{SHELF}/{made.pk}"
    assert (sent.status_code, sent["Location"]) == (302, address)
    form = {"offset": "5"}
    for line, (stage, seconds) in enumerate(SPLITS):
        form |= {f"stage_{line}": str(stage), f"seconds_{line}": str(seconds)}
    refused = widi.client.post(address, {**form, "seconds_1": "11.5"})
    assert refused.status_code == 422
    assert "Baris 2: 11,5 dtk" in words(refused.content)
    assert widi.client.post(address, form).status_code == 302
    made.refresh_from_db()
    assert (made.stage_plan.cycle_s, made.offset_s) == (80.0, 5.0)
    shown = widi.client.get(address)
    assert "Ahli kedua harus menyetujui konsep ini." in words(shown.content)
    assert f"plan_b=plan:{made.pk}" in shown.content.decode()
    widi.client.post(f"{address}/setujui")
    made.refresh_from_db()
    assert made.step == "draft"
    approve_plan(plan_id=made.pk, actor=SECOND, now=NOW)
    unread = widi.client.post(f"{address}/terbitkan", {"valid_from": "besok pagi"}, follow=True)
    assert "tanggal/waktu yang valid" in words(unread.content), "never taken for: at once"
    assert in_force(at=NOW)[CODE] != made
    assert widi.client.post(f"{address}/terbitkan", {"valid_from": ""}).status_code == 302
    assert in_force(at=NOW)[CODE] == made
    assert "Yang berlaku: pagi/1." in words(widi.client.get(SHELF).content)


@pytest.mark.usefixtures("streets")
def test_the_corridor_is_drawn_and_told(widi: Player) -> None:
    wave = SignalPlan.objects.get(junction="J08", code=demo_plans.WAVE)
    path = f"/kerja/ruang-kendali/simpang/J08/rencana/{wave.pk}"
    page = BeautifulSoup(widi.client.get(path).content, "html.parser")
    rows = page.select("svg.way text.way-code")
    assert [row.get_text() for row in rows] == ["J08", "J09", "J10", "J12"]
    assert len(page.select("svg.way rect.bar-fill")) > 8
    assert "mendapat hijau terus selama" in words(page.encode())
    base = SignalPlan.objects.get(junction="J08", code="dasar")
    apart = widi.client.get(f"/kerja/ruang-kendali/simpang/J08/rencana/{base.pk}")
    assert "Siklus simpang-simpang ini berbeda" in words(apart.content)


def test_the_wave_lets_more_through_than_chance() -> None:
    """One cycle everywhere, and on the longest streets a band in both ways together."""
    plans = demo_plans.wave()
    assert len({plan.cycle_s for plan in plans.values()}) == 1
    line = ("J01", "J02", "J03", "J04")
    stops = corridors.stops_of(line=line, plans=plans)
    assert stops is not None
    found = corridors.bands_of(line=line, plans=plans)
    assert found is not None
    assert found.out_s + found.back_s >= 5


def test_a_sheet_by_hand() -> None:
    """J07's first arm, the brief's second case: 2,400 SM, 700 MP, 40 KS; s 90, WH 40 on 6.0 m."""
    post = town.posts()[CODE]
    [code, *_] = town.lanes_of_arms(junction=CODE)
    lanes = town.lanes_of_arms(junction=CODE)[code]
    stage = next(
        one.index
        for one in post.junction.stages
        if {one.green[link.index] for link in post.junction.links if link.from_lane in lanes}
        == {"G"}
    )
    other = next(one for one in range(4) if one != stage)
    change = post.change_s[other][stage]
    plan = StagePlan("x", (Split(stage, 40.0 + change), Split(other, 50.0 - change)))
    arm = Arm(code, lanes, 6.0, 2400.0, 700.0, 40.0)
    [found] = plan_sheets(junction=post.junction, plan=plan, change_s=post.change_s, arms=[arm])
    assert found.sheet is not None
    assert found.green_s == pytest.approx(40.0)
    assert found.sheet.degree_of_saturation == pytest.approx(0.695, abs=0.0005)
    assert sum_of_ratios(junction=post.junction, plan=plan, arms=[arm]) == pytest.approx(
        1112 / 3600, abs=1e-4
    )
    never = replace(plan, splits=(Split(other, 90.0),))
    [without] = plan_sheets(junction=post.junction, plan=never, change_s=post.change_s, arms=[arm])
    assert (without.sheet, without.refusal) == (None, "no_green")
