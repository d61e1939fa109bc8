"""Who may write and read where in the field."""

from __future__ import annotations

import pytest

from sewaka.modules.traffic import credentials, wire
from sewaka.modules.traffic.wire import Kind, Topic

CITY = b"a secret of the city"
J09_D1 = str(Topic("J09", Kind.OBS, "D1"))
J09_CMD, J09_ACK = str(Topic("J09", Kind.CMD)), str(Topic("J09", Kind.ACK))
J09_SIGNAL, J09_OUT = str(Topic("J09", Kind.SIGNAL)), str(Topic("J09", Kind.OUT))
J10_D1 = str(Topic("J10", Kind.OBS, "D1"))
J09_ALL, J10_ALL = str(Topic("J09", Kind.OBS)), str(Topic("J10", Kind.OBS))


@pytest.mark.parametrize(
    ("user", "writes"),
    [
        ("J09/D1", {J09_D1}),
        ("J09/D2", set()),
        ("J09", {J09_D1, J09_ALL, J09_SIGNAL, J09_ACK}),
        ("J10", {J10_D1, J10_ALL}),
        ("server", {J09_CMD, J09_OUT}),
        ("", set()),
        ("nobody", set()),
    ],
)
def test_everybody_writes_at_his_own_place(user: str, writes: set[str]) -> None:
    of_the_field = {J09_D1, J09_ALL, J09_ACK, J09_SIGNAL, J10_D1, J10_ALL}
    topics = of_the_field | {J09_CMD, J09_OUT, "other", "$SYS/broker"}
    assert {one for one in topics if credentials.may_write(user=user, topic=one)} == writes


@pytest.mark.parametrize(
    ("user", "topic", "may"),
    [
        *[("server", topic, True) for topic in wire.EVERY_READING],
        ("server", "#", False),
        ("J09", J09_CMD, True),
        ("J09", str(Topic("J10", Kind.CMD)), False),
        ("J09", f"{wire.PREFIX}/+/cmd", False),
        ("J09/D1", J09_D1, False),
        ("J09", J09_ALL, False),
        ("J09/D1", str(Topic("J09", Kind.CMD)), False),
    ],
)
def test_a_cabinet_hears_its_orders_and_nobody_elses(user: str, topic: str, *, may: bool) -> None:
    assert credentials.may_read(user=user, topic=topic) is may


def test_a_password_is_one_users_and_a_name_too() -> None:
    password = credentials.password_of(user="J09", city=CITY)

    def is_known(user: str, client: str) -> bool:
        return credentials.is_known(user=user, password=password, client=client, city=CITY)

    assert is_known("J09", "J09")
    assert is_known("J09", "J09:2")
    assert not is_known("J09", "J10")  # would throw J10 out
    assert not is_known("J10", "J10")
    assert not is_known("server", "server")


def test_orders_are_signed_with_another_key_for_each_junction() -> None:
    keys = {credentials.order_key(junction=one, city=CITY) for one in ("J09", "J10")}
    assert len(keys | {credentials.password_of(user="J09", city=CITY).encode()}) == 3
