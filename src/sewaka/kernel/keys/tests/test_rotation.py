"""A new master key changes nothing that people see, and the old one is gone."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner
from django.apps.registry import Apps
from django.db import connection, transaction

from sewaka.kernel import crypto
from sewaka.kernel.ids import new_id
from sewaka.kernel.keys import commands, erasure, masters, ring, rotation, sealing
from sewaka.kernel.keys.models import SubjectKey
from sewaka.kernel.keys.tests.probe import contact_model

NOW = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)
MADE = UUID("01990000-0000-7000-8000-00000000aaaa")


@pytest.fixture(autouse=True)
def keys_folder(tmp_path: Path, settings: Any) -> Path:
    settings.SEWAKA_KEYS_DIR = tmp_path / "keys"
    return tmp_path / "keys"


@pytest.fixture
def contact(db: None, monkeypatch: pytest.MonkeyPatch) -> Any:
    found = contact_model(Apps())
    monkeypatch.setattr(rotation, "apps", SimpleNamespace(get_models=lambda: [found]))
    return found


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.key"))


def fill(contact: Any, count: int) -> None:
    for number in range(count):
        contact.objects.create(person_id=new_id(), phone=f"+62 800 0000 {number:04d}", note="x")


@pytest.mark.django_db
def test_everything_reads_and_is_found_as_before(contact: Any, keys_folder: Path) -> None:
    fill(contact, 7)
    done = rotation.rotate("identity", now=NOW, batch=3)
    assert done == rotation.Rotation("identity", 2, rewrapped=7, reindexed=7, destroyed=(1,))
    assert names(keys_folder) == ["blind-identity-2.key", "health-1.key", "identity-2.key"]
    for number in range(7):
        found = contact.objects.get(phone_index=f"62800 0000 {number:04d}")
        assert (found.phone, found.note) == (f"+62 800 0000 {number:04d}", "x")
    again = rotation.rotate("identity", now=NOW)
    assert (again.version, again.rewrapped, again.destroyed) == (3, 7, (2,))


@pytest.mark.django_db
def test_minute_names_time_version_and_fingerprint(contact: Any, keys_folder: Path) -> None:
    fill(contact, 1)
    old = masters.load("identity", version=1).key
    rotation.rotate("identity", now=NOW)
    minutes = (keys_folder / "minutes.txt").read_text().splitlines()
    assert minutes[0].startswith("2026-03-09T02:00:00+00:00 identity version 1 (")
    assert old.hex() not in "".join(minutes)
    assert [line.split()[1] for line in minutes] == ["identity", "blind-identity"]


@pytest.mark.django_db
def test_killed_in_the_middle_goes_on_where_it_was(contact: Any, keys_folder: Path) -> None:
    fill(contact, 5)
    masters.add_version("identity")
    masters.add_version("blind-identity")
    first = next(rotation._rewrapped("identity", masters.current("identity"), batch=2))
    assert first == 2
    assert sorted(row.phone[-1] for row in contact.objects.all()) == ["0", "1", "2", "3", "4"]
    assert contact.objects.filter(phone_index="+62 800 0000 0003").count() == 1
    done = rotation.rotate("identity", now=NOW)
    assert (done.version, done.rewrapped, done.reindexed) == (2, 3, 5)
    assert names(keys_folder) == ["blind-identity-2.key", "health-1.key", "identity-2.key"]


@pytest.mark.django_db
def test_old_backup_of_a_wrapped_key_does_not_open_any_more(contact: Any) -> None:
    contact.objects.create(person_id=MADE, phone="+62 800 0000 0001")
    backup = SubjectKey.objects.get()
    old = (backup.wrapped, backup.master)
    erasure.erase(MADE, now=NOW)
    rotation.rotate("identity", now=NOW)
    SubjectKey.objects.update(wrapped=old[0], master=old[1], erased_at=None)
    with pytest.raises(masters.KeyMissing, match=r"identity-1\.key"):
        _ = contact.objects.get().phone


@pytest.mark.django_db
def test_erased_and_unknown_values_stay_as_they_are(contact: Any) -> None:
    contact.objects.create(person_id=MADE, phone="+62 800 0000 0001")
    contact.objects.create(person_id=new_id())
    SubjectKey.objects.update(wrapped=None, erased_at=NOW)
    done = rotation.rotate("identity", now=NOW)
    assert (done.rewrapped, done.reindexed) == (0, 1)
    assert [row.phone_index for row in contact.objects.all()] == [None, None]


@pytest.mark.django_db
def test_writers_seal_under_the_new_key_at_once(contact: Any) -> None:
    contact.objects.create(person_id=MADE, phone="+62 800 0000 0001")
    masters.add_version("identity")
    contact.objects.create(person_id=new_id(), phone="+62 800 0000 0002")
    versions = SubjectKey.objects.order_by("pk").values_list("master", flat=True)
    assert list(versions) == [1, 2]


@pytest.mark.django_db
def test_key_made_while_the_master_changes_is_wrapped_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    masters.current("identity")
    plain_wrap = crypto.wrap

    def wrap_slowly(key: bytes, *, master: bytes, place: str) -> bytes:
        if len(masters.versions("identity")) == 1:
            masters.add_version("identity")
        return plain_wrap(key, master=master, place=place)

    monkeypatch.setattr(crypto, "wrap", wrap_slowly)
    cell = sealing.seal_for("x", subject=MADE, key_class="identity", place="p")
    assert SubjectKey.objects.get().master == 2
    assert sealing.open_cell(cell, place="p") == "x"


@pytest.mark.django_db(transaction=True)
def test_end_waits_for_a_key_that_is_being_made() -> None:
    masters.current("identity")
    has_made, may_commit = threading.Event(), threading.Event()

    def make() -> None:
        with transaction.atomic():
            ring.key_for(MADE, "identity")
            has_made.set()
            may_commit.wait(5)
        connection.close()

    done: list[rotation.Rotation] = []

    def turn() -> None:
        done.append(rotation.rotate("identity", now=NOW))
        connection.close()

    maker, turner = threading.Thread(target=make), threading.Thread(target=turn)
    maker.start()
    has_made.wait(5)
    turner.start()
    turner.join(timeout=0.5)
    assert done == []
    may_commit.set()
    maker.join(timeout=5)
    turner.join(timeout=5)
    assert done[0].rewrapped == 1
    assert len(ring.key_for(MADE, "identity")[1]) == 32


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_key_for_one_person() -> None:
    barrier = threading.Barrier(4)
    found: list[int] = []

    def make() -> None:
        barrier.wait()
        found.append(ring.key_for(MADE, "identity")[0])
        connection.close()

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert SubjectKey.objects.count() == 1


@pytest.mark.django_db
def test_models_without_an_index_of_the_class_are_passed_over(contact: Any) -> None:
    fill(contact, 1)
    done = rotation.rotate("health", now=NOW)
    assert (done.rewrapped, done.reindexed) == (1, 0)


@pytest.mark.django_db
def test_commands(contact: Any) -> None:
    runner = CliRunner()
    fill(contact, 2)
    result = runner.invoke(commands.group, ["rotate", "--class", "identity"])
    assert result.output.splitlines() == [
        "2 data keys wrapped anew, 2 blind indexes",
        "master key identity version 1 destroyed",
    ]
    assert runner.invoke(commands.group, ["status"]).output.splitlines() == [
        "identity: master key 2; 2 data keys",
        "health: master key 1; 2 data keys",
        "biometric: master key none yet; 0 data keys",
        "pupil: master key none yet; 0 data keys",
    ]
    SubjectKey.objects.filter(key_class="identity").update(wrapped=None, erased_at=NOW)
    result = runner.invoke(commands.group, ["register"])
    assert result.output == "2 persons added to the register\n"
    assert runner.invoke(commands.group, ["rotate", "--class", "x"]).exit_code == 2
