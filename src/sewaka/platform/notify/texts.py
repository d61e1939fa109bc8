"""The versioned texts: defined by the software, rewritten by the city's editors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import Forbidden, Invalid, NotFound
from sewaka.kernel.text import clean_text
from sewaka.kernel.ui import formats
from sewaka.platform.notify import access, rules
from sewaka.platform.notify.models import Template


@dataclass(frozen=True, slots=True)
class Message:
    """A text with its facts, as somebody reads it."""

    subject: str
    body: str


def define(*, code: str, words: Mapping[str, tuple[str, str]], now: datetime) -> None:
    """Enter the software's own words of a text: language -> (subject, body). Safe to run twice.

    A changed default makes a new version, unless an editor of the city has written one: then the
    editor's words stay.
    """
    for language, (subject, body) in words.items():
        last = _newest(code=code, language=language)
        if last is not None and last.written_by_id is not None:
            continue
        if last is None or (last.subject, last.body) != (subject, body):
            _add(last, code=code, language=language, subject=subject, body=body, now=now)


@transaction.atomic
def publish(
    *, code: str, language: str, subject: str, body: str, actor: Actor, now: datetime
) -> Template:
    """Put an editor's words in force; the old version is kept.

    Raises `Forbidden`, `NotFound` for an unknown text, `Invalid` for a placeholder that nobody
    fills: the software's own text says which ones there are.
    """
    if not access.WRITE_TEXTS.allows(actor, None):
        raise Forbidden("notify.text.forbidden")
    last = newest(code=code, language=language)
    subject, body = clean_text(subject), clean_text(body)
    check(code=code, subject=subject, body=body)
    return _add(
        last,
        code=code,
        language=language,
        subject=subject,
        body=body,
        now=now,
        written_by_id=actor.person_id,
    )


def check(*, code: str, subject: str, body: str) -> None:
    """Raise `Invalid` for empty words, a stray brace or a placeholder that nobody fills."""
    allowed = known_placeholders(code)
    for field, text in (("subject", subject), ("body", body)):
        if not clean_text(text):
            raise Invalid("notify.text.empty", fields={field: "notify.text.empty"})
        rules.check_text(text, allowed=allowed, field=field)


def in_force() -> list[Template]:
    """The newest version of every text in every language. One query."""
    rows = Template.objects.order_by("code", "language", "-version")
    return list(rows.distinct("code", "language"))


def newest(*, code: str, language: str) -> Template:
    """The version in force, in that language or else in the city's own. Raises `NotFound`."""
    for candidate in (language, settings.LANGUAGE_CODE):
        found = _newest(code=code, language=candidate)
        if found is not None:
            return found
    raise NotFound("notify.text.unknown", text=code)


def known_placeholders(code: str) -> frozenset[str]:
    """What the software fills in, by its own first version of the text."""
    first = Template.objects.filter(code=code, written_by=None).order_by("version")
    return frozenset().union(*(rules.placeholders(f"{text.subject} {text.body}") for text in first))


def read(template: Template, *, facts: Mapping[str, Any]) -> Message:
    """The text with its facts. Raises `DomainError("notify.fact_missing")`."""
    with translation.override(template.language):
        subject = rules.fill(template.subject, facts=facts, write=_written)
        body = rules.fill(template.body, facts=facts, write=_written)
    return Message(subject=subject, body=body)


def preview(*, subject: str, body: str, language: str, code: str) -> Message:
    """How words would read, every placeholder filled with its own name."""
    names = known_placeholders(code) | rules.placeholders(f"{subject} {body}")
    draft = Template(subject=subject, body=body, language=language)
    return read(draft, facts={name: f"‹{name}›" for name in names})


def _newest(*, code: str, language: str) -> Template | None:
    versions = Template.objects.filter(code=code, language=language)
    return versions.order_by("-version").first()


def _add(last: Template | None, **words: Any) -> Template:
    created_at = words.pop("now")
    version = 1 if last is None else last.version + 1
    return Template.objects.create(version=version, created_at=created_at, **words)


def _written(value: datetime | date) -> str:
    return formats.moment(value) if isinstance(value, datetime) else formats.day(value)
