"""Every module's descriptor is whole: what it names exists, and what exists is named."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models
from django.urls import get_resolver, reverse
from django.utils.functional import Promise
from procrastinate.contrib.django import app as jobs

from sewaka.kernel import registry
from sewaka.kernel.keys.blind import BlindIndexField
from sewaka.kernel.registry import Module
from sewaka.kernel.workflow import problems
from tests.architecture.tree import PACKAGE

MODULES = registry.modules()
everyone = pytest.mark.parametrize("module", MODULES, ids=lambda module: module.code)


def url_names(module: Module) -> set[str]:
    """The names of the module's addresses, with their namespace."""
    from tests.conformance.addresses import addresses

    prefix = f"{module.code}:"
    return {address.key for address in addresses() if address.key.startswith(prefix)}


def test_codes_are_unique_and_are_the_folders() -> None:
    codes = [module.code for module in MODULES]
    assert len(set(codes)) == len(codes)
    assert [code for code in codes if not (PACKAGE / "modules" / code).is_dir()] == []


@everyone
def test_every_page_has_a_rule_and_every_rule_a_page(module: Module) -> None:
    assert set(module.page_rules) == url_names(module)


@everyone
def test_start_pages_exist(module: Module) -> None:
    assert [reverse(service.start_url) for service in module.services] != []
    assert all(service.code.startswith(f"{module.code}.") for service in module.services)


def labels(module: Module) -> Iterator[object]:
    """Every text that people read in the descriptor."""
    yield module.name
    for service in module.services:
        yield from (service.name, service.description)
    yield from (role.name for role in module.roles)
    yield from (item.label for item in module.menu)
    yield from (widget.title for widget in module.widgets)
    for feed in module.feeds:
        yield from (feed.title, feed.description)
    for workflow in module.workflows:
        yield from (state.label for state in workflow.states)
        for transition in workflow.transitions:
            yield transition.label
            yield from (ask.label for ask in transition.asks)


@everyone
def test_every_label_is_translatable(module: Module) -> None:
    assert [label for label in labels(module) if not isinstance(label, Promise)] == []


@everyone
def test_workflows_are_sound(module: Module) -> None:
    assert [words for workflow in module.workflows for words in problems(workflow)] == []


@everyone
def test_rules_name_known_roles(module: Module) -> None:
    rules = [t.rule for workflow in module.workflows for t in workflow.transitions]
    rules += [*module.page_rules.values(), *module.sealed_readers.values()]
    named = {role for rule in rules for role in rule.roles}
    assert named - set(registry.roles()) == set()


@everyone
def test_roles_are_the_modules_own(module: Module) -> None:
    assert [r.code for r in module.roles if not r.code.startswith(f"{module.code}.")] == []


@everyone
def test_menu_leads_somewhere(module: Module) -> None:
    assert [item.url for item in module.menu if not reverse(item.url)] == []


@everyone
def test_jobs_are_tasks_with_an_owner(module: Module) -> None:
    known = set(jobs.tasks)
    assert [job.task for job in module.jobs if job.task not in known] == []
    assert [job.owner for job in module.jobs if job.owner not in registry.roles()] == []


@everyone
def test_personal_data_has_a_purpose_a_basis_and_an_end(module: Module) -> None:
    ends = {retention.code for retention in module.retention}
    for declared in module.personal_data:
        assert str(declared.purpose), declared.field
        assert declared.basis, declared.field
        assert declared.retention in ends, declared.field
        label, name, field = declared.field.split(".")
        assert apps.get_model(label, name)._meta.get_field(field)


@everyone
def test_personal_data_reaches_the_copy_that_its_subject_gets(module: Module) -> None:
    """One export may give all fields of its table; what belongs to nobody known has no copy."""
    tables = {
        declared.field.rpartition(".")[0]
        for declared in module.personal_data
        if leads_to_a_person(apps.get_model(declared.field.rpartition(".")[0]))
    }
    given = {d.field.rpartition(".")[0] for d in module.personal_data if d.export is not None}
    assert tables - given == set()


def leads_to_a_person(model: type[models.Model], *, steps: int = 3) -> bool:
    """Whether a row says whose it is: by a key to a person, or to what has one."""
    if model._meta.label == "people.Person":
        return True
    keys = [field.related_model for field in model._meta.local_fields if field.is_relation]
    found = [key for key in keys if isinstance(key, type) and key is not model]
    return steps > 0 and any(leads_to_a_person(key, steps=steps - 1) for key in found)


@everyone
def test_encrypted_columns_are_declared(module: Module) -> None:
    declared = {personal.field for personal in module.personal_data}
    encrypted = {
        f"{model._meta.app_label}.{model.__name__}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label == module.code
        for field in model._meta.local_fields
        if hasattr(field, "key_class") and not isinstance(field, BlindIndexField)
    }
    assert encrypted - declared == set()


def test_the_resolver_is_that_of_the_city() -> None:
    assert get_resolver().urlconf_name == "sewaka.config.urls"
