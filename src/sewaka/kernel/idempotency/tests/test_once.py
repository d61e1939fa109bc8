"""Acknowledged means stored, and never twice."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import RequestFactory

from sewaka.kernel import idempotency
from sewaka.kernel.access import ANONYMOUS, Actor
from sewaka.kernel.errors import DomainError, Invalid
from sewaka.kernel.idempotency import jobs
from sewaka.kernel.idempotency.models import KeptAnswer
from sewaka.kernel.idempotency.once import KEEP, purge
from sewaka.kernel.outbox.models import Offset

NOW = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)
KEY = "9b2f6d1e-8f37-4d5c-9a51-0c2f4b7f7a10"
MADE = Actor(person_id=UUID(int=1))


def ask(
    deeds: list[int],
    *,
    key: str = KEY,
    scope: str = "anonymous",
    request: bytes = b"one",
    status: int = 201,
) -> idempotency.Answer:
    def run() -> tuple[int, Any]:
        deeds.append(1)
        Offset.objects.create(consumer=f"deed {len(deeds)} of {scope} {key}")
        return status, {"number": f"L26-{len(deeds)}", "secret": "topsecret"}

    return idempotency.once(key=key, scope=scope, request=request, now=NOW, run=run)


@pytest.mark.django_db
def test_second_time_gives_the_same_answer_and_does_nothing() -> None:
    deeds: list[int] = []
    first, second = ask(deeds), ask(deeds)
    assert first == idempotency.Answer(201, {"number": "L26-1", "secret": "topsecret"})
    assert second == idempotency.Answer(200, first.body, is_repetition=True)
    assert (len(deeds), Offset.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_redirect_is_repeated_as_it_was() -> None:
    deeds: list[int] = []
    assert ask(deeds, status=303).status == 303
    assert ask(deeds, status=303).status == 303


@pytest.mark.django_db
def test_other_body_under_the_same_key_is_refused() -> None:
    deeds: list[int] = []
    ask(deeds)
    with pytest.raises(idempotency.Reused) as refusal:
        ask(deeds, request=b"two")
    assert (refusal.value.code, refusal.value.status) == ("idempotency.reused", 422)
    assert (len(deeds), Offset.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_keys_of_two_people_do_not_meet() -> None:
    deeds: list[int] = []
    ask(deeds, scope="person:1")
    assert ask(deeds, scope="person:2").status == 201
    assert ask(deeds, key="another-key-of-16", scope="person:1").status == 201
    assert len(deeds) == 3


@pytest.mark.django_db
def test_refused_deed_leaves_the_key_free() -> None:
    def refuse() -> tuple[int, Any]:
        Offset.objects.create(consumer="half a deed")
        raise DomainError("reports.position.outside")

    with pytest.raises(DomainError):
        idempotency.once(key=KEY, scope="anonymous", request=b"one", now=NOW, run=refuse)
    assert (KeptAnswer.objects.count(), Offset.objects.count()) == (0, 0)
    assert ask([], request=b"mended").status == 201


@pytest.mark.django_db
def test_row_tells_neither_key_nor_answer() -> None:
    ask([])
    row = KeptAnswer.objects.get()
    dump = bytes(row.key) + bytes(row.body or b"") + row.scope.encode()
    assert KEY.encode() not in dump
    assert b"topsecret" not in dump


@pytest.mark.django_db
def test_forgotten_after_its_time() -> None:
    deeds: list[int] = []
    ask(deeds)
    assert purge(now=NOW + KEEP - timedelta(seconds=1)) == 0
    assert purge(now=NOW + KEEP) == 1
    assert purge(now=NOW + KEEP) == 0
    assert ask(deeds).status == 201


@pytest.mark.django_db
def test_job_forgets_and_may_run_twice() -> None:
    ask([])
    KeptAnswer.objects.update(expires_at=NOW)
    jobs.purge_answers()
    jobs.purge_answers()
    assert KeptAnswer.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_it_once() -> None:
    deeds: list[int] = []
    answers: list[idempotency.Answer] = []
    has_begun, may_end = threading.Event(), threading.Event()

    def slow() -> tuple[int, Any]:
        deeds.append(1)
        has_begun.set()
        may_end.wait(5)
        return 201, {"number": "first"}

    def first() -> None:
        answers.append(
            idempotency.once(key=KEY, scope="anonymous", request=b"one", now=NOW, run=slow)
        )
        connection.close()

    def second() -> None:
        has_begun.wait(5)
        answers.append(ask(deeds))
        connection.close()

    threads = [threading.Thread(target=first), threading.Thread(target=second)]
    for thread in threads:
        thread.start()
    has_begun.wait(5)
    threads[1].join(timeout=0.3)
    assert answers == []  # the second waits
    may_end.set()
    for thread in threads:
        thread.join(timeout=5)
    # Which thread notes its answer first is the scheduler's; what the answers are is ours.
    assert sorted(answer.status for answer in answers) == [200, 201]
    assert [answer.body for answer in answers] == [{"number": "first"}] * 2
    assert len(deeds) == 1


@pytest.mark.django_db(transaction=True)
def test_second_does_it_when_the_first_fails() -> None:
    has_begun = threading.Event()
    deeds: list[int] = []

    def failing() -> tuple[int, Any]:
        has_begun.set()
        threading.Event().wait(0.2)
        raise DomainError("x")

    def first() -> None:
        with pytest.raises(DomainError):
            idempotency.once(key=KEY, scope="anonymous", request=b"one", now=NOW, run=failing)
        connection.close()

    thread = threading.Thread(target=first)
    thread.start()
    has_begun.wait(5)
    assert ask(deeds).status == 201
    thread.join(timeout=5)
    assert Offset.objects.count() == 1


@pytest.mark.django_db
def test_rolls_back_with_its_caller() -> None:
    deeds: list[int] = []
    with transaction.atomic():
        ask(deeds)
        transaction.set_rollback(True)
    assert KeptAnswer.objects.count() == 0


def test_key_from_header_or_form() -> None:
    requests = RequestFactory()
    assert idempotency.key_of(requests.post("/x", headers={"Idempotency-Key": KEY})) == KEY
    assert idempotency.key_of(requests.post("/x", {"idempotency_key": KEY})) == KEY
    assert idempotency.key_of(requests.post("/x", {"idempotency_key": idempotency.new_key()}))


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("", "idempotency.missing"),
        ("short", "idempotency.malformed"),
        ("x" * 81, "idempotency.malformed"),
        ("with blanks in between", "idempotency.malformed"),
        ("'; DROP TABLE x; --", "idempotency.malformed"),
    ],
)
def test_bad_keys_are_named(key: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        idempotency.key_of(RequestFactory().post("/x", {"idempotency_key": key}))
    assert refusal.value.code == code
    assert refusal.value.fields == {"idempotency_key": code}


def test_scope_is_person_link_or_nobody() -> None:
    assert idempotency.scope_of(MADE) == f"person:{UUID(int=1)}"
    assert idempotency.scope_of(Actor(link_case_id=UUID(int=2))) == f"link:{UUID(int=2)}"
    assert idempotency.scope_of(ANONYMOUS) == "anonymous"


def test_fingerprint_sees_words_files_and_address_only() -> None:
    def of(path: str = "/lapor", content: bytes = b"photo", **fields: str) -> bytes:
        upload = SimpleUploadedFile("a.jpg", content)
        request = RequestFactory().post(path, {**fields, "foto": upload})
        found = idempotency.fingerprint(request)
        assert request.FILES.getlist("foto")[0].read() == content
        return found

    plain = of(words="rubbish")
    assert of(words="rubbish", idempotency_key=KEY, csrfmiddlewaretoken="t") == plain
    assert of(words="rubble") != plain
    assert of(words="rubbish", content=b"other") != plain
    assert of("/lain", words="rubbish") != plain


def test_fingerprint_of_json_is_its_body() -> None:
    def of(body: bytes) -> bytes:
        request = RequestFactory().post("/api/x", body, content_type="application/json")
        return idempotency.fingerprint(request)

    assert of(b"{}") == of(b"{}")
    assert of(b"{}") != of(b"[]")


@pytest.mark.django_db
def test_row_says_scope_and_status() -> None:
    ask([])
    assert str(KeptAnswer.objects.get()) == "anonymous: 201"
