"""Values kept in the process until their token changes."""

from __future__ import annotations

from uuid import UUID

from pytest_django import Settings

from sewaka.kernel.ids import new_id
from sewaka.kernel.remembered import Remembered


class Source:
    """Stands for two queries, and counts them."""

    def __init__(self) -> None:
        self.stamp: UUID | None = None
        self.value = "lama"
        self.compared = self.read = 0

    def token(self) -> UUID | None:
        self.compared += 1
        return self.stamp

    def fetch(self) -> str:
        self.read += 1
        return self.value


def _kept(source: Source) -> Remembered[str]:
    return Remembered(token=source.token, read=source.fetch)


def test_fresh_value_costs_nothing(settings: Settings) -> None:
    settings.MEMORY_RECHECK_S = 60
    source = Source()
    kept = _kept(source)

    assert [kept.get() for _ in range(3)] == ["lama"] * 3
    assert (source.compared, source.read) == (1, 1)


def test_same_token_means_no_new_reading(settings: Settings) -> None:
    settings.MEMORY_RECHECK_S = 0
    source = Source()
    kept = _kept(source)
    kept.get()
    source.value = "baru"

    assert kept.get() == "lama"
    assert (source.compared, source.read) == (2, 1)


def test_new_token_means_new_reading(settings: Settings) -> None:
    settings.MEMORY_RECHECK_S = 0
    source = Source()
    kept = _kept(source)
    kept.get()
    source.value, source.stamp = "baru", new_id()

    assert kept.get() == "baru"
    assert source.read == 2


def test_doubt_compares_at_once(settings: Settings) -> None:
    settings.MEMORY_RECHECK_S = 60
    source = Source()
    kept = _kept(source)
    kept.get()
    source.value, source.stamp = "baru", new_id()
    kept.doubt()

    assert kept.get() == "baru"


def test_without_a_token_the_value_is_read_again(settings: Settings) -> None:
    settings.MEMORY_RECHECK_S = 0
    source = Source()
    kept = Remembered(read=source.fetch)
    kept.get()
    source.value = "baru"

    assert kept.get() == "baru"


def test_a_memory_may_rest_longer_than_the_others(settings: Settings) -> None:
    settings.MEMORY_RECHECK_S = 0
    source = Source()
    kept = Remembered(read=source.fetch, recheck_s=60)

    assert [kept.get() for _ in range(3)] == ["lama"] * 3
    assert source.read == 1
