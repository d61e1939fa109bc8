"""The record of processing (UU 27/2022 art. 31): collected from what every app declares."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.util import find_spec
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings

from sewaka.kernel import registry
from sewaka.kernel.registry import PersonalData, Retention
from sewaka.kernel.workflow import Text
from sewaka.platform.privacy import rules


@dataclass(frozen=True, slots=True)
class Processing:
    """One line of the record: one purpose and the fields it uses."""

    owner: Text  # which part of the city
    purpose: Text
    basis: str
    fields: tuple[str, ...]
    audience: Text
    keep: timedelta
    is_sealed: bool  # every field lies encrypted


@dataclass(frozen=True, slots=True)
class Owned:
    """A declaration and the part of the city it belongs to."""

    owner: Text
    data: tuple[PersonalData, ...]
    retention: tuple[Retention, ...]


@cache
def declared() -> tuple[Owned, ...]:
    """Everything declared: by the platform's apps in `declared.py`, by modules in `module.py`."""
    return (*_of_platform(), *_of_modules())


def retentions() -> Mapping[str, Retention]:
    """All retentions by code. Raises ValueError when a code stands twice."""
    found: dict[str, Retention] = {}
    for owned in declared():
        for retention in owned.retention:
            if found.setdefault(retention.code, retention) is not retention:
                raise ValueError(f"{retention.code} is declared twice")
    return found


def keep_of(retention: Retention) -> timedelta:
    """How long this city keeps the set: its own choice, never below the law's minimum.

    Raises `DomainError("privacy.retention.too_short")`.
    """
    chosen: Mapping[str, int] = settings.RETENTION_DAYS
    days = chosen.get(retention.code)
    keep = retention.keep if days is None else timedelta(days=days)
    rules.check_keep(keep=keep, at_least=retention.at_least, code=retention.code)
    return keep


def record() -> list[Processing]:
    """The record of processing, one line per owner, purpose and audience."""
    known = retentions()
    lines: dict[tuple[str, str, str, str], list[PersonalData]] = {}
    owners: dict[str, Text] = {}
    for owned in declared():
        for entry in owned.data:
            key = (str(owned.owner), str(entry.purpose), entry.retention, str(entry.audience))
            lines.setdefault(key, []).append(entry)
            owners[str(owned.owner)] = owned.owner
    return [
        Processing(
            owner=owners[owner],
            purpose=entries[0].purpose,
            basis=entries[0].basis,
            fields=tuple(entry.field for entry in entries),
            audience=entries[0].audience,
            keep=keep_of(known[retention]),
            is_sealed=all(entry.key_class for entry in entries),
        )
        for (owner, _purpose, retention, _audience), entries in lines.items()
    ]


def own_data(*, person_id: UUID) -> Iterator[tuple[PersonalData, list[Mapping[str, Any]]]]:
    """What is kept about one person, by declaration. The caller has checked who asks."""
    for owned in declared():
        for entry in owned.data:
            if entry.export is not None:
                rows = list(entry.export(person_id=person_id))
                if rows:
                    yield entry, rows


def in_words(what: str, *, purpose: str) -> tuple[Text, Text]:
    """The part of the city and the purpose behind a read event's `what` ("reports.Contact").

    What nobody declares keeps its own name: an unknown reader is better shown than hidden.
    """
    code = what.partition(".")[0]
    for owned in declared():
        for entry in owned.data:
            if entry.field.startswith(f"{what}."):
                return owned.owner, entry.purpose
    known = {entry.field.partition(".")[0]: o.owner for o in declared() for entry in o.data}
    return known.get(code, what), purpose


def _of_platform() -> Iterator[Owned]:
    for config in apps.get_app_configs():
        path = f"{config.name}.declared"
        if config.name.startswith("sewaka.platform.") and find_spec(path) is not None:
            words = importlib.import_module(path)
            yield Owned(
                owner=config.verbose_name,
                data=tuple(words.PERSONAL_DATA),
                retention=tuple(words.RETENTION),
            )


def _of_modules() -> Iterator[Owned]:
    for module in registry.modules():
        yield Owned(owner=module.name, data=module.personal_data, retention=module.retention)
