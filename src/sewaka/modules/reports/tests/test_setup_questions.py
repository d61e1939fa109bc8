"""Questions of a category: added, reworded, moved and retired; old answers keep their words."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from sewaka.kernel.access import ANONYMOUS
from sewaka.kernel.errors import DomainError, Forbidden, Invalid, NotFound, Stale
from sewaka.kernel.outbox.models import EventRow
from sewaka.modules.reports.actions.setting_up.questions import save_question
from sewaka.modules.reports.actions.submit import Sender, submit_report
from sewaka.modules.reports.models import Category, Report, catalogue
from sewaka.modules.reports.rules import question_drafts, questions
from sewaka.modules.reports.rules.question_drafts import Kind, QuestionDraft
from sewaka.modules.reports.tests.conftest import MODERATOR_DESK, RUBBISH, Way
from sewaka.modules.reports.web import question_page
from tests.cast import NOW, Player, held
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db
ADMIN = held("reports.admin")
PAGE = "/kerja/laporan/atur/jenis/201/tanya"
SIZE = QuestionDraft(
    code="SIZE",
    words="Seberapa banyak?",
    words_en="How much?",
    kind="singlevaluelist",
    choices="bag = Satu kantong = One bag\ntruck = Satu truk = A lorry load",
    is_required=True,
    place=1,
)
FORM = {
    "code": "SIZE",
    "words": "Seberapa banyak?",
    "words_en": "How much?",
    "kind": "singlevaluelist",
    "choices": "bag = Satu kantong = One bag\r\ntruck = Satu truk = A lorry load",
    "place": "1",
}


def rubbish_kind() -> Category:
    return Category.objects.get(pk="201")


def save(of: str = "", **changed: Any) -> Category:
    """Write the question `of` with these changes; a new one, made from SIZE, where it is empty."""
    row = rubbish_kind()
    draft = replace(standing(row, of) if of else SIZE, **changed)
    return save_question(
        category="201", code=of, draft=draft, seen=row.changed_at, actor=ADMIN, now=NOW
    )


def standing(row: Category, code: str) -> QuestionDraft:
    found = {one.code: one for one in row.every_question}
    return question_drafts.draft_of(found[code], place=list(found).index(code) + 1)


def codes() -> list[str]:
    return [one.code for one in rubbish_kind().questions]


def test_a_question_is_asked_everywhere_at_once(client: Client) -> None:
    made = save()
    assert codes() == ["SIZE", "KIND"]
    definition = client.get("/open311/v2/services/201.json").json()
    first = definition["attributes"][0]
    assert (first["code"], first["order"], first["required"]) == ("SIZE", 1, True)
    assert [one["key"] for one in first["values"]] == ["bag", "truck"]
    (event,) = EventRow.objects.filter(name="reports.question_saved")
    assert event.data["before"] == {}
    assert event.data["after"]["words_en"] == "How much?"
    assert event.data["form"] == questions.version(made.form)


def test_questions_change_places_and_are_reworded() -> None:
    save()
    save("SIZE", place=2, words="Sebanyak apa?")
    assert codes() == ["KIND", "SIZE"]
    assert rubbish_kind().questions[1].words.id == "Sebanyak apa?"
    event = EventRow.objects.filter(name="reports.question_saved").order_by("id").last()
    assert event is not None
    assert (event.data["before"]["place"], event.data["after"]["place"]) == ("1", "2")


def test_a_retired_question_is_asked_no_more_and_old_answers_keep_its_words(
    wayans_banjar: str, chain_staffed: None, client: Client
) -> None:
    save()
    draft = replace(RUBBISH, answers={"SIZE": ("truck",)})
    sent = submit_report(actor=ANONYMOUS, now=NOW, draft=draft, sender=Sender(device=b"m" * 32))
    Way(sent=sent).do("publish", MODERATOR_DESK)
    report = Report.objects.get(pk=sent.case_id)
    version = report.answers["form"]
    save("SIZE", is_retired=True)
    assert codes() == ["KIND"]
    report.refresh_from_db()
    assert report.answers["form"] == version
    assert questions.version(rubbish_kind().form) != version
    (answer,) = question_page.answered(catalogue.category("201"), report.answers)
    assert (answer.question, answer.text) == ("Seberapa banyak?", "Satu truk")
    address = f"/open311/v2/requests/{sent.number}.json?extensions=true&locale=en"
    (attribute,) = client.get(address).json()[0]["attributes"]
    assert (attribute["label"], attribute["name"]) == ("How much?", "A lorry load")
    services = {one["service_code"]: one for one in client.get("/open311/v2/services.json").json()}
    assert services["201"]["metadata"] is True


def test_a_category_whose_last_question_is_retired_asks_nothing(client: Client) -> None:
    save("KIND", is_retired=True)
    services = {one["service_code"]: one for one in client.get("/open311/v2/services.json").json()}
    assert services["201"]["metadata"] is False
    save("KIND", is_retired=False)
    assert codes() == ["KIND"]


@pytest.mark.parametrize(
    ("code", "changed", "field", "words"),
    [
        ("", {"code": "KIND"}, "code", "reports.question.taken"),
        ("", {"code": "kind"}, "code", "reports.question.taken"),
        ("", {"code": "1A"}, "code", "reports.question.code"),
        ("", {"code": ""}, "code", "reports.question.code"),
        ("", {"words": " "}, "words", "reports.question.words"),
        ("", {"words_en": "x" * 201}, "words_en", "reports.question.words"),
        ("", {"hint": "Kira-kira."}, "hint_en", "reports.question.hint"),
        ("", {"kind": "colour"}, "kind", "reports.category.choice"),
        ("", {"kind": "text"}, "choices", "reports.question.choices"),
        ("", {"choices": ""}, "choices", "reports.question.choices"),
        ("", {"choices": "bag = Satu kantong"}, "choices", "reports.question.choices"),
        ("", {"choices": "a = A = A\na = B = B"}, "choices", "reports.question.choices"),
        ("", {"call": "sembarang"}, "call", "reports.question.call"),
        ("", {"place": 0}, "place", "reports.question.place"),
        ("KIND", {"kind": "text", "choices": ""}, "kind", "reports.question.kind_stays"),
        ("KIND", {"choices": "rumah = Rumah = House"}, "choices", "reports.question.keys_stay"),
        (
            "KIND",
            {"choices": "household = Rumah = House"},
            "choices",
            "reports.question.keys_stay",
        ),
    ],
)
def test_what_a_question_may_not_be(
    code: str, changed: dict[str, Any], field: str, words: str
) -> None:
    with nothing_written(), pytest.raises(Invalid) as refused:
        save(code, **changed)
    assert refused.value.fields[field] == words


def test_twenty_questions_are_enough() -> None:
    for place in range(1, question_drafts.MOST_ASKED):
        save(code=f"Q{place}")
    with nothing_written(), pytest.raises(Invalid) as refused:
        save()
    assert refused.value.fields == {"is_retired": "reports.question.many"}


def test_refusals_write_nothing() -> None:
    row = rubbish_kind()
    seen, earlier = row.changed_at, row.changed_at - timedelta(seconds=1)

    def write(**changed: Any) -> None:
        facts: dict[str, Any] = {
            "category": "201", "code": "", "draft": SIZE, "seen": seen, "actor": ADMIN, "now": NOW,
        }  # fmt: skip
        save_question(**{**facts, **changed})

    with nothing_written():
        with pytest.raises(Forbidden):
            write(actor=held("mayor"))
        with pytest.raises(NotFound):
            write(category="999")
        with pytest.raises(NotFound):
            write(code="NONE")
        with pytest.raises(Stale):
            write(seen=earlier)
        with pytest.raises(DomainError, match=r"reports.setup.unchanged"):
            write(code="KIND", draft=standing(row, "KIND"))


def test_the_pages_add_and_retire(yasa: Player) -> None:
    client = yasa.client
    seen = client.get(PAGE).context["form"]["seen"].value()
    done = client.post(PAGE, {**FORM, "seen": seen})
    assert (done.status_code, done["Location"]) == (302, "/kerja/laporan/atur/jenis/201")
    assert "Seberapa banyak?" in client.get(done["Location"]).content.decode()
    form = client.get(f"{PAGE}/SIZE").context["form"]
    sent = {bound.name: bound.value() for bound in form if bound.value() not in (None, False)}
    assert client.post(f"{PAGE}/SIZE", {**sent, "is_retired": "on"}).status_code == 302
    assert codes() == ["KIND"]
    again = client.post(f"{PAGE}/SIZE", {**sent, "words": "Lagi?"})
    assert again.status_code == 422
    assert 'value="Lagi?"' in again.content.decode()
    assert client.get(f"{PAGE}/NONE").status_code == 404


_WORDS = st.text("abcdef ?", min_size=1, max_size=20).filter(lambda one: one.strip() == one)
_KEYS = st.lists(st.text("abcdef", min_size=1, max_size=8), min_size=1, max_size=5, unique=True)


@given(words=_WORDS, english=_WORDS, keys=_KEYS, kind=st.sampled_from(Kind), need=st.booleans())
def test_a_question_read_back_is_the_question_that_was_written(
    words: str, english: str, keys: list[str], kind: Kind, *, need: bool
) -> None:
    is_list = kind in (Kind.SINGLE, Kind.MULTI)
    draft = QuestionDraft(
        code="Q",
        words=words,
        words_en=english,
        kind=kind.value,
        choices="\n".join(f"{key} = {words} = {english}" for key in keys) if is_list else "",
        is_required=need and kind not in (Kind.NOTE, Kind.HAZARD),
        call="112" if kind is Kind.HAZARD else "",
        place=1,
    )
    assert question_drafts.problems(draft, form=(), before=None) == {}
    (question,) = questions.read_form([question_drafts.as_row(draft)])
    assert question_drafts.draft_of(question, place=1) == draft
