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

import pytest
from django.db import transaction
from django.test import Client

from tests.cast import PARTS, Cast, signed_in
from tests.conformance import access_table
from tests.conformance.access_table import ANONYMOUS, COLUMNS, REFUSALS, WEAK, Line, Scene
from tests.conformance.addresses import Address, addresses, openapi
from tests.conformance.knocking import SAFE, kind, knock, told
from tests.writes import nothing_written

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
ABSENT_PAGE = "/tidak-ada-halaman-ini"
# Values of the right shape that belong to nothing.
ABSENT = {
    "number": "L26-0000000-0",
    "secret": "AAAAAAAAAAAAAAAAAAAAAA",
    "pk": "999999999",
    "code": "tidak-ada",
    "key": "tidak-ada",
}
ABSENT_ID = "00000000-0000-7000-8000-000000000000"


def client_of(who: str, cast: Cast) -> Client:
    """The browser of a column."""
    if who == ANONYMOUS:
        return Client()
    if who == WEAK:
        name = next(name for name in access_table.STAFF if PARTS[name].role)
        return signed_in(cast[name].person, is_strong=False)
    return cast[who].client


def find_holes(
    line: Line, address: Address, cast: Cast, *, urlconf: str | None = None
) -> list[str]:
    """The cells of a line that are not as expected, in words; empty when all are."""
    scene = line.set_up(cast)
    clients = {who: client_of(who, cast) for who in COLUMNS}
    found: list[str] = []
    for who, client in clients.items():
        with transaction.atomic():
            found += [
                f"{line.name} as {who}: {words}"
                for words in _cell(
                    line, address, client, expected=line.expected(who), scene=scene, urlconf=urlconf
                )
            ]
            transaction.set_rollback(True)
    return found


def _cell(
    line: Line,
    address: Address,
    client: Client,
    *,
    expected: str,
    scene: Scene,
    urlconf: str | None,
) -> list[str]:
    path = address.path(scene.arguments, urlconf=urlconf)
    try:
        with nothing_written() if _must_not_write(line, expected) else transaction.atomic():
            answer = knock(client, line.method, path, form=scene.form, is_api=address.is_api)
    except AssertionError as wrote:
        return [str(wrote)]
    got = kind(answer)
    if got != expected:
        return [f"expected {expected}, got {got} ({answer.status_code})"]
    if got != "hidden":
        return []
    known = told(answer, path=path, arguments=scene.arguments)
    absent = _absent(line, address, client, scene=scene, urlconf=urlconf)
    return [] if known == absent else [f"hidden differs from absent:\n{known}\n---\n{absent}"]


def _must_not_write(line: Line, expected: str) -> bool:
    return expected in REFUSALS and line.method not in SAFE


def _absent(
    line: Line, address: Address, client: Client, *, scene: Scene, urlconf: str | None
) -> str:
    arguments = {name: ABSENT.get(name, ABSENT_ID) for name in scene.arguments}
    path = address.path(arguments, urlconf=urlconf) if arguments else ABSENT_PAGE
    is_api = address.is_api and bool(arguments)
    answer = knock(client, line.method, path, form=scene.form, is_api=is_api)
    return told(answer, path=path, arguments=arguments)


def test_every_address_has_a_line_and_every_line_an_address(db: None) -> None:
    known = {address.key for address in addresses(api=openapi())}
    written = {line.key for line in access_table.lines()}
    assert {"without a line": sorted(known - written), "gone": sorted(written - known)} == {
        "without a line": [],
        "gone": [],
    }


def test_every_operation_of_the_api_has_a_line(db: None) -> None:
    documented = {(a.key, m) for a in addresses(api=openapi()) for m in a.methods}
    written = {(line.key, line.method) for line in access_table.lines()}
    assert sorted(documented - written) == []


def test_the_tables_are_whole() -> None:
    names = [line.name for line in access_table.lines()]
    assert [name for name in names if names.count(name) > 1] == []
    assert [words for line in access_table.lines() for words in line.problems()] == []


@pytest.mark.parametrize("line", access_table.lines(), ids=lambda line: line.name)
def test_everybody_gets_what_the_table_says(line: Line, cast: Cast) -> None:
    address = {address.key: address for address in addresses(api=openapi())}[line.key]
    assert find_holes(line, address, cast) == []


@pytest.mark.parametrize("key", sorted({line.key for line in access_table.lines()}))
def test_other_methods_are_refused_and_write_nothing(key: str, cast: Cast) -> None:
    address = {address.key: address for address in addresses(api=openapi())}[key]
    mine = [line for line in access_table.lines() if line.key == key]
    scene = mine[0].set_up(cast)
    path = address.path(scene.arguments)
    for method in sorted(set(METHODS) - {line.method for line in mine}):
        for client in (Client(), cast["made"].client):
            with nothing_written():
                answer = knock(client, method, path, form={}, is_api=address.is_api)
            assert kind(answer) in REFUSALS, f"{key} answers {method}: add a line"
