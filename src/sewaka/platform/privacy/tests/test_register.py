"""The record of processing, retention, copies, looks and erasure."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import orjson
import pytest
from django.apps import apps
from django.db import connection
from pytest_django import fixtures

from sewaka.kernel import outbox
from sewaka.kernel.access import SYSTEM
from sewaka.kernel.errors import DomainError, Forbidden, NotFound
from sewaka.kernel.outbox.models import EventRow
from sewaka.platform.notify import api as notify
from sewaka.platform.notify.models import Notice
from sewaka.platform.people import api as people
from sewaka.platform.people.models import Person
from sewaka.platform.privacy import actions, export, queries, reference, register, retention
from sewaka.platform.privacy.models import Erasure
from tests.cast import NOW, Player
from tests.writes import nothing_written

DAY = timedelta(days=1)
NIK = "9971014101900077"


@pytest.fixture
def known(made: Player) -> Player:
    """Made, of whom the city knows more than the address."""
    made.person.full_name = "Made Contoh Sekali"
    made.person.phone = "+6280000000077"
    made.person.nik = NIK
    made.person.save()
    return made


def test_every_declaration_is_whole() -> None:
    known = register.retentions()
    problems = [
        entry.field
        for owned in register.declared()
        for entry in owned.data
        if entry.retention not in known or not entry.purpose or not entry.basis
    ]
    assert problems == []


def test_every_declared_field_exists() -> None:
    missing = []
    for owned in register.declared():
        for entry in owned.data:
            app, model, field = entry.field.split(".")
            names = {found.name for found in apps.get_model(app, model)._meta.get_fields()}
            if field not in names:
                missing.append(entry.field)
    assert missing == []


def test_every_sealed_column_of_the_platform_is_declared() -> None:
    declared = {entry.field for owned in register.declared() for entry in owned.data}
    declared |= {field.rpartition(".")[0] for field in declared}
    sealed = {
        f"{model._meta.app_label}.{model.__name__}"
        for label in ("people", "notify", "privacy")
        for model in apps.get_app_config(label).get_models()
        for field in model._meta.concrete_fields
        if hasattr(field, "key_class") and hasattr(field, "subject")
    }
    assert sorted(sealed - declared) == []


def test_dry_run_counts_and_touches_nothing(made: Player) -> None:
    told(made)
    with nothing_written():
        ran = {one.code: one.rows for one in retention.run(now=NOW + 366 * DAY, dry_run=True)}
    assert ran["notify.notices"] == 1


def test_the_nightly_run_destroys_and_tells(made: Player) -> None:
    told(made)
    retention.run(now=NOW + 364 * DAY, dry_run=False)
    assert Notice.objects.count() == 1
    retention.run(now=NOW + 366 * DAY, dry_run=False)
    assert Notice.objects.count() == 0
    rows = EventRow.objects.filter(name="privacy.retention_ran").order_by("position")
    assert [(row.data["data_set"], row.data["rows"]) for row in rows][-1] == ("notify.notices", 1)
    events = EventRow.objects.count()
    retention.run(now=NOW + 366 * DAY, dry_run=False)
    assert EventRow.objects.count() == events


def test_a_city_may_keep_longer(made: Player, settings: fixtures.Settings) -> None:
    settings.RETENTION_DAYS = {"notify.notices": 400}
    told(made)
    retention.run(now=NOW + 399 * DAY, dry_run=False)
    assert Notice.objects.count() == 1
    retention.run(now=NOW + 401 * DAY, dry_run=False)
    assert Notice.objects.count() == 0


def test_nothing_runs_when_one_set_would_go_below_the_law(
    made: Player, settings: fixtures.Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    bound = replace(register.retentions()["notify.notices"], at_least=365 * DAY)
    monkeypatch.setattr(register, "retentions", lambda: {bound.code: bound})
    settings.RETENTION_DAYS = {"notify.notices": 30}
    told(made)
    with nothing_written(), pytest.raises(DomainError) as refused:
        retention.run(now=NOW + 999 * DAY, dry_run=False)
    assert refused.value.code == "privacy.retention.too_short"


def test_an_account_that_nobody_opened_for_five_years_is_erased(made: Player) -> None:
    Person.objects.update(last_login=NOW - 5 * 365 * DAY - DAY)
    retention.run(now=NOW, dry_run=False)
    made.person.refresh_from_db()
    assert (made.person.is_active, made.person.email) == (False, None)


def test_looks_name_role_office_and_purpose_never_the_officer(
    made: Player, ketut: Player, auditor: Player
) -> None:
    for subjects in ([made.person.pk], [made.person.pk, ketut.person.pk]):
        outbox.read_event(
            what="people.Person",
            purpose="audit",
            subjects=subjects,
            actor=auditor.actor,
            now=NOW,
        )
    looks = queries.looks_at(actor=made.actor)
    assert len(looks) == 2
    assert (looks[0].role, str(looks[0].what), looks[0].is_own) == ("Pemeriksa", "Akun", False)
    assert len(queries.looks_at(actor=ketut.actor)) == 1


def test_the_copy_holds_everything_and_says_why(known: Player, ketut: Player) -> None:
    told(known)
    packed = export.build(person_id=known.person.pk, now=NOW)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        files = {name: orjson.loads(archive.read(name)) for name in archive.namelist()}
    assert files["index.json"]["format"] == "sewaka-own-data/1"
    assert {line["file"] for line in files["index.json"]["files"]} == set(files) - {"index.json"}
    (account,) = files["people.Person.email.json"]
    assert (account["email"], account["nik"]) == ("made@contoh.example", NIK)
    assert "ketut" not in str(files)


def test_the_link_is_ones_own_and_dies_after_a_day(made: Player, ketut: Player) -> None:
    secret = actions.make_export(actor=made.actor, now=NOW)
    queries.check_export(secret=secret, actor=made.actor, now=NOW + DAY - timedelta(seconds=1))
    refused = [
        {"secret": secret, "actor": made.actor, "now": NOW + DAY},
        {"secret": secret, "actor": ketut.actor, "now": NOW},
        {"secret": "x" * 22, "actor": made.actor, "now": NOW},
    ]
    for attempt in refused:
        with pytest.raises(NotFound):
            queries.check_export(**attempt)  # type: ignore[arg-type]  # values of three kinds


def test_erasing_leaves_nothing_to_read(known: Player) -> None:
    reference.load()
    told(known)
    actions.ask(kind="access", words=f"NIK saya {NIK}", actor=known.actor, now=NOW)
    minutes = actions.erase(person_id=known.person.pk, actor=known.actor, now=NOW + DAY)
    person = Person.objects.get(pk=known.person.pk)
    assert (person.email, person.full_name, person.phone, person.nik) == (None,) * 4
    assert (person.is_active, Person.objects.filter(nik_index=NIK).exists()) == (False, False)
    assert minutes.keys == Erasure.objects.get().keys == 1
    row = EventRow.objects.get(name="people.person_erased")
    assert row.subject_id == known.person.pk
    assert dump_of_everything().count(NIK) == 0
    assert dump_of_everything().count("made@contoh.example") == 0


def test_an_erased_person_acts_no_more(known: Player) -> None:
    client = known.client
    actions.erase(person_id=known.person.pk, actor=known.actor, now=NOW)
    assert client.get("/akun").status_code == 302


def test_officers_are_not_erased_while_in_office(dpo: Player) -> None:
    actor = dpo.actor
    with pytest.raises(DomainError) as refused:
        actions.erase(person_id=dpo.person.pk, actor=actor, now=NOW)
    assert refused.value.code == "people.erase.staff"
    dpo.person.refresh_from_db()
    assert dpo.person.email == "dpo@contoh.example"


def test_nobody_erases_somebody_else(made: Player, ketut: Player, admin: Player) -> None:
    for actor in (ketut.actor, admin.actor):
        with nothing_written(), pytest.raises(Forbidden):
            people.erase(person_id=made.person.pk, actor=actor, now=NOW)


def told(who: Player) -> None:
    """The city tells somebody something."""
    notify.define(code="a.b", words={"id": ("Halo", "Kabar")}, now=NOW)
    notify.send(template="a.b", to=who.person, facts={}, now=NOW)


def dump_of_everything() -> str:
    """All text of all tables, as an analyst's dump would have it."""
    tables = connection.introspection.table_names()
    found = []
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'select * from "{table}"')  # noqa: S608 - names from the database itself
            found.append(str(cursor.fetchall()))
    return "\n".join(found)


def test_erasing_by_the_system_is_allowed(made: Player) -> None:
    assert people.erase(person_id=made.person.pk, actor=SYSTEM, now=NOW) == 0
