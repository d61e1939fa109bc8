"""Encrypted columns: transparent to the code, useless to whoever has only the database."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.apps.registry import Apps
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from sewaka.kernel import clock, crypto, rows
from sewaka.kernel.ids import new_id
from sewaka.kernel.keys import blind, erasure, masters, ring
from sewaka.kernel.keys.columns import is_erased, preload
from sewaka.kernel.keys.middleware import KeyRingMiddleware
from sewaka.kernel.keys.models import SubjectKey
from sewaka.kernel.keys.ring import Erased, open_ring
from sewaka.kernel.keys.tests.probe import contact_model

PHONE = "+62 800 0000 0001"
MADE = UUID("01990000-0000-7000-8000-00000000aaaa")
KETUT = UUID("01990000-0000-7000-8000-00000000bbbb")


@pytest.fixture(autouse=True)
def keys_folder(tmp_path: Path, settings: Any) -> Path:
    settings.SEWAKA_KEYS_DIR = tmp_path / "keys"
    return tmp_path / "keys"


@pytest.fixture
def contact(db: None) -> Any:
    return contact_model(Apps())


def stored(column: str = "phone") -> list[Any]:
    """What the database holds, as whoever steals it would read it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM probe_contact ORDER BY id")  # noqa: S608 - a test's
        return [row[0] for row in cursor.fetchall()]


def test_reads_what_was_written_and_stores_a_cell(contact: Any) -> None:
    made = contact.objects.create(person_id=MADE, phone=PHONE, note="asma")
    assert made.phone == PHONE
    found = contact.objects.get(pk=made.pk)
    assert (found.phone, found.note) == (PHONE, "asma")
    key = SubjectKey.objects.get(subject_id=MADE, key_class="identity")
    assert stored()[0].startswith(f"k{key.pk}:")
    assert "0001" not in stored()[0]
    assert repr(found.__dict__["phone"]) == "<sealed>"


def test_unknown_stays_unknown(contact: Any) -> None:
    made = contact.objects.create(person_id=MADE)
    found = contact.objects.get(pk=made.pk)
    assert found.phone is None
    assert found.phone_index is None
    assert not is_erased(found, "phone")
    assert SubjectKey.objects.count() == 0


def test_same_text_gives_other_cells_every_time(contact: Any) -> None:
    contact.objects.create(person_id=MADE, phone=PHONE)
    contact.objects.create(person_id=MADE, phone=PHONE)
    first, second = stored()
    assert first != second


def test_unchanged_value_is_not_sealed_again(contact: Any) -> None:
    made = contact.objects.create(person_id=MADE, phone=PHONE)
    before = stored()
    found = contact.objects.get(pk=made.pk)
    found.note = "x"
    found.save()
    assert stored() == before
    found.phone = "+62 800 0000 0002"
    found.save()
    assert stored() != before
    assert contact.objects.get(pk=made.pk).phone == "+62 800 0000 0002"


def test_bulk_create_seals(contact: Any) -> None:
    contact.objects.bulk_create([contact(person_id=MADE, phone=PHONE), contact(person_id=KETUT)])
    assert [cell is None or cell.startswith("k") for cell in stored()] == [True, True]
    assert contact.objects.get(person_id=MADE).phone == PHONE


def test_value_moved_to_another_row_does_not_open(contact: Any) -> None:
    made = contact.objects.create(person_id=MADE, phone=PHONE)
    other = contact.objects.create(person_id=MADE, phone="+62 800 0000 0002")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE probe_contact SET phone = %s WHERE id = %s", [stored()[0], other.pk])
    with pytest.raises(crypto.Tampered, match=f"probe_contact.phone:{other.pk}"):
        _ = contact.objects.get(pk=other.pk).phone
    assert contact.objects.get(pk=made.pk).phone == PHONE


def test_value_moved_to_another_column_does_not_open(contact: Any) -> None:
    made = contact.objects.create(person_id=MADE, phone=PHONE)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE probe_contact SET note = phone")
    with pytest.raises(crypto.Tampered):
        _ = contact.objects.get(pk=made.pk).note


def test_one_flipped_bit_does_not_open(contact: Any) -> None:
    made = contact.objects.create(person_id=MADE, phone=PHONE)
    cell = crypto.read_cell(stored()[0])
    flipped = crypto.Cell(
        cell.key_id, cell.nonce, bytes([cell.ciphertext[0] ^ 1]) + cell.ciphertext[1:]
    )
    with connection.cursor() as cursor:
        cursor.execute("UPDATE probe_contact SET phone = %s", [str(flipped)])
    with pytest.raises(crypto.Tampered):
        _ = contact.objects.get(pk=made.pk).phone


@pytest.mark.parametrize(
    "bad", ["", "k1", "k1::", "1:AAAAAAAAAAAAAAAA:AAAAAAAAAAAAAAAAAAAAAA", "+62"]
)
def test_what_is_no_cell_is_refused(bad: str) -> None:
    with pytest.raises(crypto.Tampered, match="not a cell"):
        crypto.read_cell(bad)


def test_plain_text_reaches_neither_update_nor_filter(contact: Any) -> None:
    contact.objects.create(person_id=MADE, phone=PHONE)
    before = stored()
    with pytest.raises(TypeError, match="blind index"), transaction.atomic():
        contact.objects.update(phone="+62 800 0000 0009")
    with pytest.raises(TypeError, match="blind index"):
        contact.objects.filter(phone=PHONE).exists()
    with pytest.raises(TypeError, match="save"), transaction.atomic():
        contact.objects.update(phone_index=PHONE)
    assert stored() == before


def test_nobody_to_seal_for_is_refused(contact: Any) -> None:
    with pytest.raises(ValueError, match="nobody at person_id"), transaction.atomic():
        contact.objects.create(phone=PHONE)
    assert stored() == []


def test_row_without_key_is_refused(contact: Any) -> None:
    with pytest.raises(ValueError, match="primary key"):
        contact._meta.get_field("phone").place_in(contact(pk=None))


def test_deferred_column_is_fetched_when_read(contact: Any) -> None:
    made = contact.objects.create(person_id=MADE, phone=PHONE)
    found = contact.objects.defer("phone").get(pk=made.pk)
    assert "phone" not in found.__dict__
    assert found.phone == PHONE


def test_dumps_carry_the_cell(contact: Any) -> None:
    made = contact.objects.create(person_id=MADE, phone=PHONE)
    column = contact._meta.get_field("phone")
    assert column.value_to_string(contact.objects.get(pk=made.pk)) == stored()[0]
    assert column.value_to_string(contact(phone=PHONE)) == ""


def test_found_by_blind_index_in_any_spelling(contact: Any) -> None:
    made = contact.objects.create(person_id=MADE, phone=PHONE)
    contact.objects.create(person_id=KETUT, phone="+62 800 0000 0002")
    assert contact.objects.get(phone_index="62-800-00000001") == made
    assert not contact.objects.filter(phone_index="+62 800 0000 0003").exists()
    digest = contact.objects.get(pk=made.pk).phone_index
    assert len(digest) == 17
    assert contact.objects.get(phone_index=bytes(digest)) == made


def test_blind_index_follows_the_value(contact: Any) -> None:
    made = contact.objects.create(person_id=MADE, phone=PHONE)
    found = contact.objects.get(pk=made.pk)
    found.note = "unread phone keeps its digest"
    found.save()
    assert contact.objects.filter(phone_index=PHONE).count() == 1
    found.phone = None
    found.save()
    assert stored("phone_index") == [None]


def test_blind_index_is_useless_under_another_key(contact: Any, keys_folder: Path) -> None:
    contact.objects.create(person_id=MADE, phone=PHONE)
    (keys_folder / "blind-identity-1.key").write_text("00" * 32)
    assert not contact.objects.filter(phone_index=PHONE).exists()


def test_list_is_opened_with_one_query_for_keys(
    contact: Any, django_assert_num_queries: Any
) -> None:
    for number in range(5):
        contact.objects.create(person_id=new_id(), phone=f"+62 800 0000 000{number}")
    with open_ring(), django_assert_num_queries(2):
        rows = list(contact.objects.order_by("pk"))
        preload(rows)
        assert [row.phone[-1] for row in rows] == ["0", "1", "2", "3", "4"]


def test_ring_makes_a_persons_key_once(contact: Any, django_assert_num_queries: Any) -> None:
    with open_ring():
        with django_assert_num_queries(5):  # look, savepoint, make, release, row
            contact.objects.create(person_id=MADE, phone=PHONE)
        with django_assert_num_queries(1):
            contact.objects.create(person_id=MADE, phone=PHONE)


def test_key_of_a_rolled_back_part_is_not_used_again(contact: Any) -> None:
    with open_ring():
        with transaction.atomic():
            contact.objects.create(person_id=MADE, phone=PHONE)
            transaction.set_rollback(True)
        assert SubjectKey.objects.count() == 0
        made = contact.objects.create(person_id=MADE, phone=PHONE)
    assert contact.objects.get(pk=made.pk).phone == PHONE


def test_erasing_destroys_every_copy(contact: Any, keys_folder: Path) -> None:
    now = clock.now()
    made = contact.objects.create(person_id=MADE, phone=PHONE, note="asma")
    other = contact.objects.create(person_id=KETUT, phone="+62 800 0000 0002")
    assert erasure.erase(MADE, now=now) == 2
    found = contact.objects.get(pk=made.pk)
    assert (found.phone, found.note) == (None, None)
    assert is_erased(found, "phone")
    assert contact.objects.get(pk=other.pk).phone == "+62 800 0000 0002"
    with pytest.raises(Erased), transaction.atomic():
        contact.objects.create(person_id=MADE, phone=PHONE)
    assert erasure.erase(MADE, now=now) == 0


def test_erasing_clears_the_blind_indexes(contact: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    registry = SimpleNamespace(get_models=lambda: [SubjectKey, contact])
    monkeypatch.setattr(erasure, "apps", registry)
    contact.objects.create(person_id=MADE, phone=PHONE)
    other = contact.objects.create(person_id=KETUT, phone=PHONE)
    erasure.erase(MADE, now=clock.now())
    assert contact.objects.get(phone_index=PHONE) == other


def test_erasing_bites_within_the_same_request(contact: Any) -> None:
    made = contact.objects.create(person_id=MADE, phone=PHONE)
    with open_ring():
        assert contact.objects.get(pk=made.pk).phone == PHONE
        erasure.erase(MADE, now=clock.now())
        assert contact.objects.get(pk=made.pk).phone is None


def test_register_outlives_an_older_copy_of_the_database(
    contact: Any, django_capture_on_commit_callbacks: Any, keys_folder: Path
) -> None:
    now = clock.now()
    made = contact.objects.create(person_id=MADE, phone=PHONE)
    contact.objects.create(person_id=KETUT, phone="+62 800 0000 0002")
    backup = SubjectKey.objects.get(subject_id=MADE).wrapped
    with django_capture_on_commit_callbacks(execute=True):
        erasure.erase(MADE, now=now)
    register = (keys_folder / "erased-persons.txt").read_text()
    assert len(register.splitlines()) == 1
    assert str(MADE) not in register
    assert erasure.complete_register() == 0
    SubjectKey.objects.filter(subject_id=MADE).update(wrapped=backup, erased_at=None)
    assert contact.objects.get(pk=made.pk).phone == PHONE
    assert erasure.replay_register(now=now) == 1
    assert contact.objects.get(pk=made.pk).phone is None
    assert erasure.replay_register(now=now) == 0


def test_lost_key_file_is_named(contact: Any, keys_folder: Path) -> None:
    made = contact.objects.create(person_id=MADE, phone=PHONE)
    (keys_folder / "identity-1.key").unlink()
    with pytest.raises(masters.KeyMissing, match=r"identity-1\.key"):
        _ = contact.objects.get(pk=made.pk).phone
    (keys_folder / "identity-1.key").write_text("00")
    with pytest.raises(masters.KeyMissing, match="not a whole key"):
        _ = contact.objects.get(pk=made.pk).phone


def test_key_files_are_their_owners_only(contact: Any, keys_folder: Path) -> None:
    contact.objects.create(person_id=MADE, phone=PHONE)
    assert keys_folder.stat().st_mode & 0o777 == 0o700
    modes = {path.name: path.stat().st_mode & 0o777 for path in keys_folder.iterdir()}
    assert modes == {"identity-1.key": 0o600, "blind-identity-1.key": 0o600}


@pytest.mark.django_db(transaction=True)
def test_ring_keeps_a_key_over_the_commit_that_made_it(django_assert_num_queries: Any) -> None:
    with open_ring():
        with transaction.atomic():
            made = ring.key_for(MADE, "identity")
        with django_assert_num_queries(0):
            assert ring.key_for(MADE, "identity") == made


def test_one_ring_for_one_request(db: None, django_assert_num_queries: Any) -> None:
    ring.key_for(MADE, "identity")

    def view(_request: HttpRequest) -> HttpResponse:
        with django_assert_num_queries(1):
            ring.key_for(MADE, "identity")
            ring.key_for(MADE, "identity")
        return HttpResponse("fine")

    answer = KeyRingMiddleware(view)
    assert answer(RequestFactory().get("/")).content == b"fine"
    assert answer(RequestFactory().get("/")).content == b"fine"


def test_emptying_without_a_ring_does_nothing() -> None:
    ring.forget_all()


def test_columns_describe_themselves_to_migrations(contact: Any) -> None:
    _name, path, _args, kwargs = contact._meta.get_field("note").deconstruct()
    assert path.endswith("EncryptedTextField")
    assert kwargs == {"null": True, "key_class": "health", "subject": "person_id"}
    _name, path, _args, kwargs = contact._meta.get_field("phone_index").deconstruct()
    assert path.endswith("BlindIndexField")
    assert kwargs == {"source": "phone", "key_class": "identity"}
    assert contact.phone.column.attname == "phone"


def test_blind_index_stands_for_an_encrypted_column_only(contact: Any) -> None:
    contact._meta.get_field("phone_index").source = "person_id"
    with pytest.raises(TypeError, match="is not encrypted"):
        blind.indexes_of(contact)


def test_wrapped_key_opens_with_its_own_master_only() -> None:
    master, key = crypto.new_key(), crypto.new_key()
    wrapped = crypto.wrap(key, master=master, place="p")
    assert crypto.unwrap(wrapped, master=master, place="p") == key
    for other_master, place in ((crypto.new_key(), "p"), (master, "q")):
        with pytest.raises(crypto.Tampered):
            crypto.unwrap(wrapped, master=other_master, place=place)
    with pytest.raises(crypto.Tampered):
        crypto.unwrap(b"", master=master, place="p")


def test_other_files_beside_the_keys_are_passed_over(keys_folder: Path) -> None:
    masters.current("identity")
    (keys_folder / "identity-old.key").write_text("x")
    assert masters.versions("identity") == [1]


def test_of_two_first_starts_the_first_key_stays(keys_folder: Path) -> None:
    first = masters.current("identity")
    assert masters._create("identity", version=1) == 1
    assert masters.current("identity") == first


def test_row_says_its_number_and_never_its_key(db: None) -> None:
    number, _key = ring.key_for(MADE, "identity")
    assert str(SubjectKey.objects.get()) == f"k{number} (identity)"


@pytest.mark.django_db(transaction=True)
def test_a_deed_of_one_statement_makes_the_key_that_its_row_needs() -> None:
    """Nothing else was asked of the database before: the key is what begins the transaction."""
    made = contact_model(Apps())(person_id=MADE, phone=PHONE)
    with rows.deed():
        rows.insert(made)
    assert stored()[0].startswith(f"k{SubjectKey.objects.get(subject_id=MADE).pk}:")
    with pytest.raises(ValueError, match="nobody"), rows.deed():
        rows.insert(
            contact_model(Apps())(person_id=KETUT, phone=PHONE), contact_model(Apps())(note="x")
        )
    assert not SubjectKey.objects.filter(subject_id=KETUT).exists()
