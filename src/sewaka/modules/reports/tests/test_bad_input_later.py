"""Section 8 of the brief, what is said later: of photos, dues that moved, notices that bounced.

What a person reads is asserted in Indonesian and in English.
"""

from __future__ import annotations

from datetime import date, timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from pytest_django import fixtures

from sewaka.kernel.errors import Invalid
from sewaka.kernel.outbox import deliveries
from sewaka.kernel.problems.catalogue import field_sentence
from sewaka.modules.reports.actions.missing_photos import tell_missing_photos
from sewaka.modules.reports.actions.recomputing import recompute_dues
from sewaka.modules.reports.actions.submit import Submitted
from sewaka.modules.reports.tests.conftest import MODERATOR_DESK, SARI_AT_DLHK, Way
from sewaka.modules.reports.tests.test_actions_work import DONE, corner, shot
from sewaka.modules.reports.tests.test_bad_input import LANGUAGES, Two, spoken
from sewaka.modules.reports.tests.test_bad_input_city import words
from sewaka.modules.reports.tests.test_missing_photos import DUE, arrives, two_announced
from sewaka.platform.calendars import actions as calendars
from sewaka.platform.calendars.importing import HolidayDraft
from sewaka.platform.notify import api as notify
from tests.cast import NOW, Player, held

__all__ = ["corner", "two_announced"]
pytestmark = pytest.mark.django_db


class Refusing(EmailBackend):
    """A mail server that knows nobody of that name."""

    def send_messages(self, messages: object) -> int:
        """Refuse every receiver."""
        raise SMTPRecipientsRefused({"made@contoh.example": (550, b"no such user")})


def test_photos_that_never_came_are_told_to_their_author(two_announced: Submitted) -> None:
    arrives(two_announced, "red")
    tell_missing_photos(now=DUE)
    said: Two = ("1 dari 2 foto belum sampai.", "1 of 2 photos have not arrived.")
    address = f"/l/{two_announced.number}/{two_announced.secret}"
    for language, sentence in zip(LANGUAGES, said, strict=True):
        page = spoken(Client(), language).get(address)
        assert sentence in words(page)


def test_dues_that_the_calendar_moved_are_told_on_the_page(rubbish: Way) -> None:
    rubbish.do("publish", MODERATOR_DESK)
    closed = HolidayDraft(day=date(2026, 11, 24), kind="city", name="Contoh")
    calendars.add_holiday(draft=closed, actor=held("editor"), now=NOW)
    recompute_dues(now=NOW, is_dry=False)
    said: Two = ("Kalender berubah.", "The calendar was changed.")
    for language, sentence in zip(LANGUAGES, said, strict=True):
        assert sentence in words(spoken(Client(), language).get(f"/l/{rubbish.sent.number}"))


def test_a_photo_from_before_the_work_asks_for_a_reason(corner: Way) -> None:
    old = shot(corner, taken_at=NOW - timedelta(hours=1))
    with pytest.raises(Invalid) as refusal:
        corner.do("finish", SARI_AT_DLHK, answer=DONE, after=[old])
    said: Two = (
        "Foto diambil sebelum pekerjaan dimulai. Tulis alasannya.",
        "The photo was taken before the work began. Say why.",
    )
    for language, sentence in zip(LANGUAGES, said, strict=True):
        with override(language):
            assert field_sentence(refusal.value.fields["reason"], {}) == sentence


def test_a_notice_that_bounced_is_counted_where_the_machine_is_watched(
    made: Player, admin: Player, settings: fixtures.Settings
) -> None:
    settings.MAIL_TRANSPORT = f"{__name__}.Refusing"
    facts: dict[str, str | int] = {"count": 1, "offices": "Sesetan"}
    notify.send(template="reports.offices_vacant", to=made.person, facts=facts, now=NOW)
    deliveries.work_off(now=NOW)
    said: Two = ("Pesan yang tidak sampai", "Messages that never arrived")
    for language, sentence in zip(LANGUAGES, said, strict=True):
        watching = spoken(admin.client, language)
        page = watching.get(reverse("healthz"), headers={"accept": "text/html"})
        assert f"{sentence} 1" in words(page)
