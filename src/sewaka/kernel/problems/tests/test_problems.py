"""Every refusal reaches the caller with a stable code and a sentence in their language."""

from __future__ import annotations

import ast
import importlib
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import translation
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError
from ninja.testing import TestClient

from sewaka.kernel import problems
from sewaka.kernel.errors import Forbidden, Invalid, NotFound, Stale, TooMany
from sewaka.kernel.problems import catalogue, middleware

NOW = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)
PACKAGE = Path(problems.__file__).resolve().parents[2]


def request_to(path: str) -> HttpRequest:
    return RequestFactory().get(path)


def body_of(response: HttpResponse) -> Any:
    return json.loads(response.content)


def test_body_carries_code_facts_and_sentence() -> None:
    error = TooMany("limits.too_many", retry_at=NOW, limit="x.y")
    with translation.override("en"):
        response = problems.respond(error)
    assert response["Content-Type"] == "application/problem+json"
    assert response["Cache-Control"] == "no-store"
    assert body_of(response) == {
        "type": "about:blank",
        "title": "Too Many Requests",
        "status": 429,
        "code": "limits.too_many",
        "detail": "That was very often in a short time. Try again at Mon, 9 Mar 2026, 10:00 WITA.",
        "fields": {},
        "words": {},
        "facts": {"retry_at": "2026-03-09T02:00:00+00:00", "limit": "x.y"},
    }


def test_fields_are_named_each_with_its_sentence() -> None:
    error = Invalid(fields={"colour": "unknown", "number": "required"})
    with translation.override("en"):
        body = body_of(problems.respond(error))
    assert body["fields"] == {"colour": "unknown", "number": "required"}
    assert body["words"] == {
        "colour": "This field does not exist.",
        "number": "This is missing.",
    }


def test_error_may_bring_its_own_words() -> None:
    error = Stale("cases.stale", words="Sudah diubah oleh Bu Sari.", version=3)
    body = body_of(problems.respond(error))
    assert body["detail"] == "Sudah diubah oleh Bu Sari."
    assert body["facts"] == {"version": 3}


def test_indonesian_by_default() -> None:
    assert problems.sentence(NotFound()) == "Ini tidak ada, atau bukan untuk Anda."


def test_sentence_may_depend_on_the_facts() -> None:
    error = Stale("cases.stale", who="Bu Sari", when=NOW, what="selesai")
    with translation.override("en"):
        assert problems.sentence(Stale("cases.stale")) == "Somebody else changed this case first."
        assert problems.sentence(error) == (
            "Already changed by Bu Sari at Mon, 9 Mar 2026, 10:00 WITA: selesai."
        )


def test_unknown_code_and_missing_facts_still_say_something() -> None:
    with translation.override("en"):
        general = "Something in what was sent has to be mended."
        assert problems.field_sentence("no.such.code") == general
        assert problems.sentence(TooMany("limits.too_many")) == general


@time_machine.travel(NOW, tick=False)
def test_answer_says_when_to_come_back() -> None:
    error = TooMany("limits.too_many", retry_at=NOW + timedelta(seconds=90))
    response = problems.respond(error)
    assert (response.status_code, response["Retry-After"]) == (429, "90")


class Words(Schema):
    """What the probe takes."""

    words: str
    model_config = {"extra": "forbid"}


@pytest.fixture(scope="module")
def api() -> TestClient:
    probe = NinjaAPI(urls_namespace="probe-of-problems", openapi_url=None)
    problems.install(probe)
    probe_errors: dict[str, Exception] = {
        "domain": Forbidden("cases.forbidden"),
        "absent": Http404(),
        "signin": AuthenticationError(),
        "large": HttpError(413, "too large"),
        "fault": KeyError("x"),
        "away": OperationalError("gone"),
    }

    @probe.get("/raise/{name}")
    def fail(request: HttpRequest, name: str) -> None:
        raise probe_errors[name]

    @probe.post("/words")
    def take(request: HttpRequest, body: Words) -> None:
        return None

    return TestClient(probe)


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("domain", 403, "cases.forbidden"),
        ("absent", 404, "not_found"),
        ("signin", 401, "api.sign_in"),
        ("large", 413, "api.refused"),
        ("fault", 500, "api.broken"),
        ("away", 503, "api.busy"),
    ],
)
def test_api_answers_every_refusal_with_a_problem(
    api: TestClient, name: str, status: int, code: str
) -> None:
    response = api.get(f"/raise/{name}")
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == code


def test_api_names_missing_and_unknown_fields(api: TestClient) -> None:
    response = api.post("/words", json={"colour": "red"})
    assert response.status_code == 422
    assert response.json()["code"] == "api.malformed"
    assert response.json()["fields"] == {"words": "missing", "colour": "extra_forbidden"}


def raised_in_view(path: str, error: Exception) -> HttpResponse | None:
    chain = middleware.ProblemMiddleware(lambda _request: HttpResponse("fine"))
    assert chain(request_to(path)).content == b"fine"
    return chain.process_exception(request_to(path), error)


def test_domain_errors_below_api_are_problems_and_pages_are_left_to_the_city() -> None:
    response = raised_in_view("/api/v1/x", NotFound())
    assert response is not None
    assert (response.status_code, body_of(response)["code"]) == (404, "not_found")
    assert raised_in_view("/laporan", NotFound()) is None
    assert raised_in_view("/api/v1/x", KeyError("x")) is None


@pytest.mark.parametrize("error", [OperationalError("gone"), InterfaceError("closed")])
def test_lost_database_is_503_and_never_500(error: Exception) -> None:
    response = raised_in_view("/api/v1/x", error)
    assert response is not None
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert body_of(response)["code"] == "api.busy"
    page = raised_in_view("/laporan", error)
    assert page is not None
    assert (page.status_code, page["Retry-After"]) == (503, "30")
    assert page["Content-Type"].startswith("text/html")


def answered_after(error: Exception, path: str) -> HttpResponse:
    """What handler500 says while the error is being handled."""
    try:
        raise error
    except (OperationalError, KeyError):
        return middleware.broken(request_to(path))


def test_handler500_tells_database_from_fault() -> None:
    assert answered_after(OperationalError("gone"), "/laporan").status_code == 503
    assert answered_after(KeyError("x"), "/laporan").status_code == 500
    response = answered_after(KeyError("x"), "/api/v1/x")
    assert (response.status_code, body_of(response)["code"]) == (500, "api.broken")


def test_handler404_speaks_json_to_programs() -> None:
    assert body_of(middleware.not_found(request_to("/api/v1/nowhere")))["code"] == "not_found"
    page = middleware.not_found(request_to("/nowhere"))
    assert (page.status_code, page["Content-Type"][:9]) == (404, "text/html")


def raised_codes() -> set[tuple[str, str]]:
    """Every literal code given to one of our errors, with the file that raises it."""
    kinds = {"DomainError", "NotFound", "Forbidden", "Stale", "Invalid", "TooMany", "NotAllowed"}
    kinds |= {"Unsafe", "Unreachable", "Reused"}
    found = set()
    for path in sorted(PACKAGE.rglob("*.py")):
        if "tests" in path.parts or "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and node.args):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            code = node.args[0]
            if name in kinds and isinstance(code, ast.Constant) and isinstance(code.value, str):
                found.add((code.value, str(path.relative_to(PACKAGE))))
    return found


def test_every_raised_code_has_a_sentence() -> None:
    known = catalogue.sentences()
    assert sorted(pair for pair in raised_codes() if pair[0] not in known) == []


def test_sentences_take_only_named_facts() -> None:
    for code, found in catalogue.sentences().items():
        text = found({}) if callable(found) else found
        assert str(text).strip(), code
        assert "%s" not in str(text), code


def test_two_sentences_for_one_code_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    one = SimpleNamespace(SENTENCES={"x": "y"})
    monkeypatch.setattr(catalogue, "find_spec", lambda _path: object())
    monkeypatch.setattr(importlib, "import_module", lambda _path: one)
    with pytest.raises(ValueError, match="two apps have a sentence for x"):
        catalogue.sentences.__wrapped__()
