"""Every endpoint says in OpenAPI what it takes, what it gives and how it refuses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.conformance.addresses import openapi

REFUSALS = frozenset({"400", "401", "403", "404", "409", "412", "422", "429"})


@pytest.fixture
def operations(db: None) -> Mapping[str, Mapping[str, Any]]:
    """Every operation by method and path."""
    document = openapi()
    return {
        f"{method.upper()} {path}": operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


def test_there_are_endpoints(operations: Mapping[str, Mapping[str, Any]]) -> None:
    assert len(operations) >= 5


def test_every_refusal_is_documented(operations: Mapping[str, Mapping[str, Any]]) -> None:
    missing = {
        name: sorted(REFUSALS - set(operation["responses"]))
        for name, operation in operations.items()
        if not set(operation["responses"]) >= REFUSALS
    }
    assert missing == {}


def test_every_refusal_is_a_problem(operations: Mapping[str, Mapping[str, Any]]) -> None:
    """RFC 9457: one shape with a stable code, whatever went wrong."""
    shapes = {
        content["schema"].get("$ref", "")
        for operation in operations.values()
        for status, answer in operation["responses"].items()
        if status in REFUSALS
        for content in answer["content"].values()
    }
    assert shapes == {"#/components/schemas/Problem"}


def test_every_endpoint_says_what_it_is_for(operations: Mapping[str, Mapping[str, Any]]) -> None:
    mute = [name for name, op in operations.items() if not op.get("description")]
    assert mute == []


def test_names_of_operations_are_unique(operations: Mapping[str, Mapping[str, Any]]) -> None:
    names = [operation["operationId"] for operation in operations.values()]
    assert sorted(set(names)) == sorted(names)
