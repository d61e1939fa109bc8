"""Django's mail backend of the city: queues instead of sending.

So mail of django-allauth (and of anything else that uses Django's own function) leaves through
the same deliveries as notices: sealed in the database, tried again, never in the way of a request.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from sewaka.kernel import clock
from sewaka.kernel.ids import new_id
from sewaka.platform.notify.sending import Contact, queue_mail
from sewaka.platform.people.models import Person


class QueueBackend(BaseEmailBackend):
    """Writes each message as one mail per reader."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Queue the messages; the number queued. Known readers' mails fall with their key."""
        now = clock.now()
        for message in email_messages:
            for address in message.recipients():
                person = Person.objects.filter(email=address.lower()).first()
                queue_mail(
                    Contact(address, subject_id=person.pk if person else None),
                    title=str(message.subject),
                    body=str(message.body),
                    person=person,
                    key=f"plain:{new_id()}",
                    now=now,
                )
        return len(email_messages)
