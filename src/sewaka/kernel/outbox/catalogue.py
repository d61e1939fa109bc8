"""Which events and consumers exist: those of the apps and those of the modules.

An app publishes the event classes of its `events` module and the tuple `CONSUMERS` of its
`consumers` module; a module of the city names both in its descriptor.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from types import ModuleType

from django.apps import apps
from django.conf import settings

from sewaka.kernel import registry
from sewaka.kernel.outbox.events import Event
from sewaka.kernel.outbox.received import Consumer
from sewaka.kernel.outbox.recording import ReadAccess


@cache
def events() -> Mapping[str, type[Event]]:
    """All event classes by name. Raises ValueError when a name stands twice."""
    found: dict[str, type[Event]] = {ReadAccess.name: ReadAccess}
    for event_class in _all_events():
        if found.setdefault(event_class.name, event_class) is not event_class:
            raise ValueError(f"two events are called {event_class.name}")
    return found


@cache
def consumers() -> tuple[Consumer, ...]:
    """All consumers. Raises ValueError when a name stands twice."""
    found: list[Consumer] = []
    for module in _apps_submodules("consumers"):
        found += module.CONSUMERS
    for described in registry.modules():
        found += described.consumers
    names = [consumer.name for consumer in found]
    if len(set(names)) != len(names):
        raise ValueError(f"two consumers have one name: {sorted(names)}")
    return tuple(found)


def _all_events() -> Iterator[type[Event]]:
    for module in _apps_submodules("events"):
        yield from published_by(module)
    for described in registry.modules():
        yield from described.events


def published_by(module: ModuleType) -> Iterator[type[Event]]:
    """The event classes that a Python module defines itself."""
    for _name, member in inspect.getmembers(module, inspect.isclass):
        is_own = member.__module__ == module.__name__
        if is_own and issubclass(member, Event) and hasattr(member, "name"):
            yield member


def _apps_submodules(name: str) -> Iterator[ModuleType]:
    """`<app>.<name>` of every app of ours that has one, but for the modules of the city."""
    for config in apps.get_app_configs():
        is_ours = config.name.startswith("sewaka.") and not config.name.startswith("sewaka.kernel.")
        if not is_ours or config.name in settings.SEWAKA_MODULES:
            continue
        path = f"{config.name}.{name}"
        if find_spec(path) is not None:
            yield importlib.import_module(path)
