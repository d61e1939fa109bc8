"""The suite's own instruments: they must find what they are for."""

from __future__ import annotations

import socket

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from stdnum.id import nik

from sewaka.config import databases
from sewaka.config.databases import Address
from sewaka.kernel.access import Held
from sewaka.kernel.text import clean_text
from sewaka.platform.people.models import Grant, Person
from sewaka.platform.territory.models import Area
from tests import throwaway
from tests.cast import PARTS, SINCE, Cast, Player
from tests.database import Connect
from tests.writes import check_deferred, nothing_written


def test_made_is_a_citizen_without_any_role(made: Player) -> None:
    assert made.actor.grants == ()
    assert made.actor.person_id == made.person.pk
    assert made.person.email == "made@contoh.example"


def test_the_mayor_reaches_the_whole_city(mayor: Player) -> None:
    assert mayor.actor.grants == (Held("mayor"),)
    assert mayor.actor.is_strong is True


def test_everybody_of_the_cast_can_be_entered(cast: Cast) -> None:
    everybody = {cast[name].person.pk for name in PARTS}
    assert len(everybody) == len(PARTS) == Person.objects.count()


def test_demo_numbers_are_of_the_region_that_does_not_exist() -> None:
    numbers = {part.nik for part in PARTS.values()}
    assert len(numbers) == len(PARTS)
    assert {number[:2] for number in numbers} == {"99"}
    assert [number for number in numbers if nik.is_valid(number)] == []


def test_nothing_written_lets_reading_pass(made: Player) -> None:
    with nothing_written():
        assert Person.objects.filter(pk=made.person.pk).exists()


def test_nothing_written_sees_a_row(made: Player) -> None:
    with pytest.raises(AssertionError, match="people_person"), nothing_written():
        Person.objects.filter(pk=made.person.pk).update(language="en")


def test_nothing_written_sees_a_row_that_was_taken_back(made: Player) -> None:
    def write_and_regret() -> None:
        with transaction.atomic():
            Grant.objects.create(person=made.person, role="mayor", valid_from=SINCE)
            transaction.set_rollback(True)

    with pytest.raises(AssertionError, match="people_grant"), nothing_written():
        write_and_regret()


def test_nothing_written_sees_a_mail(db: None) -> None:
    with pytest.raises(AssertionError, match="mail"), nothing_written():
        mail.send_mail("Kabar", "Laporan diterima", None, ["made@contoh.example"])


def test_check_deferred_runs_what_a_commit_would_run(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("sewaka_app",)
    Grant.objects.create(person=Person(), role="mayor", valid_from=SINCE)
    with pytest.raises(IntegrityError):
        check_deferred()


def test_nobody_speaks_to_the_outside() -> None:
    with (
        pytest.warns(UserWarning, match="192.0.2.1"),
        pytest.raises(RuntimeError),
        socket.socket() as outside,
    ):
        outside.connect(("192.0.2.1", 80))


def test_hostile_text_survives_cleaning(hostile_text: str) -> None:
    cleaned = clean_text(hostile_text)
    assert clean_text(cleaned) == cleaned
    assert "\x00" not in cleaned
    cleaned.encode()  # no lone surrogate is left


def test_staff_sign_in_with_a_second_factor(mayor: Player) -> None:
    steps = mayor.client.session["account_authentication_methods"]
    assert [step["method"] for step in steps] == ["password", "mfa"]


@pytest.mark.django_db(transaction=True)
def test_a_database_that_was_written_to_is_put_back(
    database_server: Address, connect_as: Connect, cast: Cast
) -> None:
    name = str(connection.settings_dict["NAME"])
    fresh = throwaway.look_at(database_server, name)
    cast["made"]
    Area.objects.filter(level="village").update(name="Desa Lain")
    Area.objects.filter(level="hamlet").delete()
    connection.close()
    assert throwaway.look_at(database_server, name) != fresh
    assert throwaway.put_back(database_server, name, fresh)
    assert throwaway.look_at(database_server, name) == fresh
    assert Person.objects.count() == 0
    connection.close()
    connect_as(databases.OWNER).execute("CREATE TABLE left_behind ()")
    assert not throwaway.put_back(database_server, name, fresh), "this takes a new copy"
