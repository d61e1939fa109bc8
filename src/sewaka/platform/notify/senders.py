"""Sends queued mails. Called by the deliveries' job, outside any transaction."""

from __future__ import annotations

from datetime import datetime
from smtplib import SMTPRecipientsRefused
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from sewaka.kernel.outbox.deliveries import Undeliverable
from sewaka.kernel.outbox.models import Delivery
from sewaka.platform.notify.models import Mail

_PERMANENT = range(500, 600)


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


SENDERS = {"mail": send_mail}
