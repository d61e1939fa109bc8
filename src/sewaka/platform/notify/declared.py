"""What `notify` keeps about people, why, and for how long."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sewaka.kernel.registry import PersonalData, Retention
from sewaka.platform.notify import texts
from sewaka.platform.notify.models import Mail, Notice, PushDevice, Sms

_NOTICES, _MAILS, _PHONES = timedelta(days=365), timedelta(days=30), timedelta(days=365)


def _expire_notices(*, now: datetime, dry_run: bool) -> int:
    old = Notice.objects.filter(created_at__lt=now - _NOTICES)
    return old.count() if dry_run else old.delete()[0]


def _expire_mails(*, now: datetime, dry_run: bool) -> int:
    old = Mail.objects.filter(created_at__lt=now - _MAILS)
    return old.count() if dry_run else old.delete()[0]


def _expire_messages(*, now: datetime, dry_run: bool) -> int:
    old = Sms.objects.filter(created_at__lt=now - _MAILS)
    return old.count() if dry_run else old.delete()[0]


def _expire_phones(*, now: datetime, dry_run: bool) -> int:
    old = PushDevice.objects.filter(created_at__lt=now - _PHONES)
    return old.count() if dry_run else old.delete()[0]


def _notices_of(*, person_id: UUID) -> Iterator[Mapping[str, Any]]:
    for notice in Notice.objects.filter(person_id=person_id).select_related("template"):
        message = texts.read(notice.template, facts=notice.facts)
        yield {
            "at": notice.created_at.isoformat(),
            "subject": message.subject,
            "body": message.body,
        }


def _mails_of(*, person_id: UUID) -> Iterator[Mapping[str, Any]]:
    for mail in Mail.objects.filter(subject_id=person_id):
        yield {"at": mail.created_at.isoformat(), "to": mail.address, "subject": mail.title}


def _messages_of(*, person_id: UUID) -> Iterator[Mapping[str, Any]]:
    for sms in Sms.objects.filter(subject_id=person_id):
        yield {"at": sms.created_at.isoformat(), "to": sms.number, "body": sms.body}


RETENTION = (
    Retention(
        "notify.notices",
        _("To tell people what became of their cases"),
        _NOTICES,
        "UU 25/2009",
        _expire_notices,
    ),
    Retention(
        "notify.mails",
        _("To prove that a mail was sent, and send it again"),
        _MAILS,
        "UU 25/2009",
        _expire_mails,
    ),
    Retention(
        "notify.messages",
        _("To prove that a text message was sent, and send it again"),
        _MAILS,
        "UU 25/2009",
        _expire_messages,
    ),
    Retention(
        "notify.phones",
        _("To tell a phone that asked for it what became of a case"),
        _PHONES,
        "UU 25/2009",
        _expire_phones,
    ),
)
PERSONAL_DATA = (
    PersonalData(
        "notify.Notice.facts",
        _("To tell people what became of their cases"),
        "UU 25/2009",
        "notify.notices",
        _("The person alone"),
        export=_notices_of,
    ),
    PersonalData(
        "notify.Mail.address",
        _("To tell people what became of their cases"),
        "UU 25/2009",
        "notify.mails",
        _("The mail server alone"),
        key_class="identity",
        export=_mails_of,
    ),
    PersonalData(
        "notify.Sms.number",
        _("To tell whoever has a number only what became of their matter"),
        "UU 25/2009",
        "notify.messages",
        _("The operator of the gateway alone"),
        key_class="identity",
        export=_messages_of,
    ),
    PersonalData(
        "notify.Sms.body",
        _("To prove that a text message was sent, and send it again"),
        "UU 25/2009",
        "notify.messages",
        _("The operator of the gateway alone"),
        key_class="identity",
    ),
    PersonalData(
        "notify.PushDevice.subscription",
        _("To tell a phone that asked for it what became of a case"),
        "UU 27/2022",
        "notify.phones",
        _("The push service of the phone's browser alone"),
        key_class="identity",
    ),
    *(
        PersonalData(
            f"notify.Mail.{column}",
            _("To prove that a mail was sent, and send it again"),
            "UU 25/2009",
            "notify.mails",
            _("The person alone"),
            key_class="identity",
        )
        for column in ("title", "body")
    ),
)
