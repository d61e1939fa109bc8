"""What the home page shows; everything comes from the registry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from sewaka.city.portal import frame
from sewaka.kernel import registry
from sewaka.kernel.registry import PersonalData, Service
from sewaka.kernel.ui.values import CaseCard
from sewaka.kernel.workflow import Text

NEARBY = 5


@dataclass(frozen=True, slots=True)
class DeclaredField:
    """One declared personal field, with how long it is kept."""

    declared: PersonalData
    days: int | None
    module: Text


def contents() -> dict[str, Any]:
    """The context of the home page. The same for everybody: a service worker keeps it."""
    services = frame.services()
    main = next((service for service in services if service.code == settings.MAIN_SERVICE), None)
    return {
        "shared": True,
        "main": main,
        "main_url": frame.address(main.start_url) if main else "",
        "links": frame.public_links(),
        "tiles": list(_tiles(services, main)),
        "recent": list(_recent()),
        "recent_url": next(iter(_recent_urls()), ""),
        "services_url": frame.address("portal:services"),
    }


def personal_fields() -> list[DeclaredField]:
    """Every personal field that a module declares."""
    found = []
    for module in registry.modules():
        keep = {rule.code: rule.keep.days for rule in module.retention}
        found += [
            DeclaredField(field, keep.get(field.retention), module.name)
            for field in module.personal_data
        ]
    return found


def _tiles(services: tuple[Service, ...], main: Service | None) -> Iterator[tuple[Service, str]]:
    for service in services:
        url = frame.address(service.start_url)
        if service is not main and url:
            yield service, url


def _recent() -> Iterator[CaseCard]:
    """The newest public things of all modules, module by module."""
    for module in registry.modules():
        if module.recent:
            yield from module.recent(limit=NEARBY)


def _recent_urls() -> Iterator[str]:
    for module in registry.modules():
        if module.recent_url and (url := frame.address(module.recent_url)):
            yield url
