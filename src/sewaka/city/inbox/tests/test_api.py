"""The same acts for programs: schemas, versions, keys, problems."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from sewaka.city.inbox.tests.conftest import LATER, Browser
from sewaka.platform.cases import api as cases
from sewaka.platform.cases.tests.conftest import Cast, OpenCase
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/cases"
KEY = "0195d3a0-0000-7000-8000-0000000000aa"


def send(
    client: Client,
    path: str,
    body: dict[str, Any],
    *,
    version: str = '"1"',
    key: str = KEY,
    method: str = "POST",
) -> Any:
    headers = {"If-Match": version, "Idempotency-Key": key}
    headers = {name: value for name, value in headers.items() if value}
    return client.generic(
        method, f"{ROOT}/{path}", orjson.dumps(body), "application/json", headers=headers
    )


def problem(response: Any) -> tuple[int, str]:
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == response.status_code
    return response.status_code, body["code"]


def test_list_and_pages(browser: Browser, open_case: OpenCase) -> None:
    numbers = [open_case(title=f"{n}").number for n in range(3)]
    client = browser("wayan")
    first = client.get(ROOT, {"limit": 2}).json()
    second = client.get(ROOT, {"limit": 2, "cursor": first["next"]}).json()
    assert [item["number"] for item in first["items"] + second["items"]] == numbers
    assert second["next"] == ""
    assert "applicant" not in orjson.dumps(first).decode()


@pytest.mark.parametrize(
    "query",
    [{"limit": 0}, {"limit": 101}, {"limit": "x"}, {"view": "every"}, {"words": "x" * 101}],
)
def test_malformed_query(query: dict[str, Any], browser: Browser) -> None:
    response = browser("wayan").get(ROOT, query)
    assert problem(response) == (422, "api.malformed")
    assert list(response.json()["fields"]) == [f"query.{next(iter(query))}"]


def test_foreign_cursor(browser: Browser) -> None:
    response = browser("wayan").get(ROOT, {"cursor": "%%%"})
    assert problem(response) == (422, "cases.invalid")
    assert response.json()["fields"] == {"after": "not_a_cursor"}


def test_detail_with_etag(browser: Browser, open_case: OpenCase) -> None:
    case = open_case()
    response = browser("wayan").get(f"{ROOT}/{case.number}")
    body = response.json()
    assert response["ETag"] == '"1"'
    assert [line["text"] for line in body["timeline"]] == ["Got mampet sejak kemarin"]
    assert [act["action"] for act in body["actions"]] == ["take", "hand_over", "ask", "refuse"]
    assert body["actions"][0]["asks"] == [
        {
            "name": "answer",
            "label": "Answer",
            "kind": "long_text",
            "is_required": True,
            "min_length": 5,
            "max_length": 40,
            "choices": [],
        }
    ]
    assert sorted(clock["kind"] for clock in body["clocks"]) == ["resolution", "response"]


@pytest.mark.parametrize("name", ["made", "ketut", "komang", "admin"])
def test_foreign_and_absent_are_the_same(name: str, browser: Browser, open_case: OpenCase) -> None:
    case = open_case(visibility="parties")
    client = browser("komang" if name == "made" else name)
    hidden = client.get(f"{ROOT}/{case.number}")
    absent = client.get(f"{ROOT}/L26-0000000-0")
    assert problem(hidden) == (404, "cases.not_found") or problem(hidden) == (404, "not_found")
    assert hidden.content == absent.content
    with nothing_written():
        refused = send(client, f"{case.number}/actions/take", {"given": {"answer": "Siap pak"}})
    assert refused.status_code == 404


def test_stranger_is_asked_to_sign_in(open_case: OpenCase) -> None:
    case = open_case()
    with nothing_written():
        for response in (
            Client().get(ROOT),
            Client().get(f"{ROOT}/{case.number}"),
            send(Client(), f"{case.number}/actions/take", {"given": {}}),
        ):
            assert problem(response) == (401, "api.sign_in")


def test_act_and_its_repetition(browser: Browser, open_case: OpenCase) -> None:
    case = open_case()
    client = browser("wayan")
    body = {"given": {"answer": "Kami periksa"}}
    first = send(client, f"{case.number}/actions/take", body)
    again = send(client, f"{case.number}/actions/take", body)
    assert (first.status_code, first["ETag"]) == (200, '"2"')
    assert first.json() == {
        "number": case.number,
        "action": "take",
        "from_state": "received",
        "to_state": "working",
        "version": 2,
        "at": LATER.isoformat().replace("+00:00", "Z"),
    }
    assert (again.status_code, again.json()) == (200, first.json())
    assert case.entries.filter(kind="moved").count() == 1
    other = send(client, f"{case.number}/actions/take", {"given": {"answer": "Lain lagi"}})
    assert problem(other) == (422, "idempotency.reused")


def test_somebody_was_faster(browser: Browser, cast: Cast, open_case: OpenCase) -> None:
    case = open_case()
    take = {"answer": "Siap pak"}
    cases.move(case_id=case.pk, action="take", actor=cast.wayan, now=LATER, given=take)
    client = browser("wayan")
    with nothing_written(besides=frozenset({"idempotency_keptanswer"})):
        response = send(client, f"{case.number}/actions/finish", {"given": {"what": "Beres"}})
    assert problem(response) == (412, "cases.stale")
    facts = response.json()["facts"]
    assert (facts["version"], facts["what"], facts["when"]) == (2, "Take it on", LATER.isoformat())


@pytest.mark.parametrize(
    ("body", "expected", "fields"),
    [
        ({"given": {}}, (422, "cases.invalid"), {"answer": "required"}),
        ({"given": {"answer": "Siap pak", "x": 1}}, (422, "cases.invalid"), {"x": "unknown"}),
        ({"given": []}, (422, "api.malformed"), None),
        ({"given": {}, "state": "done"}, (422, "api.malformed"), None),
    ],
)
def test_input(
    body: dict[str, Any],
    expected: tuple[int, str],
    fields: dict[str, str] | None,
    browser: Browser,
    open_case: OpenCase,
) -> None:
    case = open_case()
    response = send(browser("wayan"), f"{case.number}/actions/take", body)
    assert problem(response) == expected
    if fields is not None:
        assert response.json()["fields"] == fields
    case.refresh_from_db()
    assert (case.state, case.version) == ("received", 1)


@pytest.mark.parametrize(
    ("version", "key", "expected"),
    [
        ("", KEY, (422, "api.if_match")),
        ('"x"', KEY, (422, "api.if_match")),
        ("*", KEY, (422, "api.if_match")),
        ('"1"', "", (422, "idempotency.missing")),
        ('"1"', "short", (422, "idempotency.malformed")),
        ('W/"1"', KEY, (200, "")),
    ],
)
def test_version_and_key_are_demanded(
    version: str, key: str, expected: tuple[int, str], browser: Browser, open_case: OpenCase
) -> None:
    case = open_case()
    body = {"given": {"answer": "Kami periksa"}}
    response = send(browser("wayan"), f"{case.number}/actions/take", body, version=version, key=key)
    assert (response.status_code, response.json().get("code", "")) == expected


def test_not_json_is_a_problem_too(browser: Browser, open_case: OpenCase) -> None:
    case = open_case()
    response = browser("wayan").generic(
        "POST", f"{ROOT}/{case.number}/actions/take", b"{", "application/json"
    )
    assert problem(response) == (400, "api.refused")


def test_visible_but_another_offices_act(browser: Browser, open_case: OpenCase) -> None:
    case = open_case()
    body, client = {"given": {"answer": "Siap pak"}}, browser("mayor")
    with nothing_written(besides=frozenset({"idempotency_keptanswer"})):
        response = send(client, f"{case.number}/actions/take", body)
    assert problem(response) == (403, "cases.forbidden")


def test_words_and_assignment(browser: Browser, cast: Cast, open_case: OpenCase) -> None:
    case = open_case(agency_id="pupr", holder_role="sample.officer")
    client = browser("sari")
    note = send(client, f"{case.number}/entries", {"text": "Cek lokasi", "audience": "internal"})
    assert (note.status_code, note.json()["version"]) == (200, 2)
    body = {"person_id": str(cast.sari2.person_id)}
    done = send(client, f"{case.number}/assignee", body, version='"2"', method="PUT")
    assert (done.status_code, done["ETag"]) == (200, '"3"')
    stale = send(client, f"{case.number}/assignee", body, version='"2"', method="PUT")
    assert problem(stale) == (412, "cases.stale")


def test_writes_of_a_session_need_the_token(browser: Browser, open_case: OpenCase) -> None:
    case = open_case()
    strict = browser("wayan")
    strict.handler.enforce_csrf_checks = True
    body = {"given": {"answer": "Kami periksa"}}
    assert send(strict, f"{case.number}/actions/take", body).status_code == 403
    case.refresh_from_db()
    assert case.state == "received"


def test_list_costs_the_same_for_one_and_for_fifty(
    browser: Browser, open_case: OpenCase, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = browser("wayan")
    open_case()
    client.get(ROOT)
    with django_assert_max_num_queries(12) as one:
        client.get(ROOT)
    for _ in range(49):
        open_case()
    with django_assert_max_num_queries(12) as fifty:
        assert len(client.get(ROOT).json()["items"]) == 50
    assert len(fifty) == len(one)


def test_openapi_documents_every_refusal() -> None:
    document = Client().get("/api/v1/openapi.json").json()
    operation = document["paths"]["/api/v1/cases/{number}/actions/{action}"]["post"]
    assert sorted(operation["responses"]) == [
        "200",
        "400",
        "401",
        "403",
        "404",
        "409",
        "412",
        "422",
        "429",
    ]
