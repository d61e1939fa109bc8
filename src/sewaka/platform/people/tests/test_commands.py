"""`sewaka people invite`."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from sewaka.kernel import clock
from sewaka.kernel.access import Held
from sewaka.platform.people import api
from sewaka.platform.people.commands import group
from sewaka.platform.people.models import Person
from tests.cast import Player
from tests.writes import nothing_written

FIRST = ["invite", "Putu@contoh.example", "--name", "Bu Putu", "--role", "people_admin"]


def test_the_first_administrator_of_roles(db: None) -> None:
    ran = CliRunner().invoke(group, FIRST)
    assert ran.output == "a new account of putu@contoh.example has the role people_admin\n"
    person = Person.objects.get()
    assert (person.office_name, person.has_usable_password()) == ("Bu Putu", False)
    assert api.held_by(person_id=person.pk, now=clock.now()) == (Held("people_admin"),)


def test_an_unknown_role_leaves_no_account_behind(db: None) -> None:
    ran = CliRunner().invoke(group, ["invite", "putu@contoh.example", "--role", "raja"])
    assert (ran.exit_code, Person.objects.count()) == (1, 0)


def test_a_known_person_keeps_the_account(made: Player) -> None:
    ran = CliRunner().invoke(group, ["invite", made.part.email, "--role", "editor"])
    assert ran.output == "the account of made@contoh.example has the role editor\n"
    assert Person.objects.count() == 1


@pytest.mark.parametrize("role", ["raja", "people_admin"])
def test_a_refusal_is_one_line(role: str, putri: Player) -> None:
    with nothing_written():
        ran = CliRunner().invoke(group, ["invite", putri.part.email, "--role", role])
    assert ran.exit_code == 1
    assert ran.output.startswith("Error: ")
