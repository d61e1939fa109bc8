"""What every endpoint shares."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.test import RequestFactory

from sewaka.kernel import rest
from sewaka.kernel.access import ANONYMOUS, Actor
from sewaka.kernel.errors import Invalid

MADE = Actor(person_id=UUID(int=1))


@pytest.mark.parametrize("given", ['"7"', 'W/"7"', "7"])
def test_version_from_if_match(given: str) -> None:
    request = RequestFactory().post("/x", headers={"If-Match": given})
    assert rest.expected_version(request) == 7
    assert rest.etag(7) == '"7"'


@pytest.mark.parametrize("given", ["", "*", '"a"', '"-1"', '"1234567890"', '"٧"'])
def test_what_is_no_version_is_named(given: str) -> None:
    request = RequestFactory().post("/x")
    request.META["HTTP_IF_MATCH"] = given
    with pytest.raises(Invalid) as refusal:
        rest.expected_version(request)
    assert (refusal.value.code, refusal.value.fields) == ("api.if_match", {"If-Match": "required"})


def test_actor_of_the_session_and_strangers() -> None:
    request = RequestFactory().get("/x")
    door = rest.SessionActor()
    assert rest.actor_of(request) == ANONYMOUS
    assert door.authenticate(request, None) is None
    request.actor = MADE  # type: ignore[attr-defined]  # as the middleware does
    assert door.authenticate(request, "key") == MADE


def test_instants_are_iso_8601() -> None:
    at = datetime(2026, 3, 9, 2, tzinfo=UTC)
    request = RequestFactory().get("/x")
    body = rest.OrjsonRenderer().render(request, {"at": at}, response_status=200)
    assert json.loads(body) == {"at": "2026-03-09T02:00:00Z"}


def test_problem_carries_plain_facts() -> None:
    facts = {"at": datetime(2026, 3, 9, 2, tzinfo=UTC), "n": 3, "who": UUID(int=1)}
    response = rest.problem(status=409, code="x", facts=facts)
    assert json.loads(response.content)["facts"] == {
        "at": "2026-03-09T02:00:00+00:00",
        "n": 3,
        "who": str(UUID(int=1)),
    }
    assert response["Cache-Control"] == "no-store"
