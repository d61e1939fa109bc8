"""Values that the pages draw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sewaka.kernel.errors import NotFound
from sewaka.kernel.problems import field_sentence
from sewaka.kernel.registry import PersonalData
from sewaka.kernel.ui import formats
from sewaka.kernel.ui.values import Cell, Choice, Column, Problem, Row, Table, Text
from sewaka.platform.privacy import words
from sewaka.platform.privacy.models import Request
from sewaka.platform.privacy.queries import Look
from sewaka.platform.privacy.register import Processing
from sewaka.platform.privacy.rules import Kind

_YEAR_DAYS = 365
_SHOWN = 10  # rows of a kind on the page; the copy has them all


@dataclass(frozen=True, slots=True)
class OwnSet:
    """One kind of one's own data, for reading."""

    purpose: Text
    basis: str
    audience: Text
    rows: Sequence[Sequence[tuple[Text, Any]]]
    left_out: int  # further rows, which stand in the copy only


@dataclass(frozen=True, slots=True)
class RequestCard:
    """One of one's own requests."""

    title: Text
    words: str
    asked_at: datetime
    due_at: datetime
    answered_at: datetime | None
    answer: str
    refusal: Text


def record_table(lines: Iterable[Processing]) -> Table:
    """The record of processing as a table."""
    columns = [
        Column("owner", _("Part of the city"), is_main=True),
        Column("purpose", _("Why")),
        Column("basis", _("By which law")),
        Column("fields", _("Which data")),
        Column("audience", _("Who sees them")),
        Column("keep", _("How long")),
        Column("sealed", _("Encrypted")),
    ]
    rows = [
        Row(
            cells=[
                Cell(line.owner),
                Cell(line.purpose),
                Cell(line.basis),
                Cell(", ".join(line.fields)),
                Cell(line.audience),
                Cell(how_long(line.keep.days)),
                Cell(_("yes") if line.is_sealed else _("no")),
            ]
        )
        for line in lines
    ]
    return Table(caption=_("Record of processing"), columns=columns, rows=rows, empty=_("None"))


def looks_table(looks: Iterable[Look]) -> Table:
    """Who saw my data."""
    columns = [
        Column("at", _("When"), is_main=True),
        Column("who", _("Who")),
        Column("what", _("What")),
        Column("purpose", _("Why")),
    ]
    rows = [
        Row(
            cells=[
                Cell(at=look.at),
                Cell(_("You") if look.is_own else look.role, note=look.office),
                Cell(look.what, note=words.CHANNELS.get(look.channel, "")),
                Cell(look.purpose),
            ]
        )
        for look in looks
    ]
    nobody = _("Nobody has opened your protected data yet.")
    return Table(caption=_("Who saw my data"), columns=columns, rows=rows, empty=nobody)


def desk_table(waiting: Iterable[Request], *, now: datetime) -> Table:
    """The officer's list."""
    columns = [
        Column("kind", _("What is asked"), is_main=True),
        Column("opened", _("Asked")),
        Column("due", _("Answer due")),
        Column("left", _("Hours left"), is_number=True),
    ]
    rows = [
        Row(
            key=str(asked.pk),
            cells=[
                Cell(words.KINDS[Kind(asked.kind)], url=reverse("privacy_answer", args=[asked.pk])),
                Cell(at=asked.opened_at),
                Cell(at=asked.due_at),
                Cell(str(int((asked.due_at - now).total_seconds() // 3600))),
            ],
        )
        for asked in waiting
    ]
    return Table(
        caption=_("Requests about data"), columns=columns, rows=rows, empty=_("Nothing waits.")
    )


def own_sets(found: Iterable[tuple[PersonalData, list[Mapping[str, Any]]]]) -> list[OwnSet]:
    """One's own data, kind by kind."""
    return [
        OwnSet(
            purpose=entry.purpose,
            basis=entry.basis,
            audience=entry.audience,
            rows=[_spoken(row) for row in rows[:_SHOWN]],
            left_out=max(0, len(rows) - _SHOWN),
        )
        for entry, rows in found
    ]


def _spoken(row: Mapping[str, Any]) -> list[tuple[Text, Any]]:
    """Names in words, instants as people write them; what is empty is left out."""
    return [
        (words.FIELDS.get(name, name.replace("_", " ")), _readable(value))
        for name, value in row.items()
        if value not in (None, "", [])
    ]


def _readable(value: Any) -> Any:
    if isinstance(value, datetime):
        return formats.moment(value)
    try:
        instant = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return value
    return formats.moment(instant) if instant.tzinfo else value


def request_cards(requests: Iterable[Request]) -> list[RequestCard]:
    """One's own requests with their answers."""
    return [
        RequestCard(
            title=words.KINDS[Kind(asked.kind)],
            words=asked.words or "",
            asked_at=asked.opened_at,
            due_at=asked.due_at,
            answered_at=asked.answered_at,
            answer=asked.answer or "",
            refusal=words.GROUNDS.get(asked.refused_for, ""),  # type: ignore[call-overload]  # a str, as stored
        )
        for asked in requests
    ]


def ask_form(
    *, kind: str = "", text: str = "", errors: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The form to the data protection officer."""
    kinds = [Choice(code.value, label) for code, label in words.KINDS.items()]
    return {"kinds": kinds, "kind": kind, "text": text, **_errors(errors)}


def answer_form(
    asked: Request,
    *,
    text: str = "",
    ground: str = "",
    errors: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The officer's answer."""
    grounds = [Choice(code.value, label) for code, label in words.GROUNDS.items()]
    title = words.KINDS[Kind(asked.kind)]
    shown = {"asked": asked, "title": title, "grounds": grounds, "text": text, "ground": ground}
    return shown | _errors(errors)


def how_long(days: int) -> str:
    """A time of keeping in years where it is whole years, else in days."""
    if days % _YEAR_DAYS == 0 and days:
        years = days // _YEAR_DAYS
        return ngettext("%(n)d year", "%(n)d years", years) % {"n": years}
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


def uuid_of(text: str | None) -> UUID:
    """An id out of a form. Raises `NotFound` for anything else."""
    try:
        return UUID(text or "")
    except ValueError:
        raise NotFound from None


def _errors(fields: Mapping[str, str] | None) -> dict[str, Any]:
    found = {name: field_sentence(code) for name, code in (fields or {}).items()}
    problems = [Problem(f"id_{name}", message) for name, message in found.items()]
    return {"errors": found, "problems": problems, "has_errors": bool(found)}
