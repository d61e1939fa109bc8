"""A signal flashes: Bu Eka asks for its reset, Pak Surya confirms; the signal has the last word."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction
from django.db.models import F

from sewaka.kernel.access import SYSTEM
from sewaka.kernel.errors import DomainError, Forbidden, NotFound
from sewaka.kernel.ids import new_id
from sewaka.kernel.outbox import Received
from sewaka.kernel.outbox.models import EventRow
from sewaka.modules.traffic import reference
from sewaka.modules.traffic.actions.resetting import (
    ask_reset,
    confirm_reset,
    end_overdue_resets,
    note_answer,
)
from sewaka.modules.traffic.consumers import CONSUMERS, tell_of_flash
from sewaka.modules.traffic.events import FlashBegan
from sewaka.modules.traffic.models import FlashReset, Junction, SignalNow
from sewaka.modules.traffic.web import stages
from sewaka.platform.notify.models import Notice
from sewaka.platform.people import api as people
from tests.cast import NOW, SINCE, Player
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db
BEGAN = NOW - timedelta(minutes=3)
LATER = NOW + timedelta(seconds=40)
REASON = "Kabel lampu timur diganti teknisi, sudah diperiksa"
DESK = "/kerja/ruang-kendali/J07"


@pytest.fixture(autouse=True)
def flashing(monkeypatch: pytest.MonkeyPatch) -> SignalNow:
    """Catur Muka has flashed for three minutes."""
    monkeypatch.setattr("sewaka.kernel.clock.now", lambda: NOW)
    Junction.objects.create(
        code="J07", name="Catur Muka", lat=-8.6566, lon=115.2166, controller="simulator"
    )
    return SignalNow.objects.create(
        junction="J07", at=NOW, heard_at=NOW, stage=0, stages=5, indications="o" * 15, age_s=180.0,
        mode="flash", flash_since=BEGAN, flash_code="conflict_monitor",
    )  # fmt: skip


def ask(who: Player, **changes: Any) -> FlashReset:
    """For the flash of now."""
    wish: dict[str, Any] = {"junction": "J07", "flash_since": BEGAN, "reason": REASON, "now": NOW}
    return ask_reset(**{**wish, **changes}, actor=who.actor)


def told() -> list[tuple[str, dict[str, Any]]]:
    """The events, in their order."""
    rows = EventRow.objects.filter(module="traffic").order_by("position")
    return list(rows.values_list("name", "data"))


def words(response: Any) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def test_two_persons_and_then_the_signal(eka: Player, surya: Player) -> None:
    made = ask(eka)
    assert (made.step, made.fault, made.flash_since) == ("asked", "conflict_monitor", BEGAN)
    confirm_reset(reset_id=made.pk, actor=surya.actor, now=LATER)
    made.refresh_from_db()
    one, other = made.persons
    assert one != other
    assert str(eka.person.pk) not in one
    note_answer(reset_id=made.pk, is_accepted=True, code="", now=LATER)
    note_answer(reset_id=made.pk, is_accepted=False, code="not_latched", now=LATER)
    made.refresh_from_db()
    assert (made.step, made.answer, made.ended_at) == ("done", "", LATER)
    assert [name for name, _ in told()] == [
        "traffic.flash_reset_asked",
        "traffic.flash_reset_confirmed",
        "traffic.flash_reset_ended",
    ]
    actors = EventRow.objects.filter(module="traffic").order_by("position")
    assert list(actors.values_list("actor_id", flat=True)) == [
        eka.person.pk, surya.person.pk, None,
    ]  # fmt: skip


def test_never_the_same_person(eka: Player) -> None:
    made = ask(eka)
    with nothing_written(), pytest.raises(DomainError) as refused:
        confirm_reset(reset_id=made.pk, actor=eka.actor, now=LATER)
    assert refused.value.code == "traffic.reset.same_person"
    sent = eka.client.post(f"/kerja/ruang-kendali/nyalakan/{made.pk}/setujui")
    assert sent.status_code == 422
    assert "Harus orang kedua." in words(sent)
    with pytest.raises(IntegrityError), transaction.atomic():
        FlashReset.objects.update(step="confirmed", confirmed_by=F("asked_by"), confirmed_at=LATER)


def test_only_the_room_may(made: Player, sari: Player, eka: Player) -> None:
    asked = ask(eka)
    for who in (made, sari):
        actor = who.actor
        with nothing_written(), pytest.raises(Forbidden):
            ask_reset(junction="J07", flash_since=BEGAN, reason=REASON, actor=actor, now=NOW)
        with nothing_written(), pytest.raises(Forbidden):
            confirm_reset(reset_id=asked.pk, actor=actor, now=NOW)
        with nothing_written(), pytest.raises(Forbidden):
            note_answer(reset_id=asked.pk, is_accepted=True, code="", now=NOW, actor=actor)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"reason": "sudah"}, "traffic.override.reason"),
        ({"flash_since": BEGAN - timedelta(hours=1)}, "traffic.reset.other_flash"),
        ({"flash_since": None}, "traffic.reset.other_flash"),
    ],
)
def test_what_is_no_reset(eka: Player, change: dict[str, Any], code: str) -> None:
    eka.actor  # noqa: B018 - entering her writes rows of its own
    with nothing_written(), pytest.raises(DomainError) as refused:
        ask(eka, **change)
    assert refused.value.code == code


def test_of_what_does_not_flash(eka: Player) -> None:
    SignalNow.objects.update(mode="local", flash_since=None, flash_code="")
    with pytest.raises(DomainError) as refused:
        ask(eka)
    assert refused.value.code == "traffic.reset.not_flashing"
    with pytest.raises(NotFound):
        ask(eka, junction="J99")


def test_asked_for_an_earlier_flash_it_is_worth_nothing_for_a_later_one(
    eka: Player, surya: Player
) -> None:
    made = ask(eka)
    SignalNow.objects.update(flash_since=NOW)
    with pytest.raises(DomainError) as refused:
        confirm_reset(reset_id=made.pk, actor=surya.actor, now=LATER)
    assert refused.value.code == "traffic.reset.other_flash"
    again = ask(surya, flash_since=NOW, now=LATER)
    made.refresh_from_db()
    assert (made.step, made.ended_at, again.step) == ("lapsed", LATER, "asked")


def test_one_at_a_time_and_ten_minutes_for_the_second(eka: Player, surya: Player) -> None:
    made = ask(eka)
    with pytest.raises(DomainError) as refused:
        ask(surya, now=LATER)
    assert refused.value.code == "traffic.reset.open"
    late = NOW + timedelta(minutes=10, seconds=1)
    with pytest.raises(DomainError) as too_late:
        confirm_reset(reset_id=made.pk, actor=surya.actor, now=late)
    assert too_late.value.code == "traffic.reset.late"
    assert end_overdue_resets(now=NOW + timedelta(minutes=10)) == 0
    assert end_overdue_resets(now=late) == 1
    assert told()[-1][1]["outcome"] == "lapsed"
    with pytest.raises(DomainError) as over:
        confirm_reset(reset_id=made.pk, actor=surya.actor, now=late)
    assert over.value.code == "traffic.reset.moved_on"


def test_a_signal_that_does_not_answer(eka: Player, surya: Player) -> None:
    made = ask(eka)
    confirm_reset(reset_id=made.pk, actor=surya.actor, now=NOW)
    assert end_overdue_resets(now=NOW + timedelta(seconds=30)) == 0
    assert end_overdue_resets(now=NOW + timedelta(seconds=31)) == 1
    assert told()[-1][1] == {
        "reset_id": str(made.pk), "junction": "J07", "outcome": "refused", "code": "no_answer",
    }  # fmt: skip
    assert "Lampu tidak menjawab." in words(eka.client.get(DESK))


def test_from_the_desk_without_scripts(eka: Player, surya: Player, made: Player) -> None:
    shown = eka.client.get(DESK)
    assert "Pemantau konfliknya memutus." in words(shown)
    assert stages.lamps_of(code="J07", indications="o" * 15)["B09-J07"] == "flashing"
    hidden = BeautifulSoup(shown.content, "html.parser").select_one("input[name=flash]")
    assert hidden is not None
    form = {"flash": str(hidden["value"]), "why": "sudah"}
    refused = eka.client.post(f"{DESK}/nyalakan", form)
    assert refused.status_code == 422
    sent = eka.client.post(f"{DESK}/nyalakan", {**form, "why": REASON})
    assert (sent.status_code, sent["Location"]) == (302, DESK)
    own = words(eka.client.get(DESK))
    assert "Anda meminta lampu ini dinyalakan lagi" in own
    assert "Setujui nyalakan lagi" not in own
    again = surya.client.post(f"{DESK}/nyalakan", {**form, "why": REASON})
    assert again.status_code == 422
    assert "Sudah ada yang meminta" in words(again)
    others = words(surya.client.get(DESK))
    assert "Eka (contoh) meminta lampu ini dinyalakan lagi" in others
    assert f"Alasan: {REASON}" in others
    room = words(surya.client.get("/kerja/ruang-kendali"))
    assert "1 lampu berkedip: Catur Muka" in room
    assert "berkedip sejak 14.02 WITA" in room
    row = FlashReset.objects.get()
    confirmed = surya.client.post(f"/kerja/ruang-kendali/nyalakan/{row.pk}/setujui")
    assert confirmed.status_code == 302
    assert "Disetujui. Lampu belum menjawab." in words(eka.client.get(DESK))
    public = words(made.client.get("/lalu-lintas/J07"))
    assert f"{REASON} Dinyalakan lagi setelah gangguan" in public
    assert "Eka" not in public


def test_patrol_and_head_are_told_once(eka: Player, made: Player, sari: Player) -> None:
    reference.load()
    for who, role in ((made, "traffic.patrol"), (sari, "traffic.head"), (sari, "traffic.patrol")):
        people.grant(person_id=who.person.pk, role=role, actor=SYSTEM, now=SINCE)
    received = Received(
        event=FlashBegan(junction="J07", fault="conflict_monitor", flash_since=BEGAN),
        id=new_id(), seq=1, name=FlashBegan.name, case_id=None, subject_id=None, actor_id=None,
        via="system", occurred_at=NOW,
    )  # fmt: skip
    for _ in range(2):
        tell_of_flash(received=received, now=NOW)
    told_of = {one.person_id: one for one in Notice.objects.all()}
    assert (set(told_of), Notice.objects.count()) == ({made.person.pk, sari.person.pk}, 2)
    assert told_of[made.person.pk].url == "/lalu-lintas/J07"
    assert eka.person.pk not in told_of
    assert [one.name for one in CONSUMERS] == ["traffic.tell_of_flash"]
