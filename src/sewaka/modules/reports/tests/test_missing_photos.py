"""Photos that were announced and do not come: the author hears of it once; stars with "settled"."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from io import BytesIO

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client

from sewaka.kernel.access import ANONYMOUS, SYSTEM, Actor
from sewaka.kernel.ids import new_id
from sewaka.kernel.outbox import Received
from sewaka.kernel.outbox.models import EventRow
from sewaka.modules.reports.actions.missing_photos import tell_missing_photos
from sewaka.modules.reports.actions.submit import Sender, Submitted, submit_report
from sewaka.modules.reports.actions.uploading import add_photo
from sewaka.modules.reports.consumers import tell_author
from sewaka.modules.reports.events import PhotosMissing
from sewaka.modules.reports.models import Confirmation, Report, ReportPhoto
from sewaka.modules.reports.rules.draft import Contact
from sewaka.modules.reports.tests.conftest import RUBBISH, Way, jpeg
from sewaka.modules.reports.tests.test_actions_chain import to_resolved
from sewaka.platform.cases import api as cases
from sewaka.platform.notify.models import Mail
from tests.cast import NOW, Player
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db
DUE = NOW + timedelta(hours=48)
CONTACT = Contact(email="made@contoh.example")


@pytest.fixture
def two_announced(wayans_banjar: str) -> Submitted:
    """Made's words have arrived; of two photos none has."""
    draft = replace(RUBBISH, photos=2, contact=CONTACT)
    return submit_report(actor=ANONYMOUS, now=NOW, draft=draft, sender=Sender(device=b"m" * 32))


def arrives(sent: Submitted, colour: str, place: str = "") -> None:
    """One photo comes."""
    photo, digest = jpeg(colour), sha256(jpeg(colour)).hexdigest()
    author = Actor(via="link", link_case_id=sent.case_id)
    add_photo(upload=BytesIO(photo), sha256=digest, actor=author, now=NOW, place=place)


def on_the_authors_page(sent: Submitted) -> str:
    """What the author reads, blanks made one."""
    page = Client().get(f"/l/{sent.number}/{sent.secret}")
    return BeautifulSoup(page.content, "lxml").get_text(" ", strip=True)


def test_after_two_days_the_author_hears_which_are_missing_and_once(
    two_announced: Submitted,
) -> None:
    arrives(two_announced, "red")
    with nothing_written():
        assert tell_missing_photos(now=DUE - timedelta(seconds=1)) == 0
    assert tell_missing_photos(now=DUE) == 1
    with nothing_written():
        assert tell_missing_photos(now=DUE + timedelta(hours=1)) == 0
    (event,) = EventRow.objects.filter(name="reports.photos_missing")
    assert (event.data["missing"], event.data["expected"]) == (1, 2)

    assert "1 dari 2 foto belum sampai." in on_the_authors_page(two_announced)


def test_which_photo_is_missing_is_said_where_the_phone_named_the_others(
    two_announced: Submitted, client: Client
) -> None:
    photo = jpeg("red")
    put = client.put(
        f"/api/v1/reports/{two_announced.number}/photos/{sha256(photo).hexdigest()}",
        photo,
        content_type="image/jpeg",
        headers={"X-Report-Secret": two_announced.secret, "X-Photo-Place": "1"},
    )
    assert put.json()["received"] == 1
    tell_missing_photos(now=DUE)
    (event,) = EventRow.objects.filter(name="reports.photos_missing")
    assert event.data["places"] == [2]
    with time_machine.travel(DUE, tick=False):
        text = on_the_authors_page(two_announced)
    assert text.count("Foto 2 dari 2 belum sampai.") == 2  # above everything, and in the timeline


@pytest.mark.parametrize("place", ["0", "3", "x", "²", "-1", "10"])
def test_a_place_that_can_not_be_is_taken_for_none(two_announced: Submitted, place: str) -> None:
    arrives(two_announced, "red", place)
    assert ReportPhoto.objects.get().sent_as is None


def test_two_photos_can_not_have_one_place(two_announced: Submitted) -> None:
    arrives(two_announced, "red", "2")
    arrives(two_announced, "red", "1")  # the same bytes again change nothing
    arrives(two_announced, "blue", "2")
    assert list(ReportPhoto.objects.values_list("sent_as", flat=True)) == [2, None]


def test_the_public_is_not_troubled_with_it(two_announced: Submitted) -> None:
    tell_missing_photos(now=DUE)
    case = cases.Case.objects.get(pk=two_announced.case_id)
    lines = cases.timeline(case=case, actor=ANONYMOUS)
    assert [line.facts.get("photos_missing") for line in lines] == [None]


def test_who_sent_all_of_them_hears_nothing(two_announced: Submitted) -> None:
    arrives(two_announced, "red")
    arrives(two_announced, "blue")
    assert tell_missing_photos(now=DUE) == 0
    assert Report.objects.get().photos_checked_at == DUE
    assert not EventRow.objects.filter(name="reports.photos_missing").exists()


def test_a_report_that_was_taken_back_needs_no_photo(two_announced: Submitted) -> None:
    author = Actor(via="link", link_case_id=two_announced.case_id)
    cases.move(case_id=two_announced.case_id, action="cancel", actor=author, now=NOW)
    assert tell_missing_photos(now=DUE, actor=SYSTEM) == 0
    assert not EventRow.objects.filter(name="reports.photos_missing").exists()


def test_stars_go_with_the_word_that_it_is_settled(
    rubbish: Way, wayan: Player, client: Client
) -> None:
    to_resolved(rubbish, wayan)
    until = NOW + timedelta(days=3650)  # the page's clock is the wall's
    Report.objects.filter(pk=rubbish.sent.case_id).update(author_until=until)
    address = f"/l/{rubbish.sent.number}/{rubbish.sent.secret}"
    asked = BeautifulSoup(client.get(address).content, "lxml")
    offered = [(one["value"], one.has_attr("checked")) for one in asked.select("[name=stars]")]
    assert offered == [(str(n), False) for n in (5, 4, 3, 2, 1)]
    with nothing_written():
        assert client.post(f"{address}/settle", {"stars": "6"}).status_code == 422
    assert client.post(f"{address}/settle", {"stars": "4"}).status_code == 302
    assert Confirmation.objects.get().stars == 4
    assert "4 dari 5 bintang" in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("places", "words"),
    [((), "1 dari 2 fotonya belum sampai"), ((2,), "foto 2 dari 2 belum sampai")],
)
def test_the_mail_names_which_are_missing_else_how_many(
    two_announced: Submitted, places: tuple[int, ...], words: str
) -> None:
    told = replace(
        PhotosMissing.example(),
        case_id=two_announced.case_id,
        number=two_announced.number,
        missing=1,
        expected=2,
        places=places,
    )
    received = Received(
        event=told,
        id=new_id(),
        seq=2,
        name=told.name,
        case_id=two_announced.case_id,
        subject_id=None,
        actor_id=None,
        via="system",
        occurred_at=DUE,
    )
    for _ in range(2):  # hearing it again tells nobody again
        tell_author(received=received, now=DUE)
    mail = Mail.objects.get()
    assert two_announced.number in str(mail.title)
    assert words in str(mail.body)
