"""Persons: one spelling of an address, rights of the moment."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import fixtures

from sewaka.kernel.access import ANONYMOUS, SYSTEM
from sewaka.kernel.errors import DomainError, Forbidden, Invalid
from sewaka.kernel.outbox.models import EventRow
from sewaka.platform.people import api, rules
from sewaka.platform.people.models import Person
from tests.cast import NOW, Player


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Made@Contoh.Example ", "made@contoh.example"),
        ("made@contoh.example", "made@contoh.example"),
        ("ＭＡＤＥ@contoh.example", "made@contoh.example"),
    ],
)
def test_an_address_has_one_spelling(typed: str, stored: str) -> None:
    assert rules.normalise_email(typed) == stored


@given(st.emails())
def test_normalising_twice_changes_nothing(address: str) -> None:
    once = rules.normalise_email(address)
    assert rules.normalise_email(once) == once


def test_two_spellings_are_one_account(made: Player) -> None:
    with pytest.raises(DomainError) as refused:
        api.register(actor=SYSTEM, now=NOW, email="MADE@contoh.example")
    assert refused.value.code == "people.email_taken"
    assert Person.objects.count() == 1
    assert Person.objects.get_by_natural_key("MADE@Contoh.example") == made.person


def test_the_database_refuses_another_spelling(made: Player) -> None:
    with pytest.raises(IntegrityError, match="people_email_normalised"), transaction.atomic():
        Person.objects.filter(pk=made.person.pk).update(email="Made@contoh.example")


def test_strangers_register_nobody(db: None) -> None:
    with pytest.raises(Forbidden):
        api.register(actor=ANONYMOUS, now=NOW, email="made@contoh.example")
    assert (Person.objects.count(), EventRow.objects.count()) == (0, 0)


def test_registering_is_told_without_the_address(made: Player) -> None:
    row = EventRow.objects.get(name="people.person_registered")
    assert (row.subject_id, row.data) == (
        made.person.pk,
        {"subject_id": str(made.person.pk), "way": "staff"},
    )


def test_people_without_an_address_do_not_collide(db: None) -> None:
    for _ in range(2):
        api.register(actor=SYSTEM, now=NOW)
    assert Person.objects.filter(email=None).count() == 2


def test_a_closed_account_acts_with_no_rights(putri: Player) -> None:
    assert api.actor_for(putri.person, now=NOW).holds("people_admin") is True
    putri.person.is_active = False
    assert api.actor_for(putri.person, now=NOW).grants == ()


def test_demo_people_exist_in_demo_mode_only(db: None, settings: fixtures.Settings) -> None:
    person = api.register(actor=SYSTEM, now=NOW, email="sari@contoh.example", is_demo=True)
    settings.SEWAKA_MODE = "demo"
    assert person.may_act is True
    settings.SEWAKA_MODE = "city"
    assert person.may_act is False


def test_a_password_remembers_whether_it_would_do_for_staff(made: Player) -> None:
    made.person.set_password("sebelas hrf")
    assert made.person.has_long_password is False
    made.person.set_password("duabelas hrf")
    assert made.person.has_long_password is True


def test_name_phone_and_nik_lie_sealed_and_are_found(db: None) -> None:
    person = api.register(
        actor=SYSTEM,
        now=NOW,
        full_name="I Gusti Ayu Contoh",
        phone="0800 0000 0077",
        nik="9971.0141.0190.0077",
    )
    with connection.cursor() as cursor:
        cursor.execute("select full_name, phone, nik from people_person where id = %s", [person.pk])
        stored = " ".join(cursor.fetchone())
    assert [text for text in ("Gusti", "8000000077", "9971") if text in stored] == []
    found = Person.objects.get(nik_index="9971014101900077")
    assert (found.full_name, found.phone, found.nik) == (
        "I Gusti Ayu Contoh",
        "+6280000000077",
        "9971014101900077",
    )
    assert Person.objects.get(phone_index="+62 800 0000 0077") == person


def test_one_nik_one_person(db: None) -> None:
    api.register(actor=SYSTEM, now=NOW, nik="9971014101900077")
    with pytest.raises(DomainError) as refused:
        api.register(actor=SYSTEM, now=NOW, nik="9971 0141 0190 0077")
    assert refused.value.code == "people.nik_taken"
    assert Person.objects.count() == 1


@pytest.mark.parametrize("nik", ["997101410190007", "9971013102900077", "0071014101900077", "abc"])
def test_refuses_a_number_that_can_not_be_a_nik(nik: str) -> None:
    with pytest.raises(Invalid) as refused:
        rules.check_nik(nik)
    assert refused.value.fields == {"nik": "people.nik.malformed"}


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0812-3456-7890", "+6281234567890"),
        ("+62 812 3456 7890", "+6281234567890"),
        ("62 812 3456 7890", "+6281234567890"),
        ("+61 2 9876 5432", "+61298765432"),
    ],
)
def test_a_telephone_number_has_one_spelling(typed: str, number: str) -> None:
    assert rules.check_phone(typed) == number


@pytest.mark.parametrize("typed", ["112", "+62", "0812345678901234567", "halo"])
def test_refuses_what_is_no_telephone_number(typed: str) -> None:
    with pytest.raises(Invalid):
        rules.check_phone(typed)


def test_public_name_of_a_citizen_tells_nothing(made: Player, putri: Player) -> None:
    assert api.display_name(putri.person) == "Putri (contoh)"
    assert api.display_name(made.person) in ("Warga", "Citizen")
    assert api.display_name(None) == ""
