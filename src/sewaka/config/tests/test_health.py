"""What the machine says of itself, and to whom."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client, RequestFactory
from pytest_django import Settings

from sewaka.config import health, signs
from sewaka.config.headers import ClientAddress
from sewaka.kernel import outbox
from sewaka.kernel.ids import new_id
from sewaka.platform.webhooks.events import SecretRenewed
from tests.cast import NOW, Cast, Player

# Thirty seconds are too long; an id may be ten ahead of a clock that was set back (`kernel.ids`).
WAITING = timedelta(seconds=45)


def happen(cast: Cast) -> None:
    """One event, in the tests' transaction: no relay will ever number it."""
    outbox.record(SecretRenewed(subscription_id=new_id()), actor=cast.anonymous, now=NOW)


def test_alive_without_a_database() -> None:
    answer = Client().get("/livez")
    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})


@pytest.mark.django_db
def test_ready() -> None:
    answer = Client().get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ready",
        "checks": {"database": True, "migrations": True, "relay": True},
        "relay_lag_s": 0.0,
    }


@pytest.mark.django_db
def test_not_ready_while_events_wait_for_their_number(cast: Cast) -> None:
    with time_machine.travel(NOW, tick=False):
        happen(cast)
        assert Client().get("/readyz").status_code == 200
    with time_machine.travel(NOW + WAITING, tick=False):
        answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"] == {"database": True, "migrations": True, "relay": False}


@pytest.mark.django_db
def test_figures_for_the_technician_as_json_and_page(admin: Player) -> None:
    as_json = admin.client.get("/healthz", headers={"accept": "application/json"}).json()
    assert set(as_json) == {
        *("disk_free", "backup_age", "durable", "relay_lag", "consumer_lag", "dead_letters"),
        *("jobs_waiting", "jobs_wait", "dead_deliveries", "books_wrong"),
    }
    assert as_json["dead_letters"] == {"value": 0, "unit": "", "well": True}
    assert as_json["backup_age"] == {"value": None, "unit": "seconds", "well": False}
    page = admin.client.get("/healthz", headers={"accept": "text/html"})
    assert page.status_code == 200
    assert "Umur salinan terbaru" in page.content.decode()


@pytest.mark.django_db
def test_a_server_that_may_lose_writes_is_said(admin: Player) -> None:
    """The tests' own server runs without fsync."""
    found = {sign.code: sign.is_well for sign in signs.signs(now=NOW)}
    assert found["durable"] is False


@pytest.mark.django_db
def test_metrics_only_on_the_machine_itself() -> None:
    assert b"sewaka_relay_lag_seconds 0.0" in Client().get("/metrics").content
    assert Client().get("/metrics", REMOTE_ADDR="203.0.113.9").status_code == 404
    through_proxy = Client().get("/metrics", headers={"x-forwarded-for": "127.0.0.1"})
    assert through_proxy.status_code == 404


@pytest.mark.parametrize(
    ("behind", "forwarded", "seen"),
    [
        (True, "198.51.100.7", "198.51.100.7"),
        (True, "10.0.0.1, 198.51.100.7", "198.51.100.7"),
        (True, "no address", "127.0.0.1"),
        (True, "", "127.0.0.1"),
        (False, "198.51.100.7", "127.0.0.1"),
    ],
)
def test_whose_address_counts(
    settings: Settings, behind: object, forwarded: str, seen: str
) -> None:
    settings.IS_BEHIND_PROXY = behind
    request = RequestFactory().get("/", headers={"x-forwarded-for": forwarded})
    ClientAddress(health.livez)(request)
    assert request.META["REMOTE_ADDR"] == seen
