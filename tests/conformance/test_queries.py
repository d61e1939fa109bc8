"""Pages ask the database a bounded number of times, at one case and at fifty.

Every address without arguments that the table of rights opens is fetched by a citizen, by an
officer with cases on the desk and by the mayor.
"""

from __future__ import annotations

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sewaka.kernel import clock
from tests.cast import Cast
from tests.conformance import access_table
from tests.conformance.addresses import Address, addresses, openapi
from tests.crowds import crowd

FEW, MANY = 1, 50
READERS = ("made", "wayan", "sari", "mayor")


def readable(address: Address) -> list[str]:
    """Who may read the page, by the table of rights."""
    lines = [line for line in access_table.lines() if line.key == address.key]
    return [
        who
        for who in READERS
        for line in lines
        if line.method == "GET" and not line.scene and line.expected(who) == "ok"
    ]


def cost(address: Address, who: str, cast: Cast) -> int:
    """How many statements the page takes."""
    with CaptureQueriesContext(connection) as captured:
        cast[who].client.get(address.path({}))
    return len(captured)


def allowed(key: str) -> int:
    """How many queries the page may take."""
    return max(line.most_queries for line in access_table.lines() if line.key == key)


def test_no_page_asks_more_when_there_is_more(cast: Cast) -> None:
    for who in READERS:
        cast[who]  # an office without a person is passed over, and its page stays empty
    pages = [
        (address, who)
        for address in addresses(api=openapi())
        if not address.parameters
        for who in readable(address)
    ]
    # At one instant: every few minutes a page also notes when somebody was seen. The first round
    # fills what is kept in memory.
    with time_machine.travel(clock.now(), tick=False):
        crowd(cast, FEW)
        for address, who in pages:
            cost(address, who, cast)
        before = {(a.key, who): cost(a, who, cast) for a, who in pages}
        crowd(cast, MANY - FEW)
        after = {(a.key, who): cost(a, who, cast) for a, who in pages}
        for a, who in pages:
            if after[a.key, who] > before[a.key, who]:  # what was kept may have run out meanwhile
                after[a.key, who] = cost(a, who, cast)
    grown = {page: (before[page], after[page]) for page in before if after[page] > before[page]}
    assert grown == {}, "queries grow with the rows: (page, who): (at 1, at 50)"
    dear = {page: count for page, count in after.items() if count > allowed(page[0])}
    assert dear == {}, "more queries on a page than its line in the table of rights allows"


@pytest.mark.parametrize("name", READERS)
def test_somebody_reads(name: str) -> None:
    assert [address.key for address in addresses() if name in readable(address)] != []
