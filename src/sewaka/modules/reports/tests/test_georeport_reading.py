"""GeoReport v2, reading: every rule of the standard that a client can see."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import orjson
import pytest
from django.conf import LazySettings
from django.test import Client

from sewaka.kernel import clock
from sewaka.modules.reports.actions.rebuilding import rebuild_public
from sewaka.modules.reports.models import PublicReport
from sewaka.modules.reports.tests.conftest import ANSWER, SARI_AT_DLHK, VILLAGE_DESK, Way
from sewaka.modules.reports.tests.written_xml import parsed
from tests.cast import SESETAN, Player

pytestmark = pytest.mark.django_db
V2 = "/open311/v2"
STANDARD = [
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description",
    "agency_responsible", "service_notice", "requested_datetime", "updated_datetime",
    "expected_datetime", "address", "address_id", "zipcode", "lat", "long", "media_url",
]  # fmt: skip


def get(client: Client, path: str, **parameters: str) -> Any:
    """An answer of the border."""
    return client.get(f"{V2}/{path}", parameters)


def rows(client: Client, **parameters: str) -> list[dict[str, Any]]:
    """What GET requests lists, in JSON."""
    answer = get(client, "requests.json", **parameters)
    assert answer.status_code == 200, answer.content
    found: list[dict[str, Any]] = answer.json()
    return found


def errors(answer: Any) -> list[tuple[int, str]]:
    """Code and description of each error, the same in JSON and in XML."""
    if answer["Content-Type"] == "application/json; charset=utf-8":
        return [(one["code"], one["description"]) for one in orjson.loads(answer.content)]
    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    root = parsed(answer.content)
    assert root.tag == "errors"
    return [(int(one.findtext("code", "")), one.findtext("description", "")) for one in root]


@pytest.fixture
def public(rubbish: Way, wayan: Player) -> Way:
    """The heap of rubbish, checked on the spot and so released."""
    rubbish.do("verify", wayan.actor)
    return rubbish


def test_a_request_has_the_standards_fields_and_no_other(client: Client, public: Way) -> None:
    (row,) = rows(client)
    assert list(row) == STANDARD
    assert row == {
        "service_request_id": public.sent.number,
        "status": "open",
        "status_notes": None,
        "service_name": "Sampah liar",
        "service_code": "201",
        "description": "Sampah menumpuk. Telepon saya ▇▇",
        "agency_responsible": "Dinas Lingkungan Hidup dan Kebersihan",
        "service_notice": None,
        "requested_datetime": "2026-11-23T14:05:00+08:00",
        "updated_datetime": "2026-11-23T14:06:00+08:00",
        "expected_datetime": "2026-11-25T16:00:00+08:00",
        "address": "Jl. Contoh 5, Sesetan",
        "address_id": SESETAN,
        "zipcode": None,
        "lat": None,
        "long": None,
        "media_url": None,
    }


def test_xml_says_the_same(client: Client, public: Way) -> None:
    answer = get(client, "requests.xml")
    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    assert answer.content.startswith(b'<?xml version="1.0" encoding="utf-8"?>\n<service_requests>')
    (row,) = parsed(answer.content)
    assert row.tag == "request"
    said = {one.tag: one.text for one in row}
    assert said == rows(client)[0]


def test_without_a_request_the_root_is_empty(client: Client) -> None:
    assert rows(client) == []
    assert get(client, "requests.xml").content.endswith(b"<service_requests/>")


def test_one_request_is_an_array_of_one(client: Client, public: Way) -> None:
    answer = get(client, f"requests/{public.sent.number}.json")
    assert answer["Content-Type"] == "application/json; charset=utf-8"
    assert answer.json() == rows(client)
    root = parsed(get(client, f"requests/{public.sent.number}.xml").content)
    assert [one.tag for one in root] == ["request"]


def test_a_number_is_read_as_people_write_it(client: Client, public: Way) -> None:
    typed = public.sent.number.lower().replace("-", "")
    assert get(client, f"requests/{typed}.json").json() == rows(client)
    assert rows(client, service_request_id=typed) == rows(client)


def test_secret_hidden_and_unpublished_are_absent(client: Client, rubbish: Way) -> None:
    hidden = get(client, f"requests/{rubbish.sent.number}.json")
    absent = get(client, "requests/L26-0000000-0.json")
    assert (hidden.status_code, hidden.content) == (404, absent.content)
    assert errors(hidden) == [(404, "Tidak ada laporan dengan nomor ini.")]
    assert rows(client, service_request_id=rubbish.sent.number) == []


def test_ids_override_everything_else(client: Client, public: Way) -> None:
    found = rows(
        client,
        service_request_id=f"{public.sent.number},L26-0000000-0",
        status="closed",
        start_date="bad",
        service_code="999",
    )
    assert [row["service_request_id"] for row in found] == [public.sent.number]


def test_unknown_ids_and_codes_match_nothing(client: Client, public: Way) -> None:
    assert rows(client, service_request_id="x") == []
    assert rows(client, service_code="999,\x00") == []


def test_more_than_a_thousand_ids_are_refused(client: Client) -> None:
    answer = get(client, "requests.json", service_request_id=",".join(map(str, range(1001))))
    assert (answer.status_code, len(errors(answer))) == (400, 1)


def test_filters_by_service_and_status(client: Client, public: Way) -> None:
    assert len(rows(client, service_code="104,201")) == 1
    assert rows(client, service_code="104") == []
    assert len(rows(client, status="open,closed")) == 1
    assert rows(client, status="closed") == []


def test_an_empty_parameter_is_an_absent_one(client: Client, public: Way) -> None:
    assert len(rows(client, status="", service_code="", start_date="", bbox="", page="")) == 1


def test_an_unknown_status_is_refused(client: Client) -> None:
    answer = get(client, "requests.xml", status="maybe")
    assert (answer.status_code, errors(answer)) == (
        400,
        [(400, "status: Status adalah open, closed, atau keduanya dengan koma.")],
    )


def test_all_problems_come_in_one_answer(client: Client) -> None:
    answer = get(client, "requests.json", status="maybe", start_date="bad", bbox="1,2", locale="en")
    assert answer.status_code == 400
    assert errors(answer) == [
        (
            400,
            "start_date: Write a date as 2026-11-23, or an instant as 2026-11-23T14:05:00+08:00.",
        ),
        (400, "status: The status is open, closed, or both with a comma."),
        (400, "bbox: A box is written long1,lat1,long2,lat2 in degrees."),
    ]


@pytest.mark.parametrize(
    ("parameters", "status"),
    [
        ({"start_date": "2026-11-23T14:05:00"}, 400),  # without its offset
        ({"start_date": "2026-06-02", "end_date": "2026-06-01"}, 400),
        ({"start_date": "2026-01-01", "end_date": "2026-06-01"}, 400),  # more than 90 days
        ({"start_date": "2026-11-23", "end_date": "2026-11-23"}, 200),
        ({"start_date": "2026-11-23T14:05:00 08:00"}, 200),
    ],
)
def test_ranges(client: Client, public: Way, parameters: dict[str, str], status: int) -> None:
    answer = get(client, "requests.json", **parameters)
    assert answer.status_code == status
    if status == 200:
        assert len(answer.json()) == 1


def test_an_end_holds_its_second(client: Client, public: Way) -> None:
    shown = rows(client)[0]["requested_datetime"]
    assert len(rows(client, start_date=shown, end_date=shown)) == 1


def test_updated_datetime_of_a_closed_request_is_its_closing(
    client: Client, public: Way, wayan: Player
) -> None:
    public.do("hand_over", VILLAGE_DESK)
    public.do("accept", SARI_AT_DLHK, answer=ANSWER)
    case_id = public.sent.case_id
    closed = public.at + timedelta(hours=1)
    PublicReport.objects.filter(pk=case_id).update(status_updated_at=closed)
    # the column that filters and sorts is the one that is shown
    assert len(rows(client, updated_after=closed.isoformat())) == 1
    assert rows(client, updated_after=(closed + timedelta(seconds=1)).isoformat()) == []
    rebuild_public(now=clock.now())
    assert rows(client)[0]["updated_datetime"] == "2026-11-23T14:08:00+08:00"


def test_the_last_public_words_are_the_status_notes(client: Client, public: Way) -> None:
    public.do("hand_over", VILLAGE_DESK)
    public.do("accept", SARI_AT_DLHK, answer=ANSWER)
    public.do("ask_info", SARI_AT_DLHK, question="Di mana tepatnya itu?")  # for the author alone
    assert rows(client)[0]["status_notes"] == ANSWER


@pytest.mark.parametrize("parameters", [{"page": "0"}, {"page_size": "501"}, {"page": "x"}])
def test_pages_that_are_none(client: Client, parameters: dict[str, str]) -> None:
    assert get(client, "requests.json", **parameters).status_code == 400


def test_an_agency_is_found_by_name_and_code(client: Client, public: Way) -> None:
    name = rows(client)[0]["agency_responsible"]
    assert len(rows(client, agency_responsible=name)) == 1
    assert len(rows(client, agency_responsible="dlhk")) == 1
    assert rows(client, agency_responsible="pupr") == []


def test_texts_come_in_the_asked_language(client: Client, public: Way) -> None:
    assert rows(client, locale="en")[0]["service_name"] == "Illegal dumping"
    assert rows(client, locale="en-GB")[0] == rows(client, locale="en")[0]
    assert get(client, "requests.json", locale="fr").status_code == 400


def test_extensions_only_when_asked(client: Client, public: Way) -> None:
    (row,) = rows(client, extensions="true", locale="en")
    assert list(row) == [*STANDARD, "extended_attributes", "attributes", "media", "notes"]
    assert row["extended_attributes"] == {
        "title": "Sampah liar, Jl. Contoh 5",
        "channel": "web",
        "detailed_status": "Checked on the spot",
        "detailed_status_code": "verified",
        "village": "Sesetan",
        "overdue": False,
        "response_due": "2026-11-24T14:05:00+08:00",
        "photos": [],
    }
    assert [(note["type"], note["summary"]) for note in row["notes"]] == [
        ("submitted", "Received"),
        ("activity", "True, pass it on"),
    ]
    assert get(client, "requests.json", extensions="perhaps").status_code == 400
    xml = parsed(get(client, "requests.xml", extensions="true").content)
    assert len(xml.findall("request/notes/note")) == 2


def test_a_merged_request_names_its_master(client: Client, public: Way) -> None:
    public.case.__class__.objects.filter(pk=public.sent.case_id).update(
        parent_id=public.sent.case_id
    )
    rebuild_public(now=clock.now())
    assert rows(client)[0]["status_notes"] == f"Digabung dengan laporan {public.sent.number}."


def test_geojson_and_rss(client: Client, public: Way) -> None:
    found = get(client, "requests.geojson")
    assert found["Content-Type"] == "application/geo+json; charset=utf-8"
    (feature,) = found.json()["features"]
    assert (feature["id"], feature["geometry"]) == (public.sent.number, None)
    feed = get(client, "requests.rss")
    assert feed["Content-Type"] == "application/rss+xml; charset=utf-8"
    items = parsed(feed.content).findall("channel/item")
    assert [one.findtext("guid") for one in items] == [public.sent.number]
    assert items[0].findtext("link", "").endswith(f"/l/{public.sent.number}")


def test_the_sandbox_is_another_city(client: Client, public: Way) -> None:
    assert client.get("/open311/test/v2/requests.json").json() == []
    there = client.get(f"/open311/test/v2/requests/{public.sent.number}.json")
    assert there.status_code == 404


def test_rebuilding_repairs_and_finds_nothing_the_second_time(public: Way) -> None:
    PublicReport.objects.update(geo_xml="<broken/>", state="unknown")
    assert rebuild_public(now=clock.now()).repaired == 1
    assert rebuild_public(now=clock.now()).repaired == 0
    PublicReport.objects.all().delete()
    assert rebuild_public(now=clock.now()).repaired == 1
    PublicReport.objects.update(geo_json="")
    assert rebuild_public(now=clock.now(), only_unfilled=True).repaired == 1


def test_half_a_position_never_gets_in(public: Way, settings: LazySettings) -> None:
    from django.db import IntegrityError, transaction

    for half in ({"lat": -8.7}, {"lon": 115.2}, {"lat": float("nan"), "lon": 115.2}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PublicReport.objects.update(**half)
