"""A canary reports thirty times, in every way of being known; then every public byte is read.

The reports walk through several states with photos, answers and an officer who pastes what he
should not. Every address of the city is asked as a stranger and as another citizen, with every
report's number where the address takes one; pictures, feeds, the log, the search and the job queue
are read as well. What may be found is found by those alone who may.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from itertools import pairwise, product
from pathlib import Path

import orjson
import pypdf
import pytest
import time_machine
from django.conf import LazySettings
from django.db import connection
from django.test import Client, override_settings
from PIL import ExifTags, Image

from sewaka.city.opendata import bulk, catalog
from sewaka.kernel import remembered
from sewaka.kernel.access import ANONYMOUS, Actor, Held
from sewaka.kernel.errors import DomainError, NotFound
from sewaka.kernel.geo import Position
from sewaka.kernel.outbox import catalogue
from sewaka.kernel.outbox.models import EventRow
from sewaka.kernel.outbox.reading import received
from sewaka.modules.reports.actions.entering import enter_for_citizen
from sewaka.modules.reports.actions.submit import Sender, submit_report
from sewaka.modules.reports.models import PublicReport, ReportPhoto
from sewaka.modules.reports.models.drafts import FlowDraft
from sewaka.modules.reports.models.requested import Place
from sewaka.modules.reports.rules.draft import Contact, Draft, Identity, ReportKind
from sewaka.platform.cases import api as cases
from sewaka.platform.files import api as files
from sewaka.platform.files.models import Rendition, StoredFile
from sewaka.platform.files.storage import file_store
from sewaka.platform.files.tests import pictures
from sewaka.platform.search import api as search
from tests.cast import NOW, SESETAN, WAYANS_BANJAR, Cast, banjars
from tests.conformance.addresses import Address, addresses, openapi
from tests.conformance.knocking import body_of
from tests.conformance.test_canary import MAIL, NAME, NIK, PHONE, SONG, heard
from tests.conformance.test_feeds import FEEDS, read

pytestmark = pytest.mark.django_db

CAMERA = "Telepon Contoh 9971"  # the model that stands in the photo's EXIF
PLACE = Position(lat=-8.6957131, lon=115.2171313)  # where the photo was taken, never the report
GPS_NOTES = ("8.69571", "115.21713", CAMERA)
TIP_WORDS = "Kanaria pungli rahasia"
TEXT = (
    f"Sampah menumpuk. Saya {NAME}, telepon {PHONE} atau +62 812-9998-8877, NIK 9971.0141.0190.0042"
    f" ({NIK}), surel {MAIL}, mobil DK 9971 KAN."
)
CONTACT = Contact(name=NAME, phone=PHONE, email=MAIL)
HOW = (
    ("named", Identity.NAMED, "201", ReportKind.COMPLAINT),
    ("anonymous", Identity.ANONYMOUS, "201", ReportKind.COMPLAINT),
    ("confidential", Identity.CONFIDENTIAL, "201", ReportKind.COMPLAINT),
    ("parties", Identity.NAMED, "301", ReportKind.COMPLAINT),
    ("integrity", Identity.NAMED, "201", ReportKind.INTEGRITY),
    ("levy", Identity.ANONYMOUS, "901", ReportKind.COMPLAINT),
)
WAYS = ("waiting", "shown", "asked", "answered", "taken back")  # 6 x 5 = 30 cases
SEALED = {"integrity", "levy"}
PUBLIC = {"named", "anonymous"}


@dataclass(frozen=True)
class Sung:
    """One of the thirty."""

    how: str
    way: str
    number: str
    secret: str


@dataclass(frozen=True)
class Stage:
    """The thirty, the people who heard them, and where the photos lie."""

    cast: Cast
    sung: list[Sung]
    photos: Path


@pytest.fixture(scope="module")
def stage(kept_database: None, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """Thirty reports of the canary, each at its place of the way, sung once for all tests."""
    photos, cast = tmp_path_factory.mktemp("photos"), Cast(entered={})
    remembered.forget_all()
    with override_settings(MEDIA_ROOT=photos), time_machine.travel(NOW, tick=True):
        banjars()
        for name in ("wayan", "sari", "agus", "dewi", "wulan", "indra"):
            cast[name]
        sung = [_sing(cast, n, how, way) for n, (how, way) in enumerate(product(HOW, WAYS))]
        _hear_all()
    return Stage(cast, sung, photos)


@pytest.fixture
def cast(stage: Stage, db: None) -> Cast:
    """The people of the stage; who is called besides is gone after the test."""
    return Cast(entered=dict(stage.cast.entered))


@pytest.fixture
def choir(stage: Stage, db: None, settings: LazySettings) -> list[Sung]:
    """The thirty."""
    settings.MEDIA_ROOT = stage.photos
    return stage.sung


def _sing(cast: Cast, n: int, how: tuple[str, Identity, str, ReportKind], way: str) -> Sung:
    mode, identity, category, kind = how
    at = NOW + timedelta(minutes=n)
    raw = pictures.with_metadata(position=PLACE)
    photo = files.store_photo(upload=raw, actor=ANONYMOUS, now=at)
    draft = Draft(
        category=category,
        description=f"{TIP_WORDS} {n}. {TEXT}" if mode in SEALED else TEXT,
        landmark=f"depan rumah {NAME} {PHONE}",
        village_code=SESETAN,
        hamlet_code=WAYANS_BANJAR,
        identity=identity,
        kind=kind,
        contact=CONTACT,
        struck=(NAME,),
        photos=1,
    )
    sender = Sender(device=bytes([n]) * 32, limits_apply=False)
    sent = submit_report(actor=ANONYMOUS, now=at, draft=draft, sender=sender, photo_ids=[photo.pk])
    author = Actor(via="link", link_case_id=sent.case_id)
    _walk(cast, sent.case_id, author, way=way, at=at)
    return Sung(mode, way, sent.number, sent.secret)


def _walk(cast: Cast, case_id: object, author: Actor, *, way: str, at: datetime) -> None:
    """As far as this way leads; what a desk may not do, it does not."""
    case = cases.Case.objects.get(pk=str(case_id))
    desk = _desk(cast, case)
    secrets = f"Hubungi {NAME} di {PHONE}, NIK {NIK}"
    steps: dict[str, list[tuple[str, Actor, dict[str, object]]]] = {
        "waiting": [],
        "shown": [("publish", cast["dewi"].actor, {})],
        "asked": [("ask_info", desk, {"question": f"Betulkah ini Anda? {secrets}"})],
        "answered": [
            ("publish", cast["dewi"].actor, {}),
            ("ask_info", desk, {"question": "Di mana tepatnya tempatnya?"}),
            ("give_info", author, {"answer": secrets, "evidence": []}),
            ("reject", desk, {"reason_code": "unclear", "answer": f"Pelapor ber-NIK {NIK} salah."}),
        ],
        "taken back": [("cancel", author, {"reason": secrets})],
    }
    for minute, (action, actor, given) in enumerate(steps[way], start=1):
        now = at + timedelta(seconds=minute)
        try:
            cases.move(case_id=case.pk, action=action, actor=actor, now=now, given=given)
        except DomainError:
            continue


def _desk(cast: Cast, case: cases.Case) -> Actor:
    """The office that holds it."""
    held = Held(case.holder_role, area_code="", agency_code=case.agency_id or "")
    known = {"reports.hamlet_head": cast["wayan"].actor, "reports.inspector": cast["indra"].actor}
    return known.get(case.holder_role, Actor(grants=(held,)))


def _hear_all() -> None:
    """Every consumer of the city hears the whole log."""
    known = catalogue.events()
    for row in EventRow.objects.order_by("position"):
        for consumer in catalogue.consumers():
            if known[row.name] in consumer.events:
                consumer.run(received=received(row, event_class=known[row.name]), now=NOW)


def notes_in(content: bytes) -> list[str]:
    """What of the canary stands in the bytes, its place and camera included."""
    text = content.decode("utf-8", errors="replace")
    spaced = re.sub(r"[\s.\-]", "", text)
    found = heard(text) + [note for note in GPS_NOTES if note in text]
    return found + [note for note in (NIK, PHONE) if note in spaced]


def test_there_are_thirty_and_they_are_where_they_should_be(choir: list[Sung]) -> None:
    """Else all that follows proves nothing."""
    assert len(choir) == 30
    shown = {one.case.number for one in PublicReport.objects.select_related("case")}
    wanted = {s.number for s in choir if s.how in PUBLIC and s.way in {"shown", "answered"}}
    assert wanted <= shown
    assert not {s.number for s in choir if s.how not in PUBLIC} & shown
    assert cases.Case.objects.filter(visibility="secret").count() == 10
    states = set(cases.Case.objects.values_list("state", flat=True))
    assert {"submitted", "needs_info", "rejected", "cancelled"} <= states


def test_no_public_address_tells_anything(
    choir: list[Sung], cast: Cast, settings: LazySettings, tmp_path: Path
) -> None:
    settings.OPENDATA_ROOT = tmp_path / "data"
    assert bulk.publish(now=NOW) > 0
    found, paths = [], [*_paths(choir)]
    assert len(paths) > 300
    for who, client in (("stranger", Client()), ("ketut", cast["ketut"].client)):
        for address, path in paths:
            answer = client.get(path)
            assert answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR or address.key == "readyz"
            if notes := notes_in(body_of(answer)):
                found.append(f"{path} as {who}: {notes}")
            if TIP_WORDS.encode() in body_of(answer):
                found.append(f"{path} as {who}: words of a tip")
    assert found == []
    published = [one for one in settings.OPENDATA_ROOT.rglob("*") if one.is_file()]
    assert len(published) > 3
    assert [one.name for one in published if notes_in(one.read_bytes())] == []


def _paths(choir: list[Sung]) -> Iterator[tuple[Address, str]]:
    """Every address that is read, with every number where it takes one; never with a secret."""
    numbers = [one.number for one in choir]
    values = {
        "number": numbers,
        "secret": ["A" * 22],  # somebody guesses
        "place": [place.value for place in Place],
        "suffix": ["json", "xml"],
        "file_id": [str(one.pk) for one in StoredFile.objects.order_by("created_at")][::2],
        "name": sorted(set(Rendition.objects.values_list("name", flat=True)) | {"original"}),
    }
    data = {"code": [one.code for one in catalog.datasets()], "form": ["csv", "json", "xml"]}
    for address in addresses(api=openapi()):
        known = values | (data if address.key.startswith("opendata:") else {})
        if "secret" in address.parameters:
            known["number"] = numbers[::7]
        is_read = not address.methods or "GET" in address.methods
        if is_read and {"number", "file_id"} <= set(address.parameters) <= known.keys():
            pairs = _photos(numbers)
            yield from ((address, address.path({"number": n, "file_id": p})) for n, p in pairs)
        elif is_read and set(address.parameters) <= known.keys():
            wanted = [known[name] for name in address.parameters]
            for chosen in product(*wanted):
                yield address, address.path(dict(zip(address.parameters, chosen, strict=True)))


def _photos(numbers: list[str]) -> list[tuple[str, str]]:
    """Each number with its own photo, and with that of the number before it."""
    own = dict(ReportPhoto.objects.values_list("report__case__number", "file_id"))
    whose = [*((number, number) for number in numbers), *pairwise(numbers)]
    return [(number, str(own[owner])) for number, owner in whose]


def test_no_picture_carries_where_it_was_taken(choir: list[Sung]) -> None:
    for rendition in Rendition.objects.all():
        with file_store().open(rendition.key) as content:
            raw = content.read()
        assert notes_in(raw) == []
        exif = Image.open(io.BytesIO(raw)).getexif()
        assert dict(exif) == {}
        assert dict(exif.get_ifd(ExifTags.IFD.GPSInfo)) == {}


def test_feeds_search_log_notices_and_jobs_are_silent(choir: list[Sung], cast: Cast) -> None:
    rows = [row for feed in FEEDS for row in read(feed, limit=100)]
    assert notes_in(orjson.dumps(rows)) == []
    assert TIP_WORDS not in orjson.dumps(rows).decode()
    for words in (*SONG, TIP_WORDS, "pungli"):
        for actor in (ANONYMOUS, cast["ketut"].actor):
            assert search.find(actor=actor, words=words).hits == (), words
    for table in ("outbox_event", "outbox_delivery", "procrastinate_jobs", "sewaka_cache"):
        assert notes_in(_dump(table).encode()) == [], table
    sealed = [str(case.pk) for case in cases.Case.objects.filter(visibility="secret")]
    assert not any(pk in _dump("outbox_delivery") for pk in sealed)
    mails = _dump("notify_mail") + _dump("notify_notice")
    assert mails != "", "authors were told something"
    assert notes_in(mails.encode()) == []
    assert "Inspektorat" not in mails, "a notice does not tell what it is about"


def _dump(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [table])
        if cursor.fetchone() == (None,):
            return ""
        cursor.execute("SELECT t::text FROM {} t".replace("{}", table))
        return "\n".join(row[0] for row in cursor.fetchall())


def test_the_office_concerned_sees_nothing_of_a_tip(choir: list[Sung], cast: Cast) -> None:
    """As officer of DLHK and inspector and administrator and whatever else there is."""
    roles = ("admin", "mayor", "auditor", "dpo", "reports.inspector", "reports.triage")
    everything = tuple(Held(role) for role in (*roles, "reports.moderator", "reports.admin"))
    office = Held("reports.agency_officer", agency_code="dlhk")
    concerned, outside = Actor(grants=(office, *everything)), Actor(grants=everything)
    tips = [one.number for one in choir if one.how == "integrity"]
    for number in tips:
        assert cases.get_case(actor=outside, number=number).number == number
        with pytest.raises(NotFound):
            cases.get_case(actor=concerned, number=number)
        assert search.find(actor=concerned, words=number).hits == ()
    seen = cases.visible_cases(actor=concerned).values_list("number", flat=True)
    assert not set(seen) & set(tips)
    later = NOW + timedelta(days=1)
    for view in cases.View:
        page = cases.inbox(actor=concerned, filters=cases.Filters(view=view), now=later)
        assert not {case.number for case in page.cases} & set(tips)
        counted = cases.count(actor=concerned, filters=cases.Filters(view=view), now=later)
        assert counted == len(page.cases)


def test_a_count_never_tells_of_a_tip(choir: list[Sung]) -> None:
    later = NOW + timedelta(days=1)
    before = cases.standing(now=later, days=30)
    cases.Case.objects.filter(visibility="secret").update(opened_at=NOW - timedelta(days=90))
    assert cases.standing(now=later, days=30) == before


PAPERS = {"reports:receipt_pdf", "reports:behalf_paper", "reports:letter"}


def on_paper(content: bytes) -> bytes:
    """Everything that a PDF says: its words, its notes on itself, and the bytes as they are."""
    read_back = pypdf.PdfReader(io.BytesIO(content))
    told = [page.extract_text() for page in read_back.pages]
    links = [
        str(mark.get_object().get("/A", {}).get("/URI", ""))
        for page in read_back.pages
        for mark in page.get("/Annots", ())
    ]
    attached = [str(name) for name in read_back.attachments]
    words = "\n".join([*told, *links, *attached, str(read_back.metadata)])
    return words.encode() + content


def test_papers_tell_no_more_than_the_page_that_they_are_of(choir: list[Sung], cast: Cast) -> None:
    filled = dict.fromkeys(("number", "secret", "entry"), "x")
    kinds = {
        one.key
        for one in addresses()
        if set(one.parameters) <= filled.keys()
        and one.path({name: filled[name] for name in one.parameters}).endswith(".pdf")
    }
    assert kinds == PAPERS, "a new kind of paper has to be read here too"
    village = cast["kadek"].client
    letters = 0
    for one in choir:
        own = f"/l/{one.number}/{one.secret}"
        paper = Client().get(f"{own}/bukti.pdf")
        assert (paper.status_code, body_of(paper)[:5]) == (HTTPStatus.OK, b"%PDF-")
        told = on_paper(body_of(paper))
        assert set(notes_in(told)) <= set(notes_in(body_of(Client().get(own))))
        assert notes_in(told) == [], "a paper is shown and passed on"
        assert one.secret.encode() not in told
        letter = village.get(f"/kerja/laporan/{one.number}/surat.pdf")
        assert (letter.status_code == HTTPStatus.OK) <= (one.how not in SEALED)
        if letter.status_code == HTTPStatus.OK:
            letters += 1
            assert notes_in(on_paper(body_of(letter))) == []
    assert letters > 0


def test_the_paper_of_a_counter_tells_nothing_of_who_came(cast: Cast) -> None:
    banjars()
    entry = "entri-contoh-nomor-satu"
    draft = FlowDraft(
        category="201", description=TEXT, struck=NAME, landmark=f"depan rumah {NAME} {PHONE}",
        area_code=SESETAN, channel="counter", name=NAME, phone=PHONE, email=MAIL,
    )  # fmt: skip
    kadek = cast["kadek"]
    enter_for_citizen(entry=entry, draft=draft, actor=kadek.actor, now=NOW)
    address = f"/kerja/laporan/baru/{entry}/bukti.pdf"
    paper = kadek.client.get(address)
    assert paper.status_code == HTTPStatus.OK
    assert notes_in(on_paper(body_of(paper))) == []
    for stranger in (Client(), cast["ketut"].client, cast["oka"].client):
        assert stranger.get(address).status_code != HTTPStatus.OK


def test_the_reader_of_papers_is_not_blind(choir: list[Sung]) -> None:
    """The number of the report is found, in the words and in the address behind the code."""
    paper = Client().get(f"/l/{choir[0].number}/{choir[0].secret}/bukti.pdf")
    assert on_paper(body_of(paper)).decode(errors="replace").count(choir[0].number) > 1


def test_the_reader_is_not_blind(choir: list[Sung]) -> None:
    """The author finds all of it by the secret link: what is looked for can be found."""
    one = next(s for s in choir if s.how == "named" and s.way == "shown")
    page = Client().get(f"/l/{one.number}/{one.secret}")
    assert {PHONE, NIK, MAIL} <= set(notes_in(body_of(page)))
