"""The questions of a category in the citizen's own form, without a script and from the phone."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from sewaka.modules.reports.models import Category, Report, catalogue
from sewaka.modules.reports.rules import questions
from sewaka.modules.reports.tests.conftest import MODERATOR_DESK
from sewaka.modules.reports.tests.test_web_flow import PLACE, mistakes, page
from sewaka.platform.cases import api as cases
from tests.cast import NOW, SESETAN

pytestmark = pytest.mark.django_db
WHAT = "/lapor/isi"
TREE = {"category": "202", "description": "Pohon tumbang di depan pura"}
RUBBISH = {"category": "201", "description": "Sampah menumpuk di depan pasar"}
BODY = {**RUBBISH, "village": SESETAN, "photos_expected": 0}


@pytest.fixture(autouse=True)
def _placed(client: Client) -> None:
    client.post(reverse("reports:place"), PLACE)


def names(found: BeautifulSoup) -> list[str]:
    """The fields of the questions, in their order, each once."""
    asked = [str(one["name"]) for one in found.select("form [name^=q_]")]
    return list(dict.fromkeys(asked))


def send(client: Client, body: dict[str, Any], key: str = "k" * 22) -> Any:
    """A report from a phone."""
    return client.post(
        "/api/v1/reports",
        body,
        content_type="application/json",
        headers={"Idempotency-Key": key},
    )


def test_the_questions_come_once_the_category_is_chosen(client: Client) -> None:
    first = client.post(WHAT, RUBBISH)
    assert first.status_code == 200
    shown = page(first)
    assert names(shown) == ["q_KIND"]
    assert shown.select_one(".notice a[href='#id_questions']") is not None
    assert shown.select_one("[name=description]").get_text(strip=True) == RUBBISH["description"]  # type: ignore[union-attr]  # it is there

    answered = {**RUBBISH, "asked": "201", "q_KIND": ["household", "garden"]}
    second = client.post(WHAT, answered)
    assert (second.status_code, second["Location"]) == (302, "/lapor/periksa")
    assert client.post("/lapor/periksa")["Location"] == "/lapor/terkirim"
    report = Report.objects.select_related("case").get()
    assert report.answers == {
        "values": {"KIND": ["household", "garden"]},
        "extra": {},
        "form": questions.version(Category.objects.get(pk="201").form),
    }

    cases.move(case_id=report.pk, action="publish", actor=MODERATOR_DESK, now=NOW)
    facts = page(Client().get(f"/l/{report.case.number}")).select(".facts div")
    assert "Sampah apa saja?Rumah tanggaDaun dan ranting" in [
        one.get_text(strip=True) for one in facts
    ]


def test_another_category_asks_its_own(client: Client) -> None:
    client.post(WHAT, RUBBISH)
    changed = client.post(WHAT, {"category": "104", "asked": "201", "q_KIND": "household"})
    assert (changed.status_code, names(page(changed))) == (200, ["q_LAMPS", "q_POLE"])
    bare = client.post(WHAT, {**RUBBISH, "category": "101"})
    assert bare.status_code == 302


def test_an_answer_that_was_not_offered_is_named(client: Client) -> None:
    answer = client.post(WHAT, {**RUBBISH, "asked": "201", "q_KIND": "gold"})
    assert answer.status_code == 422
    assert mistakes(answer) == ["Jawaban ini tidak ada dalam pilihan."]
    assert page(answer).select_one(".summary a")["href"] == "#id_q_KIND"  # type: ignore[index]  # it is there
    assert not Report.objects.exists()


def test_a_hazard_stops_the_form_and_a_button_goes_on(client: Client) -> None:
    first = client.post(WHAT, TREE)
    hazard = page(first).select_one("#id_hazard")
    assert hazard is not None
    assert hazard.select_one("a[href='tel:112']") is not None
    overlooked = client.post(WHAT, {**TREE, "asked": "202"})
    assert overlooked.status_code == 422
    assert mistakes(overlooked) == [
        "Baca peringatan ini dulu, lalu tekan tombolnya untuk melanjutkan."
    ]
    gone_on = client.post(WHAT, {**TREE, "asked": "202", "warned": "202", "q_BLOCKS": "fully"})
    assert gone_on.status_code == 302
    assert client.post("/lapor/periksa").status_code == 302
    assert Report.objects.get().answers["values"] == {"BLOCKS": ["fully"]}


def test_the_kept_page_holds_the_questions_of_every_category(client: Client) -> None:
    one, other = Client().get(WHAT), Client().get(WHAT)
    assert one.content == other.content
    forms = page(one).select("template[data-form]")
    assert [form["data-form"] for form in forms] == ["201", "104", "202"]
    assert names(page(one)) == []


def test_a_phone_sends_its_answers(client: Client) -> None:
    sent = send(client, {**BODY, "answers": {"KIND": ["building"]}})
    assert sent.status_code == 201
    assert Report.objects.get().answers["values"] == {"KIND": ["building"]}


def test_a_phone_with_an_older_form_loses_nothing(client: Client) -> None:
    sent = send(client, {**BODY, "answers": {"COLOUR": ["red"], "KIND": ["garden"]}})
    assert sent.status_code == 201
    kept = Report.objects.get().answers
    assert (kept["values"], kept["extra"]) == ({"KIND": ["garden"]}, {"COLOUR": ["red"]})


def test_a_phone_is_told_what_must_be_answered(client: Client) -> None:
    category = Category.objects.get(pk="201")
    category.form[0]["required"] = True
    category.save()
    catalogue.forget()
    refused = send(client, BODY)
    assert refused.status_code == 422
    assert refused.json()["words"] == {"attribute[KIND]": "Pertanyaan ini perlu dijawab."}
    assert not Report.objects.exists()


def test_private_marks_in_answers_are_covered(client: Client) -> None:
    sent = {**RUBBISH, "category": "104", "asked": "104", "q_POLE": "tanya 0812 3456 7890"}
    client.post(WHAT, sent)
    client.post("/lapor/periksa")
    assert Report.objects.get().answers["values"] == {"POLE": ["tanya ▇▇"]}
