"""What an officer does on the case's page, without scripts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from sewaka.city.inbox.tests.conftest import LATER, Browser, soup
from sewaka.platform.cases import api as cases
from sewaka.platform.cases.tests.conftest import Cast, OpenCase
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db


def page_of(case: cases.Case) -> str:
    return f"/kerja/berkas/{case.number}"


def act_url(case: cases.Case, action: str) -> str:
    return f"{page_of(case)}/tindakan/{action}"


def acts_on(page: BeautifulSoup) -> list[str]:
    return [str(found["id"]) for found in page.select("details.act")]


def test_page_shows_state_promises_history_and_acts(
    browser: Browser, cast: Cast, open_case: OpenCase
) -> None:
    case = open_case()
    response = browser("wayan").get(page_of(case))
    page = soup(response)
    assert response.status_code == 200
    assert page.select_one("h1").get_text(strip=True) == "Got mampet, Jl. Nangka"  # type: ignore[union-attr]  # it is there
    assert len(page.select(".promise")) == 2
    assert "Got mampet sejak kemarin" in page.select_one(".timeline").get_text()  # type: ignore[union-attr]  # it is there
    assert acts_on(page) == [
        "act-take",
        "act-hand_over",
        "act-ask",
        "act-refuse",
        "assign",
        "message",
        "note",
    ]
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", ["ketut", "made", "komang", "sari", "admin"])
def test_foreign_case_is_absent(name: str, browser: Browser, open_case: OpenCase) -> None:
    case = open_case(visibility="public")
    client = browser(name)
    with nothing_written():
        assert client.get(page_of(case)).status_code == 404
        assert client.post(act_url(case, "take"), {"version": 1}).status_code == 404
        for room in ("tugaskan", "pesan", "catatan"):
            response = client.post(f"{page_of(case)}/{room}", {"version": 1, "text": "Halo"})
            assert response.status_code == 404


def test_reader_sees_but_may_not_act(browser: Browser, open_case: OpenCase) -> None:
    case = open_case()
    client = browser("mayor")
    assert acts_on(soup(client.get(page_of(case)))) == []
    with nothing_written():
        response = client.post(act_url(case, "take"), {"version": 1, "answer": "Siap pak"})
    assert response.status_code == 404


def test_doing_it(browser: Browser, open_case: OpenCase) -> None:
    case = open_case()
    client = browser("wayan")
    response = client.post(act_url(case, "take"), {"version": 1, "answer": "Kami periksa"})
    assert (response.status_code, response["Location"]) == (302, page_of(case))
    case.refresh_from_db()
    assert (case.state, case.version) == ("working", 2)
    assert case.entries.get(kind="moved").text == "Kami periksa"


def test_mistake_keeps_what_was_written(browser: Browser, open_case: OpenCase) -> None:
    case = open_case()
    client = browser("wayan")
    with nothing_written():
        response = client.post(
            act_url(case, "hand_over"), {"version": 1, "agency": "pupr", "reason": "ya"}
        )
    page = soup(response)
    assert response.status_code == 422
    link = page.select_one(".summary a")
    assert link is not None
    assert link["href"] == "#hand_over-reason"
    field = page.select_one("#hand_over-reason")
    assert field is not None
    assert (field.get_text(strip=True), field["aria-invalid"]) == ("ya", "true")
    chosen = page.select_one("#hand_over-agency option[selected]")
    assert chosen is not None
    assert chosen["value"] == "pupr"
    assert page.select_one("details#act-hand_over[open]") is not None
    assert page.title is not None
    assert link.get_text() in page.select_one("#hand_over-reason-error").get_text()  # type: ignore[union-attr]  # it is there


def test_somebody_was_faster(browser: Browser, cast: Cast, open_case: OpenCase) -> None:
    case = open_case(agency_id="pupr", holder_role="sample.officer")
    cases.move(
        case_id=case.pk,
        action="take",
        actor=cast.sari2,
        now=LATER - timedelta(minutes=2),
        given={"answer": "Sudah saya ambil"},
    )
    client = browser("sari")
    with nothing_written():
        response = client.post(act_url(case, "refuse"), {"version": 1, "code": "spam"})
    page = soup(response)
    assert response.status_code == 412
    conflict = page.select_one(".conflict")
    assert conflict is not None
    assert "Officer, Dinas PUPR" in conflict.get_text()
    assert "Sudah saya ambil" in conflict.get_text()
    version = page.select_one("#act-refuse input[name=version]")
    assert version is not None
    assert version["value"] == "2"
    assert page.select_one("#act-refuse input[value=spam][checked]") is not None


def test_act_that_left_the_page_keeps_the_words(
    browser: Browser, cast: Cast, open_case: OpenCase
) -> None:
    case = open_case()
    cases.move(
        case_id=case.pk, action="refuse", actor=cast.wayan, now=LATER, given={"code": "spam"}
    )
    response = browser("wayan").post(
        act_url(case, "take"), {"version": 1, "answer": "Tulisan panjang saya"}
    )
    page = soup(response)
    assert response.status_code == 412
    assert "Tulisan panjang saya" in page.select_one(".conflict").get_text()  # type: ignore[union-attr]  # it is there


@pytest.mark.parametrize("version", ["", "0", "x", "-1", "9" * 40, "²"])
def test_version_is_always_asked_for(version: str, browser: Browser, open_case: OpenCase) -> None:
    case = open_case()
    response = browser("wayan").post(
        act_url(case, "take"), {"version": version, "answer": "Kami periksa"}
    )
    assert response.status_code == 412
    case.refresh_from_db()
    assert case.state == "received"


def test_unknown_act_is_absent(browser: Browser, open_case: OpenCase) -> None:
    case = open_case()
    client = browser("wayan")
    assert client.get(act_url(case, "terbang")).status_code == 404
    assert client.post(act_url(case, "terbang"), {"version": 1}).status_code == 404


def test_an_act_can_be_opened_by_its_address(browser: Browser, open_case: OpenCase) -> None:
    page = soup(browser("wayan").get(act_url(open_case(), "ask")))
    assert page.select_one("details#act-ask[open]") is not None


def test_words_and_notes(browser: Browser, open_case: OpenCase) -> None:
    case = open_case()
    client = browser("wayan")
    sent: list[tuple[str, dict[str, Any]]] = [
        ("pesan", {"version": 1, "text": "Kami datang sore", "audience": "applicant"}),
        ("catatan", {"version": 2, "text": "Kunci di pak RT"}),
        ("pesan", {"version": 3, "text": "Jalan ditutup sore", "audience": "public"}),
    ]
    for room, fields in sent:
        assert client.post(f"{page_of(case)}/{room}", fields).status_code == 302
    written = case.entries.exclude(kind="opened").order_by("case_version")
    assert [(entry.audience, entry.text) for entry in written] == [
        ("applicant", "Kami datang sore"),
        ("internal", "Kunci di pak RT"),
        ("public", "Jalan ditutup sore"),
    ]


def test_empty_note_comes_back(browser: Browser, open_case: OpenCase) -> None:
    case = open_case()
    response = browser("wayan").post(f"{page_of(case)}/catatan", {"version": 1, "text": " "})
    assert response.status_code == 422
    assert soup(response).select_one("details#note[open] #note-text-error") is not None


def test_assign(browser: Browser, cast: Cast, open_case: OpenCase) -> None:
    case = open_case(agency_id="pupr", holder_role="sample.officer")
    client = browser("sari")
    names = [
        option.get_text(strip=True)
        for option in soup(client.get(page_of(case))).select("#assign-person option")
    ]
    assert names[1:] in (["Bu Sari (saya)", "Pak Putra"], ["Bu Sari (me)", "Pak Putra"])
    url = f"{page_of(case)}/tugaskan"
    client.post(url, {"version": 1, "person": str(cast.sari2.person_id)})
    case.refresh_from_db()
    assert case.assignee_id == cast.sari2.person_id
    for person in ("x", str(cast.agus.person_id)):
        response = client.post(url, {"version": 2, "person": person})
        assert response.status_code == 422
        assert soup(response).select_one("#assign-person-error") is not None


def test_many_at_once(browser: Browser, cast: Cast, open_case: OpenCase) -> None:
    one, two, fresh = open_case(), open_case(), open_case()
    for case in (one, two):
        cases.move(
            case_id=case.pk,
            action="take",
            actor=cast.wayan,
            now=LATER,
            given={"answer": "Siap pak"},
        )
    client = browser("wayan")
    keys = [f"{one.pk}:2", f"{two.pk}:2", f"{fresh.pk}:1", "rusak", f"{one.pk}:x"]
    asked = client.post("/kerja/kotak-masuk/banyak", {"case": keys, "act": "finish"})
    page = soup(asked)
    assert [str(box["value"]) for box in page.select("input[name=case]")] == keys[:3]
    empty = {"case": keys, "act": "finish", "confirmed": "1", "what": ""}
    with nothing_written():
        again = client.post("/kerja/kotak-masuk/banyak", empty)
    assert again.status_code == 422
    done = client.post("/kerja/kotak-masuk/banyak", empty | {"what": "Sudah bersih"})
    rows = [
        [cell.get_text(strip=True) for cell in row.select("th, td")]
        for row in soup(done).select("tbody tr")
    ]
    assert [row[0] for row in rows] == [one.number, two.number, fresh.number]
    assert rows[0][1] == rows[1][1] != rows[2][1]
    states = cases.Case.objects.values_list("state", flat=True).order_by("number")
    assert sorted(states) == ["done", "done", "received"]


def test_take_many_on_myself(browser: Browser, cast: Cast, open_case: OpenCase) -> None:
    desk: dict[str, Any] = {"agency_id": "pupr", "holder_role": "sample.officer"}
    mine, foreign = open_case(**desk), open_case(visibility="parties")
    response = browser("sari").post(
        "/kerja/kotak-masuk/banyak",
        {"case": [f"{mine.pk}:1", f"{foreign.pk}:1"], "act": "ambil"},
    )
    assert response.status_code == 200
    assert foreign.number not in response.content.decode()
    mine.refresh_from_db()
    assert mine.assignee_id == cast.sari.person_id


def test_act_that_is_not_for_many(browser: Browser, open_case: OpenCase) -> None:
    case, client = open_case(), browser("wayan")
    with nothing_written():
        response = browser_post(client, case)
    assert response.status_code == 404


def browser_post(client: Client, case: cases.Case) -> Any:
    return client.post(
        "/kerja/kotak-masuk/banyak", {"case": [f"{case.pk}:1"], "act": "refuse", "code": "spam"}
    )


def test_nothing_of_ones_own_to_take_back_is_a_refusal(
    browser: Browser, open_case: OpenCase
) -> None:
    case = open_case()
    client = browser("wayan")
    assert "Tarik kembali" not in client.get(page_of(case)).content.decode()
    with nothing_written():
        answer = client.post(f"{page_of(case)}/tarik-kembali", {"version": case.version})
    assert answer.status_code == 409
    assert "Hanya yang melakukannya" in answer.content.decode()
