"""System checks over the registry: what a module declares has to hold together at start-up.

Each check is a generator of sentences; the message names the module whose `module.py` to mend.
`manage.py check`, every start and the test-suite run them; any finding is an error.
"""

from __future__ import annotations

import importlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register
from django.db.models import Model

from sewaka.kernel import registry, workflow
from sewaka.kernel.access import Rule
from sewaka.kernel.fields import EncryptedTextField
from sewaka.kernel.outbox import catalogue, events
from sewaka.kernel.registry import Module, PersonalData, Retention
from sewaka.kernel.workflow import Workflow

Check = Callable[[Module], Iterator[str]]


def unsound_workflows(module: Module) -> Iterator[str]:
    """Unreachable states and other faults of form; transitions without a rule."""
    for found in module.workflows:
        yield from workflow.problems(found)
        for transition in found.transitions:
            if not _is_rule(transition.rule):
                yield f"{found.code}.{transition.action} has no rule"


def unknown_roles(module: Module) -> Iterator[str]:
    """Roles in rules, menus and jobs that nobody declares."""
    known = registry.roles()
    for where, role in _mentioned_roles(module):
        if role not in known:
            yield f"{where} mentions the unknown role {role!r}"


def events_without_schema(module: Module) -> Iterator[str]:
    """Events whose shape can not be described, or whose example is not of that shape."""
    for declared in module.events:
        event_class: Any = declared
        name = getattr(event_class, "name", event_class.__qualname__)
        if not str(name).startswith(f"{module.code}."):
            yield f"event {name} does not begin with {module.code}."
        try:
            events.schema(event_class)
            events.encode(event_class.example())
        except Exception as error:  # noqa: BLE001 - whatever pydantic finds is the finding
            yield f"event {name} has no schema: {error}"


def consumers_of_nothing(module: Module) -> Iterator[str]:
    """Consumers without events, or of events that nobody publishes."""
    published = catalogue.events()
    for consumer in module.consumers:
        if not consumer.events:
            yield f"consumer {consumer.name} wants no event"
        for event_class in consumer.events:
            if event_class.name not in published:
                yield f"consumer {consumer.name} wants {event_class.name}, which nobody publishes"


def feeds_that_show_personal_data(module: Module) -> Iterator[str]:
    """Feeds with a column that lies encrypted in this module."""
    secret = {data.field.rsplit(".", 1)[-1] for data in module.personal_data if data.key_class}
    secret |= {column.name for model, column in _encrypted_columns() if _is_of(module, model)}
    for feed in module.feeds:
        for name in sorted(secret & set(feed.schema.get("properties", {}))):
            yield f"feed {feed.code} shows the personal column {name}"


def unlabelled_texts(module: Module) -> Iterator[str]:
    """Names, titles and labels that are empty."""
    for where, text in _texts(module):
        if not str(text).strip():
            yield f"{where} has no text"


def jobs_without_owner(module: Module) -> Iterator[str]:
    """Jobs that fail without anybody being told."""
    for job in module.jobs:
        if not job.owner:
            yield f"job {job.task} has no owner"


def personal_data_without_purpose(module: Module) -> Iterator[str]:
    """Declared fields without purpose, basis, audience or retention; or that do not exist."""
    yield from _undeclared_purpose(module.personal_data, module.retention)


def codes_that_stand_twice(module: Module) -> Iterator[str]:
    """Codes that have to be unique in the whole city."""
    others = [found for found in registry.modules() if found is not module]
    if any(found.code == module.code for found in others):
        yield f"two modules are called {module.code}"
    for kind, codes in _codes(module).items():
        elsewhere = {code for found in others for code in _codes(found)[kind]}
        for code, times in Counter(codes).items():
            if times > 1 or code in elsewhere:
                yield f"{kind} {code} stands twice"


CHECKS: tuple[Check, ...] = (
    unsound_workflows,
    unknown_roles,
    events_without_schema,
    consumers_of_nothing,
    feeds_that_show_personal_data,
    unlabelled_texts,
    jobs_without_owner,
    personal_data_without_purpose,
    codes_that_stand_twice,
)


def findings(modules: Iterable[Module]) -> Iterator[tuple[str, str, str]]:
    """Every finding as (module, name of the check, sentence)."""
    for module in modules:
        for check in CHECKS:
            for sentence in check(module):
                yield module.code, check.__name__, sentence


def undeclared_encrypted_columns() -> Iterator[str]:
    """Encrypted columns of any app that no declaration of personal data names."""
    declared = {(data.field, data.key_class) for found, _keep in _declarations() for data in found}
    for model, column in _encrypted_columns():
        label = f"{_label(model)}.{column.name}"
        if (label, column.key_class.value) not in declared:
            yield f"{label} is encrypted ({column.key_class}) and not declared as personal data"


@register()
def check_registry(**_kwargs: Any) -> list[CheckMessage]:
    """Errors for all modules, and for what the platform's apps declare about persons."""
    found = [
        Error(sentence, hint=f"mend module.py of {code}", obj=code, id=f"sewaka.{name}")
        for code, name, sentence in findings(registry.modules())
    ]
    platform = (
        sentence
        for data, keep in _declarations(of_modules=False)
        for sentence in _undeclared_purpose(data, keep)
    )
    found += [Error(sentence, id="sewaka.personal_data") for sentence in platform]
    found += [Error(words, id="sewaka.personal_data") for words in undeclared_encrypted_columns()]
    return list(found)


def _mentioned_roles(module: Module) -> Iterator[tuple[str, str]]:
    actions = (
        (f"{found.code}.{transition.action}", getattr(transition.rule, "roles", ()))
        for found in module.workflows
        for transition in found.transitions
    )
    rules = (*module.page_rules.items(), *module.sealed_readers.items())
    mentions: list[tuple[str, Iterable[str]]] = [
        *actions,
        *((name, rule.roles) for name, rule in rules),
        *((f"menu entry {item.url}", item.roles) for item in module.menu),
        *((f"job {job.task}", (job.owner,)) for job in module.jobs if job.owner),
    ]
    for where, roles in mentions:
        for role in sorted(roles):
            yield where, role


def _texts(module: Module) -> Iterator[tuple[str, Any]]:
    yield f"module {module.code}", module.name
    for service in module.services:
        yield f"service {service.code}", service.name
        yield f"description of service {service.code}", service.description
    for role in module.roles:
        yield f"role {role.code}", role.name
    for item in module.menu:
        yield f"menu entry {item.url}", item.label
    titles: tuple[Any, ...] = (
        *module.widgets, *module.feeds, *module.map_layers, *module.search
    )  # fmt: skip
    for titled in titles:
        yield f"{type(titled).__name__.lower()} {titled.code}", titled.title
    for found in module.workflows:
        yield from _texts_of_workflow(found)


def _texts_of_workflow(found: Workflow) -> Iterator[tuple[str, Any]]:
    for state in found.states:
        yield f"state {found.code}.{state.code}", state.label
    for transition in found.transitions:
        yield f"action {found.code}.{transition.action}", transition.label
        for ask in transition.asks:
            yield f"question {found.code}.{transition.action}.{ask.name}", ask.label


def _codes(module: Module) -> dict[str, list[str]]:
    return {
        "role": [role.code for role in module.roles],
        "service": [service.code for service in module.services],
        "workflow": [found.code for found in module.workflows],
        "consumer": [consumer.name for consumer in module.consumers],
        "retention": [retention.code for retention in module.retention],
        "widget": [widget.code for widget in module.widgets],
    }


def _undeclared_purpose(
    declared: Iterable[PersonalData], retention: Iterable[Retention]
) -> Iterator[str]:
    kept = {found.code for found in retention}
    columns = {
        f"{_label(model)}.{column.name}": column
        for model in apps.get_models()
        for column in model._meta.get_fields()  # noqa: SLF001 - Django's documented model API
    }
    for data in declared:
        for word in ("purpose", "basis", "audience"):
            if not str(getattr(data, word)).strip():
                yield f"{data.field} is personal and has no {word}"
        if data.retention not in kept:
            yield f"{data.field} names the unknown retention {data.retention!r}"
        column = columns.get(data.field)
        if column is None:
            yield f"{data.field} is declared and does not exist"
            continue
        key_class = column.key_class.value if isinstance(column, EncryptedTextField) else ""
        if key_class != data.key_class:
            yield f"{data.field} is of key class {key_class!r}, declared {data.key_class!r}"


def _declarations(
    *, of_modules: bool = True
) -> Iterator[tuple[tuple[PersonalData, ...], tuple[Retention, ...]]]:
    """What the platform's apps say in `declared`, and the modules in their descriptor."""
    for config in apps.get_app_configs():
        path = f"{config.name}.declared"
        if config.name.startswith("sewaka.platform.") and find_spec(path) is not None:
            found = importlib.import_module(path)
            yield tuple(found.PERSONAL_DATA), tuple(found.RETENTION)
    if of_modules:
        for module in registry.modules():
            yield module.personal_data, module.retention


def _encrypted_columns() -> Iterator[tuple[type[Model], EncryptedTextField]]:
    for model in apps.get_models():
        for column in model._meta.concrete_fields:  # noqa: SLF001 - Django's documented model API
            if isinstance(column, EncryptedTextField):
                yield model, column


def _is_rule(found: object) -> bool:
    return isinstance(found, Rule)


def _is_of(module: Module, model: type[Model]) -> bool:
    return bool(model._meta.app_label == module.code)  # noqa: SLF001 - Django's documented model API


def _label(model: type[Model]) -> str:
    return str(model._meta.label)  # noqa: SLF001 - Django's documented model API
