"""The file for the national system: its terms, public reports alone, not a word more."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import timedelta

import pytest

from sewaka.kernel.access import ANONYMOUS
from sewaka.modules.reports.actions.submit import Sender, submit_report
from sewaka.modules.reports.exporters import lapor as exported
from sewaka.modules.reports.rules import lapor
from sewaka.modules.reports.rules.draft import Contact, Draft, ReportKind
from sewaka.modules.reports.tests.conftest import (
    ANSWER,
    MODERATOR_DESK,
    RUBBISH,
    SARI_AT_DLHK,
    VILLAGE_DESK,
    Way,
)
from sewaka.modules.reports.workflow import REPORT_WORKFLOW
from tests.cast import NOW, Player
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db
PAGE = "/kerja/laporan/atur/lapor"
DAYS = "?dari=2026-11-01&sampai=2026-11-30"
CANARY = Contact(name="Nama Rahasia", phone="0812 9999 0001", email="rahasia@contoh.example")


def sent(draft: Draft) -> Way:
    """One more report."""
    sender = Sender(limits_apply=False)
    return Way(sent=submit_report(actor=ANONYMOUS, now=NOW, draft=draft, sender=sender))


def read(yasa: Player, days: str = DAYS) -> tuple[str, list[dict[str, str]]]:
    """The file as bytes say, and its rows."""
    answer = yasa.client.get(f"{PAGE}.csv{days}")
    assert answer.streaming
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    text = answer.getvalue().decode()
    return text, list(csv.DictReader(io.StringIO(text)))


def test_a_report_in_the_terms_of_the_national_system(
    rubbish: Way, wayan: Player, yasa: Player
) -> None:
    rubbish.do("publish", MODERATOR_DESK)
    rubbish.do("verify", wayan.actor)
    rubbish.do("hand_over", VILLAGE_DESK)
    rubbish.do("accept", SARI_AT_DLHK, answer=ANSWER)
    _, (row,) = read(yasa)
    assert row == {
        "nomor": rubbish.sent.number,
        "klasifikasi": "PENGADUAN",
        "topik": "PENGELOLAAN SAMPAH; SAMPAH LIAR",
        "isi_laporan": "Sampah menumpuk. Telepon saya ▇▇",
        "lokasi": "Jl. Contoh 5",
        "desa_kelurahan": "Sesetan",
        "kecamatan": "Denpasar Selatan",
        "tanggal_laporan": "2026-11-23",
        "disposisi": "Dinas Lingkungan Hidup dan Kebersihan",
        "status": "TINDAK LANJUT",
        "tanggal_jawaban_pertama": "2026-11-23",
        "tindak_lanjut": ANSWER,
        "tanggal_selesai": "",
    }


def test_only_what_everybody_may_read_is_in_it(rubbish: Way, yasa: Player) -> None:
    shown = sent(replace(RUBBISH, contact=CANARY, landmark="=HYPERLINK(1)"))
    shown.do("publish", MODERATOR_DESK)
    closed = sent(replace(RUBBISH, category="301", contact=CANARY))
    sealed = sent(replace(RUBBISH, kind=ReportKind.INTEGRITY))
    text, rows = read(yasa)
    assert [one["nomor"] for one in rows] == [shown.sent.number]
    assert rows[0]["lokasi"] == "'=HYPERLINK(1)"
    for hidden in (closed.sent.number, sealed.sent.number, rubbish.sent.number):
        assert hidden not in text
    for word in ("Nama Rahasia", "9999", "rahasia@", shown.sent.secret):
        assert word not in text


def test_days_are_the_citys_own_and_both_count(rubbish: Way, yasa: Player) -> None:
    rubbish.do("publish", MODERATOR_DESK)
    assert len(read(yasa, "?dari=2026-11-23&sampai=2026-11-23")[1]) == 1
    assert read(yasa, "?dari=2026-11-24&sampai=2026-11-24")[1] == []
    one_minute = timedelta(minutes=1)
    assert len(list(exported.rows(since=NOW, until=NOW + one_minute))) == 2  # heads and report
    assert list(exported.rows(since=NOW - one_minute, until=NOW)) == [lapor.COLUMNS]
    late = NOW.replace(hour=15, minute=59)  # 23:59 in Denpasar
    assert list(exported.rows(since=late, until=late + one_minute)) == [lapor.COLUMNS]


@pytest.mark.parametrize(
    "days", ["", "?dari=kemarin&sampai=2026-11-30", "?dari=2026-11-30&sampai=2026-11-01"]
)
def test_days_that_are_none_come_back_in_the_form(yasa: Player, days: str) -> None:
    client = yasa.client
    with nothing_written():
        page = client.get(f"{PAGE}.csv{days}")
    assert page.status_code == 422
    assert "-error" in page.content.decode()


def test_the_last_whole_month_is_offered(yasa: Player) -> None:
    text = yasa.client.get(PAGE).content.decode()
    assert 'value="2026-10-01"' in text
    assert 'value="2026-10-31"' in text


def test_every_state_and_every_kind_has_its_word() -> None:
    assert set(lapor.STATES) == {state.code for state in REPORT_WORKFLOW.states}
    assert set(lapor.CLASSES) == set(ReportKind) - {ReportKind.INTEGRITY}
