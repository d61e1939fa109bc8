"""What the office sees of a report, and who sees its author."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sewaka.kernel.access import ANONYMOUS
from sewaka.kernel.outbox.models import EventRow
from sewaka.modules.reports import queries
from sewaka.modules.reports.actions.submit import Sender, submit_report
from sewaka.modules.reports.rules.draft import Contact, Identity
from sewaka.modules.reports.tests.conftest import RUBBISH, VILLAGE_DESK, Way
from sewaka.modules.reports.web.panel import case_panel
from tests.cast import NOW, Player
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db
CONTACT = Contact(name="Made Contoh", phone="0800 0000 0001", email="made@contoh.example")


def way(identity: Identity = Identity.NAMED) -> Way:
    """A report with a contact."""
    draft = replace(RUBBISH, contact=CONTACT, identity=identity)
    sent = submit_report(actor=ANONYMOUS, now=NOW, draft=draft, sender=Sender(limits_apply=False))
    return Way(sent=sent)


def test_the_desk_sees_the_author_and_the_log_knows(wayans_banjar: str, wayan: Player) -> None:
    case = way().case
    shown = case_panel(case=case, actor=wayan.actor, now=NOW)
    assert "Made Contoh" in shown
    assert "Telepon saya ▇▇" in shown
    (read,) = EventRow.objects.filter(name="audit.read")
    assert read.data["what"] == "reports.ReporterContact"


def test_an_anonymous_author_is_seen_by_nobody(wayans_banjar: str, wayan: Player) -> None:
    case = way(Identity.ANONYMOUS).case
    with nothing_written():
        shown = case_panel(case=case, actor=wayan.actor, now=NOW)
    assert "Made Contoh" not in shown


def test_a_level_above_reads_the_case_but_not_the_author(
    wayans_banjar: str, wayan: Player, mayor: Player
) -> None:
    case = way().case
    with nothing_written():
        shown = case_panel(case=case, actor=mayor.actor, now=NOW)
    assert "Sampah menumpuk" in shown
    assert "Made Contoh" not in shown
    assert queries.reporter(actor=ANONYMOUS, case=case, now=NOW) is None


def test_another_villages_office_is_no_desk(
    wayans_banjar: str, komang: Player, kadek: Player
) -> None:
    case = way().case
    assert queries.reporter(actor=komang.actor, case=case, now=NOW) is None
    assert queries.reporter(actor=VILLAGE_DESK, case=case, now=NOW) is not None
