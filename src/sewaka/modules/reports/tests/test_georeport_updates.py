"""`servicerequestupdates` (mySociety): what is told, and what a key's right lets a status do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from sewaka.kernel.access import SYSTEM
from sewaka.modules.reports.actions.georeport import clients, fetching
from sewaka.modules.reports.actions.georeport.taking import FETCH_MEDIA
from sewaka.modules.reports.actions.submit import Submitted
from sewaka.modules.reports.models import (
    ClientRole,
    ExternalUpdate,
    Report,
    ReporterContact,
    ReportPhoto,
)
from sewaka.modules.reports.rules.draft import ReportKind
from sewaka.modules.reports.tests.conftest import (
    ANSWER,
    SARI_AT_DLHK,
    VALIDATOR_DESK,
    VILLAGE_DESK,
    Way,
    jpeg,
)
from sewaka.modules.reports.tests.scenes import RUBBISH, sent
from sewaka.modules.reports.tests.test_georeport_reading import V2, errors
from sewaka.modules.reports.tests.test_georeport_sending import Answering, only, picture
from sewaka.modules.reports.tests.written_xml import parsed
from sewaka.platform.cases import api as cases
from tests.cast import NOW, Cast, Player
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db
SANDBOX = "/open311/test/v2"
UPDATES = f"{V2}/servicerequestupdates"
COUNTED = frozenset({"limits_spent"})


@pytest.fixture
def agency_key(db: None) -> str:
    """The key of the cleanliness agency's own system."""
    return clients.create_key(
        name="DLHK", role=ClientRole.AGENCY, agency_code="dlhk", actor=SYSTEM, now=NOW
    )


@pytest.fixture
def forwarded(rubbish: Way, wayan: Player) -> Way:
    """The heap of rubbish, at the agency and public."""
    rubbish.do("verify", wayan.actor)
    rubbish.do("hand_over", VILLAGE_DESK)
    return rubbish


def update(key: str, number: str, status: str, **more: Any) -> dict[str, Any]:
    """The form of an update."""
    return {
        "api_key": key,
        "service_request_id": number,
        "update_id": "1",
        "status": status,
        "updated_datetime": "2026-11-23T14:05:00+08:00",
        "description": ANSWER,
        **more,
    }


def send(client: Client, form: dict[str, Any]) -> Any:
    """Send an update."""
    return client.post(f"{UPDATES}.json", form)


def state(way: Way) -> str:
    """Where the case is now."""
    return way.case.state


def test_updates_are_the_public_timeline(client: Client, forwarded: Way) -> None:
    forwarded.do("ask_info", SARI_AT_DLHK, question="Di mana tepatnya itu?")  # not public
    found = client.get(f"{UPDATES}.json").json()
    assert [(one["status"], one["external_status_code"]) for one in found] == [
        ("OPEN", "submitted"),
        ("INVESTIGATING", "verified"),
        ("INVESTIGATING", "forwarded"),
    ]
    assert found[0] == {
        "update_id": found[0]["update_id"],
        "service_request_id": forwarded.sent.number,
        "status": "OPEN",
        "updated_datetime": "2026-11-23T14:05:00+08:00",
        "description": "Diterima",
        "media_url": None,
        "external_status_code": "submitted",
    }
    root = parsed(client.get(f"{UPDATES}.xml").content)
    assert root.tag == "service_request_updates"
    assert [one.findtext("update_id") for one in root.findall("request_update")] == [
        one["update_id"] for one in found
    ]


def test_reports_that_are_not_public_have_no_updates(client: Client, rubbish: Way) -> None:
    assert client.get(f"{UPDATES}.json").json() == []


@pytest.mark.parametrize(
    ("start", "end", "status"),
    [
        ("2026-11-01", "2026-12-02", 200),
        ("2026-11-01", "2026-12-03", 400),
        ("2026-11-02", "2026-11-01", 400),
        ("bad", "", 400),
    ],
)
def test_updates_span_a_month(client: Client, start: str, end: str, status: int) -> None:
    answer = client.get(f"{UPDATES}.json", {"start_date": start, "end_date": end})
    assert answer.status_code == status


def test_an_agency_answers_and_starts_and_finishes(
    client: Client, forwarded: Way, agency_key: str
) -> None:
    number = forwarded.sent.number
    only(send(client, update(agency_key, number, "IN_PROGRESS")))
    assert state(forwarded) == "accepted"
    only(send(client, update(agency_key, number, "IN_PROGRESS", update_id="2")))
    assert state(forwarded) == "in_progress"
    without = send(client, update(agency_key, number, "FIXED", update_id="3"))
    assert (without.status_code, state(forwarded)) == (400, "in_progress")  # it wants a photo


def test_the_same_update_is_done_once(client: Client, forwarded: Way, agency_key: str) -> None:
    form = update(agency_key, forwarded.sent.number, "IN_PROGRESS")
    assert only(send(client, form)) == only(send(client, form))
    assert (state(forwarded), ExternalUpdate.objects.count()) == ("accepted", 1)
    other = send(client, {**form, "description": "Kru kami sudah di jalan menuju lokasi."})
    assert (other.status_code, errors(other)[0][0]) == (400, 400)


def test_a_status_that_is_already_so_is_a_public_comment(
    client: Client, forwarded: Way, agency_key: str
) -> None:
    only(send(client, update(agency_key, forwarded.sent.number, "investigating")))
    line = cases.timeline(case=forwarded.case, actor=SYSTEM)[-1]
    assert (line.kind, line.audience, line.text) == ("comment", "public", ANSWER)
    assert state(forwarded) == "forwarded"


def test_a_refusal_names_its_reason(client: Client, forwarded: Way, agency_key: str) -> None:
    number = forwarded.sent.number
    assert send(client, update(agency_key, number, "NO_FURTHER_ACTION")).status_code == 400
    only(
        send(
            client,
            update(agency_key, number, "NO_FURTHER_ACTION", external_status_code="unclear"),
        )
    )
    assert Report.objects.get().reason_code == "unclear"


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"status": "MAYBE"}, "status"),
        ({"status": ""}, "status"),
        ({"update_id": ""}, "update_id"),
        ({"update_id": "x" * 101}, "update_id"),
        ({"service_request_id": ""}, "service_request_id"),
        ({"description": ""}, "description"),
    ],
)
def test_what_is_missing_is_named(
    client: Client, forwarded: Way, agency_key: str, changes: dict[str, str], named: str
) -> None:
    form = update(agency_key, forwarded.sent.number, "IN_PROGRESS") | changes
    with nothing_written(besides=COUNTED):
        answer = send(client, form)
    assert answer.status_code == 400
    assert errors(answer)[0][1].startswith(named)


def test_an_unknown_number_is_404(client: Client, agency_key: str) -> None:
    assert send(client, update(agency_key, "L26-0000000-0", "IN_PROGRESS")).status_code == 404


def test_an_agency_can_not_move_what_another_holds(client: Client, forwarded: Way) -> None:
    key = clients.create_key(
        name="PUPR", role=ClientRole.AGENCY, agency_code="pupr", actor=SYSTEM, now=NOW
    )
    with nothing_written(besides=COUNTED):
        answer = send(client, update(key, forwarded.sent.number, "IN_PROGRESS"))
    assert (answer.status_code, state(forwarded)) == (403, "forwarded")


def test_no_key_sees_a_sealed_report(client: Client, cast: Cast) -> None:
    draft = replace(RUBBISH, kind=ReportKind.INTEGRITY, description="Petugas meminta uang.")
    number = sent(cast, draft=draft).number
    everywhere = clients.create_key(name="Kota", role=ClientRole.AGENCY, actor=SYSTEM, now=NOW)
    answer = send(client, update(everywhere, number, "IN_PROGRESS"))
    absent = send(client, update(everywhere, "L26-0000000-0", "IN_PROGRESS"))
    assert (answer.status_code, answer.content) == (404, absent.content)


@pytest.fixture
def own(client: Client, form: dict[str, Any]) -> Way:
    """A report that the citizens' program has sent itself; it asks for no photo of the result."""
    only(client.post(f"{V2}/requests.json", {**form, "service_code": "105"}))
    case = Report.objects.get(client__isnull=False).case
    return Way(sent=Submitted(case.pk, case.number, "", NOW, NOW))


def test_a_citizens_program_comments_on_its_own(client: Client, own: Way, key: str) -> None:
    only(send(client, update(key, own.sent.number, "OPEN")))
    line = cases.timeline(case=own.case, actor=SYSTEM)[-1]
    assert (line.kind, line.audience, line.text) == ("comment", "applicant", ANSWER)


def test_what_is_called_done_is_settled_or_opened_again(client: Client, own: Way, key: str) -> None:
    water = clients.create_key(
        name="Tirta", role=ClientRole.AGENCY, agency_code="tirta", actor=SYSTEM, now=NOW
    )
    number = own.sent.number
    for n, status in enumerate(("IN_PROGRESS", "IN_PROGRESS", "FIXED")):
        only(send(client, update(water, number, status, update_id=f"w{n}")))
    assert state(own) == "awaiting_validation"
    with nothing_written(besides=COUNTED):  # who finished the work does not look at it
        send(client, update(water, number, "FIXED", update_id="w4"))
    assert state(own) == "awaiting_validation"
    own.do("validate", VALIDATOR_DESK, remark="Air mengalir lagi")
    assert state(own) == "resolved"
    only(send(client, update(key, number, "OPEN")))
    assert state(own) == "reopened"


def test_a_citizens_program_leaves_others_alone(client: Client, forwarded: Way, key: str) -> None:
    with nothing_written(besides=COUNTED):
        answer = send(client, update(key, forwarded.sent.number, "OPEN"))
    assert (answer.status_code, errors(answer)[0][0]) == (403, 403)


def test_a_citizens_program_moves_nothing_for_the_office(
    client: Client, own: Way, key: str
) -> None:
    assert send(client, update(key, own.sent.number, "IN_PROGRESS")).status_code == 403
    assert state(own) == "submitted"


def test_without_a_key_nothing_is_said(client: Client, forwarded: Way) -> None:
    with nothing_written():
        assert send(client, update("", forwarded.sent.number, "OPEN")).status_code == 403


def test_a_media_url_is_fetched_later_as_what_it_shows(
    client: Client, forwarded: Way, own: Way, key: str, agency_key: str
) -> None:
    url = "https://contoh.example/kerja.jpg"
    moved = update(agency_key, forwarded.sent.number, "IN_PROGRESS", media_url=url)
    for _ in range(2):
        only(send(client, moved))
    only(send(client, update(key, own.sent.number, "OPEN", media_url=url)))
    asked = ProcrastinateJob.objects.filter(task_name=FETCH_MEDIA).order_by("id")
    assert [one.args for one in asked] == [
        {"case_id": str(forwarded.case.pk), "url": url, "stage": "after"},
        {"case_id": str(own.case.pk), "url": url, "stage": "before"},
    ]
    for job in asked:
        for _ in range(2):  # the same picture is added once
            fetching.fetch_media(
                case_id=UUID(job.args["case_id"]),
                url=url,
                stage=job.args["stage"],
                actor=SYSTEM,
                now=NOW,
                client=Answering(200, jpeg()),
            )
    kept = ReportPhoto.objects.order_by("stage").values_list("report_id", "stage", "file__state")
    assert list(kept) == [
        (forwarded.case.pk, "after", "ready"),
        (own.case.pk, "before", "quarantined"),
    ]
    shown = client.get(f"/api/v1/reports/{forwarded.sent.number}").json()["photos"]
    assert [one["stage"] for one in shown] == ["after"]


def test_a_media_url_that_can_not_be_fetched_leaves_a_note(
    client: Client, forwarded: Way, agency_key: str
) -> None:
    url = "https://10.0.0.1/kerja.jpg"
    only(send(client, update(agency_key, forwarded.sent.number, "IN_PROGRESS", media_url=url)))
    case = forwarded.case
    assert not fetching.fetch_media(case_id=case.pk, url=url, stage="after", actor=SYSTEM, now=NOW)
    assert cases.timeline(case=case, actor=SYSTEM)[-1].audience == "internal"
    assert (state(forwarded), ReportPhoto.objects.count()) == ("accepted", 0)


def test_pictures_in_the_form_win_over_an_address(client: Client, own: Way, key: str) -> None:
    told = update(key, own.sent.number, "OPEN", media_url="https://contoh.example/a.jpg")
    only(send(client, {**told, "media": picture()}))
    assert ReportPhoto.objects.get().stage == "before"
    assert not ProcrastinateJob.objects.filter(task_name=FETCH_MEDIA).exists()


def test_an_address_too_long_is_refused(client: Client, own: Way, key: str) -> None:
    told = update(key, own.sent.number, "OPEN", media_url="https://x.example/" + "a" * 2000)
    with nothing_written(besides=COUNTED):
        answer = send(client, told)
    assert errors(answer) == [
        (400, "media_url: Alamat gambar paling panjang 2.000 huruf."),
    ]


@pytest.mark.parametrize("anonymity", ["true", "false", "", "x"])
def test_who_wrote_an_update_is_neither_kept_nor_shown(
    client: Client, own: Way, key: str, anonymity: str
) -> None:
    who = {"email": "kanaria@contoh.example", "first_name": "Kanaria", "last_name": "Sembunyi"}
    told = update(key, own.sent.number, "OPEN", public_anonymity_required=anonymity, **who)
    only(send(client, told))
    assert ReporterContact.objects.count() == 0
    lines = " ".join(line.text for line in cases.timeline(case=own.case, actor=SYSTEM))
    stored = str(ExternalUpdate.objects.values_list().get())
    for word in who.values():
        assert word not in lines + stored


def test_updates_of_the_sandbox(client: Client, form: dict[str, Any], key: str) -> None:
    number = only(client.post(f"{SANDBOX}/requests.json", form))["service_request_id"]
    address = f"{SANDBOX}/servicerequestupdates.json"
    told = update(key, number, "FIXED")
    assert only(client.post(address, told)) == only(client.post(address, told))
    assert client.post(address, {**told, "description": "Lain"}).status_code == 400
    (found,) = client.get(address).json()
    assert (found["service_request_id"], found["status"], found["description"]) == (
        number,
        "FIXED",
        ANSWER,
    )
    row = only(client.get(f"{SANDBOX}/requests/{number}.json"))
    assert (row["status"], row["status_notes"]) == ("closed", ANSWER)
    assert client.get(f"{SANDBOX}/requests.json?status=open").json() == []
    assert (
        client.post(address, update(key, "T26-0000000-0", "FIXED", update_id="9")).status_code
        == 404
    )
