"""The demo city's people and hamlets: complete, invented, and entered once."""

from __future__ import annotations

import json
import re

import pytest
from click.testing import CliRunner
from pytest_django import Settings

from sewaka.city.demo import commands, hamlets, loading, people
from sewaka.kernel.errors import DomainError
from sewaka.platform.people import api as accounts
from sewaka.platform.territory import api as territory
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def test_every_village_gets_three_hamlets_marked_as_examples_and_only_once() -> None:
    assert hamlets.enter(now=NOW) == 43 * 3
    assert hamlets.enter(now=NOW) == 0
    found = territory.areas(level=territory.Level.HAMLET)
    assert found.count() == 129
    assert not found.filter(is_example=False).exists()


def test_people_are_entered_once_and_reach_nobody() -> None:
    hamlets.enter(now=NOW)
    new = people.enter(now=NOW)
    assert new == len(people.parts())
    assert people.enter(now=NOW) == 0
    emails = [person.email or "" for person in accounts.demo_people()]
    assert len(emails) == new
    assert all(email.endswith("@contoh.example") for email in emails)


def test_a_place_held_by_name_is_left_out_of_the_rest() -> None:
    hamlets.enter(now=NOW)
    held = {part.name: part.grants for part in people.parts()}
    others = {grant.area_code for grant in held["Kaling lainnya"]}
    wayans = {grant.area_code for grant in held["Pak Wayan"]}
    komangs = {grant.area_code for grant in held["Bu Komang"]}
    assert others & (wayans | komangs) == set()


def test_a_real_city_is_never_filled(settings: Settings) -> None:
    settings.SEWAKA_MODE = "city"
    with pytest.raises(DomainError) as refusal:
        loading.load(now=NOW, say=print, progress=lambda done, total: None)
    assert refusal.value.code == "demo.not_a_demo"
    assert accounts.demo_people() == []


def test_accounts_are_listed_as_json() -> None:
    answer = CliRunner().invoke(commands.group, ["accounts", "--json"])
    listed = json.loads(answer.output)
    assert {"name": "Made", "email": "made@contoh.example"}.items() <= listed[0].items()


def test_a_key_of_each_role_is_listed_with_its_owner() -> None:
    answer = CliRunner().invoke(commands.group, ["accounts", "--json"])
    keys = [(key, one["email"]) for one in json.loads(answer.output) for key in one["api_keys"]]
    assert {(key["standard"], key["role"], email) for key, email in keys} == {
        ("open311", "citizen", "made@contoh.example"),
        ("open311", "agency", "agus@contoh.example"),
    }
    assert all(re.fullmatch(r"[0-9a-f]{32}", key["key"]) for key, _email in keys)
