"""A new category at the desk of the set-up, and a renamed one on its way to the public rows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson
import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from sewaka.kernel.errors import Forbidden, Invalid
from sewaka.kernel.outbox.models import EventRow
from sewaka.modules.reports import jobs
from sewaka.modules.reports.actions.rebuilding import rebuild_category
from sewaka.modules.reports.actions.setting_up.categories import add_category, save_category
from sewaka.modules.reports.effects.renaming import REBUILD_CATEGORY
from sewaka.modules.reports.models import Category, PublicReport, shortcomings
from sewaka.modules.reports.rules.categories import CategoryDraft
from sewaka.modules.reports.tests.conftest import MODERATOR_DESK, Way
from tests.cast import NOW, Player, held
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db
ADMIN = held("reports.admin")
PAGE = "/kerja/laporan/atur/jenis"
NEW_PAGE = "/kerja/laporan/atur/jenis-baru"
STRAYS = CategoryDraft(
    name="Anjing liar",
    name_en="Stray dogs",
    group="health",
    plan="direct",
    policy="light",
    visibility="public",
    identities=("named", "anonymous"),
    keywords="anjing liar stray dog",
    lapor_topic="VAKSINASI RABIES",
)
FORM = {
    "code": "303",
    "name": "Anjing liar",
    "name_en": "Stray dogs",
    "group": "health",
    "plan": "direct",
    "policy": "light",
    "visibility": "public",
    "identities": ["named", "anonymous"],
    "proof_distance_m": "100",
    "duplicate_radius_m": "50",
    "duplicate_days": "14",
    "order": "500",
}


def add(code: str = "303", **changed: Any) -> Category:
    return add_category(code=code, draft=replace(STRAYS, **changed), actor=ADMIN, now=NOW)


def rename(name: str) -> None:
    row = Category.objects.get(pk="201")
    draft = replace(row.as_draft(), name=name)
    save_category(code="201", draft=draft, seen=row.changed_at, actor=ADMIN, now=NOW)


def waiting() -> list[tuple[str, str | None]]:
    """Jobs that will write the rows of a category anew, and their locks."""
    found = ProcrastinateJob.objects.filter(task_name=REBUILD_CATEGORY).order_by("id")
    return [(job.args["code"], job.queueing_lock) for job in found]


def test_a_new_category_is_offered_at_once_and_lacks_a_route(client: Client) -> None:
    before = client.get("/open311/discovery.json").json()["changeset"]
    made = add()
    assert client.get("/open311/discovery.json").json()["changeset"] > before
    services = client.get("/open311/v2/services.json").json()
    assert "303" in [one["service_code"] for one in services]
    assert made.icon == "hospital"
    lacking = [one for one in shortcomings.every(now=NOW) if one.key == "303"]
    assert [one.code for one in lacking] == ["reports.setup.no_route"]
    (event,) = EventRow.objects.filter(name="reports.category_saved")
    assert event.data["service_code"] == "303"
    assert event.data["before"] == {}
    assert event.data["after"]["lapor_topic"] == "VAKSINASI RABIES"


@pytest.mark.parametrize(
    ("code", "changed", "field", "words"),
    [
        ("201", {}, "code", "reports.category.taken"),
        ("", {}, "code", "reports.category.code"),
        ("a/b", {}, "code", "reports.category.code"),
        ("-1", {}, "code", "reports.category.code"),
        ("x" * 17, {}, "code", "reports.category.code"),
        ("303", {"plan": "confidential"}, "plan", "reports.category.sealed_new"),
        ("303", {"visibility": "secret"}, "visibility", "reports.category.sealed_new"),
        ("303", {"name": "\x00"}, "name", "reports.category.name"),
        ("303", {"lapor_topic": "x" * 121}, "lapor_topic", "reports.category.name"),
        ("303", {"policy": "supervisory"}, "policy", "reports.category.policy"),
    ],
)
def test_what_a_new_category_may_not_be(
    code: str, changed: dict[str, Any], field: str, words: str
) -> None:
    with nothing_written(), pytest.raises(Invalid) as refused:
        add(code, **changed)
    assert refused.value.fields[field] == words


def test_a_code_is_taken_in_any_case_and_by_retired_ones() -> None:
    add("anjing")
    with nothing_written(), pytest.raises(Invalid) as refused:
        add("ANJING")
    assert refused.value.fields == {"code": "reports.category.taken"}


def test_only_the_desk_adds_categories() -> None:
    with nothing_written(), pytest.raises(Forbidden):
        add_category(code="303", draft=STRAYS, actor=held("mayor"), now=NOW)


def test_the_page_adds_one_and_says_what_it_lacks(yasa: Player) -> None:
    done = yasa.client.post(NEW_PAGE, FORM)
    assert (done.status_code, done["Location"]) == (302, f"{PAGE}/303")
    page = yasa.client.get(f"{PAGE}/303").content.decode()
    assert "Belum ada dinas" in page
    assert "/kerja/laporan/atur/rute/tambah?jenis=303" in page
    route = yasa.client.get("/kerja/laporan/atur/rute/tambah?jenis=303")
    assert '<option value="303" selected>' in route.content.decode()
    assert "Belum ada dinas" not in yasa.client.get(f"{PAGE}/201").content.decode()


def test_the_page_keeps_what_was_written_when_the_code_is_taken(yasa: Player) -> None:
    client = yasa.client
    with nothing_written():
        page = client.post(NEW_PAGE, {**FORM, "code": "201"})
    assert page.status_code == 422
    text = page.content.decode()
    assert 'id="id_code-error"' in text
    assert 'value="Stray dogs"' in text


def test_a_new_name_reaches_the_public_rows_by_a_job(rubbish: Way, client: Client) -> None:
    rubbish.do("publish", MODERATOR_DESK)
    rename("Sampah menumpuk")
    assert waiting() == [
        ("201", "reports.rebuild_category.201"),
        ("201", "reports.rebuild_category.201.again"),
    ]
    jobs.rebuild_rows_of_category(code="201")
    row = PublicReport.objects.get()
    assert orjson.loads(row.fragment)["category_name"] == "Sampah menumpuk"
    assert orjson.loads(row.geo_json)["service_name"] == "Sampah menumpuk"
    assert "Sampah menumpuk" in row.geo_xml
    one = client.get(f"/open311/v2/requests/{rubbish.sent.number}.json").json()
    assert one[0]["service_name"] == "Sampah menumpuk"
    assert rubbish.sent.number in client.get("/cari?q=menumpuk").content.decode()


def test_the_job_run_twice_writes_once(rubbish: Way) -> None:
    rubbish.do("publish", MODERATOR_DESK)
    rename("Sampah menumpuk")
    done = rebuild_category(code="201", now=NOW)
    assert (done.looked_at, done.repaired, done.removed) == (1, 1, 0)
    with nothing_written():
        again = rebuild_category(code="201", now=NOW)
    assert again.repaired == 0


def test_names_changed_twice_ask_for_one_run_and_other_changes_for_none() -> None:
    rename("Sampah menumpuk")
    rename("Sampah di jalan")
    assert len(waiting()) == 2
    row = Category.objects.get(pk="104")
    draft = replace(row.as_draft(), order=77)
    save_category(code="104", draft=draft, seen=row.changed_at, actor=ADMIN, now=NOW)
    assert len(waiting()) == 2
