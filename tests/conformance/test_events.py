"""Every event: a name of its own, a schema its example obeys, no personal field in the clear."""

from __future__ import annotations

import dataclasses
import re

import jsonschema
import pytest

from sewaka.kernel.outbox import catalogue
from sewaka.kernel.outbox.events import Event, decode, encode, personal_fields, schema

EVENTS = sorted(catalogue.events().values(), key=lambda event: event.name)
each = pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.name)
NAME = re.compile(r"[a-z_]+\.[a-z_]+")
PERSONAL = re.compile(r"(^|_)(name|nik|phone|email|mail|address|birth|text|words)(_\w+)?$")
HARMLESS = re.compile(r"_(version|code|id|at|count)$")


@each
def test_has_a_name_and_a_version(event: type[Event]) -> None:
    assert NAME.fullmatch(event.name)
    assert event.version >= 1
    assert event.__doc__


@each
def test_example_obeys_the_schema_and_comes_back(event: type[Event]) -> None:
    example = event.example()
    fields = encode(example)
    jsonschema.Draft202012Validator.check_schema(schema(event))
    jsonschema.validate(fields, schema(event))
    assert decode(event, version=event.version, fields=fields) == example


def is_personal(name: str) -> bool:
    """Whether a field of that name could hold what somebody is called or has written."""
    return bool(PERSONAL.search(name)) and not HARMLESS.search(name)


@each
def test_words_of_people_are_sealed(event: type[Event]) -> None:
    """Ids and codes may travel in the clear; a name, a number or a sentence of somebody may not."""
    sealed = personal_fields(event)
    fields = [field.name for field in dataclasses.fields(event)]  # type: ignore[arg-type] # events are dataclasses
    assert [name for name in fields if is_personal(name) and name not in sealed] == []
