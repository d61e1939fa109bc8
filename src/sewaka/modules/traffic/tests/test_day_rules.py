"""Rules of kinds of day on screen: shown before they are kept, and never a day without a kind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from sewaka.kernel import clock
from sewaka.kernel.errors import DomainError, NotFound
from sewaka.kernel.outbox.models import EventRow
from sewaka.modules.traffic import reference
from sewaka.modules.traffic.actions.day_rules import (
    keep_rule,
    keep_span,
    remove_rule,
    remove_span,
)
from sewaka.modules.traffic.models import DayChoice, DaySpan, DayType, days
from sewaka.modules.traffic.queries.day_rules import would_change
from sewaka.modules.traffic.rules.day_rules import check_rules
from sewaka.modules.traffic.rules.days import DayRule
from tests.cast import NOW, Player

PAGE = "/kerja/ruang-kendali/hari/aturan"
RULES = (
    DayRule("nyepi", 10, holiday="Nyepi"),
    DayRule("weekend", 60, weekdays="67"),
    DayRule("school", 80, weekdays="12345"),
)
FRIDAY = DayRule("friday", 70, weekdays="5")


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        ((*RULES, FRIDAY), ""),
        ((*RULES, replace(FRIDAY, rank=80)), "rank"),
        ((*RULES, replace(FRIDAY, rank=90)), "hidden"),
        ((*RULES, DayRule("all", 20)), "hidden"),
        ((*RULES, DayRule("late", 90, holiday="Galungan")), "hidden"),
        ((*RULES, DayRule("eve", 20, shift_days=-1)), "shift"),
        ((*RULES, DayRule("eve", 20, holiday="Nyepi", shift_days=-8)), "shift"),
        ((*RULES, DayRule("odd", 20, weekdays="8")), "weekdays"),
        (RULES[:2], "gap"),
        ((*RULES[:2], replace(RULES[2], in_span=True)), "gap"),
    ],
)
def test_rules_as_a_whole(rules: tuple[DayRule, ...], code: str) -> None:
    if not code:
        return check_rules(rules)
    with pytest.raises(DomainError, match=rf"traffic\.day_rule\.{code}"):
        check_rules(rules)
    return None


def test_those_of_a_fresh_city_are_whole(db: None) -> None:
    reference.load()
    check_rules([one.rule for one in DayType.objects.all()])


@pytest.mark.django_db
def test_another_rule_is_shown_then_kept(widi: Player, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    reference.load()
    seen = would_change(rule=replace(FRIDAY, rank=65), actor=widi.actor, now=NOW)
    assert len(seen) > 40
    assert {one.day.isoweekday() for one in seen} == {5}
    form: dict[str, Any] = {
        "code": "friday", "name": "Jumat", "name_en": "Friday", "rank": "65", "weekdays": ["5"],
    }  # fmt: skip
    shown = widi.client.post(f"{PAGE}/baru", form | {"show": "1"}).content.decode()
    assert f"{len(seen)} hari dalam setahun ke depan berganti jenis" in shown
    assert not DayType.objects.filter(pk="friday").exists()
    widi.client.post(f"{PAGE}/baru", form | {"keep": "1"})
    kind = days.kind(day=date(2026, 11, 27))
    assert kind is not None
    assert kind.code == "friday"
    hidden = widi.client.post(f"{PAGE}/friday", form | {"rank": "85", "keep": "1"})
    assert hidden.status_code == 422
    again = widi.client.get(f"{PAGE}/friday").content.decode()
    assert 'value="65"' in again
    page = widi.client.get(PAGE).content.decode()
    assert "Jumat" in page
    assert "Nyepi" in page
    widi.client.post(f"{PAGE}/friday/hapus")
    assert not DayType.objects.filter(pk="friday").exists()
    rows = EventRow.objects.filter(name="traffic.day_rule_changed").order_by("position")
    assert [row.data["deed"] for row in rows] == ["kept", "removed"]


@pytest.mark.django_db
def test_a_kind_that_is_named_stays(widi: Player) -> None:
    reference.load()
    DayChoice.objects.create(
        day=date(2026, 12, 6), day_type_id="car_free", reason="x", chosen_by=widi.person.pk,
        chosen_at=NOW,
    )  # fmt: skip
    with pytest.raises(DomainError, match="used"):
        remove_rule(code="car_free", actor=widi.actor, now=NOW)
    with pytest.raises(DomainError, match="gap"):
        remove_rule(code="school", actor=widi.actor, now=NOW)
    assert DayType.objects.filter(pk__in=["car_free", "school"]).count() == 2


@pytest.mark.django_db
def test_days_are_written_down_and_taken_back(widi: Player) -> None:
    reference.load()
    day = date(2027, 2, 3)
    made = keep_span(
        kind="working", begin=day, end=day, source=" SK 12/2027 ", actor=widi.actor, now=NOW
    )
    assert made.source == "SK 12/2027"
    kind = days.kind(day=day)
    assert kind is not None
    assert kind.code == "working"
    remove_span(span_id=made.pk, actor=widi.actor, now=NOW)
    assert not DaySpan.objects.filter(begin=day).exists()
    for change, code in (
        ({"kind": "weekend"}, "no_spans"), ({"end": date(2027, 2, 2)}, "span"),
        ({"end": date(2029, 2, 2)}, "span"), ({"source": "  "}, "source"),
        ({"kind": "none"}, "not_found"),
    ):  # fmt: skip
        wish: dict[str, Any] = {"kind": "working", "begin": day, "end": day, "source": "SK"}
        with pytest.raises(DomainError, match=code):
            keep_span(**(wish | change), actor=widi.actor, now=NOW)


@pytest.mark.django_db
def test_operators_change_no_rule(eka: Player) -> None:
    with pytest.raises(NotFound):
        keep_rule(rule=FRIDAY, name="x", name_en="x", actor=eka.actor, now=NOW)
    with pytest.raises(NotFound):
        would_change(rule=FRIDAY, actor=eka.actor, now=NOW)
