"""The registry, and the checks that no descriptor contradicts itself or another."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest
from django.core.checks import Error

from sewaka.kernel import checks, outbox, registry
from sewaka.kernel.access import Rule, Scope, anyone, has
from sewaka.kernel.outbox import catalogue
from sewaka.kernel.registry import (
    Feed,
    FeedPage,
    Job,
    MenuItem,
    Module,
    PersonalData,
    Retention,
    Role,
    Service,
    Widget,
)
from sewaka.kernel.workflow import Ask, State, StateGroup, Transition, Workflow


@dataclass(frozen=True, slots=True, kw_only=True)
class LampMended(outbox.Event):
    """A sound event."""

    name = "lamps.mended"
    number: int = 1


class Loose(outbox.Event):
    """No dataclass, hence no schema."""

    name = "elsewhere.loose"


def page(**_kwargs: Any) -> FeedPage:
    return FeedPage(rows=())


def listen(**_kwargs: Any) -> None:
    return None


WORKFLOW = Workflow(
    code="lamps.lamp",
    version=1,
    initial="broken",
    states=(State("broken", "Broken", StateGroup.NEW), State("mended", "Mended", StateGroup.DONE)),
    transitions=(
        Transition(
            "mend", "Mend", ("broken",), "mended", has("lamps.keeper"), asks=(Ask("how", "How"),)
        ),
    ),
)
WITHOUT_RULE = replace(WORKFLOW.transitions[0], rule=None)  # type: ignore[arg-type]  # the fault
LAMPS = Module(
    code="lamps",
    name="Lamps",
    icon="lamp",
    services=(Service("lamps.report", "Report", "A lamp is out", "lamps:start", "lamp"),),
    roles=(Role("lamps.keeper", "Keeper", Scope.CITY),),
    workflows=(WORKFLOW,),
    events=(LampMended,),
    jobs=(Job("lamps.count", owner="lamps.keeper"),),
    menu=(MenuItem("Lamps", "lamps:list", "lamp", frozenset({"lamps.keeper"})),),
    widgets=(Widget("lamps.count", "Lamps", listen),),
    feeds=(Feed("lamps", "Lamps", "All", page, {"properties": {"number": {}}}, "pupr", "daily"),),
    retention=(Retention("lamps.keys", "Safety", timedelta(days=1), "UU", lambda **_k: 0),),
    personal_data=(
        PersonalData("keys.SubjectKey.subject_id", "Safety", "UU", "lamps.keys", "Nobody"),
    ),
    page_rules={"lamps:start": anyone()},
)


@pytest.fixture
def city(settings: Any) -> Iterator[Any]:
    """A city of the modules it is given, until the end of the test."""
    caches: tuple[Any, ...] = (
        registry.modules,
        registry.workflow,
        registry.roles,
        catalogue.events,
        catalogue.consumers,
    )
    names: list[str] = []

    def build(*modules: object) -> None:
        for number, found in enumerate(modules):
            name = f"tests_of_registry_{number}"
            package, descriptor = ModuleType(name), ModuleType(f"{name}.module")
            descriptor.MODULE = found  # type: ignore[attr-defined]  # a module made here
            sys.modules[name], sys.modules[f"{name}.module"] = package, descriptor
            names.extend([name, f"{name}.module"])
        settings.SEWAKA_MODULES = names[::2]
        for cache in caches:
            cache.cache_clear()

    yield build
    for name in names:
        del sys.modules[name]
    for cache in caches:
        cache.cache_clear()


def words(module: Module) -> list[tuple[str, str]]:
    return [(name, sentence) for _code, name, sentence in checks.findings([module])]


def test_finds_modules_workflows_and_roles(city: Any) -> None:
    other = Module(code="parks", name="Parks", icon="tree")
    city(other, LAMPS)
    assert [found.code for found in registry.modules()] == ["parks", "lamps"]
    assert registry.module("lamps") is LAMPS
    assert registry.workflow("lamps.lamp") is WORKFLOW
    assert registry.roles()["lamps.keeper"].name == "Keeper"
    assert len(registry.roles()) > 1
    with pytest.raises(KeyError):
        registry.module("nowhere")
    with pytest.raises(KeyError):
        registry.workflow("nowhere")


def test_what_is_no_descriptor_is_refused(city: Any) -> None:
    city("lamps")
    with pytest.raises(TypeError, match="is not a Module"):
        registry.modules()


def test_sound_module_has_no_findings(city: Any) -> None:
    city(LAMPS)
    assert words(LAMPS) == []


@pytest.mark.parametrize(
    ("broken", "name", "sentence"),
    [
        (
            {"workflows": (replace(WORKFLOW, initial="lost"),)},
            "unsound_workflows",
            "lamps.lamp: the initial state lost does not exist",
        ),
        (
            {"workflows": (replace(WORKFLOW, transitions=(WITHOUT_RULE,)),)},
            "unsound_workflows",
            "lamps.lamp.mend has no rule",
        ),
        (
            {"page_rules": {"lamps:start": has("lamps.ghost")}},
            "unknown_roles",
            "lamps:start mentions the unknown role 'lamps.ghost'",
        ),
        (
            {"sealed_readers": {"lamp": has("lamps.ghost")}},
            "unknown_roles",
            "lamp mentions the unknown role 'lamps.ghost'",
        ),
        (
            {"menu": (MenuItem("Lamps", "lamps:list", "lamp", frozenset({"ghost"})),)},
            "unknown_roles",
            "menu entry lamps:list mentions the unknown role 'ghost'",
        ),
        (
            {"jobs": (Job("lamps.count", owner="ghost"),)},
            "unknown_roles",
            "job lamps.count mentions the unknown role 'ghost'",
        ),
        (
            {"jobs": (Job("lamps.count", owner=""),)},
            "jobs_without_owner",
            "job lamps.count has no owner",
        ),
        (
            {"events": (Loose,)},
            "events_without_schema",
            "event elsewhere.loose does not begin with lamps.",
        ),
        (
            {"events": (Loose,)},
            "events_without_schema",
            "event elsewhere.loose has no schema: Loose is not a frozen dataclass",
        ),
        (
            {"consumers": (outbox.Consumer("lamps.deaf", (), listen),)},
            "consumers_of_nothing",
            "consumer lamps.deaf wants no event",
        ),
        (
            {"consumers": (outbox.Consumer("lamps.lost", (Loose,), listen),)},
            "consumers_of_nothing",
            "consumer lamps.lost wants elsewhere.loose, which nobody publishes",
        ),
        (
            {
                "feeds": (replace(LAMPS.feeds[0], schema={"properties": {"phone": {}}}),),
                "personal_data": (
                    PersonalData("people.Person.phone", "P", "UU", "lamps.keys", "A", "identity"),
                ),
            },
            "feeds_that_show_personal_data",
            "feed lamps shows the personal column phone",
        ),
        ({"name": " "}, "unlabelled_texts", "module lamps has no text"),
        (
            {"services": (replace(LAMPS.services[0], description=""),)},
            "unlabelled_texts",
            "description of service lamps.report has no text",
        ),
        (
            {"roles": (replace(LAMPS.roles[0], name=""),)},
            "unlabelled_texts",
            "role lamps.keeper has no text",
        ),
        (
            {"menu": (replace(LAMPS.menu[0], label=""),)},
            "unlabelled_texts",
            "menu entry lamps:list has no text",
        ),
        (
            {"widgets": (replace(LAMPS.widgets[0], title=""),)},
            "unlabelled_texts",
            "widget lamps.count has no text",
        ),
        (
            {
                "workflows": (
                    replace(
                        WORKFLOW, states=(replace(WORKFLOW.states[0], label=""), WORKFLOW.states[1])
                    ),
                )
            },
            "unlabelled_texts",
            "state lamps.lamp.broken has no text",
        ),
        (
            {"personal_data": (replace(LAMPS.personal_data[0], purpose=""),)},
            "personal_data_without_purpose",
            "keys.SubjectKey.subject_id is personal and has no purpose",
        ),
        (
            {"personal_data": (replace(LAMPS.personal_data[0], retention="x"),)},
            "personal_data_without_purpose",
            "keys.SubjectKey.subject_id names the unknown retention 'x'",
        ),
        (
            {"personal_data": (replace(LAMPS.personal_data[0], field="lamps.Lamp.owner"),)},
            "personal_data_without_purpose",
            "lamps.Lamp.owner is declared and does not exist",
        ),
        (
            {"personal_data": (replace(LAMPS.personal_data[0], key_class="health"),)},
            "personal_data_without_purpose",
            "keys.SubjectKey.subject_id is of key class '', declared 'health'",
        ),
        ({"roles": LAMPS.roles * 2}, "codes_that_stand_twice", "role lamps.keeper stands twice"),
    ],
)
def test_each_contradiction_is_found(
    city: Any, broken: dict[str, Any], name: str, sentence: str
) -> None:
    module = replace(LAMPS, **broken)
    city(module)
    assert (name, sentence) in words(module)


def test_two_modules_share_no_code(city: Any) -> None:
    twin = replace(LAMPS, name="Twin")
    city(LAMPS, twin)
    assert ("codes_that_stand_twice", "two modules are called lamps") in words(twin)
    assert ("codes_that_stand_twice", "workflow lamps.lamp stands twice") in words(twin)


def test_findings_are_errors_that_name_the_module(city: Any) -> None:
    city(replace(LAMPS, name=""))
    found = [error for error in checks.check_registry() if error.obj == "lamps"]
    assert found == [
        Error(
            "module lamps has no text",
            hint="mend module.py of lamps",
            obj="lamps",
            id="sewaka.unlabelled_texts",
        )
    ]


def test_this_city_is_sound() -> None:
    assert [str(error) for error in checks.check_registry()] == []


def test_encrypted_column_without_declaration_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "_declarations", lambda **_kwargs: iter(()))
    found = list(checks.undeclared_encrypted_columns())
    assert "people.Person.nik is encrypted (identity) and not declared as personal data" in found


def test_every_check_explains_itself() -> None:
    assert all(check.__doc__ for check in checks.CHECKS)
    assert isinstance(anyone(), Rule)
