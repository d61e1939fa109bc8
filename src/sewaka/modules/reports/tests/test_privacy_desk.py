"""Contacts, original words and trolls: who may, what the log says, what the author learns."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from sewaka.kernel.access import ANONYMOUS, Actor, Held
from sewaka.kernel.errors import Forbidden, Invalid, NotFound, TooMany
from sewaka.kernel.outbox.models import EventRow
from sewaka.modules.reports import queries
from sewaka.modules.reports.actions.banning import ban_sender, unban_sender
from sewaka.modules.reports.actions.submit import Sender, submit_report
from sewaka.modules.reports.actions.unsealing import open_contact, read_original
from sewaka.modules.reports.models import Ban, Moderation, Report
from sewaka.modules.reports.rules.draft import Contact, Draft, Identity
from sewaka.modules.reports.tests.conftest import (
    MODERATOR_DESK,
    RUBBISH,
    TRIAGE_DESK,
    VILLAGE_DESK,
    Way,
)
from sewaka.platform.cases import api as cases
from tests.cast import NOW, Player
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)
CONTACT = Contact(name="Made Contoh", phone="0800 0000 0001", email="made@contoh.example")
REASON = "Tetangganya mengancam pelapor"
SENDER = Sender(device=b"d" * 32)


def sent(
    identity: Identity = Identity.NAMED, *, sender: Sender = SENDER, at: datetime = NOW
) -> Way:
    draft = replace(RUBBISH, contact=CONTACT, identity=identity)
    return Way(sent=submit_report(actor=ANONYMOUS, now=at, draft=draft, sender=sender))


def reads() -> int:
    return EventRow.objects.filter(name="audit.read").count()


@contextmanager
def no_log() -> Iterator[None]:
    """The log can not be written."""

    def refuse(execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
        if "outbox_event" in sql and sql.startswith("INSERT"):
            raise RuntimeError("the log is gone")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield


@pytest.mark.parametrize(
    ("identity", "hamlet", "village"),
    [
        (Identity.NAMED, True, True),
        (Identity.ANONYMOUS, False, False),
        (Identity.CONFIDENTIAL, False, True),
    ],
)
def test_who_sees_the_contact(
    identity: Identity, *, hamlet: bool, village: bool, wayans_banjar: str, wayan: Player
) -> None:
    case = sent(identity).case
    for actor, is_shown in ((wayan.actor, hamlet), (TRIAGE_DESK, False), (MODERATOR_DESK, False)):
        assert (queries.reporter(actor=actor, case=case, now=NOW) is not None) is is_shown
    case.holder_role = "reports.village_staff"
    shown = queries.reporter(actor=VILLAGE_DESK, case=case, now=NOW)
    assert (shown is not None) is village
    assert reads() == int(hamlet) + int(village)


def test_a_hamlet_head_elsewhere_sees_nobody(
    wayans_banjar: str, wayan: Player, komang: Player
) -> None:
    case = sent().case
    with nothing_written():
        assert queries.reporter(actor=komang.actor, case=case, now=NOW) is None


def test_triage_opens_an_anonymous_contact_and_the_author_learns_it(
    wayans_banjar: str, wayan: Player, wulan: Player
) -> None:
    way = sent(Identity.ANONYMOUS)
    shown = open_contact(number=way.sent.number, reason=REASON, actor=wulan.actor, now=LATER)
    assert (shown.name, shown.phone) == ("Made Contoh", "+6280000000001")
    assert reads() == 1
    (told,) = EventRow.objects.filter(name="reports.reporter_contact_read")
    assert (told.actor_id, told.subject_id) == (wulan.person.pk, way.sent.case_id)
    assert REASON not in str(told.data) + str(told.personal), "the reason is sealed"
    (line,) = [
        one for one in cases.timeline(case=way.case, actor=way.author) if one.kind == "comment"
    ]
    assert (line.audience, REASON in line.text) == ("applicant", True)
    assert "Made" not in line.text


@pytest.mark.parametrize("reason", ["", "perlu", "x" * 301])
def test_a_look_needs_a_reason(reason: str, wayans_banjar: str, wayan: Player) -> None:
    way = sent(Identity.ANONYMOUS)
    with nothing_written(), pytest.raises(Invalid):
        open_contact(number=way.sent.number, reason=reason, actor=TRIAGE_DESK, now=LATER)


def test_nobody_else_opens_it(wayans_banjar: str, wayan: Player) -> None:
    way = sent(Identity.ANONYMOUS)
    for actor in (wayan.actor, MODERATOR_DESK):
        with nothing_written(), pytest.raises(Forbidden):
            open_contact(number=way.sent.number, reason=REASON, actor=actor, now=LATER)
    with nothing_written(), pytest.raises(NotFound):
        open_contact(number=way.sent.number, reason=REASON, actor=ANONYMOUS, now=LATER)


def test_without_the_log_nothing_is_shown(wayans_banjar: str, wayan: Player) -> None:
    named, anonymous = sent(), sent(Identity.ANONYMOUS)
    with no_log(), pytest.raises(RuntimeError):
        queries.reporter(actor=wayan.actor, case=named.case, now=NOW)
    with no_log(), pytest.raises(RuntimeError):
        open_contact(number=anonymous.sent.number, reason=REASON, actor=TRIAGE_DESK, now=LATER)
    with no_log(), pytest.raises(RuntimeError):
        read_original(number=named.sent.number, actor=wayan.actor, now=LATER)


def test_the_original_is_sealed_and_read_by_need(rubbish: Way, wayan: Player) -> None:
    (kept,) = Moderation.objects.all()
    assert (kept.field, kept.reason, kept.by_id) == ("description", "scan", None)
    stored = Moderation.objects.values_list("original", flat=True)
    assert "0812" not in repr(list(stored))
    written = read_original(number=rubbish.sent.number, actor=wayan.actor, now=LATER)
    assert written == "Sampah menumpuk. Telepon saya 0812 3456 7890"
    (read,) = EventRow.objects.filter(name="audit.read")
    assert (read.data["what"], read.actor_id) == ("reports.Moderation", wayan.person.pk)


def test_the_author_reads_their_own_words_without_a_trace(rubbish: Way) -> None:
    with nothing_written():
        own = queries.tracked(actor=rubbish.author, number=rubbish.sent.number)
    assert own.text == "Sampah menumpuk. Telepon saya 0812 3456 7890"


def test_who_is_no_desk_reads_no_original(rubbish: Way, mayor: Player) -> None:
    with nothing_written(), pytest.raises(Forbidden):
        read_original(number=rubbish.sent.number, actor=mayor.actor, now=LATER)


def test_an_officers_covering_keeps_what_stood_there(rubbish: Way, dewi: Player) -> None:
    rubbish.do("publish", dewi.actor, public_text="Sampah menumpuk di jalan.")
    report = Report.objects.get(pk=rubbish.sent.case_id)
    assert report.description == report.description_public == "Sampah menumpuk di jalan."
    scan, officer = Moderation.objects.all()
    assert (officer.reason, officer.by_id) == ("officer", dewi.person.pk)
    assert officer.original == scan.replacement == "Sampah menumpuk. Telepon saya ▇▇"


def test_an_officer_can_not_publish_a_number_either(rubbish: Way, dewi: Player) -> None:
    rubbish.do("publish", dewi.actor, public_text="NIK 9971014107900001 di jalan")
    report = Report.objects.get(pk=rubbish.sent.case_id)
    assert report.description_public == "NIK ▇▇ di jalan"


def test_a_banned_sender_is_heard_by_triage_alone_and_not_told(
    wayans_banjar: str, wayan: Player, dewi: Player
) -> None:
    first = sent()
    ban = ban_sender(number=first.sent.number, reason=REASON, actor=dewi.actor, now=LATER)
    assert ban.until == LATER + timedelta(days=90)
    tomorrow = LATER + timedelta(days=1)
    same_device = sent(at=tomorrow)
    same_phone = sent(sender=Sender(device=b"e" * 32), at=tomorrow)
    other = submit_report(actor=ANONYMOUS, now=NOW, draft=RUBBISH, sender=Sender(device=b"f" * 32))
    assert [one.case.holder_role for one in (same_device, same_phone)] == ["reports.triage"] * 2
    assert cases.Case.objects.get(pk=other.case_id).holder_role == "reports.hamlet_head"
    assert Report.objects.get(pk=same_device.sent.case_id).withheld_at is not None
    own = queries.tracked(actor=same_device.author, number=same_device.sent.number)
    assert own.is_author, "the sender's page is there like any other"
    same_device.at = tomorrow
    same_device.do("hand_over", TRIAGE_DESK)
    assert same_device.case.visibility == "parties", "never public without a moderator"


def test_a_ban_ends_by_time_and_by_hand(wayans_banjar: str, wayan: Player, dewi: Player) -> None:
    first = sent()
    ban_sender(number=first.sent.number, reason=REASON, actor=dewi.actor, now=NOW)
    draft = replace(RUBBISH, contact=CONTACT)
    after = NOW + timedelta(days=90)
    later = submit_report(actor=ANONYMOUS, now=after, draft=draft, sender=SENDER)
    assert cases.Case.objects.get(pk=later.case_id).holder_role == "reports.hamlet_head"
    unban_sender(number=first.sent.number, actor=dewi.actor, now=LATER)
    assert not Ban.objects.exists()
    assert sent(at=LATER).case.holder_role == "reports.hamlet_head"


def test_a_desk_bans_nobody(rubbish: Way, wayan: Player) -> None:
    with nothing_written(), pytest.raises(Forbidden):
        ban_sender(number=rubbish.sent.number, reason=REASON, actor=wayan.actor, now=LATER)


def test_a_banned_sender_may_still_have_seen_a_bribe(wayans_banjar: str, dewi: Player) -> None:
    first = sent()
    ban_sender(number=first.sent.number, reason=REASON, actor=dewi.actor, now=LATER)
    draft = Draft(category="901", description="Minta uang", village_code=RUBBISH.village_code)
    tip = submit_report(actor=ANONYMOUS, now=LATER, draft=draft, sender=SENDER)
    assert cases.Case.objects.get(pk=tip.case_id).holder_role == "reports.inspector"


def test_limits_count_devices_and_contacts_never_a_network(
    wayans_banjar: str, wayan: Player
) -> None:
    for n in range(12):  # a whole banjar behind one address
        phone = bytes([n]) * 32
        submit_report(actor=ANONYMOUS, now=NOW, draft=RUBBISH, sender=Sender(device=phone))
    assert cases.Case.objects.count() == 12


def test_a_report_counts_once_towards_the_limits(wayans_banjar: str, wayan: Player) -> None:
    """Its device, telephone and mail address are one sender, not three."""
    for _ in range(3):
        sent()
    with nothing_written(), pytest.raises(TooMany):
        sent()


def test_an_inspector_with_an_office_of_the_city_may_be_anybody(rubbish: Way) -> None:
    """An inspector reads sealed reports; open ones as any office of the chain does."""
    inspector = Actor(grants=(Held("reports.inspector"),))
    assert cases.available(case=rubbish.case, actor=inspector) == []
