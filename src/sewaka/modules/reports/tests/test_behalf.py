"""An office enters a report for a citizen: one page, no script, a paper to take home."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sewaka.kernel.access import ANONYMOUS
from sewaka.kernel.errors import Invalid, NotFound, TooMany
from sewaka.kernel.ids import new_id
from sewaka.kernel.outbox import Received
from sewaka.kernel.outbox.models import EventRow
from sewaka.modules.reports.actions import entering
from sewaka.modules.reports.actions.entering import enter_for_citizen
from sewaka.modules.reports.actions.submit import Sender, submit_report
from sewaka.modules.reports.consumers import tell_author
from sewaka.modules.reports.events import ReportAccepted
from sewaka.modules.reports.models import DuplicateHint, Report, ReporterContact
from sewaka.modules.reports.models.drafts import FlowDraft
from sewaka.modules.reports.tests.conftest import MODERATOR_DESK, RUBBISH, jpeg
from sewaka.modules.reports.tests.test_papers import words
from sewaka.platform.cases import api as cases
from sewaka.platform.notify.models import Mail
from tests.cast import NOW, SESETAN, WAYANS_BANJAR, Player
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db
PAGE = "/kerja/laporan/baru"
DRAFT = FlowDraft(
    category="201",
    description="Sampah menumpuk di depan pasar",
    area_code=SESETAN,
    landmark="Jl. Contoh 5",
    channel="counter",
)
FORM = {
    "entry": "entri-contoh-nomor-satu",
    "channel": "phone",
    "category": "201",
    "asked": "201",
    "description": "Sampah menumpuk di depan pasar",
    "area_code": SESETAN,
    "landmark": "Jl. Contoh 5",
}


def page(response: Any) -> BeautifulSoup:
    """The parsed page."""
    return BeautifulSoup(response.content, "lxml")


def heard(event: ReportAccepted) -> Received:
    """The event as the log hands it on."""
    return Received(
        event=event,
        id=new_id(),
        seq=2,
        name=event.name,
        case_id=event.case_id,
        subject_id=None,
        actor_id=None,
        via="system",
        occurred_at=NOW,
    )


def mistakes(response: Any) -> list[str]:
    """The lines of the error summary."""
    return [line.get_text(strip=True) for line in page(response).select(".summary li")]


def test_from_the_form_to_the_paper(kadek: Player) -> None:
    opened = page(kadek.client.get(PAGE))
    assert len(opened.select_one("[name=entry]")["value"]) == 22  # type: ignore[index]  # it is there
    chosen = opened.select_one("[name=area_code] option[selected]")
    assert chosen is not None
    assert chosen["value"] == SESETAN

    photo = SimpleUploadedFile("foto.jpg", jpeg(), content_type="image/jpeg")
    sent = kadek.client.post(PAGE, {**FORM, "photo": photo, "phone": "0800 0000 0009"})

    assert (sent.status_code, sent["Location"]) == (302, f"{PAGE}/entri-contoh-nomor-satu")
    report = Report.objects.select_related("case").get()
    assert (report.channel, report.submitted_by_id) == ("phone", kadek.person.pk)
    assert (report.case.applicant_id, report.device_hash) == (None, None)
    assert report.photos.count() == 1
    assert ReporterContact.objects.get(pk=report.pk).phone == "+6280000000009"
    (event,) = EventRow.objects.filter(case_id=report.pk)
    assert (event.name, event.data["channel"]) == ("reports.report_submitted", "phone")
    assert event.actor_id == kadek.person.pk

    receipt = kadek.client.get(sent["Location"])
    link = next(a["href"] for a in page(receipt).select("a") if "/l/L" in str(a.get("href")))
    assert Client().get(str(link).removeprefix("http://testserver")).status_code == 200
    paper = kadek.client.get(f"{sent['Location']}/bukti.pdf")
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")


def test_pressing_twice_or_going_back_gives_the_same_receipt(kadek: Player) -> None:
    first = kadek.client.post(PAGE, FORM)
    second = kadek.client.post(PAGE, {**FORM, "description": "Lain lagi"})
    assert first["Location"] == second["Location"]
    assert Report.objects.count() == 1
    again = enter_for_citizen(
        entry=FORM["entry"], draft=DRAFT, actor=kadek.actor, now=NOW + timedelta(minutes=1)
    )
    assert again.number == Report.objects.select_related("case").get().case.number


def test_another_officer_does_not_find_the_receipt(kadek: Player, oka: Player) -> None:
    at = kadek.client.post(PAGE, FORM)["Location"]
    assert oka.client.get(at).status_code == 404
    assert oka.client.get(f"{at}/bukti.pdf").status_code == 404


def test_everything_wrong_is_said_at_once_and_nothing_is_lost(wayan: Player) -> None:
    answer = wayan.client.post(
        PAGE, {"entry": FORM["entry"], "landmark": "Jl. Contoh", "phone": "12"}
    )
    assert answer.status_code == 422
    assert mistakes(answer) == [
        "Katakan bagaimana warga datang kepada Anda.",
        "Tentukan tempatnya: pakai posisi Anda, atau pilih desa/kelurahan dari daftar.",
        "Pilih jenis masalahnya.",
        "Ceritakan masalahnya, atau tambahkan foto.",
        "Ini bukan nomor telepon. Contoh: 0812-3456-7890",
    ]
    assert page(answer).select_one("[name=landmark]")["value"] == "Jl. Contoh"  # type: ignore[index]  # it is there
    assert not Report.objects.exists()


def test_the_public_reads_the_channel_and_not_the_officer(kadek: Player) -> None:
    kadek.client.post(PAGE, FORM)
    case = Report.objects.select_related("case").get().case
    cases.move(case_id=case.pk, action="publish", actor=MODERATOR_DESK, now=NOW)
    shown = Client().get(f"/l/{case.number}")
    text = page(shown).get_text(" ", strip=True)
    assert "Dicatat oleh kantor: Lewat telepon" in text
    assert "Kadek" not in text


def test_a_hamlet_head_finds_the_own_hamlet_chosen(wayans_banjar: str, wayan: Player) -> None:
    opened = page(wayan.client.get(PAGE))
    chosen = opened.select_one("[name=area_code] option[selected]")
    assert chosen is not None
    assert (chosen["value"], chosen.get_text(strip=True)) == (WAYANS_BANJAR, "Br. Contoh")


def test_what_is_near_is_shown_before_it_is_sent(wayans_banjar: str, kadek: Player) -> None:
    at = {"lat": "-8.70160", "lon": "115.22050", "source": "pin", "area_code": ""}
    first = kadek.client.post(PAGE, {**FORM, **at})
    assert first.status_code == 302
    case = Report.objects.select_related("case").get().case
    cases.move(case_id=case.pk, action="publish", actor=MODERATOR_DESK, now=NOW)

    second = {**FORM, **at, "entry": "entri-contoh-nomor-dua"}
    asked = kadek.client.post(PAGE, second)
    assert asked.status_code == 200
    assert page(asked).select_one("[name=seen]")["value"].split() == [case.number]  # type: ignore[index,union-attr]  # it is there
    assert Report.objects.count() == 1

    sent = kadek.client.post(PAGE, {**second, "seen": case.number})
    assert sent.status_code == 302
    assert Report.objects.count() == 2
    hint = DuplicateHint.objects.get()
    assert (hint.candidate_id, hint.choice) == (case.pk, "different")


def test_the_citizens_limits_do_not_bind_a_counter_but_its_own_do(
    kadek: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        entering,
        "ENTRIES",
        entering.ENTRIES.__class__("reports.entries.officer", 5, timedelta(hours=1)),
    )
    for n in range(5):
        enter_for_citizen(entry=f"entri-{n}", draft=DRAFT, actor=kadek.actor, now=NOW)
    assert Report.objects.count() == 5
    with pytest.raises(TooMany) as refused:
        enter_for_citizen(entry="entri-6", draft=DRAFT, actor=kadek.actor, now=NOW)
    assert refused.value.facts["retry_at"] == NOW.replace(minute=0) + timedelta(hours=1)
    assert Report.objects.count() == 5


def test_a_citizen_and_a_moderator_enter_nothing_for_others(made: Player, dewi: Player) -> None:
    for player in (made, dewi):
        with nothing_written(), pytest.raises(NotFound):
            enter_for_citizen(entry="entri-x", draft=DRAFT, actor=player.actor, now=NOW)


def test_a_citizens_own_channel_is_no_door_of_an_office(kadek: Player) -> None:
    with nothing_written(), pytest.raises(Invalid) as refused:
        enter_for_citizen(
            entry="entri-x",
            draft=FlowDraft(category="201", channel="web"),
            actor=kadek.actor,
            now=NOW,
        )
    assert refused.value.fields == {"channel": "reports.channel.unknown"}


def test_the_citizens_own_report_shows_no_office(wayans_banjar: str) -> None:
    sent = submit_report(actor=ANONYMOUS, now=NOW, draft=RUBBISH, sender=Sender(device=b"m" * 32))
    cases.move(case_id=sent.case_id, action="publish", actor=MODERATOR_DESK, now=NOW)
    assert "Dicatat oleh kantor" not in Client().get(f"/l/{sent.number}").content.decode()


@pytest.mark.parametrize(
    ("language", "title", "news"),
    [("en", "Receipt of your report", "has an answer"), ("id", "Bukti laporan Anda", "dijawab")],
)
def test_paper_and_news_come_in_the_citizens_language(
    kadek: Player, language: str, title: str, news: str
) -> None:
    form = {**FORM, "language": language, "email": "made@contoh.example"}
    kadek.client.cookies["django_language"] = "id" if language == "en" else "en"
    at = kadek.client.post(PAGE, form)["Location"]
    report = Report.objects.get()
    assert report.language == language
    paper = kadek.client.get(f"{at}/bukti.pdf")
    assert title in words(paper)
    accepted = replace(ReportAccepted.example(), case_id=report.pk)
    tell_author(received=heard(accepted), now=NOW)
    assert news in str(Mail.objects.get().title)


def test_the_language_is_asked_and_one_that_is_none_comes_back(kadek: Player) -> None:
    client = kadek.client
    asked = page(client.get(PAGE)).select("input[type=radio][name=language]")
    assert [(one["value"], one.has_attr("checked")) for one in asked] == [
        ("id", True),
        ("en", False),
    ]
    answer = client.post(PAGE, {**FORM, "language": "xx"})
    assert answer.status_code == 422
    assert mistakes(answer) == ["Pilih salah satu bahasa di daftar."]
    assert not Report.objects.exists()
