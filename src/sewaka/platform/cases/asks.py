"""Reading what an action was given, by the asks that its workflow declares.

The same reader serves the form (strings), the API (JSON values) and the city's own jobs (Python
values). Every problem is named at once, by field.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar
from uuid import UUID

from django.utils.timezone import localdate

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import Invalid
from sewaka.kernel.text import clean_text, has_words
from sewaka.kernel.workflow import Ask, AskKind
from sewaka.platform.agencies import api as agencies
from sewaka.platform.cases.models import Attachment
from sewaka.platform.cases.values import FileUse
from sewaka.platform.files import api as files

_MAX_PHOTOS = 4
_MAX_DIGITS = 14  # no amount or measure of a city is larger
_TRUE = {"1", "true", "on", "yes", "ya"}
_FALSE = {"", "0", "false", "off", "no", "tidak"}


T = TypeVar("T")


class _Problem(Exception):
    """One field's error code."""


def read(
    asks: Iterable[Ask], given: Mapping[str, Any], *, actor: Actor, now: datetime
) -> dict[str, Any]:
    """The answers by name: text cleaned, dates as `date`, numbers as `Decimal`, flags as bool,
    agencies by code, photos as a tuple of file ids; None (or "", (), False) where left empty.

    Raises Invalid with all problems by field: required, too_short, too_long, no_words,
    not_a_choice, not_an_agency, not_a_date, not_a_number, not_a_flag, not_a_file, too_many,
    and unknown for a name that nobody asked for.
    """
    wanted = {ask.name: ask for ask in asks}
    problems = {name: "unknown" for name in given if name not in wanted}
    answers: dict[str, Any] = {}
    for name, ask in wanted.items():
        try:
            answers[name] = _READERS[ask.kind](ask, given.get(name), actor, now)
        except _Problem as problem:
            problems[name] = str(problem)
    if problems:
        raise Invalid("cases.invalid", fields=problems)
    return answers


def files_given(asks: Iterable[Ask], answers: Mapping[str, Any]) -> tuple[FileUse, ...]:
    """The photos among the answers; an ask named after a purpose gives its files that purpose."""
    return tuple(
        FileUse(file_id, ask.name if ask.name in Attachment.Purpose.values else "evidence")
        for ask in asks
        if ask.kind is AskKind.PHOTO
        for file_id in answers[ask.name] or ()
    )


def _text(ask: Ask, value: Any, _actor: Actor, _now: datetime) -> str:
    if value is not None and not isinstance(value, str):
        raise _Problem("not_a_text")
    text = clean_text(value or "")
    if ask.kind is AskKind.TEXT:
        text = " ".join(text.split())
    if not text:
        return _empty(ask, "")
    if not has_words(text):
        raise _Problem("no_words")
    if len(text) < ask.min_length:
        raise _Problem("too_short")
    if len(text) > ask.max_length:
        raise _Problem("too_long")
    return text


def _choice(ask: Ask, value: Any, _actor: Actor, _now: datetime) -> str:
    if value in (None, ""):
        return _empty(ask, "")
    if value not in [code for code, _label in ask.options]:
        raise _Problem("not_a_choice")
    return str(value)


def _agency(ask: Ask, value: Any, _actor: Actor, now: datetime) -> str | None:
    if value in (None, ""):
        return _empty(ask, None)
    active = agencies.agencies(on=localdate(now), is_external=False)
    if not isinstance(value, str) or not active.filter(code=clean_text(value)).exists():
        raise _Problem("not_an_agency")
    return value


def _date(ask: Ask, value: Any, _actor: Actor, _now: datetime) -> date | None:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if value in (None, ""):
        return _empty(ask, None)
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise _Problem("not_a_date") from None


def _number(ask: Ask, value: Any, _actor: Actor, _now: datetime) -> Decimal | None:
    if value in (None, ""):
        return _empty(ask, None)
    if isinstance(value, bool):
        raise _Problem("not_a_number")
    try:
        number = Decimal(str(value).strip().replace(",", "."))
    except InvalidOperation:
        raise _Problem("not_a_number") from None
    if not number.is_finite() or (number and abs(number.adjusted()) > _MAX_DIGITS):
        raise _Problem("not_a_number")
    return number


def _flag(ask: Ask, value: Any, _actor: Actor, _now: datetime) -> bool:
    if isinstance(value, bool):
        is_set = value
    elif value is None or (isinstance(value, str) and value.lower() in _FALSE):
        is_set = False
    elif isinstance(value, str) and value.lower() in _TRUE:
        is_set = True
    else:
        raise _Problem("not_a_flag")
    if ask.is_required and not is_set:
        raise _Problem("required")
    return is_set


def _photo(ask: Ask, value: Any, actor: Actor, _now: datetime) -> tuple[UUID, ...]:
    listed = [value] if isinstance(value, str | UUID) else list(value or ())
    if not listed:
        return _empty(ask, ())
    if len(listed) > _MAX_PHOTOS:
        raise _Problem("too_many")
    try:
        wanted = tuple(dict.fromkeys(UUID(str(one)) for one in listed))
    except ValueError:
        raise _Problem("not_a_file") from None
    if not files.are_usable(file_ids=wanted, actor=actor):
        raise _Problem("not_a_file")
    return wanted


def _empty(ask: Ask, value: T) -> T:
    if ask.is_required:
        raise _Problem("required")
    return value


_READERS: dict[AskKind, Callable[[Ask, Any, Actor, datetime], Any]] = {
    AskKind.TEXT: _text,
    AskKind.LONG_TEXT: _text,
    AskKind.CHOICE: _choice,
    AskKind.AGENCY: _agency,
    AskKind.DATE: _date,
    AskKind.NUMBER: _number,
    AskKind.FLAG: _flag,
    AskKind.PHOTO: _photo,
}
