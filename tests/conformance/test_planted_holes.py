"""The matrix tests itself: four holes are planted, all four must be found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
import pytest

from tests.architecture.tree import PACKAGE
from tests.cast import Cast
from tests.conformance import access_table, holes
from tests.conformance.access_table import Line, Scene
from tests.conformance.addresses import Address, addresses
from tests.conformance.test_access_matrix import Sessions, find_holes, sessions_of

URLCONF = "tests.conformance.holes"
APP = PACKAGE / "platform" / "people"


@pytest.fixture
def document() -> Mapping[str, Any]:
    """OpenAPI of the planted endpoints."""
    schema = holes.api.get_openapi_schema(path_prefix="/api/v1/")
    written: Mapping[str, Any] = orjson.loads(orjson.dumps(schema, option=orjson.OPT_NON_STR_KEYS))
    return written


@pytest.fixture
def rows(document: Mapping[str, Any]) -> dict[str, Address]:
    """The addresses of the planted URLconf."""
    return {a.key: a for a in addresses(urlconf=URLCONF, api=document)}


@pytest.fixture
def everybody(cast: Cast) -> Sessions:
    """All columns signed in."""
    return sessions_of(cast)


def line(key: str, *, method: str = "GET", scene: str = "", **words: str) -> Line:
    """A line as it would stand in a table."""
    return Line(key=key, method=method, scene=scene, words=words, app=APP)


@pytest.mark.urls(URLCONF)
def test_finds_a_view_without_a_rule(
    cast: Cast, everybody: Sessions, rows: dict[str, Address]
) -> None:
    staff_page = line("hole_without_a_rule", anonymous="login", others="hidden", mayor="ok")
    found = find_holes(staff_page, rows["hole_without_a_rule"], cast, everybody, api={})
    assert "hole_without_a_rule GET as anonymous: expected login, got ok (200)" in found
    assert "hole_without_a_rule GET as made: expected hidden, got ok (200)" in found


@pytest.mark.urls(URLCONF)
def test_finds_a_query_without_visible(
    cast: Cast, everybody: Sessions, rows: dict[str, Address], monkeypatch: pytest.MonkeyPatch
) -> None:
    def mades_page(cast: Cast) -> Scene:
        return Scene(arguments={"pk": str(cast["made"].person.pk)})

    monkeypatch.setattr(access_table, "scenes", lambda _app: {"mades": mades_page})
    own_page = line(
        "hole_without_visible", scene="mades", anonymous="hidden", others="hidden", made="ok"
    )
    found = find_holes(own_page, rows["hole_without_visible"], cast, everybody, api={})
    assert "hole_without_visible GET mades as ketut: expected hidden, got ok (200)" in found
    assert [words for words in found if " as made:" in words or " as anonymous:" in words] == []


@pytest.mark.urls(URLCONF)
def test_finds_who_is_refused_after_a_write(
    cast: Cast, everybody: Sessions, rows: dict[str, Address]
) -> None:
    form = line("hole_that_writes", method="POST", anonymous="hidden", others="hidden")
    found = find_holes(form, rows["hole_that_writes"], cast, everybody, api={})
    assert "hole_that_writes POST as made: rows written although" in " ".join(found)
    assert [words for words in found if " as anonymous:" in words] == []


@pytest.mark.urls(URLCONF)
def test_finds_a_field_beside_the_schema(
    cast: Cast, everybody: Sessions, rows: dict[str, Address], document: Mapping[str, Any]
) -> None:
    listed = line("/api/v1/people", anonymous="ok", others="ok", why="officers are public")
    found = find_holes(listed, rows["/api/v1/people"], cast, everybody, api=document)
    assert "/api/v1/people GET as made: answers more than its schema: [].email" in found


@pytest.mark.urls(URLCONF)
def test_an_address_without_a_line_is_seen(rows: dict[str, Address]) -> None:
    written = {line.key for line in access_table.lines()}
    assert {"hole_without_a_rule", "hole_that_writes", "/api/v1/people"} <= set(rows) - written


def test_a_line_that_lets_strangers_in_without_saying_why_is_refused() -> None:
    text = '["hole".GET]\nanonymous = "ok"\nothers = "ok"\n'
    (read,) = access_table.read(text, app=APP)
    assert [words.partition("access.toml: ")[2] for words in read.problems()] == [
        "hole GET: is open to strangers and does not say why"
    ]


def test_a_line_must_speak_of_everybody() -> None:
    (read,) = access_table.read('["hole".GET]\nanonymous = "login"\nmade = "ok"\n', app=APP)
    assert len(list(read.problems())) == len(access_table.COLUMNS) - 3  # anonymous, made, weak
