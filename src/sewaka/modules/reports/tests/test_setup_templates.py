"""Ready-made answers: written at the desk of the set-up, filled in at the desk that answers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sewaka.kernel.errors import DomainError, Forbidden, Invalid, NotFound, Stale
from sewaka.kernel.outbox.models import EventRow
from sewaka.modules.reports.actions.setting_up.templates import TemplateDraft, save_template
from sewaka.modules.reports.models import AnswerTemplate
from sewaka.modules.reports.tests.conftest import VILLAGE_DESK, Way
from tests.cast import NOW, Player, held
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db
ADMIN = held("reports.admin")
PAGE = "/kerja/laporan/atur/jawaban"
DRAFT = TemplateDraft(
    name="Diangkut besok",
    state="accepted",
    text="Laporan {number} di {place} kami angkut paling lambat {promised}.",
    category="201",
)


def saved(**changed: Any) -> AnswerTemplate:
    return save_template(draft=replace(DRAFT, **changed), actor=ADMIN, now=NOW)


@pytest.fixture
def forwarded(rubbish: Way, wayan: Player) -> Way:
    """Made's heap lies with the environment agency."""
    rubbish.do("verify", wayan.actor)
    rubbish.do("hand_over", VILLAGE_DESK)
    return rubbish


def test_what_is_saved_is_told_with_before_and_after() -> None:
    first = saved()
    draft = replace(DRAFT, text="Laporan {number} sudah kami terima.")
    save_template(draft=draft, actor=ADMIN, now=NOW, template_id=first.pk, version=1)
    told = [row.data for row in EventRow.objects.filter(name="reports.template_saved")]
    assert sorted(len(one["before"]) for one in told) == [0, 5]
    assert {one["after"]["text"] for one in told} == {DRAFT.text, draft.text}
    assert AnswerTemplate.objects.get().version == 2


@pytest.mark.parametrize(
    ("changed", "field", "code"),
    [
        ({"text": "Laporan {nomor} kami terima hari ini."}, "text", "notify.text.placeholder"),
        ({"text": "Laporan {number kami terima hari ini."}, "text", "notify.text.brace"),
        ({"text": "Baik."}, "text", "reports.template.text"),
        ({"name": " "}, "name", "reports.template.name"),
        ({"state": "confirmed"}, "state", "reports.template.state"),
        ({"category": "999"}, "category", "reports.route.category"),
    ],
)
def test_words_that_nobody_could_fill_are_refused(
    changed: dict[str, str], field: str, code: str
) -> None:
    with nothing_written(), pytest.raises(Invalid) as refused:
        saved(**changed)
    assert refused.value.fields == {field: code}


def test_refusals_write_nothing() -> None:
    first = saved()
    draft = replace(DRAFT, name="Lain")
    with nothing_written():
        with pytest.raises(Forbidden):
            save_template(draft=draft, actor=held("reports.moderator"), now=NOW)
        with pytest.raises(NotFound):
            save_template(draft=draft, actor=ADMIN, now=NOW, template_id=AnswerTemplate().pk)
        with pytest.raises(Stale):
            save_template(draft=draft, actor=ADMIN, now=NOW, template_id=first.pk, version=7)
        with pytest.raises(DomainError, match=r"reports.setup.unchanged"):
            save_template(draft=DRAFT, actor=ADMIN, now=NOW, template_id=first.pk, version=1)


def test_one_name_for_one_moment() -> None:
    saved()
    with pytest.raises(Invalid) as refused:
        saved()
    assert refused.value.fields == {"name": "reports.template.name_taken"}
    saved(category="")


def test_the_page_names_the_unknown_field(yasa: Player) -> None:
    client = yasa.client
    form = {"name": "x", "state": "accepted", "text": "Halo {nama}, kami datang besok pagi."}
    with nothing_written():
        page = client.post(f"{PAGE}/tambah", {**form, "version": "0", "is_offered": "on"})
    assert page.status_code == 422
    assert 'id="id_text-error"' in page.content.decode()


def test_the_desk_fills_it_in_without_a_script_and_sends_nothing(
    forwarded: Way, agus: Player
) -> None:
    own, other = saved(), saved(category="104", name="Lampu")
    saved(category="", state="rejected", name="Belum jelas")
    number, client = forwarded.sent.number, agus.client
    case = client.get(f"/kerja/berkas/{number}").content.decode()
    assert str(own.pk) in case
    assert str(other.pk) not in case
    act = f"/kerja/berkas/{number}/tindakan/accept"
    sent = {"version": str(forwarded.case.version), "ready_text": str(own.pk), "answer": "Halo"}
    with nothing_written():
        page = client.post(act, {**sent, "keep_photos_back": "on", "fill_in": "1"})
    assert page.status_code == 200
    text = page.content.decode()
    assert f"Laporan {number} di Br. Contoh kami angkut paling lambat" in text
    assert "{" not in text.split(f"Laporan {number} di")[1].split("</textarea>")[0]
    assert 'id="accept-keep_photos_back" checked' in text
    assert forwarded.case.state == "forwarded"


def test_nothing_chosen_leaves_the_words_as_they_are(forwarded: Way, agus: Player) -> None:
    saved()
    client, act = agus.client, f"/kerja/berkas/{forwarded.sent.number}/tindakan/accept"
    with nothing_written():
        page = client.post(act, {"version": "1", "answer": "Tulisan saya", "fill_in": "1"})
    assert (page.status_code, "Tulisan saya" in page.content.decode()) == (200, True)


def test_an_answer_out_of_the_offer_is_not_there(forwarded: Way, agus: Player) -> None:
    old = saved(is_offered=False)
    client, act = agus.client, f"/kerja/berkas/{forwarded.sent.number}/tindakan/accept"
    sent = {"version": "1", "ready_text": str(old.pk), "fill_in": "1"}
    assert client.post(act, sent).status_code == 404
