"""Numbers that survive being read aloud, and keys that sort by time."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from sewaka.kernel import clock, ids

NOW = datetime(2026, 3, 9, tzinfo=UTC)
BODIES = st.text(ids.CROCKFORD, min_size=7, max_size=7)


def number_of(body: str, year: str = "26") -> str:
    return f"L{year}-{body}-{ids.check_symbol(year + body)}"


def test_number_has_its_form_and_reads_back() -> None:
    number = ids.new_number(prefix="L", now=NOW)
    assert len(number) == 13
    assert number[:4] == "L26-"
    assert number[11] == "-"
    assert ids.read_number(number) == number


def test_numbers_are_not_in_a_row() -> None:
    made = {ids.new_number(prefix="L", now=NOW) for _ in range(1000)}
    assert len(made) == 1000
    assert len({number[4:7] for number in made}) > 800


@given(body=BODIES)
def test_read_as_people_type_it(body: str) -> None:
    number = number_of(body)
    spoken = number.lower().replace("-", " ")
    assert ids.read_number(spoken) == number
    assert ids.read_number(f"  {number.replace('-', '')} ") == number
    misread = number[0] + number[1:].replace("0", "O").replace("1", "I")
    assert ids.read_number(misread) == number
    assert ids.read_number(number[0] + number[1:].replace("1", "l")) == number


@given(body=BODIES)
def test_every_single_error_is_caught(body: str) -> None:
    symbols = number_of(body).replace("-", "")
    for place in range(1, len(symbols)):
        for other in ids.CROCKFORD:
            if other != symbols[place]:
                assert ids.read_number(symbols[:place] + other + symbols[place + 1 :]) is None


@given(body=BODIES, year=st.integers(0, 99).map("{:02d}".format))
def test_every_exchange_of_neighbours_is_caught(body: str, year: str) -> None:
    symbols = number_of(body, year).replace("-", "")
    for place in range(1, len(symbols) - 1):
        first, second = symbols[place], symbols[place + 1]
        if first != second:
            swapped = symbols[:place] + second + first + symbols[place + 2 :]
            assert ids.read_number(swapped) is None


@pytest.mark.parametrize(
    "text",
    ["", "L", "26-0000000-0", "L26-000000-0", "L26-00000000-0", "726-0000000-0", "é26-0000000-0",
     "LX6-0000000-0", "L26-000000U-0", "L26-000000é-0", "L２6-0000000-0", "ß", "L26-0000000"],
)  # fmt: skip
def test_what_is_no_number(text: str) -> None:
    assert ids.read_number(text) is None


@pytest.mark.real_time
def test_ids_grow_and_tell_their_time() -> None:
    before = clock.now()
    made = [ids.new_id() for _ in range(5000)]
    after = clock.now()
    assert made == sorted(made)
    assert len(set(made)) == 5000
    assert {(one.version, one.variant) for one in made} == {(7, "specified in RFC 4122")}
    for one in (made[0], made[-1]):
        assert before - timedelta(milliseconds=2) <= ids.time_of(one)
        assert ids.time_of(one) <= after + timedelta(milliseconds=2)


def test_ids_of_threads_are_all_different() -> None:
    made: list[object] = []

    def make() -> None:
        made.extend([ids.new_id() for _ in range(2000)])

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 8000


def test_clock_that_steps_back_a_little_is_outlived_and_a_lot_is_followed() -> None:
    with time_machine.travel(NOW + timedelta(seconds=5), tick=False):
        first = ids.new_id()
    with time_machine.travel(NOW, tick=False):
        second = ids.new_id()
    assert second > first
    with time_machine.travel(NOW - timedelta(minutes=1), tick=False):
        third = ids.new_id()
    assert ids.time_of(third) == NOW - timedelta(minutes=1)
    assert time.time() > ids.time_of(ids.new_id()).timestamp() - 1


def test_secrets_have_128_bits_and_only_digests_are_kept() -> None:
    secret = ids.new_secret()
    assert len(secret) == 22
    assert secret != ids.new_secret()
    assert len(ids.digest(secret)) == 32
    assert ids.digest("a").hex().startswith("ca978112")


def test_now_is_aware_and_utc() -> None:
    assert clock.now().tzinfo is UTC
