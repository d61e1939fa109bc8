"""Categories: changed with everything checked, retired without taking old reports away."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from sewaka.kernel.errors import DomainError, Forbidden, Invalid, NotFound, Stale
from sewaka.kernel.outbox.models import EventRow
from sewaka.modules.reports.actions.setting_up.categories import save_category
from sewaka.modules.reports.models import Category, catalogue
from sewaka.modules.reports.rules.categories import CategoryDraft
from sewaka.modules.reports.tests.conftest import MODERATOR_DESK, Way
from tests.cast import NOW, Player, held
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db
ADMIN = held("reports.admin")
PAGE = "/kerja/laporan/atur/jenis"
TODAY = date(2026, 11, 23)


def rubbish_kind() -> Category:
    return Category.objects.get(pk="201")


def save(code: str = "201", **changed: Any) -> Category:
    row = Category.objects.get(pk=code)
    draft = replace(row.as_draft(), **changed)
    return save_category(code=code, draft=draft, seen=row.changed_at, actor=ADMIN, now=NOW)


def test_a_change_is_told_and_moves_the_changeset(client: Client) -> None:
    before = client.get("/open311/discovery.json").json()["changeset"]
    made = save(name="Sampah menumpuk", duplicate_radius_m=90)
    after = client.get("/open311/discovery.json").json()["changeset"]
    assert after > before
    assert catalogue.category("201").name == "Sampah menumpuk"
    assert made.duplicate_radius_m == 90
    (event,) = EventRow.objects.filter(name="reports.category_saved")
    assert event.data == {
        "service_code": "201",
        "before": {"name": "Sampah liar", "duplicate_radius_m": "75"},
        "after": {"name": "Sampah menumpuk", "duplicate_radius_m": "90"},
    }


@pytest.mark.parametrize(
    ("code", "changed", "field", "words"),
    [
        ("201", {"name": " "}, "name", "reports.category.name"),
        ("201", {"name_en": "x" * 121}, "name_en", "reports.category.name"),
        ("201", {"keywords": "x" * 301}, "keywords", "reports.category.keywords"),
        ("201", {"icon": "../x"}, "icon", "reports.category.choice"),
        ("201", {"group": "nothing"}, "group", "reports.category.choice"),
        ("201", {"policy": "nothing"}, "policy", "reports.category.policy"),
        ("201", {"policy": "supervisory"}, "policy", "reports.category.policy"),
        ("201", {"identities": ()}, "identities", "reports.category.identities"),
        ("201", {"identities": ("king",)}, "identities", "reports.category.identities"),
        ("201", {"proof_distance_m": 9}, "proof_distance_m", "reports.category.proof_distance_m"),
        (
            "201",
            {"duplicate_radius_m": 1001},
            "duplicate_radius_m",
            "reports.category.duplicate_radius_m",
        ),
        ("201", {"duplicate_days": 0}, "duplicate_days", "reports.category.duplicate_days"),
        ("201", {"active_from": TODAY, "active_to": TODAY}, "active_to", "reports.route.range"),
        ("201", {"visibility": "secret"}, "visibility", "reports.category.sealed"),
        ("901", {"visibility": "public"}, "visibility", "reports.category.sealed"),
        ("901", {"plan": "direct"}, "plan", "reports.category.sealed"),
    ],
)
def test_what_a_category_may_not_be(
    code: str, changed: dict[str, Any], field: str, words: str
) -> None:
    with nothing_written(), pytest.raises(Invalid) as refused:
        save(code, **changed)
    assert refused.value.fields[field] == words


def test_refusals_write_nothing() -> None:
    row = rubbish_kind()
    draft: CategoryDraft = replace(row.as_draft(), name="Lain")
    seen, earlier = row.changed_at, row.changed_at - timedelta(seconds=1)
    with nothing_written():
        with pytest.raises(Forbidden):
            save_category(code="201", draft=draft, seen=seen, actor=held("mayor"), now=NOW)
        with pytest.raises(NotFound):
            save_category(code="999", draft=draft, seen=seen, actor=ADMIN, now=NOW)
        with pytest.raises(DomainError, match=r"reports.setup.unchanged"):
            save()
        with pytest.raises(Stale):
            save_category(code="201", draft=draft, seen=earlier, actor=ADMIN, now=NOW)


def test_a_retired_category_is_offered_no_more_and_its_reports_stay(
    rubbish: Way, client: Client
) -> None:
    rubbish.do("publish", MODERATOR_DESK)
    save(active_to=TODAY)
    assert "201" not in [one.service_code for one in catalogue.offered(on=TODAY)]
    services = client.get("/open311/v2/services.json").json()
    assert "201" not in [one["service_code"] for one in services]
    page = client.get(f"/l/{rubbish.sent.number}")
    assert page.status_code == 200
    assert "Sampah liar" in page.content.decode()
    one = client.get(f"/open311/v2/requests/{rubbish.sent.number}.json").json()
    assert one[0]["service_code"] == "201"


def test_the_page_shows_everything_and_saves_it(yasa: Player) -> None:
    client = yasa.client
    row = rubbish_kind()
    page = client.get(f"{PAGE}/201")
    form = page.context["form"]
    sent = {bound.name: bound.value() for bound in form}
    sent = {name: value for name, value in sent.items() if value not in (None, False, "")}
    done = client.post(f"{PAGE}/201", {**sent, "name": "Sampah", "active_to": "2026-12-31"})
    assert (done.status_code, done["Location"]) == (302, PAGE)
    row.refresh_from_db()
    assert (row.name, row.active_to) == ("Sampah", date(2027, 1, 1))
    again = client.post(f"{PAGE}/201", {**sent, "name": "Lagi"})
    assert again.status_code == 422
    assert 'value="Lagi"' in again.content.decode()
    assert client.get(f"{PAGE}/999").status_code == 404


def test_another_picture_is_chosen_by_its_name(yasa: Player, client: Client) -> None:
    page = reverse("reports:setup_category", args=["201"])
    shown = BeautifulSoup(yasa.client.get(page).content, "lxml").select_one(
        "[name=icon] [selected]"
    )
    assert shown is not None
    assert (shown["value"], shown.get_text(strip=True)) == ("trash-2", "Tempat sampah")
    assert save(icon="wind").icon == "wind"
    assert save(icon="", order=7).icon == "trash-2"  # its group's
