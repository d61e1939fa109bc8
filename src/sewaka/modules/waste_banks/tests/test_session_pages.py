"""A weighing day at the desk: planned and opened by the weigher, locked by the cashier."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from sewaka.kernel.access import SYSTEM
from sewaka.modules.waste_banks.actions.sessions import move_session
from sewaka.modules.waste_banks.models import WeighingSession
from sewaka.modules.waste_banks.rules.states import SessionState
from sewaka.modules.waste_banks.tests.village import TODAY, Village
from tests.cast import NOW, Player

pytestmark = pytest.mark.django_db
FORM = {"on": f"{TODAY:%Y-%m-%d}", "begins": "07:00", "ends": "11:00", "place": "Balai Banjar"}


def address(at: Village) -> str:
    """The page of its weighing days."""
    return f"/kerja/bank-sampah/{at.bank.code}/sesi"


def buttons(at: Village, player: Player) -> list[str]:
    """What somebody may do there."""
    page = BeautifulSoup(player.client.get(address(at)).content, "html.parser")
    return [one.get_text(strip=True) for one in page.select("main button")]


def test_planned_opened_and_locked(
    sesetan: Village, tini: Player, gede: Player, tirta: Player
) -> None:
    assert tini.client.post(address(sesetan), FORM).status_code == 302
    session = WeighingSession.objects.get()
    assert buttons(sesetan, tini) == ["Buka", "Batalkan", "Rencanakan"]
    assert buttons(sesetan, gede) == []
    act = f"/kerja/bank-sampah/sesi/{session.pk}"
    assert tini.client.post(f"{act}/buka").status_code == 302
    for after in (SessionState.CLOSING, SessionState.SYNCED):
        move_session(session_id=session.pk, after=after, actor=SYSTEM, now=NOW)
    assert buttons(sesetan, gede) == ["Kas sudah dihitung: kunci"]
    for wrong in ("", "seratus", "-5", "1" * 13):
        said = gede.client.post(f"{act}/kunci", {"cash": wrong}, follow=True).content.decode()
        assert "Tulis kas yang dihitung" in said
    assert tirta.client.post(f"{act}/kunci", {"cash": "5"}).status_code == 404
    gede.client.post(f"{act}/kunci", {"cash": "1.250.000"})
    session.refresh_from_db()
    assert (session.status, session.cash_close_idr) == ("LOCKED", 1_250_000)
    assert session.locked_by == gede.person.pk


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"ends": "06:00"}, "Jam selesai harus setelah jam mulai."),
        ({"on": "kemarin"}, "tanggal"),
        ({"place": ""}, "tidak boleh kosong"),
    ],
)
def test_what_is_wrong_is_said(
    sesetan: Village, tini: Player, wrong: dict[str, str], said: str
) -> None:
    answer = tini.client.post(address(sesetan), FORM | wrong)
    assert answer.status_code == 422
    summary = BeautifulSoup(answer.content, "html.parser").select_one("[role=alert]")
    assert summary is not None
    assert said.lower() in summary.get_text(" ").lower()
    assert WeighingSession.objects.count() == 0


def test_twice_at_the_same_hour_and_a_move_that_is_none(sesetan: Village, tini: Player) -> None:
    tini.client.post(address(sesetan), FORM)
    assert tini.client.post(address(sesetan), FORM).status_code == 422
    act = f"/kerja/bank-sampah/sesi/{WeighingSession.objects.get().pk}"
    assert tini.client.post(f"{act}/hapus").status_code == 404
    tini.client.post(f"{act}/batal")
    said = tini.client.post(f"{act}/buka", follow=True).content.decode()
    assert "tidak bisa" in said or "tidak dapat" in said
    assert WeighingSession.objects.get().status == "CANCELLED"
