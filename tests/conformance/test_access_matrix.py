"""Who gets what: every address of the city × everybody of the cast.

Added an address? Write its line in `src/sewaka/<layer>/<app>/tests/access.toml`:

    ["reports:track".GET]      # name of the URL, or the API path as OpenAPI writes it; method
    anonymous = "ok"           # ok, login, mfa, hidden, forbidden, method
    others = "ok"              # whoever is not named: made, ketut, wayan, komang, sari, agus, ...
    why = "a report is tracked without an account"     # wherever a stranger may

    ["reports:track".POST.sealed]    # `sealed` is a scene: a function of the app's tests/scenes.py,
    anonymous = "hidden"             # `SCENES = {"sealed": sealed}`, that takes the cast and gives
    made = "ok"                      # Scene(arguments={"number": ...}, form={...})
    others = "hidden"

An address without a line fails, so does a line without an address. Hidden is byte for byte the
same as absent; a refusal that writes nothing is proven by PostgreSQL's own counters. More in
docs/reference/access.md.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client

from sewaka.kernel import remembered
from sewaka.kernel.outbox.models import EventRow
from sewaka.kernel.outbox.recording import ReadAccess
from tests.architecture.tree import place
from tests.cast import NOW, PARTS, Cast, signed_in
from tests.conformance import access_table
from tests.conformance.access_table import ANONYMOUS, COLUMNS, REFUSALS, WEAK, Line, Scene
from tests.conformance.addresses import Address, addresses, openapi
from tests.conformance.declared import undeclared
from tests.conformance.knocking import SAFE, kind, knock, told
from tests.writes import nothing_written

APPS = sorted({line.app for line in access_table.lines()})
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
FIRST = "/api/v1/cases"  # a cheap one behind the gate
ABSENT_PAGE = "/tidak-ada-halaman-ini"
ABSENT_ID = "00000000-0000-7000-8000-000000000000"
ABSENT = {
    "number": "L26-0000000-0",
    "secret": "A" * 22,
    "place": "v2",  # the two parts of an Open311 address that lead everywhere
    "suffix": "json",
}


def absent(name: str, value: str) -> str:
    """A value of the same shape that belongs to nothing."""
    if len(value) == len(ABSENT_ID) and value.count("-") == ABSENT_ID.count("-"):
        return ABSENT_ID
    return ABSENT.get(name, "999999999" if value.isdecimal() else "tidak-ada")


def looks() -> int:
    """How often somebody looked at personal data, by the access log."""
    return EventRow.objects.filter(name=ReadAccess.name).count()


Sessions = Mapping[str, str]  # the session cookie of each column; "" for a stranger


def sessions_of(cast: Cast) -> Sessions:
    """Everybody signs in once."""
    staff = access_table.STAFF[0]
    everybody = {*COLUMNS, *cast.entered} & PARTS.keys()
    cookies = {who: cast[who].client.cookies for who in everybody}
    cookies[WEAK] = signed_in(cast[staff].person, is_strong=False).cookies
    name = settings.SESSION_COOKIE_NAME
    found = {who: its[name].value for who, its in cookies.items()} | {ANONYMOUS: ""}
    for session in found.values():
        browser_with(session).get(FIRST)  # the first request writes when the person was seen
    return found


# One chain of middleware for all browsers: building it costs more than most answers.
_HANDLER = Client().handler


def browser_with(session: str) -> Client:
    """A fresh browser with that session."""
    client = Client()
    client.handler = _HANDLER
    if session:
        client.cookies[settings.SESSION_COOKIE_NAME] = session
    return client


def find_holes(
    line: Line, address: Address, cast: Cast, sessions: Sessions, *, api: Mapping[str, Any]
) -> list[str]:
    """The cells of a line that are not as expected, in words; empty when all are."""
    with transaction.atomic():
        scene = line.set_up(cast)
        cells = [
            Cell(line, address, browser_with(sessions[who]), who, scene, api)
            for who in line.columns
        ]
        refused = [cell for cell in cells if cell.must_not_write]
        begun = transaction.savepoint()
        try:
            with nothing_written():
                found = list(_problems(refused, begun))
        except AssertionError:  # somebody's did
            found = [words for cell in refused for words in _written_by(cell, begun)]
        found += _problems([cell for cell in cells if not cell.must_not_write], begun)
        transaction.set_rollback(True)
    return found


def _problems(cells: Iterable[Cell], begun: str) -> Iterator[str]:
    """What is not as the table says; each finds everything as it was when the line began."""
    for cell in cells:
        yield from (f"{cell.line.name} as {cell.who}: {words}" for words in cell.problems())
        transaction.savepoint_rollback(begun)
        transaction.set_rollback(False)  # what failed within is taken back with it


def _written_by(cell: Cell, begun: str) -> Iterator[str]:
    try:
        with nothing_written():
            found = list(_problems([cell], begun))
    except AssertionError as wrote:
        found = [f"{cell.line.name} as {cell.who}: {wrote}"]
    yield from found


_TOLD_OF_NOTHING: dict[tuple[str, str, str], str] = {}  # by cookies, method and path


@dataclass(frozen=True, slots=True)
class Cell:
    """One person at one address."""

    line: Line
    address: Address
    client: Client
    who: str
    scene: Scene
    api: Mapping[str, Any]

    @property
    def expected(self) -> str:
        """What the table says."""
        return self.line.expected(self.who)

    @property
    def must_not_write(self) -> bool:
        """A refusal of what would write."""
        return self.expected in REFUSALS and self.line.method not in SAFE

    def problems(self) -> list[str]:
        """What is not as the table says."""
        path = self.address.path(self.scene.arguments)
        noted = looks() if self.line.is_audited else 0
        answer = self._knock(path)
        got = kind(answer)
        if got != self.expected:
            return [f"expected {self.expected}, got {got} ({answer.status_code})"]
        if got == "hidden":
            return self._differences(answer, path)
        if self.line.is_audited and got == "ok" and looks() != noted + 1:
            return [f"left {looks() - noted} entries in the access log, and must leave one"]
        return self._undeclared(answer) if self.address.is_api and got == "ok" else []

    def _knock(self, path: str) -> HttpResponseBase:
        is_api = self.address.is_api
        return knock(self.client, self.line.method, path, form=self.scene.form, is_api=is_api)

    def _differences(self, answer: HttpResponseBase, path: str) -> list[str]:
        arguments = {name: absent(name, value) for name, value in self.scene.arguments.items()}
        if self.address.is_api and not arguments:
            return []  # a whole endpoint that is hidden has no absent twin
        hidden = told(answer, path=path, arguments=self.scene.arguments)
        nothing = self._nothing(ABSENT_PAGE, {})
        if hidden != nothing and arguments:  # as an address that is there, of something that is not
            nothing = self._nothing(self.address.path(arguments), arguments)
        return [] if hidden == nothing else [f"hidden is not absent:\n{hidden}\n---\n{nothing}"]

    def _nothing(self, path: str, arguments: Mapping[str, str]) -> str:
        """What somebody is told of what is not there: asked once, it is the same in all scenes."""
        key = (self.client.cookies.output(), self.line.method, path)
        if key not in _TOLD_OF_NOTHING:
            _TOLD_OF_NOTHING[key] = told(self._knock(path), path=path, arguments=arguments)
        return _TOLD_OF_NOTHING[key]

    def _undeclared(self, answer: HttpResponseBase) -> list[str]:
        key, method = self.address.key, self.line.method
        fields = undeclared(self.api, key=key, method=method, response=answer)
        return [f"answers more than its schema: {', '.join(fields)}"] if fields else []


def test_every_address_has_a_line_and_every_line_an_address(db: None) -> None:
    known = {address.key for address in addresses(api=openapi())}
    written = {line.key for line in access_table.lines()}
    assert sorted(known - written) == [], "addresses without a line in any access.toml"
    assert sorted(written - known) == [], "lines in an access.toml without an address"


def test_every_operation_of_the_api_has_a_line(db: None) -> None:
    documented = {(a.key, m) for a in addresses(api=openapi()) for m in a.methods}
    written = {(line.key, line.method) for line in access_table.lines()}
    assert sorted(documented - written) == []


def test_the_tables_are_whole() -> None:
    names = [line.name for line in access_table.lines()]
    assert [name for name in names if names.count(name) > 1] == []
    assert [words for line in access_table.lines() for words in line.problems()] == []


@dataclass(frozen=True, slots=True)
class Everybody:
    """The whole cast and their sessions."""

    cast: Cast
    sessions: Sessions


@pytest.fixture(scope="module")
def troupe(kept_database: None) -> Everybody:
    """Entered and signed in once for all tables; each line takes back only what it did."""
    remembered.forget_all()
    with time_machine.travel(NOW, tick=True):
        cast = Cast(entered={})
        for name in PARTS:
            cast[name]
        return Everybody(cast, sessions_of(cast))


@pytest.fixture
def everybody(troupe: Everybody, db: None) -> Everybody:
    """The troupe, in a test that takes back its own."""
    return troupe


@pytest.mark.parametrize("app", APPS, ids=place)
def test_everybody_gets_what_the_table_says(app: Path, everybody: Everybody) -> None:
    api = openapi()
    known = {address.key: address for address in addresses(api=api)}
    lines = [line for line in access_table.lines() if line.app == app]
    who = everybody
    holes = [find_holes(line, known[line.key], who.cast, who.sessions, api=api) for line in lines]
    assert [words for found in holes for words in found] == []


@pytest.mark.parametrize("app", APPS, ids=place)
def test_other_methods_are_refused_and_write_nothing(app: Path, everybody: Everybody) -> None:
    known = {address.key: address for address in addresses(api=openapi())}
    keys = {line.key: line for line in access_table.lines() if line.app == app}
    holes = [_open_methods(known[key], line, everybody.cast) for key, line in keys.items()]
    assert [words for found in holes for words in found] == []


def _open_methods(address: Address, line: Line, cast: Cast) -> list[str]:
    """Methods that answer although no line names them."""
    named = {one.method for one in access_table.lines() if one.key == address.key}
    found = []
    with transaction.atomic():
        path = address.path(line.set_up(cast).arguments)
        made = cast["made"].client.cookies[settings.SESSION_COOKIE_NAME].value
        with nothing_written():
            for method, session in itertools.product(sorted(set(METHODS) - named), ("", made)):
                client = browser_with(session)
                answer = knock(client, method, path, form={}, is_api=address.is_api)
                if kind(answer) not in REFUSALS:
                    found.append(f"{address.key} answers {method}: add a line")
        transaction.set_rollback(True)
    return found
