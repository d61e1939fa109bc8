"""Keys for programs: made and shown once, by page and by command; switched off for good."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client

from sewaka.kernel.access import SYSTEM
from sewaka.kernel.errors import DomainError, Forbidden, Invalid, NotFound, Stale
from sewaka.kernel.ids import digest, new_id
from sewaka.kernel.outbox.models import EventRow
from sewaka.modules.reports.actions.georeport import clients
from sewaka.modules.reports.commands import open311
from sewaka.modules.reports.models import ClientRole, GeoReportClient
from sewaka.modules.reports.models.clients import KeyRights, rights_of
from tests.cast import NOW, SESETAN, Player, held
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


def a_key() -> GeoReportClient:
    clients.create_key(name="Lama", role=ClientRole.CITIZEN, actor=SYSTEM, now=NOW)
    return GeoReportClient.objects.get(name="Lama")


AS_AGENCY = KeyRights(role=ClientRole.AGENCY, hourly_quota=50, agency_code="dlhk")


def test_a_program_may_do_something_else_with_the_same_key(yasa: Player) -> None:
    made, client = a_key(), yasa.client
    address = f"{PAGE}/{made.pk}/ubah"
    assert address in client.get(PAGE).content.decode()
    seen = client.get(address).context["form"]["seen"].value()
    changed = {"role": "agency", "agency": "dlhk", "hourly_quota": "50", "seen": seen}
    assert client.post(address, changed).status_code == 302
    after = GeoReportClient.objects.get(name="Lama")
    assert rights_of(after) == AS_AGENCY
    assert bytes(after.key_hash) == bytes(made.key_hash)
    (event,) = EventRow.objects.filter(name="reports.client_key_changed")
    assert event.data == {
        "client": "Lama",
        "before": {"role": "citizen", "hourly_quota": "600", "agency_code": ""},
        "after": {"role": "agency", "hourly_quota": "50", "agency_code": "dlhk"},
    }
    with nothing_written():
        again = client.post(address, {**changed, "hourly_quota": "70"})
    assert again.status_code == 422
    assert 'value="70"' in again.content.decode()


def test_a_quota_counts_from_the_next_request_on(client: Client) -> None:
    key = clients.create_key(name="Ramai", role=ClientRole.CITIZEN, actor=SYSTEM, now=NOW)
    made = GeoReportClient.objects.get(name="Ramai")
    seen = rights_of(made)
    rights = replace(seen, hourly_quota=1)
    clients.change_key(client_id=made.pk, rights=rights, seen=seen, actor=SYSTEM, now=NOW)
    body = {"api_key": key, "service_code": "201", "description": "Sampah", "address_id": SESETAN}
    answers = [client.post("/open311/test/v2/requests.json", body).status_code for _ in range(2)]
    assert answers == [200, 429]


def test_what_a_key_may_not_become_writes_nothing() -> None:
    made = a_key()
    seen = rights_of(made)

    def change(**facts: Any) -> None:
        given: dict[str, Any] = {
            "client_id": made.pk, "rights": AS_AGENCY, "seen": seen, "actor": SYSTEM, "now": NOW,
        }  # fmt: skip
        clients.change_key(**{**given, **facts})

    with nothing_written():
        with pytest.raises(Forbidden):
            change(actor=held("reports.triage"))
        with pytest.raises(NotFound):
            change(client_id=new_id())
        with pytest.raises(Stale):
            change(seen=replace(seen, hourly_quota=1))
        with pytest.raises(Invalid) as refused:
            change(rights=replace(AS_AGENCY, role=ClientRole.CITIZEN, hourly_quota=0))
        with pytest.raises(DomainError, match=r"reports.setup.unchanged"):
            change(rights=seen)
    assert refused.value.fields == {
        "agency": "reports.key.agency",
        "hourly_quota": "reports.key.quota",
    }
    clients.switch_off(name="Lama", actor=SYSTEM, now=NOW)
    with nothing_written(), pytest.raises(NotFound):
        change()


def test_what_was_looked_at_is_signed(yasa: Player) -> None:
    made, client = a_key(), yasa.client
    form = {"role": "citizen", "hourly_quota": "50", "seen": "made-up"}
    with nothing_written():
        assert client.post(f"{PAGE}/{made.pk}/ubah", form).status_code == 422


@pytest.mark.parametrize("role", ["citizen", "agency"])
def test_the_command_prints_a_key_that_works(role: str) -> None:
    done = CliRunner().invoke(open311, ["create-key", "--name", "three", "--role", role])
    assert done.exit_code == 0
    key = done.output.strip()
    made = GeoReportClient.objects.get(name="three")
    assert (bytes(made.key_hash), made.role) == (digest(key), role)
