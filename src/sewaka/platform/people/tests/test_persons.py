"""Persons: one spelling of an address, rights of the moment."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import fixtures

from sewaka.kernel.access import ANONYMOUS, SYSTEM
from sewaka.kernel.errors import DomainError, Forbidden
from sewaka.kernel.outbox.models import EventRow
from sewaka.platform.people import api, rules
from sewaka.platform.people.models import Person
from sewaka.platform.people.tests.conftest import NOW, STAFF_PASSWORD


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


def test_two_spellings_are_one_account(made: Person) -> None:
    with pytest.raises(DomainError) as refused:
        api.register(actor=SYSTEM, now=NOW, email="MADE@contoh.example")
    assert refused.value.code == "people.email_taken"
    assert Person.objects.count() == 1
    assert Person.objects.get_by_natural_key("MADE@Contoh.example") == made


def test_the_database_refuses_another_spelling(made: Person) -> None:
    with pytest.raises(IntegrityError, match="people_email_normalised"), transaction.atomic():
        Person.objects.filter(pk=made.pk).update(email="Made@contoh.example")


def test_strangers_register_nobody(db: None) -> None:
    with pytest.raises(Forbidden):
        api.register(actor=ANONYMOUS, now=NOW, email="made@contoh.example")
    assert (Person.objects.count(), EventRow.objects.count()) == (0, 0)


def test_registering_is_told_without_the_address(made: Person) -> None:
    row = EventRow.objects.get(name="people.person_registered")
    assert (row.subject_id, row.data) == (
        made.pk,
        {"subject_id": str(made.pk), "way": "staff"},
    )


def test_people_without_an_address_do_not_collide(db: None) -> None:
    for _ in range(2):
        api.register(actor=SYSTEM, now=NOW)
    assert Person.objects.filter(email=None).count() == 2


def test_a_closed_account_acts_with_no_rights(putri: Person) -> None:
    assert api.actor_for(putri, now=NOW).holds("people_admin") is True
    putri.is_active = False
    assert api.actor_for(putri, now=NOW).grants == ()


def test_demo_people_exist_in_demo_mode_only(db: None, settings: fixtures.Settings) -> None:
    person = api.register(actor=SYSTEM, now=NOW, email="sari@contoh.example", is_demo=True)
    settings.SEWAKA_MODE = "demo"
    assert person.may_act is True
    settings.SEWAKA_MODE = "city"
    assert person.may_act is False


def test_a_password_remembers_whether_it_would_do_for_staff(made: Person, putri: Person) -> None:
    assert (made.has_long_password, putri.has_long_password) == (False, True)
    made.set_password(STAFF_PASSWORD)
    assert made.has_long_password is True


def test_public_name_of_a_citizen_tells_nothing(made: Person, putri: Person) -> None:
    assert api.display_name(putri) == "Bu Putri"
    assert api.display_name(made) in ("Warga", "Citizen")
    assert api.display_name(None) == ""
