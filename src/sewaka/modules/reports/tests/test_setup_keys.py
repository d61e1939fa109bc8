"""Keys for programs: made and shown once, by page and by command; switched off for good."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from click.testing import CliRunner

from sewaka.kernel.access import SYSTEM
from sewaka.kernel.errors import Forbidden, Invalid
from sewaka.kernel.ids import digest
from sewaka.kernel.outbox.models import EventRow
from sewaka.modules.reports.actions.georeport import clients
from sewaka.modules.reports.commands import open311
from sewaka.modules.reports.models import ClientRole, GeoReportClient
from tests.cast import NOW, Player, held
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db
PAGE = "/kerja/laporan/atur/kunci"
FORM = {"name": "Aplikasi banjar", "role": "agency", "agency": "dlhk", "hourly_quota": "50"}


def test_a_key_is_shown_once_and_kept_as_a_digest(yasa: Player) -> None:
    text = yasa.client.post(PAGE, FORM).content.decode()
    made = GeoReportClient.objects.get(name="Aplikasi banjar")
    assert (made.role, made.agency_id, made.hourly_quota) == (ClientRole.AGENCY, "dlhk", 50)
    (key,) = {one for one in re.findall(r"[\w-]{22,}", text) if digest(one) == made.key_hash}
    again = yasa.client.get(PAGE).content.decode()
    assert key not in again
    assert "Aplikasi banjar" in again
    (event,) = EventRow.objects.filter(name="reports.client_key_made")
    assert (event.actor_id, event.data["client"]) == (yasa.person.pk, "Aplikasi banjar")
    assert key not in json.dumps(event.data)


def test_a_key_is_switched_off_and_stays_in_the_list(yasa: Player) -> None:
    yasa.client.post(PAGE, FORM)
    made = GeoReportClient.objects.get()
    assert yasa.client.post(f"{PAGE}/{made.pk}").status_code == 302
    made.refresh_from_db()
    assert made.is_active is False
    assert EventRow.objects.filter(name="reports.client_key_switched_off").count() == 1
    assert f"{PAGE}/{made.pk}" not in yasa.client.get(PAGE).content.decode()
    assert yasa.client.post(f"{PAGE}/{made.pk}").status_code == 404


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": ""}, "name"),
        ({"role": "king"}, "role"),
        ({"hourly_quota": "0"}, "hourly_quota"),
        ({"hourly_quota": "many"}, "hourly_quota"),
        ({"agency": "nobody"}, "agency"),
        ({"role": "citizen"}, "agency"),
    ],
)
def test_what_a_key_may_not_be_is_said_at_its_field(
    yasa: Player, changed: dict[str, str], field: str
) -> None:
    client = yasa.client
    with nothing_written():
        page = client.post(PAGE, FORM | changed)
    assert page.status_code == 422
    assert f'id="id_{field}-error"' in page.content.decode()


def test_only_the_desk_makes_keys() -> None:
    facts: dict[str, Any] = {"name": "x", "role": ClientRole.CITIZEN, "now": NOW}
    with nothing_written():
        with pytest.raises(Forbidden):
            clients.create_key(**facts, actor=held("reports.triage"))
        with pytest.raises(Invalid):
            clients.create_key(**facts, agency_code="dlhk", actor=SYSTEM)


@pytest.mark.parametrize("role", ["citizen", "agency"])
def test_the_command_prints_a_key_that_works(role: str) -> None:
    done = CliRunner().invoke(open311, ["create-key", "--name", "three", "--role", role])
    assert done.exit_code == 0
    key = done.output.strip()
    made = GeoReportClient.objects.get(name="three")
    assert (bytes(made.key_hash), made.role) == (digest(key), role)
