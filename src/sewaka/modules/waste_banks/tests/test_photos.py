"""Photos of what lay on the scale: from the counter and from a phone; and their reuse."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from typing import Any

import orjson
import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from PIL import Image, ImageDraw

from sewaka.kernel import clock
from sewaka.kernel.access import SYSTEM
from sewaka.kernel.errors import NotFound
from sewaka.kernel.ids import new_id
from sewaka.modules.waste_banks.actions.depositing import LineWish
from sewaka.modules.waste_banks.models import Deposit, DepositLine, WeighingSession
from sewaka.modules.waste_banks.queries import fraud
from sewaka.modules.waste_banks.rules.states import SessionState
from sewaka.modules.waste_banks.tests.hall import Hall, Phone, open_hall
from sewaka.modules.waste_banks.tests.village import Village
from sewaka.platform.files import api as files
from tests.cast import NOW, Player
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db


def picture(seed: int = 1, *, quality: int = 85) -> bytes:
    """A picture of its own; the same seed in another quality looks the same."""
    image = Image.new("RGB", (160, 120), (200, 200, 200))
    draw = ImageDraw.Draw(image)
    for n in range(6):
        x, y = (seed * 37 + n * 53) % 120, (seed * 71 + n * 29) % 90
        draw.rectangle((x, y, x + 34, y + 26), fill=((n * 40) % 256, (seed * 60) % 256, n * 30))
    found = BytesIO()
    image.save(found, "JPEG", quality=quality)
    return found.getvalue()


def upload(raw: bytes) -> BytesIO:
    """As a form sends it."""
    found = BytesIO(raw)
    found.name = "timbangan.jpg"
    return found


@pytest.fixture
def hall(made: Player, monkeypatch: pytest.MonkeyPatch) -> Hall:
    """Made weighs; two customers stand in line."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return open_hall(weigher_id=made.person.pk, count=2, now=NOW)


@pytest.fixture
def phone(hall: Hall, made: Player) -> Phone:
    """One phone in the hall."""
    return Phone(hall, made.person.pk, NOW)


def send(phone: Phone, raw: bytes, **changed: str) -> Any:
    """A photo, signed as the phone does."""
    signed = {"X-Device": str(phone.device.pk), "X-Signature": phone.sign(sha256(raw).digest())}
    return Client().post(
        f"/api/v1/waste-banks/sessions/{phone.hall.session.pk}/photos",
        raw,
        content_type="image/jpeg",
        headers=signed | changed,
    )


def test_from_the_counter_to_the_passbook(sesetan: Village, made: Player, tini: Player) -> None:
    counter = f"/kerja/bank-sampah/loket/{sesetan.bank.code}/{sesetan.made.number}"
    page = tini.client.get(counter).content.decode()
    assert 'enctype="multipart/form-data"' in page
    form = {
        "wish": str(new_id()), "purpose": "SAVINGS", "category_1": "PET_CLEAR", "gross_1": "1500",
        "category_2": "HVS", "gross_2": "900",
    }  # fmt: skip
    wrong = tini.client.post(counter, {**form, "photo_2": upload(b"not a picture")})
    assert (wrong.status_code, Deposit.objects.count()) == (422, 0)
    answer = tini.client.post(counter, {**form, "photo_2": upload(picture())})
    assert answer.status_code == 302
    first, second = DepositLine.objects.order_by("n")
    assert first.photo is None
    assert second.photo is not None
    assert second.photo.case_id == second.deposit_id  # the sweep of orphans passes it over
    shown = made.client.get(f"/bank-sampah/buku/setoran/{second.deposit_id}").content.decode()
    assert shown.count(f"/{second.photo_id}/") == 1
    url = next(part for part in shown.split('"') if f"/{second.photo_id}/" in part)
    assert made.client.get(url.replace("&amp;", "&")).status_code == 200


def test_a_photo_belongs_to_one_deposit_and_its_sender(sesetan: Village, tini: Player) -> None:
    photo = files.store_photo(upload=picture(), actor=tini.actor, now=NOW)
    line = LineWish(category="HVS", gross_g=900, photo_id=photo.pk)
    with pytest.raises(NotFound), nothing_written():
        sesetan.bring([sesetan.wish(lines=[line])], actor=SYSTEM)
    sesetan.bring([sesetan.wish(lines=[line])], actor=tini.actor)
    with pytest.raises(NotFound), nothing_written():
        sesetan.bring([sesetan.wish(lines=[line])], actor=tini.actor)


def test_from_the_phone_after_its_records(hall: Hall, phone: Phone) -> None:
    raw = picture()
    phone.deposit(hall.customers[0], line={"photo": sha256(raw).hexdigest()})
    assert send(phone, raw).json()["code"] == "weighing.photo_unknown"  # records go first
    assert phone.send().status_code == 200
    for _ in range(2):  # sent twice, kept once
        assert send(phone, raw).json() == {"lines": 1}
    line = DepositLine.objects.get()
    assert line.photo is not None
    assert bytes(line.photo.sha256) == sha256(raw).digest()
    assert files.StoredFile.objects.count() == 1
    assert line.photo.case_id == line.deposit_id


def lacking(phone: Phone, **changed: str) -> Any:
    """What the city says it does not have of this phone."""
    path = f"/api/v1/waste-banks/sessions/{phone.hall.session.pk}/lacking"
    body = orjson.dumps({"v": 1, "session_id": str(phone.hall.session.pk)} | changed)
    signed = {"X-Device": str(phone.device.pk), "X-Signature": phone.sign(body)}
    return Client().post(path, body, content_type="application/json", headers=signed)


def test_a_city_put_back_from_a_backup_asks_for_its_photos(hall: Hall, phone: Phone) -> None:
    first, second = picture(1), picture(2)
    hashes = [sha256(raw).hexdigest() for raw in (first, second)]
    assert lacking(phone).json() == {"expected_seq": 1, "photos": [], "is_over": False}
    for digest in hashes:
        phone.deposit(hall.customers[0], line={"photo": digest})
    phone.send(phone.rows[:1])
    assert lacking(phone).json() == {"expected_seq": 2, "photos": hashes[:1], "is_over": False}
    phone.send()
    send(phone, first)
    with transaction.atomic():
        send(phone, second)
        assert lacking(phone).json()["photos"] == []
        transaction.set_rollback(True)  # the backup is of before
    assert lacking(phone).json() == {"expected_seq": 3, "photos": hashes[1:], "is_over": False}
    for _ in range(2):
        assert send(phone, second).json() == {"lines": 1}
    assert lacking(phone).json()["photos"] == []
    assert files.StoredFile.objects.count() == 2


def test_a_phone_keeps_its_photos_until_the_day_is_over(
    hall: Hall, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = sha256(picture()).hexdigest()
    phone.deposit(hall.customers[0], line={"photo": digest})
    phone.send()
    with transaction.atomic():
        WeighingSession.objects.update(status=SessionState.LOCKED, locked_at=NOW)
        # What had not come yet is still taken.
        assert lacking(phone).json() == {"expected_seq": 2, "photos": [digest], "is_over": True}
        transaction.set_rollback(True)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=31))
    assert lacking(phone).json() == {"expected_seq": 2, "photos": [], "is_over": True}


def test_what_lacks_is_told_to_the_phone_alone(hall: Hall, phone: Phone, made: Player) -> None:
    phone.deposit(hall.customers[0], line={"photo": sha256(picture()).hexdigest()})
    phone.send()
    assert lacking(Phone(hall, made.person.pk, NOW)).json()["photos"] == []
    assert lacking(phone, session_id=str(new_id())).status_code == 404
    body = orjson.dumps({"v": 1, "session_id": str(hall.session.pk)})
    signed = {"X-Device": str(phone.device.pk), "X-Signature": phone.sign(body + b" ")}
    path = f"/api/v1/waste-banks/sessions/{hall.session.pk}/lacking"
    assert (
        Client().post(path, body, content_type="application/json", headers=signed).status_code
        == 401
    )


def test_nobody_else_sends_a_photo(hall: Hall, phone: Phone, made: Player) -> None:
    raw = picture()
    phone.deposit(hall.customers[0], line={"photo": sha256(raw).hexdigest()})
    phone.send()
    other = Phone(hall, made.person.pk, NOW)
    assert send(other, raw).status_code == 404
    signature = other.sign(sha256(raw).digest())
    assert send(phone, raw, **{"X-Signature": signature}).status_code == 401
    assert send(phone, picture(2)).status_code == 404
    assert DepositLine.objects.get().photo is None


def test_what_was_taken_back_has_no_photo(hall: Hall, phone: Phone) -> None:
    raw = picture()
    one = phone.deposit(hall.customers[0], line={"photo": sha256(raw).hexdigest()})
    phone.void(one)
    phone.send()
    assert send(phone, raw).json() == {"lines": 0}
    assert files.StoredFile.objects.count() == 0


def test_a_hash_that_is_none_is_no_record(hall: Hall, phone: Phone) -> None:
    phone.deposit(hall.customers[0], line={"photo": "AB" * 32})
    answer = phone.send()
    assert (answer.status_code, answer.json()["code"]) == (422, "weighing.bad_record")


def test_a_booked_line_takes_one_photo_and_nothing_else(sesetan: Village) -> None:
    sesetan.bring([sesetan.wish(("HVS", 900))])
    first, second = (files.store_photo(upload=picture(n), actor=SYSTEM, now=NOW).pk for n in (1, 2))
    line = DepositLine.objects.filter()
    for change in ({"photo_id": first, "value_idr": 1}, {"value_idr": 1}):
        with pytest.raises(DatabaseError), transaction.atomic():
            line.update(**change)
    assert line.update(photo_id=first) == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        line.update(photo_id=second)


def test_one_photo_for_two_weighings_is_flagged(sesetan: Village, wira: Player) -> None:
    for raw in (picture(3), picture(3, quality=40), picture(8)):
        photo = files.store_photo(upload=raw, actor=SYSTEM, now=NOW)
        line = LineWish(category="HVS", gross_g=913, photo_id=photo.pk)
        sesetan.bring([sesetan.wish(lines=[line])])
    found = fraud.flags(since=NOW, now=NOW, actor=wira.actor)
    alike = [one for one in found if one.rule == "F14"]
    assert len(alike) == 1
