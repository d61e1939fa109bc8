"""Sends queued mails and messages. The deliveries' job calls it, in no transaction."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from smtplib import SMTPRecipientsRefused
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from sewaka.kernel import http
from sewaka.kernel.outbox.deliveries import Undeliverable
from sewaka.kernel.outbox.models import Delivery
from sewaka.platform.notify import push, sms
from sewaka.platform.notify.models import Mail, PushDevice

_PERMANENT = range(500, 600)
_TAKEN = range(200, 300)
_GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)


class NotTaken(RuntimeError):
    """The push service answered, but not that it has the message. It is tried again."""


def send_mail(*, delivery: Delivery, now: datetime) -> None:
    """Hand one mail to the city's mail server, or to the demo's folder.

    Raises `Undeliverable` when the mail was erased or the server says that the address is none.
    """
    mail = Mail.objects.filter(pk=UUID(delivery.target.removeprefix("mail:"))).first()
    if mail is None or mail.address is None or mail.body is None:
        raise Undeliverable("erased")
    message = EmailMessage(
        subject=mail.title or "",
        body=mail.body,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[mail.address],
        # The same mail sent twice after a crash carries the same name.
        headers={"Message-ID": f"<{mail.pk}@{settings.MAIL_DOMAIN}>"},
        connection=get_connection(settings.MAIL_TRANSPORT),
    )
    try:
        message.send()
    except SMTPRecipientsRefused as error:
        if all(code in _PERMANENT for code, _words in error.recipients.values()):
            Mail.objects.filter(pk=mail.pk).update(bounced_at=now)
            raise Undeliverable("refused by the receiving server") from None
        raise


def send_push(*, delivery: Delivery, now: datetime, client: http.Client = http.CLIENT) -> None:  # noqa: ARG001 - a sender's signature
    """Hand one message to the push service of the phone's browser.

    Raises `Undeliverable` when the phone wants nothing more (404, 410: it is forgotten), NotTaken
    or `http.Unreachable` for what may be better later.
    """
    pk = UUID(delivery.target.removeprefix("push:"))
    device = PushDevice.objects.filter(pk=pk).first()
    if device is None or device.subscription is None:
        raise Undeliverable("the phone has left")
    endpoint, message = push.sealed(device.subscription, delivery.payload)
    headers = {**message.headers, "content-type": "application/octet-stream", "urgency": "normal"}
    answer = client.request("POST", endpoint, headers=headers, body=message.encrypted)
    if answer.status in _GONE:
        PushDevice.objects.filter(pk=pk).delete()
        raise Undeliverable(f"the phone has left ({answer.status})")
    if answer.status not in _TAKEN:
        raise NotTaken(f"the push service answered {answer.status}")


SENDERS = {"mail": send_mail, push.CHANNEL: send_push, sms.CHANNEL: sms.send}
