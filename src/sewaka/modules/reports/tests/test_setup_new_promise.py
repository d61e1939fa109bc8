"""A promise of the city's own: named, checked, chosen by a category, changed by versions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.utils import translation

from sewaka.kernel.access import ANONYMOUS
from sewaka.kernel.calendar import Budget, Unit
from sewaka.kernel.errors import DomainError, Forbidden, Invalid
from sewaka.kernel.outbox.models import EventRow
from sewaka.modules.reports.actions.setting_up import promises
from sewaka.modules.reports.actions.setting_up.categories import save_category
from sewaka.modules.reports.actions.submit import Sender, submit_report
from sewaka.modules.reports.models import Category, Report, catalogue, promised
from sewaka.modules.reports.models.setup_labels import policy_name
from sewaka.modules.reports.rules import policies
from sewaka.modules.reports.rules.policies import Policy
from sewaka.modules.reports.rules.questions import Words
from sewaka.modules.reports.rules.routing import Plan
from sewaka.modules.reports.tests.conftest import RUBBISH
from tests.cast import NOW, Player, held
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db
ADMIN = held("reports.admin")
PAGE = "/kerja/laporan/atur/janji-baru"


def light(**changed: Any) -> Policy:
    found = catalogue.read().policies["light"]
    return replace(found, **{"code": "kilat", "version": 0, **changed})


def add(name: str = "Kilat", name_en: str = "At once", **changed: Any) -> Policy:
    draft = light(**changed)
    return promises.add_promise(draft=draft, names=Words(name, name_en), actor=ADMIN, now=NOW)


def form_of(policy: Policy, **more: str) -> dict[str, str]:
    form = {"version": str(policy.version), **more}
    for name, budget in policies.budgets(policy).items():
        form |= {name: str(budget.amount), f"{name}_unit": budget.unit.value}
    return form


def test_a_category_chooses_it_and_its_reports_begin_under_it(wayans_banjar: str) -> None:
    made = add()
    assert (made.code, made.version) == ("kilat", 1)
    row = Category.objects.get(pk="201")
    draft = replace(row.as_draft(), policy="kilat")
    save_category(code="201", draft=draft, seen=row.changed_at, actor=ADMIN, now=NOW)
    sender = Sender(device=b"m" * 32)
    sent = submit_report(actor=ANONYMOUS, now=NOW, draft=RUBBISH, sender=sender)
    report = Report.objects.get(pk=sent.case_id)
    assert (report.policy, report.policy_version) == ("kilat", 1)
    event = EventRow.objects.get(name="reports.policy_changed")
    assert (event.data["policy"], event.data["number"], event.data["before"]) == ("kilat", 1, {})
    assert event.data["after"]["response"] == "8 working_hours"


def test_it_is_called_by_its_name_in_both_languages_after_a_new_version_too() -> None:
    made = add()
    slower = replace(made, resolution=Budget(5, Unit.WORKING_DAYS))
    assert promises.publish(draft=slower, actor=ADMIN, now=NOW).version == 2
    assert policy_name("kilat") == "Kilat"
    with translation.override("en"):
        assert policy_name("kilat") == "At once"


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"code": "light"}, "code", "reports.policy.taken"),
        ({"code": "x"}, "code", "reports.policy.code"),
        ({"code": "Kilat"}, "code", "reports.policy.code"),
        ({"code": "k/l"}, "code", "reports.policy.code"),
        ({"name": " "}, "name", "reports.policy.name"),
        ({"name_en": "x" * 81}, "name_en", "reports.policy.name"),
        (
            {"response": Budget(1, Unit.WORKING_HOURS)},
            "response",
            "reports.policy.offices_longer",
        ),
        ({"chains": {}}, f"{Plan.DIRECT}-agency", "reports.policy.no_office"),
    ],
)
def test_what_a_promise_may_not_be(changed: dict[str, Any], field: str, words: str) -> None:
    with nothing_written(), pytest.raises(Invalid) as refused:
        add(**changed)
    assert refused.value.fields[field] == words


def test_only_the_desk_adds_promises() -> None:
    with nothing_written(), pytest.raises(Forbidden):
        promises.add_promise(draft=light(), names=Words("a", "a"), actor=held("mayor"), now=NOW)


def test_the_page_begins_with_times_and_keeps_what_was_written(yasa: Player) -> None:
    client = yasa.client
    form = form_of(light(), code="kilat", name="Kilat", name_en="At once")
    assert 'value="14"' in client.get(PAGE).content.decode()  # of the longest promise
    with nothing_written():
        page = client.post(PAGE, {**form, "code": "light"})
    assert page.status_code == 422
    assert 'id="id_code-error"' in page.content.decode()
    assert 'value="At once"' in page.content.decode()
    done = client.post(PAGE, form)
    assert (done.status_code, done["Location"]) == (302, "/kerja/laporan/atur/janji/kilat")
    assert "Kilat" in client.get(done["Location"]).content.decode()
    assert (
        '<option value="kilat">Kilat'
        in client.get("/kerja/laporan/atur/jenis-baru").content.decode()
    )


def test_it_is_renamed_by_a_version_and_the_history_says_so() -> None:
    made = add()
    new = promises.publish(draft=made, names=Words("Segera ", "Soon"), actor=ADMIN, now=NOW)
    assert (new.version, new.response) == (2, made.response)
    assert policy_name("kilat") == "Segera"
    told = EventRow.objects.filter(name="reports.policy_changed").order_by("position").last()
    assert told is not None
    assert [told.data[side]["name"] for side in ("before", "after")] == ["Kilat", "Segera"]
    names = [one.names for one in promised.versions("kilat")]
    assert names == [Words("Segera", "Soon"), Words("Kilat", "At once")]


def test_names_that_can_not_be() -> None:
    made, brought = add(), catalogue.read().policies["light"]
    with nothing_written():
        with pytest.raises(DomainError, match=r"reports.setup.unchanged"):
            promises.publish(draft=made, names=Words("Kilat", "At once"), actor=ADMIN, now=NOW)
        with pytest.raises(Invalid) as refused:
            promises.publish(draft=made, names=Words("", "Soon"), actor=ADMIN, now=NOW)
        assert refused.value.fields == {"name": "reports.policy.name"}
        with pytest.raises(Invalid) as refused:
            promises.publish(draft=brought, names=Words("a", "b"), actor=ADMIN, now=NOW)
        assert refused.value.fields == {"name": "reports.policy.named_by_software"}


@pytest.mark.parametrize(
    ("language", "words"),
    [("id", ("Nama: Kilat → Segera", "Nama dalam bahasa Inggris: At once → Soon", "Segera")),
     ("en", ("Name: Kilat → Segera", "Name in English: At once → Soon", "Soon"))],
)  # fmt: skip
def test_the_page_of_a_promise_renames_it_in_both_languages(
    yasa: Player, language: str, words: tuple[str, ...]
) -> None:
    made, client = add(), yasa.client
    page = f"{PAGE.removesuffix('-baru')}/kilat"
    client.cookies["django_language"] = language
    assert 'value="At once"' in client.get(page).content.decode()
    assert 'name="name"' not in client.get(page.replace("kilat", "light")).content.decode()
    form = form_of(made, name="Segera", name_en="Soon", publish="1")
    assert client.post(page, form).status_code == 302
    shown = client.get(page).content.decode()
    assert [one for one in words if one not in shown] == []
