"""GeoReport v2: discovery, services and their questions."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client

from sewaka.modules.reports.models import Category, catalogue
from sewaka.modules.reports.tests.test_georeport_reading import V2, errors, get
from sewaka.modules.reports.tests.written_xml import parsed

pytestmark = pytest.mark.django_db


def test_services(client: Client) -> None:
    found = get(client, "services.json")
    first = found.json()[0]
    assert first == {
        "service_code": "201",
        "service_name": "Sampah liar",
        "description": "Dijawab dalam 8 jam kerja, selesai dalam 2 hari kerja.",
        "metadata": True,
        "type": "realtime",
        "keywords": "sampah,tumpukan,menumpuk,buang,liar,tps,rubbish,garbage,trash,waste,dump",
        "group": "Kebersihan dan lingkungan",
    }
    xml = parsed(get(client, "services.xml").content)
    assert [one.findtext("service_code") for one in xml.findall("service")] == [
        one["service_code"] for one in found.json()
    ]
    assert xml.findtext("service/metadata") == "true"


def test_services_are_kept_by_their_etag(client: Client) -> None:
    first = get(client, "services.json")
    again = client.get(f"{V2}/services.json", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


FORM = [
    {
        "code": "KIND",
        "question": {"id": "Sampah apa?", "en": "What rubbish?"},
        "datatype": "singlevaluelist",
        "required": True,
        "values": [{"key": "house", "name": {"id": "Rumah tangga", "en": "Household"}}],
    },
    {
        "code": "NOTE",
        "question": {"id": "Petugas datang pagi.", "en": "Crews come in the morning."},
        "variable": False,
    },
]


def test_a_service_with_questions_has_a_definition(client: Client) -> None:
    Category.objects.filter(pk="201").update(form=FORM)
    catalogue.forget()
    assert get(client, "services.json").json()[0]["metadata"] is True
    found = get(client, "services/201.json", locale="en").json()
    assert found == {
        "service_code": "201",
        "attributes": [
            {
                "variable": True,
                "code": "KIND",
                "datatype": "singlevaluelist",
                "required": True,
                "datatype_description": None,
                "order": 1,
                "description": "What rubbish?",
                "values": [{"key": "house", "name": "Household"}],
            },
            {
                "variable": False,
                "code": "NOTE",
                "datatype": "string",
                "required": False,
                "datatype_description": None,
                "order": 2,
                "description": "Crews come in the morning.",
            },
        ],
    }
    xml = parsed(get(client, "services/201.xml").content)
    assert xml.tag == "service_definition"
    assert xml.findtext("attributes/attribute/values/value/key") == "house"


def test_a_service_without_questions_has_an_empty_definition(client: Client) -> None:
    assert get(client, "services/106.json").json() == {"service_code": "106", "attributes": []}
    assert get(client, "services/106.xml").content.endswith(
        b"<service_code>106</service_code><attributes/></service_definition>"
    )


def test_the_questions_of_every_installation_are_forms(client: Client) -> None:
    asking = [one for one in catalogue.current().categories.values() if one.questions]
    assert sorted(one.service_code for one in asking) == ["104", "201", "202"]
    assert not any(question.is_required for one in asking for question in one.questions)


def test_unknown_and_retired_services_are_404(client: Client) -> None:
    assert get(client, "services/999.json").status_code == 404
    Category.objects.filter(pk="104").update(active_to="2026-01-01")
    catalogue.forget()
    answer = get(client, "services/104.xml")
    assert (answer.status_code, errors(answer)[0][0]) == (404, 404)
    assert "104" not in {one["service_code"] for one in get(client, "services.json").json()}


def test_discovery_at_both_places(client: Client) -> None:
    found = client.get("/open311/discovery.json").json()
    assert found == get(client, "discovery.json").json()
    assert [one["type"] for one in found["endpoints"]] == ["production", "test"]
    assert found["endpoints"][1]["url"].endswith("/open311/test/v2")
    assert found["endpoints"][0]["formats"] == ["text/xml", "application/json"]
    root = parsed(client.get("/open311/discovery.xml").content)
    assert (root.tag, len(root.findall("endpoints/endpoint"))) == ("discovery", 2)


def test_the_changeset_moves_with_a_category_however_it_is_changed(client: Client) -> None:
    before = get(client, "discovery.json").json()["changeset"]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE reports_category SET name = 'Lampu' WHERE service_code = '104'")
    catalogue.forget()
    changed = Category.objects.get(pk="104").changed_at
    assert get(client, "discovery.json").json()["changeset"] != before
    assert changed > Category.objects.get(pk="101").changed_at
