"""How the streets flow, as everybody reads it: without an account, script or colour."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from sewaka.kernel.ids import new_id
from sewaka.modules.traffic.models import Approach, Detector, Junction, LaneRow, Override, SignalNow
from tests.cast import NOW

pytestmark = pytest.mark.django_db
REASON = "Truk mogok di lengan timur"


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sewaka.kernel.clock.now", lambda: NOW)


@pytest.fixture(autouse=True)
def streets() -> None:
    """Catur Muka is dense, Tohpati free; of Batanta nothing was heard."""
    for code, name in (("J07", "Catur Muka"), ("J04", "Tohpati"), ("J10", "Batanta")):
        Junction.objects.create(code=code, name=name, lat=-8.65, lon=115.21, controller="simulator")
    Approach.objects.create(
        code="J06-J07", junction_id="J07", street="Gajah Mada", effective_m=6.5, length_m=400.0,
        speed_ms=13.9,
    )  # fmt: skip
    LaneRow.objects.create(
        code="J06-J07_0", approach_id="J06-J07", number=1, width_m=3.25, storage_m=150.0
    )
    Detector.objects.create(
        junction_id="J07", code="D1", lane_id="J06-J07_0", kind="radar", zone_m=150.0, free_ms=13.9
    )
    heard("J07", level="D", delay_s=31.4, queues={"D1": 6})
    heard("J04", level="A", delay_s=3.0)


def heard(code: str, **now: object) -> SignalNow:
    """What was last heard of a junction."""
    return SignalNow.objects.create(
        junction=code, at=NOW, heard_at=NOW, stage=0, stages=5, indications="GGrr", age_s=3.0,
        mode="adaptive", why="hold_coming", figures={"count": 4, "seconds": 8}, **now,
    )  # fmt: skip


def page(path: str) -> BeautifulSoup:
    response = Client().get(path)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def rows(found: BeautifulSoup) -> list[list[str]]:
    """The words of the first table."""
    body = found.select_one("tbody")
    assert body is not None
    return [[cell.get_text(" ", strip=True) for cell in row.select("th,td")] for row in body("tr")]


def test_the_slowest_stands_first_with_letter_word_and_seconds() -> None:
    found = rows(page("/lalu-lintas"))
    assert [row[0] for row in found] == ["Catur Muka", "Tohpati", "Batanta"]
    assert found[0][1:3] == ["D padat", "31 dtk per kendaraan"]
    assert found[1][1:3] == ["A lancar sekali", "3 dtk per kendaraan"]
    assert found[2][1:] == ["- belum diketahui", "—", "—", "belum pernah"]


def test_it_says_when_and_weighs_little() -> None:
    response = Client().get("/lalu-lintas")
    words = BeautifulSoup(response.content, "html.parser").get_text(" ", strip=True)
    assert "Diperbarui 14.05 WITA" in " ".join(words.split())
    assert len(response.content) < 30_000


def test_of_old_data_the_age_is_said() -> None:
    SignalNow.objects.update(heard_at=NOW - timedelta(minutes=3))
    found = page("/lalu-lintas")
    [notice] = [one.get_text(" ", strip=True) for one in found.select(".notice-warn")]
    assert "Data berhenti sejak Sen, 23 Nov 2026 14.02 WITA" in " ".join(notice.split())
    assert rows(found)[0][4] == "14.02 WITA tidak ada kabar sejak itu"


def test_overrides_stand_there_with_their_reason_and_nobodys_name() -> None:
    who = new_id()
    Override.objects.create(
        junction="J07", stage=2, reason=REASON, actor_id=who, role="traffic.operator",
        created_at=NOW, expires_at=NOW + timedelta(seconds=300),
    )  # fmt: skip
    for path in ("/lalu-lintas", "/lalu-lintas/J07"):
        text = " ".join(page(path).get_text(" ", strip=True).split())
        assert REASON in text
        assert "paling lambat 14.10 WITA" in text
        assert str(who) not in text


def test_one_is_found_by_the_name_of_a_street() -> None:
    assert [row[0] for row in rows(page("/lalu-lintas?cari=gajah"))] == ["Catur Muka"]
    assert rows(page("/lalu-lintas?cari=entah")) == []


def test_a_junction_says_why_and_who_waits() -> None:
    found = page("/lalu-lintas/J07")
    text = " ".join(found.get_text(" ", strip=True).split())
    assert "D padat" in text
    assert "Hijau ditahan: 4" in text
    assert rows(found) == [["Gajah Mada J06-J07", "6 kendaraan"]]


def test_a_report_begins_with_the_place_filled_in() -> None:
    form = page("/lalu-lintas/J07").select_one('form[action="/lapor/lokasi"]')
    assert form is not None
    fields = {one["name"]: one["value"] for one in form.select("input[type=hidden]")}
    assert fields["lat"] == "-8.65"
    assert fields["landmark"] == "Catur Muka"
    sent = Client().post("/lapor/lokasi", fields)
    assert (sent.status_code, sent["Location"]) == (302, "/lapor/isi")


def test_what_does_not_exist() -> None:
    assert Client().get("/lalu-lintas/J99").status_code == 404
