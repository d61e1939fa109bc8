"""The staff's rooms around the sample service of the cases' own tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client

from sewaka.kernel.access import Actor
from sewaka.platform.cases.tests.conftest import NOW, Cast, _sample_module, cast, open_case
from sewaka.platform.people.models import Person
from tests.cast import signed_in

__all__ = ["_sample_module", "cast", "open_case"]

LATER = NOW + timedelta(hours=1)
Browser = Callable[[str], Client]


@pytest.fixture(autouse=True)
def _monday_morning() -> Iterator[None]:
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def browser(cast: Cast) -> Browser:
    """A browser in which somebody of the cast has signed in, staff with their second factor."""

    def of(name: str) -> Client:
        actor: Actor = getattr(cast, name)
        return signed_in(Person.objects.get(pk=str(actor.person_id)))

    return of


def soup(response: Any) -> BeautifulSoup:
    """The page, parsed."""
    return BeautifulSoup(response.content, "lxml")


def at(instant: datetime) -> time_machine.travel:
    """Let a moment pass at the borders."""
    return time_machine.travel(instant, tick=False)
