"""The engine's books: one leads, overrides come in, pictures and changes of mode go out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from types import SimpleNamespace
from typing import cast

import pytest
from django.db import OperationalError

from sewaka.kernel.ids import new_id
from sewaka.kernel.outbox.models import EventRow
from sewaka.modules.traffic.control.explain import Explanation
from sewaka.modules.traffic.control.los import Level
from sewaka.modules.traffic.control.observe import Mode
from sewaka.modules.traffic.engine import books as books_of
from sewaka.modules.traffic.engine import serving
from sewaka.modules.traffic.engine.books import Books
from sewaka.modules.traffic.engine.engine import Engine, Hold
from sewaka.modules.traffic.engine.picture import Picture
from sewaka.modules.traffic.engine.quality import Flow
from sewaka.modules.traffic.engine.resetting import ResetAnswer
from sewaka.modules.traffic.models import FlashReset, Override, SignalNow
from sewaka.modules.traffic.wire import Shown
from sewaka.modules.traffic.wire_flash import Flash
from tests.cast import NOW

pytestmark = pytest.mark.django_db
PICTURE = Picture(
    shown=Shown("J07", NOW.timestamp(), 1, "GGrr", 4.0, Mode.ADAPTIVE, "0", ("dead:D3",)),
    heard_s=NOW.timestamp(),
    stages=5,
    why=Explanation("hold_coming", (("count", 4), ("seconds", 8))),
    flow=Flow(passed=120, delay_s=31.5, level=Level.D, queue=6),
    queues={"D1": 6, "D2": 0},
    silent=("D3",),
)


def changes() -> list[tuple[str, str]]:
    """Who steered before and who after, as told."""
    rows = EventRow.objects.filter(name="traffic.mode_changed").order_by("position")
    return [(data["before"], data["after"]) for data in rows.values_list("data", flat=True)]


def test_a_picture_is_kept_once_and_a_change_of_mode_is_told_once() -> None:
    books = Books()
    books.hand([PICTURE])
    books.look(now=NOW)
    assert books.is_leading
    assert changes() == []
    local = replace(PICTURE.shown, mode=Mode.LOCAL, stage=2)
    books.hand([replace(PICTURE, shown=local)])
    books.look(now=NOW)
    books.look(now=NOW)
    row = SignalNow.objects.get()
    assert (row.mode, row.stage, row.level, row.delay_s) == ("local", 2, "D", 31.5)
    assert (row.figures, row.silent) == ({"count": 4, "seconds": 8}, ["D3"])
    assert changes() == [("adaptive", "local")]


def test_what_was_handed_is_written_once_and_told_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[list[str]] = []
    monkeypatch.setattr(f"{books_of.__name__}.tell", told.append)
    other = replace(PICTURE, shown=replace(PICTURE.shown, junction="J09"))
    books = Books()
    books.hand([PICTURE])
    books.hand([other])
    books.hand([replace(PICTURE, queues={"D1": 7})])
    books.look(now=NOW)
    books.look(now=NOW)
    assert told == [["J07", "J09"]]
    assert SignalNow.objects.get(junction="J07").queues == {"D1": 7}


def test_what_could_not_be_written_waits_unless_there_is_a_newer_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    books = Books()

    def away(*_given: object, **_named: object) -> None:
        books.hand([replace(PICTURE, queues={"D1": 8})])  # meanwhile, from the other thread
        raise OperationalError("the server closed the connection unexpectedly")

    other = replace(PICTURE, shown=replace(PICTURE.shown, junction="J09"))
    books.hand([PICTURE, other])
    with monkeypatch.context() as patch:
        patch.setattr(books, "_keep", away)
        with pytest.raises(OperationalError):
            books.look(now=NOW)
    books.look(now=NOW)
    found = dict(SignalNow.objects.values_list("junction", "queues"))
    assert found == {"J07": {"D1": 8}, "J09": {"D1": 6, "D2": 0}}


def test_only_junctions_that_were_heard_since_are_handed_again() -> None:
    desks = {code: Heard(code) for code in ("J07", "J09")}
    engine = cast("Engine", SimpleNamespace(desks=desks))
    handed: dict[str, float] = {}

    def codes() -> list[str]:
        return [one.shown.junction for one in serving._new_pictures(engine, handed)]

    assert codes() == []  # nobody has spoken yet
    for one in desks.values():
        one.heard_s = 1.0
    assert codes() == ["J07", "J09"]
    assert codes() == []
    desks["J09"].heard_s = 2.0
    assert codes() == ["J09"]


@dataclass
class Heard:
    """A desk as far as its picture goes."""

    code: str
    heard_s: float = 0.0

    def picture(self) -> Picture | None:
        """None before the first word."""
        shown = replace(PICTURE.shown, junction=self.code)
        return replace(PICTURE, shown=shown) if self.heard_s else None


def test_a_flash_is_told_once_and_its_reset_goes_out_and_comes_back() -> None:
    flash = Flash(NOW.timestamp() - 5.25, "conflict")
    shown = replace(PICTURE.shown, mode=Mode.FLASH, flash=flash)
    books = Books()
    books.hand([replace(PICTURE, shown=shown)])
    books.look(now=NOW)
    began = NOW - timedelta(seconds=5.25)
    again = Books()  # another engine takes over
    again.look(now=NOW)
    again.hand([replace(PICTURE, shown=replace(shown, age_s=5.0))])
    again.look(now=NOW)
    told = EventRow.objects.filter(name="traffic.flash_began")
    assert [row.data["fault"] for row in told] == ["conflict"]
    assert SignalNow.objects.get().flash_since == began

    row = FlashReset.objects.create(
        junction="J07", flash_since=began, fault="conflict", reason="Kabel diganti",
        step="confirmed", asked_by=new_id(), asked_at=NOW, confirmed_by=new_id(), confirmed_at=NOW,
    )  # fmt: skip
    again.look(now=NOW)
    [wish] = again.resets
    assert (wish.id, wish.junction, wish.reset.flash_s) == (row.pk, "J07", flash.since_s)
    again.note_answers([ResetAnswer(row.pk, is_accepted=False, code="other_flash")])
    again.look(now=NOW)
    row.refresh_from_db()
    assert (row.step, row.answer) == ("refused", "other_flash")


def test_overrides_come_in_until_they_end() -> None:
    row = Override.objects.create(
        junction="J07", stage=2, reason="Truk mogok di timur", actor_id=new_id(), role="x",
        created_at=NOW, expires_at=NOW + timedelta(seconds=60),
    )  # fmt: skip
    books = Books()
    books.look(now=NOW)
    ends_s = (NOW + timedelta(seconds=60)).timestamp()
    assert books.holds == (Hold(row.pk, "J07", 2, ends_s, "Truk mogok di timur"),)
    books.look(now=NOW + timedelta(seconds=60))
    books.look(now=NOW + timedelta(seconds=61))
    assert list(books.holds) == []
    row.refresh_from_db()
    assert row.cause == "expired"
