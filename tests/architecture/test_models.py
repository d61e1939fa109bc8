"""Tables and migrations, as Django's registry knows them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import pytest
from django.apps import apps
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently
from django.contrib.sessions.models import Session
from django.db import models
from django.db.migrations import Migration, operations
from django.db.migrations.loader import MigrationLoader
from django.db.models.fields import NOT_PROVIDED
from django.test.utils import isolate_apps

# The only tables outside its own that a module may point at.
SHARED = frozenset({"cases.Case", "territory.Area", "agencies.Agency", "files.StoredFile"}) | {
    "people.Person",
    "people.Account",
}


def our_models() -> Iterator[type[models.Model]]:
    """Every model of the project."""
    for model in apps.get_models(include_auto_created=True):
        if model.__module__.startswith("sewaka."):
            yield model


def our_migrations() -> list[tuple[str, Migration]]:
    """Every migration of the project with its name."""
    loader = MigrationLoader(None)
    return [
        (f"{label}.{name}", migration)
        for (label, name), migration in sorted(loader.disk_migrations.items())
        if type(migration).__module__.startswith("sewaka.")
    ]


def foreign_key_problems(model: type[models.Model]) -> Iterator[str]:
    """Keys from a module's table to a table that is not its own nor shared."""
    if not model.__module__.startswith("sewaka.modules."):
        return
    for field in model._meta.get_fields():
        related = field.related_model if field.is_relation and not field.auto_created else None
        if not isinstance(related, type) or not issubclass(related, models.Model):
            continue
        own = related._meta.app_label == model._meta.app_label
        if not own and related._meta.label not in SHARED:
            yield f"{model._meta.label}.{field.name} points at {related._meta.label}"


def test_modules_point_at_their_own_tables_and_the_shared_ones() -> None:
    assert [words for model in our_models() for words in foreign_key_problems(model)] == []


@isolate_apps("django.contrib.contenttypes")
def test_the_key_rule_bites() -> None:
    class Bad(models.Model):
        session = models.ForeignKey(Session, on_delete=models.CASCADE)

        class Meta:
            app_label = "contenttypes"

        def __str__(self) -> str:
            return "a module's table that points at a stranger's"

    Bad.__module__ = "sewaka.modules.parking.models"
    assert list(foreign_key_problems(Bad)) == [
        "contenttypes.Bad.session points at sessions.Session"
    ]


def test_no_inheritance_and_no_generic_keys() -> None:
    heirs = [m._meta.label for m in our_models() if m._meta.parents]
    generic = [m._meta.label for m in our_models() if m._meta.private_fields]
    assert (heirs, generic) == ([], [])


def test_no_field_asks_the_clock_of_the_database() -> None:
    found = [
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        for field in model._meta.local_fields
        if getattr(field, "auto_now", False)
        or getattr(field, "auto_now_add", False)
        or (isinstance(field, models.DateField) and field.db_default is not NOT_PROVIDED)
    ]
    assert found == []


def irreversible(migration: Migration) -> list[str]:
    """The steps of a migration without a way back, unless it says why."""
    if getattr(migration, "irreversible_because", ""):
        return []
    return [type(step).__name__ for step in migration.operations if not step.reversible]


@pytest.mark.parametrize(("name", "migration"), our_migrations(), ids=lambda v: str(v)[:60])
def test_migration_goes_back_and_locks_no_large_table(name: str, migration: Migration) -> None:
    assert irreversible(migration) == []
    assert list(heavy_steps(migration)) == []


def heavy_steps(migration: Migration) -> Iterator[str]:
    """Steps that would lock a table marked `large` for long."""
    created = {
        op.name_lower for op in migration.operations if isinstance(op, operations.CreateModel)
    }
    quiet = (AddIndexConcurrently, AddConstraintNotValid)
    for op in migration.operations:
        if isinstance(op, operations.AddIndex | operations.AddConstraint) and not isinstance(
            op, quiet
        ):
            # A table that a later migration takes away is not there to be asked.
            model = apps.all_models[migration.app_label].get(op.model_name_lower)
            if getattr(model, "large", False) and op.model_name_lower not in created:
                yield f"{type(op).__name__} on the large table {op.model_name}"


class OneWay(Migration):
    """What nobody can undo."""

    operations: ClassVar = [operations.RunSQL("drop table x"), operations.RunPython(print)]


class OneWayWithReason(OneWay):
    """The same, said openly."""

    irreversible_because = "the old values are gone by law"


def test_a_migration_without_a_way_back_is_found() -> None:
    assert irreversible(OneWay("one_way", "people")) == ["RunSQL", "RunPython"]
    assert irreversible(OneWayWithReason("one_way", "people")) == []
