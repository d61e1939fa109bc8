"""Requests of data subjects, consents, and the officer's clock."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.db import connection

from sewaka.kernel.access import ANONYMOUS
from sewaka.kernel.errors import DomainError, Forbidden, Invalid, NotFound
from sewaka.kernel.ids import new_id
from sewaka.kernel.outbox.models import EventRow
from sewaka.platform.notify import queries as news
from sewaka.platform.privacy import actions, queries, reference, reminders
from sewaka.platform.privacy.models import Consent, Request
from tests.cast import NOW, Player
from tests.writes import nothing_written

HOUR = timedelta(hours=1)
WORDS = "Nama jalan saya salah tulis."


@pytest.fixture(autouse=True)
def texts(db: None) -> None:
    """The words of the desk."""
    reference.load()


def asked(who: Player) -> Request:
    """A request for correction."""
    return actions.ask(kind="correction", words=WORDS, actor=who.actor, now=NOW)


def test_asking_starts_the_clock_and_tells_the_officer(made: Player, dpo: Player) -> None:
    request = asked(made)
    assert request.due_at == NOW + 72 * HOUR
    (row,) = EventRow.objects.filter(name="privacy.request_opened")
    assert (row.subject_id, row.data["kind"]) == (made.person.pk, "correction")
    assert [n.subject for n in news.inbox(actor=dpo.actor)] == [
        "Permintaan baru tentang data pribadi"
    ]


def test_the_words_lie_sealed(made: Player, dpo: Player) -> None:
    asked(made)
    with connection.cursor() as cursor:
        cursor.execute("select words from privacy_request")
        assert "jalan" not in cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("kind", "words", "field"),
    [
        ("gift", WORDS, "kind"),
        ("correction", " \u200b ", "words"),
        ("correction", "x" * 4001, "words"),
    ],
)
def test_asking_refuses(kind: str, words: str, field: str, made: Player) -> None:
    actor = made.actor
    with nothing_written(), pytest.raises(Invalid) as refused:
        actions.ask(kind=kind, words=words, actor=actor, now=NOW)
    assert list(refused.value.fields) == [field]


def test_strangers_have_nothing_to_ask_about(db: None) -> None:
    with nothing_written(), pytest.raises(Forbidden):
        actions.ask(kind="access", words=WORDS, actor=ANONYMOUS, now=NOW)


def test_the_officer_answers_and_the_person_reads_it(made: Player, dpo: Player) -> None:
    request = asked(made)
    actions.answer(
        request_id=request.pk,
        words="Sudah diperbaiki.",
        refused_for="",
        actor=dpo.actor,
        now=NOW + 5 * HOUR,
    )
    (mine,) = queries.own_requests(actor=made.actor)
    assert (mine.answer, mine.answered_at) == ("Sudah diperbaiki.", NOW + 5 * HOUR)
    (row,) = EventRow.objects.filter(name="privacy.request_answered")
    assert row.data["is_late"] is False
    assert [n.subject for n in news.inbox(actor=made.actor)] == ["Permintaan data Anda dijawab"]


def test_a_late_answer_says_so(made: Player, dpo: Player) -> None:
    request = asked(made)
    late = NOW + 73 * HOUR
    actions.answer(request_id=request.pk, words="ok", refused_for="", actor=dpo.actor, now=late)
    assert EventRow.objects.get(name="privacy.request_answered").data["is_late"] is True


def test_a_refusal_names_a_ground_of_the_law(made: Player, dpo: Player) -> None:
    request, actor = asked(made), dpo.actor
    with nothing_written(), pytest.raises(Invalid) as refused:
        actions.answer(
            request_id=request.pk, words="tidak", refused_for="mood", actor=actor, now=NOW
        )
    assert list(refused.value.fields) == ["refused_for"]


@pytest.mark.parametrize("who", ["made", "ketut", "admin", "auditor"])
def test_nobody_else_answers(who: str, made: Player, request: pytest.FixtureRequest) -> None:
    asked_by_made = asked(made)
    actor = request.getfixturevalue(who).actor
    with nothing_written(), pytest.raises(NotFound):
        actions.answer(
            request_id=asked_by_made.pk, words="ya", refused_for="", actor=actor, now=NOW
        )


def test_one_answer_is_enough(made: Player, dpo: Player) -> None:
    request, actor = asked(made), dpo.actor
    actions.answer(request_id=request.pk, words="ya", refused_for="", actor=actor, now=NOW)
    with nothing_written(), pytest.raises(DomainError) as again:
        actions.answer(request_id=request.pk, words="lagi", refused_for="", actor=actor, now=NOW)
    assert again.value.code == "privacy.request.answered"


def test_the_clock_warns_once_a_day_and_stops_with_the_answer(made: Player, dpo: Player) -> None:
    request = asked(made)
    told = [reminders.warn_of_clocks(now=NOW + hours * HOUR) for hours in (23, 24, 25, 49, 49)]
    assert told == [0, 1, 0, 1, 0]
    subjects = [n.subject for n in news.inbox(actor=dpo.actor)]
    assert sorted(subjects) == [
        "Permintaan baru tentang data pribadi",
        "Permintaan data menunggu 24 jam",
        "Permintaan data menunggu 48 jam",
    ]
    actions.answer(request_id=request.pk, words="ya", refused_for="", actor=dpo.actor, now=NOW)
    assert reminders.warn_of_clocks(now=NOW + 90 * HOUR) == 0


def test_one_sees_ones_own_requests_only(made: Player, ketut: Player, dpo: Player) -> None:
    request = asked(made)
    assert queries.own_requests(actor=ketut.actor) == []
    with pytest.raises(NotFound):
        queries.get_request(request_id=request.pk, actor=ketut.actor)
    assert queries.get_request(request_id=request.pk, actor=dpo.actor) == request


def test_a_consent_is_given_once_and_withdrawn_as_easily(made: Player, ketut: Player) -> None:
    give = partial(
        actions.give_consent,
        person_id=made.person.pk,
        purpose="photo",
        text_version=1,
        actor=made.actor,
    )
    consent = give(now=NOW)
    with pytest.raises(DomainError) as twice:
        give(now=NOW)
    assert twice.value.code == "privacy.consent.held"
    with pytest.raises(NotFound):
        actions.withdraw_consent(consent_id=consent.pk, actor=ketut.actor, now=NOW)
    actions.withdraw_consent(consent_id=consent.pk, actor=made.actor, now=NOW + HOUR)
    assert Consent.objects.get().withdrawn_at == NOW + HOUR
    give(now=NOW + 2 * HOUR)
    assert Consent.objects.filter(withdrawn_at=None).count() == 1


def test_a_guardian_consents_and_withdraws_for_a_child(nyoman: Player, putu: Player) -> None:
    consent = actions.give_consent(
        person_id=nyoman.person.pk, purpose="photo", text_version=1, actor=putu.actor, now=NOW
    )
    assert consent.given_by == putu.person
    assert queries.consents(actor=putu.actor) == [consent]
    actions.withdraw_consent(consent_id=consent.pk, actor=putu.actor, now=NOW)


def test_withdrawing_what_is_not_there(made: Player) -> None:
    actor = made.actor
    with nothing_written(), pytest.raises(NotFound):
        actions.withdraw_consent(consent_id=new_id(), actor=actor, now=NOW)
