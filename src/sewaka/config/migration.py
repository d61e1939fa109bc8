"""Bringing a database up to date: roles, schema, grants, and the rows every city needs.

Runs as `sewaka_owner`, in a process of its own (`python -m sewaka.config.migration`), because
Django knows one role per process and the city's processes must not know the owner's.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import importlib.util
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sewaka.config import databases, roles

if TYPE_CHECKING:
    from django.db.migrations.state import ModelState, ProjectState


def prepare_server() -> None:
    """Make the roles and the database where we may. Raises CanNotPrepare, psycopg errors."""
    name = databases.address().name
    passwords = {role: databases.password(role) for role in databases.ROLES}
    if roles.prepare(databases.superuser(), name=name, passwords=passwords):
        databases.note_own_roles()


def migrate(*, verbosity: int = 0) -> None:
    """Schema, cache table, grants, reference rows. Safe to repeat. Needs the owner's role."""
    from django.core.management import call_command

    with new_models_alone():
        call_command("migrate", interactive=False, verbosity=verbosity)
    call_command("createcachetable", verbosity=0)
    if databases.has_own_roles():
        roles.grant(databases.address(databases.OWNER))


@contextlib.contextmanager
def new_models_alone() -> Iterator[None]:
    """A migration that makes a table makes one class for it, and leaves the others as they are.

    Django makes all classes anew that foreign keys lead to from there, in our city nearly all: a
    third of the time that an empty database took. They need it no more than the classes of the
    running city do when one app is loaded after another: a new one tells those it points to.
    """
    from django.db.migrations.state import ProjectState

    of_django = ProjectState.add_model

    def add_model(self: ProjectState, model_state: ModelState) -> None:
        made = self.__dict__.pop("apps", None)  # unseen, it is not made anew
        of_django(self, model_state)
        if made is not None:
            self.__dict__["apps"] = made
            made.render_multiple([model_state])

    ProjectState.add_model = add_model  # type: ignore[method-assign] # put back below
    try:
        yield
    finally:
        ProjectState.add_model = of_django  # type: ignore[method-assign] # as it was


def load_reference() -> None:
    """Rows every installation needs: the platform's `reference.load()`, then the modules' hooks."""
    from django.apps import apps

    from sewaka.kernel import registry

    for config in apps.get_app_configs():
        name = f"{config.name}.reference"
        if config.name.startswith("sewaka.platform.") and importlib.util.find_spec(name):
            load = getattr(importlib.import_module(name), "load", None)
            if load:
                load()
    for module in registry.modules():
        if module.reference:
            module.reference()


def main(arguments: list[str]) -> None:
    """Do the parts named on the command line: server, schema, reference; none means all."""
    parts = arguments or ["server", "schema", "reference"]
    if "server" in parts:
        prepare_server()
    os.environ["SEWAKA_DB_ROLE"] = "owner"
    os.environ["SEWAKA_PROCESS"] = "migration"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sewaka.config.settings")
    import django

    django.setup()
    # What is loaded by now stays; each step of a migration makes classes, and looking after every
    # 700 objects whether some may go took longer than making them.
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    if "schema" in parts:
        migrate()
    if "reference" in parts:
        load_reference()


if __name__ == "__main__":
    main(sys.argv[1:])
