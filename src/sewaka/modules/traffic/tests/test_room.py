"""The control room: what needs somebody first, and an override from its form."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client

from sewaka.modules.traffic import wishes
from sewaka.modules.traffic.models import Approach, Junction, Override, SignalNow, StreetWish
from sewaka.modules.traffic.street.asking import Asking
from sewaka.modules.traffic.street.troubles import Wish
from tests.cast import NOW, Player

pytestmark = pytest.mark.django_db
FORM = {"stage": "2", "seconds": "120", "reason": "Truk mogok di lengan timur"}
LAMPS = {"B09-J07": "G" * 4, "rest": "r" * 11}


@pytest.fixture(autouse=True)
def room(monkeypatch: pytest.MonkeyPatch) -> None:
    """Catur Muka steers itself, Tohpati has been silent for ten minutes."""
    monkeypatch.setattr("sewaka.kernel.clock.now", lambda: NOW)
    for code, name in (("J07", "Catur Muka"), ("J04", "Tohpati")):
        Junction.objects.create(code=code, name=name, lat=-8.65, lon=115.21, controller="simulator")
    for arm, street in (("B09-J07", "Surapati"), ("J06-J07", "Gajah Mada")):
        Approach.objects.create(
            code=arm, junction_id="J07", street=street, effective_m=6.5, length_m=400.0,
            speed_ms=13.9,
        )  # fmt: skip
    heard("J07", at=NOW)
    heard("J04", at=NOW - timedelta(minutes=10))


def heard(code: str, *, at: datetime) -> None:
    """Four lamps are green, eleven red."""
    SignalNow.objects.create(
        junction=code, at=at, heard_at=at, stage=0, stages=5, indications="".join(LAMPS.values()),
        age_s=3.0, mode="adaptive", why="hold_coming", figures={"count": 4, "seconds": 8},
        level="D", delay_s=31.4, queue=6,
    )  # fmt: skip


def page(client: Client, path: str) -> BeautifulSoup:
    response = client.get(path)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def words(found: BeautifulSoup) -> str:
    return " ".join(found.get_text(" ", strip=True).split())


def test_what_is_silent_stands_first(eka: Player) -> None:
    found = page(eka.client, "/kerja/ruang-kendali")
    assert [head.get_text(strip=True) for head in found.select("tbody th")] == [
        "Tohpati",
        "Catur Muka",
    ]
    assert "600 dtk" in words(found)


def test_the_desk_says_lamps_and_why(eka: Player) -> None:
    found = words(page(eka.client, "/kerja/ruang-kendali/J07"))
    assert "Hijau ditahan: 4" in found
    assert "Surapati B09-J07 hijau" in found
    assert "Gajah Mada J06-J07 merah" in found


def test_a_stage_is_held_from_the_form(eka: Player) -> None:
    sent = eka.client.post("/kerja/ruang-kendali/J07", FORM)
    assert (sent.status_code, sent["Location"]) == (302, "/kerja/ruang-kendali/J07")
    made = Override.objects.get()
    assert (made.junction, made.stage, made.reason) == ("J07", 2, FORM["reason"])
    assert "Tahap 3 sampai 14.07 WITA" in words(page(eka.client, "/kerja/ruang-kendali/J07"))


@pytest.mark.parametrize(
    "wrong", [{"reason": "mogok"}, {"seconds": "601"}, {"stage": "99"}, {"take_over": "x"}]
)
def test_what_is_wrong_comes_back_with_what_was_typed(eka: Player, wrong: dict[str, str]) -> None:
    sent = eka.client.post("/kerja/ruang-kendali/J07", {**FORM, **wrong})
    assert sent.status_code == 422
    form = BeautifulSoup(sent.content, "html.parser")
    assert (wrong.get("reason") or FORM["reason"]) in words(form)
    assert not Override.objects.exists()


def test_the_second_sees_who_holds_it_and_takes_over(eka: Player, surya: Player) -> None:
    eka.client.post("/kerja/ruang-kendali/J07", FORM)
    found = page(surya.client, "/kerja/ruang-kendali/J07")
    assert "Ambil alih dari Eka (contoh)" in words(found)
    refused = surya.client.post("/kerja/ruang-kendali/J07", FORM)
    assert refused.status_code == 422
    named = found.select_one("input[name=take_over]")
    assert named is not None
    sent = surya.client.post("/kerja/ruang-kendali/J07", {**FORM, "take_over": str(named["value"])})
    assert sent.status_code == 302
    running = Override.objects.get(released_at=None)
    assert running.actor_id == surya.person.pk


def test_let_go(eka: Player) -> None:
    eka.client.post("/kerja/ruang-kendali/J07", FORM)
    held = Override.objects.get()
    assert eka.client.post(f"/kerja/ruang-kendali/tahan/{held.pk}/perpanjang").status_code == 302
    assert eka.client.post(f"/kerja/ruang-kendali/tahan/{held.pk}/lepas").status_code == 302
    held.refresh_from_db()
    assert (held.cause, held.renewed_at) == ("released", NOW)


@pytest.fixture
def demo(monkeypatch: pytest.MonkeyPatch) -> None:
    """A demo city, which has a street of its own."""
    monkeypatch.setattr(settings, "SEWAKA_MODE", "demo")


@pytest.mark.usefixtures("demo")
def test_something_happens_on_the_demos_street(eka: Player) -> None:
    path = "/kerja/ruang-kendali/jalan-contoh"
    sent = eka.client.post(path, {"kind": "rain", "amount": "300"})
    assert sent.status_code == 302
    wish = StreetWish.objects.get()
    assert (wish.kind, wish.place, wish.amount, wish.answer) == ("rain", "", 300.0, "")
    assert "Jalan belum menerimanya." in words(page(eka.client, path))
    [taken] = wishes.take(now=NOW)
    wishes.answer(taken.pk, code="done")
    assert wishes.take(now=NOW) == []
    assert "Selesai." in words(page(eka.client, path))


@pytest.mark.usefixtures("demo")
def test_a_street_that_was_down_does_not_do_yesterdays_troubles(eka: Player) -> None:
    eka.client.post("/kerja/ruang-kendali/jalan-contoh", {"kind": "rain", "amount": "300"})
    assert wishes.take(now=NOW + timedelta(minutes=2)) == []
    assert StreetWish.objects.get().answer == "late"


@pytest.mark.usefixtures("demo")
def test_what_can_not_happen_is_not_asked(eka: Player) -> None:
    for wrong in ({"kind": "rain", "amount": "9999"}, {"kind": "x", "amount": "1"}):
        sent = eka.client.post("/kerja/ruang-kendali/jalan-contoh", wrong)
        assert sent.status_code == 422
    assert not StreetWish.objects.exists()


@pytest.mark.usefixtures("demo")
def test_the_street_takes_a_wish_once_and_answers_later(eka: Player) -> None:
    eka.client.post("/kerja/ruang-kendali/jalan-contoh", {"kind": "rain", "amount": "300"})
    asking = Asking()
    asking.look()
    asking.look()
    [(wish_id, wish)] = asking.taken()
    assert wish == Wish("rain", "", 300.0)
    asking.answered(wish_id, code="done")
    asking.look()
    assert asking.taken() == []
    assert StreetWish.objects.get().answer == "done"


@pytest.mark.django_db
@pytest.mark.parametrize("place", ["/kerja/ruang-kendali", "/kerja/ruang-kendali/detektor"])
def test_the_rail_marks_one_place(place: str, eka: Player) -> None:
    page = BeautifulSoup(eka.client.get(place).content, "lxml")
    assert [link["href"] for link in page.select(".rail [aria-current=page]")] == [place]
