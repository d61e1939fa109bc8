"""The hamlet head's page: each report whole, four big buttons, small enough for any phone."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from bs4 import BeautifulSoup

from sewaka.kernel.access import ANONYMOUS
from sewaka.modules.reports.actions.submit import Sender, submit_report
from sewaka.modules.reports.models import Report
from sewaka.modules.reports.tests.conftest import RUBBISH, Way
from tests.cast import NOW, Player
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db
DESK = "/kerja/meja"
MOST_BYTES = 14 * 1024


def page(response: Any) -> BeautifulSoup:
    """The parsed page."""
    return BeautifulSoup(response.content, "lxml")


def buttons(shown: BeautifulSoup) -> list[str]:
    """What stands under the thumb, in order."""
    return [one.get_text(strip=True) for one in shown.select(".thumb-deeds .button")]


def test_four_big_buttons(rubbish: Way, wayan: Player) -> None:
    shown = page(wayan.client.get(DESK))
    assert buttons(shown) == [
        "Benar, teruskan",
        "Sudah kami tangani",
        "Bukan wilayah saya",
        "Perlu keterangan",
    ]
    card = shown.select_one(".thumb-card")
    assert card is not None
    assert "Sampah menumpuk" in card.get_text()
    assert rubbish.case.number in card.get_text()


def test_true_pass_it_on_is_one_tap_and_leads_back(rubbish: Way, wayan: Player) -> None:
    form = page(wayan.client.get(DESK)).select_one(".thumb-deeds form")
    assert form is not None
    given = {str(one["name"]): str(one["value"]) for one in form.select("input")}
    answer = wayan.client.post(str(form["action"]), given)
    assert (answer.status_code, answer["Location"]) == (302, DESK)
    assert (rubbish.case.state, rubbish.case.holder_role) == ("verified", "reports.village_staff")
    assert page(wayan.client.get(DESK)).select(".thumb-card") == []


def test_what_needs_words_asks_for_them(rubbish: Way, wayan: Player) -> None:
    links = page(wayan.client.get(DESK)).select(".thumb-deeds a")
    assert [str(one["href"]).rsplit("/", 1)[1] for one in links] == ["act_locally", "ask_info"]
    asked = page(wayan.client.get(str(links[1]["href"])))
    assert asked.select_one("#act-ask_info[open] [name=question]") is not None


def test_not_mine_goes_to_the_village_and_names_no_hamlet(rubbish: Way, wayan: Player) -> None:
    rubbish.do("not_mine", wayan.actor, remark="Ini banjar sebelah.")
    assert (rubbish.case.state, rubbish.case.holder_role) == ("submitted", "reports.village_staff")
    assert Report.objects.get().hamlet_code == ""
    assert rubbish.case.visibility == "parties"


def test_nobody_elses_desk_shows_it(rubbish: Way, made: Player, agus: Player) -> None:
    assert made.client.get(DESK).status_code == 404
    assert page(agus.client.get(DESK)).select(".thumb-card") == []


def test_somebody_was_faster(rubbish: Way, wayan: Player) -> None:
    client = wayan.client
    with nothing_written():
        answer = client.post(
            f"/kerja/berkas/{rubbish.case.number}/tindakan/verify",
            {"version": "7", "back": "cards"},
        )
    assert answer.status_code == 412


def test_twenty_reports_weigh_no_more_than_fourteen_kilobytes(rubbish: Way, wayan: Player) -> None:
    for n in range(24):
        sender = Sender(device=f"{n:032d}".encode(), limits_apply=False)
        submit_report(actor=ANONYMOUS, now=NOW, draft=RUBBISH, sender=sender)
    answer = wayan.client.get(DESK)
    assert len(page(answer).select(".thumb-card")) == 20
    assert len(gzip.compress(answer.content, 6)) <= MOST_BYTES
