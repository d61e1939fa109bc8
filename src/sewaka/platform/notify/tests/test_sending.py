"""Telling people: notices, mails, choices, bounces."""

from __future__ import annotations

from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.core import mail as django_mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from pytest_django import fixtures

from sewaka.kernel import clock
from sewaka.kernel.errors import DomainError, NotFound
from sewaka.kernel.keys.erasure import erase
from sewaka.kernel.outbox import deliveries
from sewaka.kernel.outbox.models import Delivery, DeliveryState
from sewaka.platform.notify import actions, api, queries
from sewaka.platform.notify.models import Mail, Notice
from tests.cast import NOW, Player
from tests.writes import nothing_written

FACTS = {"number": "L26-7K3QX9M-4"}


@pytest.fixture(autouse=True)
def words(db: None) -> None:
    """One text in two languages."""
    api.define(
        code="reports.received",
        words={
            "id": ("Laporan {number} diterima", "Terima kasih."),
            "en": ("Report {number} received", "Thank you."),
        },
        now=NOW,
    )


def send(to: Any, **more: Any) -> api.Sent:
    """Tell somebody of a received report."""
    return api.send(template="reports.received", to=to, facts=FACTS, now=NOW, **more)


def test_a_person_gets_a_notice_and_a_mail(made: Player) -> None:
    send(made.person, url="/l/L26-7K3QX9M-4")
    (shown,) = queries.inbox(actor=made.actor)
    assert (shown.subject, shown.url, shown.is_new) == (
        "Laporan L26-7K3QX9M-4 diterima",
        "/l/L26-7K3QX9M-4",
        True,
    )
    assert deliveries.work_off(now=NOW) == 1
    (mail,) = django_mail.outbox
    assert (mail.to, mail.subject) == (["made@contoh.example"], "Laporan L26-7K3QX9M-4 diterima")
    assert str(mail.body).endswith("/l/L26-7K3QX9M-4")


def test_what_is_long_past_is_told_to_nobody(made: Player) -> None:
    contact = api.Contact("ketut@contoh.example")

    def told(ago: timedelta) -> api.Sent:
        return api.send(
            template="reports.received",
            to=[made.person, contact],
            facts=FACTS,
            now=NOW - ago,
        )

    with nothing_written():
        assert told(timedelta(days=7, hours=1)) == api.Sent()
    assert len(told(timedelta(days=6, hours=23)).mails) == 2


def test_each_reader_in_their_own_language(made: Player, ketut: Player) -> None:
    ketut.person.language = "en"
    ketut.person.save()
    send([made.person, ketut.person])
    subjects = [queries.inbox(actor=who.actor)[0].subject for who in (made, ketut)]
    assert subjects == ["Laporan L26-7K3QX9M-4 diterima", "Report L26-7K3QX9M-4 received"]


def test_the_same_key_tells_once(made: Player) -> None:
    first = send(made.person, key="event-1")
    second = send(made.person, key="event-1")
    assert (len(first.notices), len(first.mails)) == (1, 1)
    assert second == api.Sent()
    assert (Notice.objects.count(), Mail.objects.count(), Delivery.objects.count()) == (1, 1, 1)


def test_without_a_key_two_messages_are_two(made: Player) -> None:
    send(made.person)
    send(made.person)
    assert Notice.objects.count() == 2


def test_who_wants_no_mail_gets_none(made: Player) -> None:
    actions.choose(actor=made.actor, by_mail=False, now=NOW)
    assert send(made.person).mails == ()
    assert Notice.objects.count() == 1


def test_somebody_without_account_gets_a_mail(db: None) -> None:
    send(api.Contact("warga@contoh.example", language="en"))
    deliveries.work_off(now=NOW)
    assert [(m.to, m.subject) for m in django_mail.outbox] == [
        (["warga@contoh.example"], "Report L26-7K3QX9M-4 received")
    ]


def test_addresses_and_words_lie_sealed(made: Player) -> None:
    send([made.person, api.Contact("warga@contoh.example")])
    with connection.cursor() as cursor:
        cursor.execute("select address, title, body from notify_mail")
        stored = str(cursor.fetchall())
        cursor.execute("select target, key, payload::text from outbox_delivery")
        stored += str(cursor.fetchall())
    assert [w for w in ("contoh.example", "diterima", "Terima") if w in stored] == []


def test_the_mail_of_an_erased_person_is_never_sent(made: Player) -> None:
    send(made.person)
    erase(made.person.pk, now=NOW)
    deliveries.work_off(now=NOW)
    assert django_mail.outbox == []
    assert Delivery.objects.get().state == DeliveryState.DEAD


class _Refusing(EmailBackend):
    """A mail server that knows nobody."""

    def send_messages(self, messages: Any) -> int:
        raise SMTPRecipientsRefused({"x": (550, b"no such user")})


def test_a_bounce_is_noted_and_tried_no_more(made: Player, settings: fixtures.Settings) -> None:
    settings.MAIL_TRANSPORT = f"{__name__}._Refusing"
    send(made.person)
    deliveries.work_off(now=NOW)
    assert Mail.objects.get().bounced_at == NOW
    assert Delivery.objects.get().state == DeliveryState.DEAD
    assert Notice.objects.count() == 1


def test_faults_of_the_program_show_at_once_and_write_nothing(made: Player) -> None:
    with pytest.raises(NotFound):
        api.send(template="reports.nothing", to=made.person, facts={}, now=NOW)
    with pytest.raises(DomainError) as missing:
        api.send(template="reports.received", to=made.person, facts={}, now=NOW)
    assert missing.value.code == "notify.fact_missing"
    assert (Notice.objects.count(), Mail.objects.count(), Delivery.objects.count()) == (0, 0, 0)


def test_reading_is_counted(made: Player, ketut: Player) -> None:
    send([made.person, ketut.person])
    assert api.unread(actor=made.actor) == 1
    assert actions.mark_read(actor=made.actor, now=NOW) == 1
    assert (api.unread(actor=made.actor), api.unread(actor=ketut.actor)) == (0, 1)


def test_the_citys_mail_function_queues(made: Player, settings: fixtures.Settings) -> None:
    settings.EMAIL_BACKEND = "sewaka.platform.notify.mail.QueueBackend"
    django_mail.send_mail("Judul", "Isi", "kota@contoh.example", ["made@contoh.example"])
    assert django_mail.outbox == []
    assert Mail.objects.get().subject_id == made.person.pk
    deliveries.work_off(now=clock.now())
    assert [m.subject for m in django_mail.outbox] == ["Judul"]
