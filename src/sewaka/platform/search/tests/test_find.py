"""One box: what is found, by whom, in which order."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from sewaka.kernel.access import ANONYMOUS, SYSTEM, Actor, Held
from sewaka.platform.cases import api as cases
from sewaka.platform.search import api
from sewaka.platform.search.models import SearchDocument
from tests.cast import NOW
from tests.hostile import TEXTS

pytestmark = pytest.mark.django_db

OFFICER = Actor(grants=(Held("mayor"),), is_strong=True)


def _index(subject: str, title: str, body: str = "", **changes: object) -> None:
    fields: dict[str, object] = {
        "kind": "sample.wish",
        "url_name": "portal:services",
        "url_arguments": [],
        "happened_at": NOW,
    }
    api.index(subject=subject, title=title, body=body, **(fields | changes))  # type: ignore[arg-type]  # a test's own changes


def _titles(words: str, actor: Actor = ANONYMOUS) -> list[str]:
    return [str(hit.title) for hit in api.find(actor=actor, words=words).hits]


@pytest.fixture
def _three_documents() -> None:
    _index(
        "1", "Perbaikan jalan rusak", "Jalan Tukad Barito sudah diperbaiki", url_name="portal:home"
    )
    _index("2", "Lampu jalan padam", "Gelap di sekitar pasar", url_name="portal:services")
    _index("3", "Rapat kantor", "Anggaran perbaikan", audience="staff", url_name="portal:privacy")


@pytest.mark.usefixtures("_three_documents")
@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ("jalan rusak", ["Perbaikan jalan rusak"]),
        ("diperbaiki", ["Perbaikan jalan rusak"]),
        ("perbaiki", ["Perbaikan jalan rusak"]),
        ("BARITO", ["Perbaikan jalan rusak"]),
        ("pas", ["Lampu jalan padam"]),
        ("jalan -rusak", ["Lampu jalan padam"]),
        ("helikopter", []),
    ],
    ids=["words", "same form", "stem", "case", "unfinished", "without", "nothing"],
)
def test_public_documents_are_found_by_words(words: str, titles: list[str]) -> None:
    assert _titles(words) == titles


@pytest.mark.usefixtures("_three_documents")
def test_documents_of_offices_are_found_by_offices_only() -> None:
    assert _titles("anggaran") == []
    assert _titles("anggaran", actor=Actor(person_id=None)) == []
    assert _titles("anggaran", actor=OFFICER) == ["Rapat kantor"]


def test_titles_come_before_bodies_and_newer_before_older() -> None:
    earlier = NOW - timedelta(days=1)
    _index("1", "Pasar", "kumuh sampah", url_name="portal:home", happened_at=NOW)
    _index("2", "Sampah kumuh", "pasar", url_name="portal:services", happened_at=earlier)
    _index("3", "Sampah kumuh", "pasar", url_name="portal:privacy", happened_at=NOW)

    urls = [hit.url for hit in api.find(actor=ANONYMOUS, words="kumuh").hits]

    assert urls == ["/privasi", "/layanan", "/"]


def test_indexing_again_replaces_and_forgetting_removes() -> None:
    _index("1", "Got mampet")
    _index("1", "Got bersih")
    assert SearchDocument.objects.count() == 1
    assert _titles("mampet") == []
    assert _titles("bersih") == ["Got bersih"]

    api.forget(kind="sample.wish", subject="1")
    api.forget(kind="sample.wish", subject="1")

    assert _titles("bersih") == []


def test_services_and_sources_of_modules_answer_too() -> None:
    assert _titles("sampah") == ["Lapor sampah"]
    assert _titles("tumpuk samp") == ["Lapor sampah"]
    assert _titles("banjir") == []
    assert _titles("banjir", actor=OFFICER) == ["Catatan banjir"]


def test_one_address_stands_once() -> None:
    _index("1", "Lapor sampah juga di sini")  # at the address of the service

    hits = api.find(actor=ANONYMOUS, words="sampah").hits

    assert [(hit.title, hit.kind) for hit in hits] == [("Lapor sampah", "service")]


def test_address_of_a_module_that_is_gone_is_left_out() -> None:
    _index("1", "Hilang", url_name="gone:page")

    assert _titles("hilang") == []


# --- numbers ------------------------------------------------------------------------


def _case(**changes: object) -> cases.Case:
    fields: dict[str, object] = {
        "module": "sample",
        "kind": "wish",
        "workflow": "sample.wish",
        "title": "Got mampet",
        "actor": SYSTEM,
        "now": NOW,
        "holder_role": "mayor",
        "area_code": "51.71.01.1003",
    }
    return cases.open_case(**(fields | changes))  # type: ignore[arg-type]  # a test's own changes


def test_case_number_leads_to_its_case() -> None:
    case = _case(visibility="public")

    for typed in (case.number, case.number.lower().replace("-", "")):
        answer = api.find(actor=ANONYMOUS, words=typed)
        assert answer.number == case.number
        assert [(hit.title, hit.url, hit.kind) for hit in answer.hits] == [
            ("Got mampet", f"/?kasus={case.number}", case.number)
        ]


def test_hidden_case_is_answered_like_an_unknown_number() -> None:
    case = _case(visibility="secret")

    answer = api.find(actor=ANONYMOUS, words=case.number)

    assert (answer.number, answer.hits) == (case.number, ())


@pytest.mark.parametrize("typed", ["9971015501850001", "+62 800 0000 0001", "08000000 0001"])
def test_strangers_find_no_identity_or_telephone_number(
    typed: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    _index("1", "Hubungi Made", f"di {typed} ya", audience="staff")

    with django_assert_num_queries(0):
        answer = api.find(actor=ANONYMOUS, words=typed)

    assert answer.hits == ()
    assert SearchDocument.objects.get().body == f"di {typed} ya"


@pytest.mark.parametrize("typed", ["9971015501850001", "+62 800 0000 0001", "08000000 0001"])
def test_such_numbers_are_covered_in_public_documents(typed: str) -> None:
    _index("1", f"Hubungi {typed}", f"atau {typed}")

    kept = SearchDocument.objects.get()

    assert (kept.title, kept.body) == ("Hubungi ▇▇▇▇", "atau ▇▇▇▇")


# --- bad input ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["", "   ", "!!!", "&", "(", "':*", "\\", "& | !", *TEXTS.values()]
)
def test_any_question_is_answered(typed: str) -> None:
    answer = api.find(actor=ANONYMOUS, words=typed)

    assert answer.hits == ()


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_any_text_can_be_indexed(text: str) -> None:
    _index("1", f"judul {text}", text * 3)

    assert SearchDocument.objects.count() == 1


@pytest.mark.parametrize(("limit", "number"), [(0, 1), (-5, 1), (3, 3), (500, 50)])
def test_limit_is_kept(limit: int, number: int) -> None:
    for n in range(60):
        _index(str(n), f"Sama {n}", url_name="files:photo", url_arguments=[_uuid(n), "kecil.webp"])

    assert len(api.find(actor=ANONYMOUS, words="sama", limit=limit).hits) == number


def _uuid(n: int) -> str:
    return f"01990000-0000-7000-8000-{n:012d}"


@pytest.mark.parametrize("documents", [1, 50])
def test_number_of_queries_does_not_grow(
    documents: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(documents):
        _index(str(n), f"Sama {n}", url_name="files:photo", url_arguments=[_uuid(n), "kecil.webp"])

    with django_assert_num_queries(1):
        api.find(actor=ANONYMOUS, words="sama", limit=50)
