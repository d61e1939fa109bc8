"""Telling somebody: a notice in the inbox, a mail where that is wished, or a text message."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from django.conf import settings
from django.db import transaction

from sewaka.kernel import clock
from sewaka.kernel.ids import new_id
from sewaka.platform.notify import push, rules, sms, texts
from sewaka.platform.notify.models import Mail, Notice, Preference, Template
from sewaka.platform.notify.push import Phones
from sewaka.platform.notify.queueing import enqueue
from sewaka.platform.notify.sms import Mobile
from sewaka.platform.people.models import Person

CHANNEL = "mail"


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody without an account who left an address.

    `subject_id` names the record whose key seals the mail (a case's contact), so that erasing the
    contact erases its mails; without it the mail stands for itself and goes by its age.
    """

    address: str
    language: str = "id"
    subject_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """What was written: ids of notices, mails and text messages, the number of phones."""

    notices: tuple[UUID, ...] = ()
    mails: tuple[UUID, ...] = ()
    messages: tuple[UUID, ...] = ()
    phones: int = 0


Reader = Person | Mobile
Recipient = Reader | Contact | Phones


@transaction.atomic
def send(
    *,
    template: str,
    to: Recipient | Iterable[Recipient],
    facts: Mapping[str, rules.Fact],
    now: datetime,
    url: str = "",
    case_id: UUID | None = None,
    key: str = "",
) -> Sent:
    """Tell one or many; nothing leaves the machine before the caller's transaction commits.

    `facts` fill the placeholders and hold no personal data (those of a text message stay in its
    sealed body). `url` is a path of this site; `key`, the event's id, makes asking twice harmless.
    A person gets a notice, and a mail unless they chose otherwise or have no confirmed address.
    What is long past by `now` is told to nobody; of what can not be delivered the caller never
    hears. Raises `NotFound` for an unknown text, `DomainError` for a missing fact: program faults.
    """
    if not rules.is_news(happened_at=now, now=clock.now()):
        return Sent()
    message = _Message(template, rules.pack(facts), now=now, url=url, case_id=case_id)
    notices, mails, messages, phones = [], [], list[UUID](), 0
    for recipient in [to] if isinstance(to, Recipient) else to:
        once = f"{template}:{key or new_id()}"
        if isinstance(recipient, Phones):
            phones += push.queue(recipient, facts=facts, url=url, key=once, now=now)
        elif isinstance(recipient, Contact):
            mails.append(message.mail_contact(recipient, key=once))
        elif isinstance(recipient, Mobile):
            messages += message.text(recipient, key=once)
        else:
            notices.append(message.notice(recipient, key=once))
            if recipient.email and _wants_mail(recipient):
                mails.append(message.mail_person(recipient, key=once))
    return Sent(
        notices=tuple(notice for notice in notices if notice),
        mails=tuple(mail for mail in mails if mail),
        messages=tuple(messages),
        phones=phones,
    )


@dataclass(frozen=True, slots=True)
class Own:
    """Of many text messages one: its reader, its own facts, and its `key` as in `send`."""

    to: Mobile
    facts: Mapping[str, rules.Fact]
    key: str


@transaction.atomic
def send_texts(*, template: str, each: Iterable[Own], now: datetime) -> Sent:
    """As `send` to each of them, by a number of statements that does not grow with theirs.

    For that the keys of the readers have to be preloaded: see `kernel.fields`.
    """
    if not rules.is_news(happened_at=now, now=clock.now()):
        return Sent()
    newest = cache(lambda language: texts.newest(code=template, language=language))
    letters = [
        sms.Letter(
            to=one.to,
            words=newest(one.to.language),
            body=texts.read(newest(one.to.language), facts=rules.pack(one.facts)).body,
            key=f"{template}:{one.key}",
        )
        for one in each
    ]
    return Sent(messages=sms.queue(letters, now=now))


@dataclass(frozen=True, slots=True)
class _Message:
    """One text with its facts, on its way to several people."""

    template: str
    facts: dict[str, object]
    now: datetime
    url: str
    case_id: UUID | None

    def notice(self, person: Person, *, key: str) -> UUID | None:
        """Put it into the inbox; None when it lies there already."""
        words = texts.newest(code=self.template, language=person.language)
        texts.read(words, facts=self.facts)  # a missing fact shows now, not when it is opened
        made, is_new = Notice.objects.get_or_create(
            person=person,
            key=key,
            defaults={
                "template": words,
                "facts": self.facts,
                "url": self.url,
                "case_id": self.case_id,
                "created_at": self.now,
            },
        )
        return made.pk if is_new else None

    def mail_person(self, person: Person, *, key: str) -> UUID | None:
        """Queue the mail to a person's own address."""
        return self._mail(
            Contact(person.email or "", person.language, person.pk), person=person, key=key
        )

    def mail_contact(self, contact: Contact, *, key: str) -> UUID | None:
        """Queue the mail to somebody without an account."""
        return self._mail(contact, person=None, key=key)

    def text(self, mobile: Mobile, *, key: str) -> tuple[UUID, ...]:
        """Queue the text message to a number."""
        words = texts.newest(code=self.template, language=mobile.language)
        body = texts.read(words, facts=self.facts).body
        return sms.queue([sms.Letter(mobile, words, body, key)], now=self.now)

    def _mail(self, contact: Contact, *, person: Person | None, key: str) -> UUID | None:
        words = texts.newest(code=self.template, language=contact.language)
        message = texts.read(words, facts=self.facts)
        link = f"\n\n{settings.SEWAKA_URL}{self.url}" if self.url else ""
        return queue_mail(
            contact,
            title=message.subject,
            body=f"{message.body}{link}",
            person=person,
            words=words,
            case_id=self.case_id,
            key=key,
            now=self.now,
        )


def queue_mail(
    contact: Contact,
    *,
    title: str,
    body: str,
    key: str,
    now: datetime,
    person: Person | None = None,
    words: Template | None = None,
    case_id: UUID | None = None,
) -> UUID | None:
    """Seal a mail and hand it to the deliveries; None when `key` was used for this reader."""
    mail_id = new_id()
    subject_id = contact.subject_id or mail_id
    reader = contact.subject_id or contact.address
    if not enqueue(channel=CHANNEL, row_id=mail_id, reader=str(reader), key=key, now=now):
        return None
    Mail.objects.create(
        id=mail_id,
        subject_id=subject_id,
        person=person,
        address=contact.address,
        title=title,
        body=body,
        template=words,
        case_id=case_id,
        created_at=now,
    )
    return mail_id


def _wants_mail(person: Person) -> bool:
    chosen = Preference.objects.filter(person=person).values_list("by_mail", flat=True).first()
    return chosen is not False
