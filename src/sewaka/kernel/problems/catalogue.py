"""All sentences, from all apps."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.util import find_spec
from typing import Any

from django.apps import apps

from sewaka.kernel.errors import DomainError
from sewaka.kernel.ui import formats
from sewaka.kernel.workflow import Text

_LAST_RESORT = "invalid"


@cache
def sentences() -> Mapping[str, Text]:
    """Every registered sentence by code. Raises ValueError when a code stands twice."""
    found: dict[str, Text] = {}
    for config in apps.get_app_configs():
        path = f"{config.name}.sentences"
        if not config.name.startswith("sewaka.") or find_spec(path) is None:
            continue
        for code, text in importlib.import_module(path).SENTENCES.items():
            if code in found:
                raise ValueError(f"two apps have a sentence for {code}")
            found[code] = text
    return found


def sentence(error: DomainError) -> str:
    """What happened, in the language of the present request. A fact `words` says it instead."""
    if words := error.facts.get("words"):
        return str(words)
    return _filled(error.code, error.facts)


def field_sentence(code: str, facts: Mapping[str, Any] | None = None) -> str:
    """What is wrong with one field."""
    return _filled(code, facts or {})


def _shown(fact: object) -> object:
    """As the present language writes it; whole numbers stay, for `%(most)d`."""
    if isinstance(fact, datetime):
        return formats.moment(fact)
    return formats.number(fact) if isinstance(fact, float) else fact


def _filled(code: str, facts: Mapping[str, Any]) -> str:
    known = sentences()
    found = known.get(code, known[_LAST_RESORT])
    text = str(found(facts) if callable(found) else found)
    shown = {name: _shown(value) for name, value in facts.items()}
    try:
        return text % shown
    except (KeyError, ValueError, TypeError):
        return text if code in known and "%(" not in text else str(known[_LAST_RESORT])
