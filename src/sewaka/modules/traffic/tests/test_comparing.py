"""Before and after: same kinds of days, enough of them, and how sure the change is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup

from sewaka.kernel.errors import DomainError, NotFound
from sewaka.modules.traffic import reference
from sewaka.modules.traffic.actions.comparing import compare_before_after
from sewaka.modules.traffic.models import (
    Approach,
    Detector,
    Junction,
    KpiComparison,
    LaneRow,
    Quarter,
    profiles,
)
from sewaka.modules.traffic.models.rollups import QUARTER
from sewaka.modules.traffic.rules.comparing import Window, check_asked, read_excluded
from tests.cast import NOW, Player

pytestmark = pytest.mark.django_db
ADDRESS = "/kerja/ruang-kendali/sebelum-sesudah"
FIRST = date(2026, 11, 2)  # a Monday; the change came on Monday the 16th
WEEK = timedelta(days=7)
BEFORE, AFTER = Window(FIRST, date(2026, 11, 13)), Window(date(2026, 11, 16), date(2026, 11, 20))
FORM = {
    "junctions": ["X"], "controls": ["Y"], "before_begin": "2026-11-02",
    "before_end": "2026-11-13", "after_begin": "2026-11-16", "after_end": "2026-11-20",
    "excluded": "",
}  # fmt: skip


@pytest.fixture(autouse=True)
def measured(monkeypatch: pytest.MonkeyPatch) -> None:
    """X lost 40 s and loses 30 s since; Y loses 20 s all the time. Three weeks, whole days."""
    monkeypatch.setattr("sewaka.kernel.clock.now", lambda: NOW)
    reference.load()
    for code, before_s, after_s in (("X", 40.0, 30.0), ("Y", 20.0, 20.0)):
        detector = standing(code)
        rows = []
        for number in range(21):
            day = FIRST + timedelta(days=number)
            delay_s = (before_s if day < AFTER.begin else after_s) + number % 3
            begin = profiles.midnight(day)
            rows += [quarter(detector, begin + at * QUARTER, delay_s) for at in range(96)]
        Quarter.objects.bulk_create(rows)


def standing(code: str) -> Detector:
    junction = Junction.objects.create(code=code, name=f"Simpang {code}", lat=-8.6, lon=115.2)
    approach = Approach.objects.create(
        code=f"{code}_A", junction=junction, effective_m=3.5, length_m=200.0, speed_ms=12.5
    )
    lane = LaneRow.objects.create(
        code=f"{code}_A_0", approach=approach, number=1, width_m=3.5, storage_m=200.0
    )
    return Detector.objects.create(
        junction=junction, code=lane.code, lane=lane, kind="radar", zone_m=150.0, free_ms=12.5
    )


def quarter(detector: Detector, at: Any, delay_s: float) -> Quarter:
    return Quarter(
        detector_id=detector.pk, started_at=at, n_motorcycle=8, n_car=2, n_heavy=0,
        flow_pcu_h=40.0, occupancy=0.2, queue_max=3, zone_s=900.0, delay_s=delay_s, level="C",
        samples=900, completeness=1.0,
    )  # fmt: skip


def compared(player: Player, **other: Any) -> KpiComparison:
    asked: dict[str, Any] = {
        "junctions": ["X"], "controls": [], "before": BEFORE, "after": AFTER, "excluded": {},
    }  # fmt: skip
    return compare_before_after(**(asked | other), actor=player.actor, now=NOW)


def words(content: bytes) -> str:
    main = BeautifulSoup(content, "html.parser").select_one("main")
    assert main is not None
    return " ".join(main.get_text(" ", strip=True).split())


def test_a_change_and_how_sure_it_is(widi: Player) -> None:
    """From 41 s to 31 s on ten and five school days: about −24 %."""
    found = compared(widi)
    assert (found.days_before, found.days_after, found.day_types) == (10, 5, ["school"])
    assert found.delay_before_s == pytest.approx(41.0, abs=0.3)
    assert found.effect == pytest.approx(-0.24, abs=0.02)
    assert found.low < found.effect < found.high < 0
    assert found.is_sure


def test_untouched_junctions_and_left_out_days(widi: Player) -> None:
    found = compared(widi, controls=["Y"], excluded={"2026-11-03": "banjir"})
    assert (found.days_before, found.excluded) == (9, {"2026-11-03": "banjir"})
    assert found.effect == pytest.approx(-0.24, abs=0.03)


def test_a_day_that_was_heard_badly_at_the_others_counts_nowhere(widi: Player) -> None:
    day = date(2026, 11, 3)
    of_day = Quarter.objects.filter(
        started_at__gte=profiles.midnight(day), started_at__lt=profiles.midnight(date(2026, 11, 4))
    )
    of_day.filter(detector_id=Detector.objects.get(code="Y_A_0").pk).update(completeness=0.5)
    found = compared(widi, controls=["Y"])
    assert (found.days_before, found.excluded) == (9, {"2026-11-03": "incomplete"})


def test_a_day_that_was_heard_badly_does_not_count(widi: Player) -> None:
    """Of Friday the 20th half was heard: four days are too few; with the next week they suffice."""
    Quarter.objects.filter(started_at__gte=profiles.midnight(AFTER.end)).update(completeness=0.5)
    with pytest.raises(DomainError, match=r"traffic\.kpi\.days_few"):
        compared(widi)
    found = compared(widi, before=Window(FIRST, date(2026, 11, 6)),
                     after=Window(date(2026, 11, 9), AFTER.end))  # fmt: skip
    assert found.excluded == {"2026-11-20": "incomplete"}


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"junctions": []}, "junctions"),
        ({"controls": ["X"]}, "controls"),
        ({"before": AFTER, "after": BEFORE}, "windows"),
        ({"before": Window(FIRST - 40 * WEEK, FIRST)}, "windows"),
        ({"after": Window(date(2026, 11, 21), date(2026, 11, 22))}, "days_few"),
        (
            {
                "before": Window(FIRST, date(2026, 11, 6)),
                "after": Window(date(2026, 11, 21), date(2026, 11, 22)),
            },
            "day_types",
        ),
    ],
)
def test_what_would_mean_nothing_is_refused(widi: Player, wrong: dict[str, Any], code: str) -> None:
    with pytest.raises(DomainError, match=rf"traffic\.kpi\.{code}"):
        compared(widi, **wrong)
    assert not KpiComparison.objects.exists()


def test_only_engineers_and_only_known_junctions(widi: Player, eka: Player) -> None:
    with pytest.raises(NotFound):
        compared(eka)
    with pytest.raises(NotFound):
        compared(widi, junctions=["Z"])


def test_days_to_leave_out_are_read() -> None:
    assert read_excluded("2026-11-20 banjir besar\n\n") == {"2026-11-20": "banjir besar"}
    for wrong in ("20/11 banjir", "2026-11-20"):
        with pytest.raises(DomainError, match=r"traffic\.kpi\.excluded"):
            read_excluded(wrong)
    check_asked(before=BEFORE, after=AFTER, junctions=["X"], controls=["Y"])


def test_from_the_form_to_paper_and_program(widi: Player) -> None:
    sent = widi.client.post(ADDRESS, FORM)
    found = KpiComparison.objects.get()
    assert (sent.status_code, sent["Location"]) == (302, f"{ADDRESS}/{found.pk}")
    said = words(widi.client.get(f"{ADDRESS}/{found.pk}").content)
    assert "Yakin, waktu yang hilang lebih sedikit daripada sebelumnya: −2" in said
    assert "Simpang X" in said
    assert "10 hari" in said
    paper = widi.client.get(f"{ADDRESS}/{found.pk}.pdf")
    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF")
    [item] = widi.client.get("/api/v1/traffic/kpi/before-after").json()["items"]
    assert (item["id"], item["is_sure"], item["days_after"]) == (str(found.pk), True, 5)
    assert "−2" in words(widi.client.get(ADDRESS).content)
    refused = widi.client.post(ADDRESS, {**FORM, "excluded": "kemarin"})
    assert refused.status_code == 422
