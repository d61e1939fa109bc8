"""Before sending: what is likely the same is shown; saying so ends the draft; nothing is forced."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from sewaka.kernel.access import ANONYMOUS
from sewaka.kernel.errors import DomainError
from sewaka.kernel.geo import Position
from sewaka.kernel.ids import new_id
from sewaka.kernel.outbox import Received
from sewaka.modules.reports import queries
from sewaka.modules.reports.actions.submit import Sender, Submitted, submit_report
from sewaka.modules.reports.consumers import keep_what_the_desk_saw
from sewaka.modules.reports.events import ReportAccepted
from sewaka.modules.reports.importers.likeness import measure
from sewaka.modules.reports.models import DuplicateHint, Report, WebDraft
from sewaka.modules.reports.rules.draft import Draft
from sewaka.modules.reports.rules.places import Source
from sewaka.modules.reports.tests.conftest import MODERATOR_DESK, RUBBISH, Way, jpeg
from sewaka.modules.reports.tests.test_web_flow import upload
from sewaka.modules.reports.web.panel import case_panel
from sewaka.platform.cases import api as cases
from sewaka.platform.files import api as files
from tests.cast import NOW, SESETAN, Player
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db
HERE = Position(lat=-8.7, lon=115.22)
WORDS = "Sampah menumpuk di depan pasar sejak kemarin"
HEAP = replace(
    RUBBISH, description=WORDS, position=HERE, position_source=Source.PIN, village_code="",
    hamlet_code="",
)  # fmt: skip
HELD = replace(HEAP, description=f"{WORDS}, kata Pak Contoh")  # an officer looks at it first


def public(
    draft: Draft = HEAP, *, metres: float = 0, days: float = 1, photo: str = ""
) -> Submitted:
    """A released report so far to the north, sent so many days ago."""
    at = NOW - timedelta(days=days)
    position = Position(lat=HERE.lat + metres / 111_195, lon=HERE.lon)
    photos = [files.store_photo(upload=jpeg(photo), actor=ANONYMOUS, now=at).pk] if photo else []
    sent = submit_report(
        actor=ANONYMOUS,
        now=at,
        draft=replace(draft, position=position, photos=len(photos)),
        sender=Sender(limits_apply=False),
        photo_ids=photos,
    )
    cases.move(case_id=sent.case_id, action="publish", actor=MODERATOR_DESK, now=at)
    return sent


def walk(client: Client, *, photo: str = "", **what: str) -> BeautifulSoup:
    """The first three steps at the same place; gives the check page."""
    client.post(reverse("reports:photo"), {"photo": upload(jpeg(photo))} if photo else {})
    client.post(reverse("reports:place"), {"lat": HERE.lat, "lon": HERE.lon, "source": "pin"})
    client.post(
        reverse("reports:what"), {"category": "201", "asked": "201", "description": WORDS, **what}
    )
    return page(client.get(reverse("reports:check")))


def page(response: Any) -> BeautifulSoup:
    """The parsed page."""
    return BeautifulSoup(response.content, "lxml")


def offered(shown: BeautifulSoup) -> list[str]:
    """The numbers of the reports that may be the same, in their order."""
    return [str(one["value"]) for one in shown.select("button[name=number]")]


def supporters(sent: Submitted) -> int:
    """How many have the same problem."""
    return queries.tracked(actor=ANONYMOUS, number=sent.number).supporters


def main_button(shown: BeautifulSoup) -> str:
    """What the main button of the page says."""
    (button,) = shown.select(".form-do button")
    return button.get_text(strip=True)


def test_what_is_likely_the_same_is_shown_with_photo_distance_and_state(client: Client) -> None:
    heap = public(metres=20, photo="green")
    shown = walk(client, photo="green")
    assert offered(shown) == [heap.number]
    card = shown.select_one("article.case")
    assert card is not None
    words = card.get_text(" ", strip=True)
    for part in ("Sampah liar", "20\xa0m", heap.number, "Diterima"):
        assert part in words
    assert card.select_one("img.photo") is not None
    assert main_button(shown) == "Bukan, kirim laporan saya"


def test_nothing_likely_leaves_the_page_as_it_was(client: Client) -> None:
    public(metres=74, days=60)
    public(replace(HEAP, category="101"))
    shown = walk(client)
    assert offered(shown) == []
    assert shown.select("input[name=seen]") == []
    assert main_button(shown) == "Kirim laporan"


def test_at_most_three_the_likeliest_first(client: Client) -> None:
    far, near, middle, _farthest = [public(metres=m).number for m in (30, 5, 15, 40)]
    assert offered(walk(client)) == [near, middle, far]


def test_reports_that_nobody_has_released_are_not_shown(client: Client) -> None:
    submit_report(actor=ANONYMOUS, now=NOW, draft=HELD, sender=Sender(limits_apply=False))
    assert offered(walk(client)) == []


def test_a_tip_about_a_levy_is_compared_with_nothing(client: Client) -> None:
    public()
    assert offered(walk(client, category="901")) == []


def test_the_same_makes_a_supporter_and_ends_the_draft(client: Client) -> None:
    first, second = public(metres=5), public(metres=15)
    walk(client)
    draft_id = WebDraft.objects.get().pk
    seen = [first.number, second.number]
    answer = client.post(reverse("reports:same"), {"number": second.number, "seen": " ".join(seen)})
    assert (answer.status_code, answer["Location"]) == (302, f"/lapor/sama/{second.number}")
    assert Report.objects.count() == 2
    assert WebDraft.objects.count() == 0
    assert [supporters(one) for one in (first, second)] == [0, 1]
    kept = DuplicateHint.objects.order_by("-score").values_list(
        "candidate_id", "choice", "shown_to", "draft_id"
    )
    assert list(kept) == [
        (first.case_id, "ignored", "citizen", draft_id),
        (second.case_id, "same", "citizen", draft_id),
    ]
    thanks = page(client.get(answer["Location"]))
    assert "Laporan Anda sendiri tidak dikirim" in thanks.get_text()
    assert offered(walk(client)) == seen  # a new draft begins empty


def test_the_same_twice_counts_once(client: Client) -> None:
    heap = public()
    walk(client)
    for _ in range(2):
        client.post(reverse("reports:same"), {"number": heap.number, "seen": heap.number})
    assert supporters(heap) == 1
    assert DuplicateHint.objects.count() == 1


def test_no_sends_the_report_and_keeps_what_was_shown(client: Client) -> None:
    heap = public(metres=15)
    walk(client)
    sent = client.post(reverse("reports:check"), {"seen": heap.number})
    assert sent["Location"] == "/lapor/terkirim"
    mine = Report.objects.exclude(pk=heap.case_id).get()
    hint = DuplicateHint.objects.get()
    assert (hint.case_id, hint.candidate_id, hint.choice) == (mine.pk, heap.case_id, "different")
    assert round(hint.distance_m) == 15
    assert round(hint.score, 3) == round(
        (0.4 * 0.8 + 0.2 * 2.718281828 ** (-1 / 14) + 0.25) / 0.85, 3
    )
    client.post(reverse("reports:check"), {"seen": heap.number})
    assert DuplicateHint.objects.count() == 1


def test_nobody_can_make_up_what_was_shown(client: Client) -> None:
    far = public(metres=400)
    walk(client)
    client.post(reverse("reports:check"), {"seen": f"{far.number} L26-0000000-0 {'x' * 500}"})
    assert DuplicateHint.objects.count() == 0


def test_a_report_hidden_meanwhile_costs_nothing(client: Client) -> None:
    hidden = submit_report(actor=ANONYMOUS, now=NOW, draft=HELD, sender=Sender(limits_apply=False))
    walk(client)
    with nothing_written():
        answer = client.post(reverse("reports:same"), {"number": hidden.number})
    assert answer.status_code == 404
    assert WORDS in client.get(reverse("reports:check")).content.decode()


@pytest.mark.parametrize("number", ["", "L26", "x" * 9000, "L26-0000000-1"])
def test_a_number_that_is_none_costs_nothing(client: Client, number: str) -> None:
    walk(client)
    with nothing_written():
        assert client.post(reverse("reports:same"), {"number": number}).status_code == 404


def test_looking_at_the_page_writes_nothing(client: Client) -> None:
    public()
    walk(client)
    with nothing_written():
        client.get(reverse("reports:check"))


def test_in_english(client: Client) -> None:
    public()
    client.cookies["django_language"] = "en"
    shown = walk(client)
    assert main_button(shown) == "No, send my report"
    assert "Has it been reported already?" in shown.get_text()


def ask(client: Client, **asked: Any) -> Any:
    """The same by program."""
    given = {"lat": HERE.lat, "lon": HERE.lon, "category": "201", "text": WORDS, **asked}
    return client.get("/api/v1/reports/duplicates", given)


def test_a_program_gets_score_parts_and_the_public_report(client: Client) -> None:
    heap = public(metres=15, days=0, photo="green")
    (item,) = ask(client).json()["items"]
    assert (item["score"], item["distance"], item["time"], item["text"], item["photo"]) == (
        0.906, 0.8, 1.0, 1.0, None,
    )  # fmt: skip
    assert (item["distance_m"], item["report"]["number"]) == (15.0, heap.number)
    assert item["report"]["state"] == "submitted"


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"lat": "nan"}, 422),
        ({"lat": "1e400"}, 422),
        ({"lat": 91}, 422),
        ({"lon": "timur"}, 422),
        ({"category": "'; --"}, 422),
        ({"text": "x" * 20_001}, 422),
        ({"category": "999"}, 200),
        ({"text": ""}, 200),
        ({"text": "\x00🙏" * 50}, 200),
    ],
)
def test_hostile_questions(client: Client, asked: dict[str, Any], status: int) -> None:
    public(days=0)
    answer = ask(client, **asked)
    assert answer.status_code == status
    if asked.get("category") == "999":
        assert answer.json() == {"items": []}


def test_what_was_covered_is_not_compared(client: Client, made: Player) -> None:
    """A guess at a hidden number must not raise the score."""
    public(replace(HEAP, description="Hubungi 0812 3456 7890"), days=0)
    (plain,) = ask(client, text="Hubungi").json()["items"]
    (guess,) = ask(client, text="Hubungi 0812 3456 7890").json()["items"]
    assert plain["text"] == guess["text"] == 1.0


def desk_panel(case_id: UUID) -> BeautifulSoup:
    """What an officer sees of the case beside its timeline."""
    case = cases.Case.objects.get(pk=case_id)
    return BeautifulSoup(case_panel(case=case, actor=MODERATOR_DESK, now=NOW), "lxml")


def test_an_officer_compares_words_and_photos_side_by_side() -> None:
    first = public(metres=5, photo="green")
    far = public(metres=600, days=0)
    mine = submit_report(actor=ANONYMOUS, now=NOW, draft=HEAP, sender=Sender(limits_apply=False))
    likely, other = desk_panel(mine.case_id).select("details.twin")
    assert likely.has_attr("open")
    assert first.number in likely.get_text()
    assert "Sangat mirip" in likely.get_text()
    assert len(likely.select(".side")) == 2
    assert len(likely.select(".side img")) == 1
    assert far.number in other.get_text()
    assert not other.has_attr("open")


def test_a_closed_case_is_compared_with_nothing_more(rubbish: Way) -> None:
    public()
    rubbish.do("cancel", rubbish.author, reason="Sudah bersih")
    assert desk_panel(rubbish.sent.case_id).select(".sides") == []


def test_the_desk_that_holds_it_is_led_to_the_merge(
    wayans_banjar: str, wayan: Player, mayor: Player
) -> None:
    heap = public()
    draft = replace(HEAP, hamlet_code=wayans_banjar, village_code=SESETAN)
    mine = submit_report(actor=ANONYMOUS, now=NOW, draft=draft, sender=Sender(limits_apply=False))
    case = cases.Case.objects.get(pk=mine.case_id)
    shown = page_of(case_panel(case=case, actor=wayan.actor, now=NOW))
    assert heap.number in shown.select_one("details .sides").parent.get_text()  # type: ignore[union-attr]  # it is there
    assert [one["href"] for one in shown.select("details a[href^='#']")] == ["#act-merge"]
    others = page_of(case_panel(case=case, actor=mayor.actor, now=NOW))
    assert others.select("a[href='#act-merge']") == []


def page_of(html: str) -> BeautifulSoup:
    """A parsed part of a page."""
    return BeautifulSoup(html, "lxml")


def officers_word() -> list[tuple[UUID, str]]:
    """What officers said to the candidates beside their cases."""
    said = DuplicateHint.objects.filter(shown_to="officer").order_by("-score")
    return list(said.values_list("candidate_id", "choice"))


def test_a_merge_says_which_was_the_same_and_its_undoing_that_it_was_not(
    wayans_banjar: str, wayan: Player
) -> None:
    draft = replace(HEAP, hamlet_code=wayans_banjar, village_code=SESETAN)
    near, other = public(metres=5), public(metres=12)
    way = Way(sent=submit_report(actor=ANONYMOUS, now=NOW, draft=draft, sender=Sender()))
    with nothing_written(), pytest.raises(DomainError):
        way.do("merge", wayan.actor, master=way.sent.number)
    way.do("merge", wayan.actor, master=near.number)
    assert officers_word() == [(near.case_id, "same"), (other.case_id, "ignored")]
    way.at += timedelta(minutes=30)
    way.do("unmerge", wayan.actor)
    assert officers_word() == [(near.case_id, "different"), (other.case_id, "ignored")]


def test_what_was_taken_on_by_itself_was_another_one(wayans_banjar: str) -> None:
    near = public(metres=5)
    mine = submit_report(actor=ANONYMOUS, now=NOW, draft=HEAP, sender=Sender(limits_apply=False))
    accepted = replace(ReportAccepted.example(), case_id=mine.case_id)
    received = Received(
        event=accepted,
        id=new_id(),
        seq=3,
        name=accepted.name,
        case_id=mine.case_id,
        subject_id=None,
        actor_id=None,
        via="session",
        occurred_at=NOW,
    )
    for _ in range(2):  # heard again it says the same
        keep_what_the_desk_saw(received=received, now=NOW)
        assert officers_word() == [(near.case_id, "different")]
    keep_what_the_desk_saw(received=received, now=NOW + timedelta(days=3))
    assert measure.on_choices()[0].shown == 1
