"""The questions of a category, and whether answers fit them.

The kinds are those of Open311's service definition, so that one form serves the city's own pages
and strangers' programs. A question with `is_asked=False` is a text to read (`variable=false`); with
`stops` it is a hazard that holds the form until the person has read it and goes on.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from enum import StrEnum
from typing import Any, Final

from sewaka.kernel.text import clean_text
from sewaka.modules.reports.rules.georeport import asking

MAX_STRING: Final = 255
MAX_TEXT: Final = 4_000
_LONGEST_NUMBER = 32


class Datatype(StrEnum):
    """What kind of answer a question takes."""

    STRING = "string"
    NUMBER = "number"
    DATETIME = "datetime"
    TEXT = "text"
    SINGLE = "singlevaluelist"
    MULTI = "multivaluelist"


_LISTS = frozenset({Datatype.SINGLE, Datatype.MULTI})


@dataclass(frozen=True, slots=True)
class Words:
    """A text in both languages of the city."""

    id: str
    en: str

    def local(self, language: str) -> str:
        """The text in that language, Indonesian unless English is asked for."""
        return self.en if language == "en" else self.id


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a list: what is stored, and what people read."""

    key: str
    name: Words


@dataclass(frozen=True, slots=True)
class Question:
    """One line of a form."""

    code: str
    words: Words
    datatype: Datatype = Datatype.STRING
    is_required: bool = False
    is_asked: bool = True
    hint: Words = Words("", "")
    choices: tuple[Choice, ...] = ()
    stops: bool = False
    call: str = ""  # the number to call first, as the city wrote it
    is_offered: bool = True  # a retired one is asked no more; its old answers keep their words

    @property
    def keys(self) -> frozenset[str]:
        """The values that a list takes."""
        return frozenset(choice.key for choice in self.choices)

    def name_of(self, key: str, *, language: str) -> str:
        """What people read for a value; the value itself where there is no list."""
        for choice in self.choices:
            if choice.key == key:
                return choice.name.local(language)
        return key


Form = tuple[Question, ...]
Given = Mapping[str, Sequence[str]]


def read_form(rows: Sequence[Mapping[str, Any]]) -> Form:
    """The form as it is kept in JSON. Raises KeyError and ValueError for what is no form."""
    form = tuple(_question(row) for row in rows)
    if len({question.code for question in form}) != len(form):
        raise ValueError("a code stands twice")
    for question in form:
        if (question.datatype in _LISTS) != bool(question.choices):
            raise ValueError(f"{question.code}: lists, and only lists, have values")
        if question.stops and question.is_asked:
            raise ValueError(f"{question.code}: only a text to read can stop the form")
    return form


def version(rows: Sequence[Mapping[str, Any]]) -> str:
    """A short mark of a form as it is kept in JSON: another wording is another version."""
    if not rows:
        return ""
    written = json.dumps(rows, sort_keys=True, ensure_ascii=False).encode()
    return hashlib.sha256(written).hexdigest()[:12]


def asked_codes(form: Form) -> tuple[str, ...]:
    """The questions that take an answer, in their order."""
    return tuple(_asked(form))


def is_held(form: Form, *, category: str, warned: str) -> bool:
    """Whether a hazard holds the form: it stands there, and its reader has not gone on yet."""
    return any(question.stops for question in form) and warned != category


def unasked(form: Form, given: Given) -> Mapping[str, str]:
    """Answers to what the form does not ask: an error code each, where there is a form."""
    return {code: "reports.answer.unknown" for code in given if form and code not in _asked(form)}


def problems(form: Form, given: Given, *, zone: tzinfo) -> Mapping[str, str]:
    """What does not fit, by question: an error code each. Answers to other questions count not."""
    found: dict[str, str] = {}
    for question in _asked(form).values():
        answers = _filled(given.get(question.code, ()))
        if not answers and question.is_required:
            found[question.code] = "reports.answer.required"
        elif answers:
            found.update(_of_answer(question, answers, zone=zone))
    return found


def kept(form: Form, given: Given, *, form_version: str) -> dict[str, Any]:
    """The answers as they are stored: by code, and apart what no question asked for."""
    asked = _asked(form)
    values = {code: _filled(answers) for code, answers in given.items()}
    return {
        "values": {code: list(found) for code, found in values.items() if code in asked and found},
        "extra": {code: list(found) for code, found in values.items() if code not in asked},
        "form": form_version,
    }


def _asked(form: Form) -> Mapping[str, Question]:
    return {question.code: question for question in form if question.is_asked}


def _filled(answers: Sequence[str]) -> tuple[str, ...]:
    return tuple(filter(None, (clean_text(one) for one in answers)))


def _of_answer(question: Question, answers: tuple[str, ...], *, zone: tzinfo) -> Iterator[Any]:
    """At most one problem of one question, as a pair of its code and the error's."""
    if len(answers) > 1 and question.datatype is not Datatype.MULTI:
        yield question.code, "reports.answer.one_only"
    elif question.choices and not question.keys.issuperset(answers):
        yield question.code, "reports.answer.not_offered"
    elif not question.choices and not _fits(question.datatype, answers[0], zone=zone):
        yield question.code, f"reports.answer.{question.datatype.value}"


def _fits(datatype: Datatype, answer: str, *, zone: tzinfo) -> bool:
    match datatype:
        case Datatype.NUMBER:
            return _is_number(answer)
        case Datatype.DATETIME:
            return _is_moment(answer, zone=zone)
        case Datatype.TEXT:
            return len(answer) <= MAX_TEXT
        case _:
            return len(answer) <= MAX_STRING


def _is_number(answer: str) -> bool:
    try:
        return len(answer) <= _LONGEST_NUMBER and math.isfinite(float(answer.replace(",", ".")))
    except ValueError:
        return False


def _is_moment(answer: str, *, zone: tzinfo) -> bool:
    try:
        asking.moment(answer, zone=zone)
    except asking.Unreadable:
        return False
    return True


def _question(row: Mapping[str, Any]) -> Question:
    return Question(
        code=str(row["code"]),
        words=_words(row["question"]),
        datatype=Datatype(row.get("datatype", "string")),
        is_required=bool(row.get("required", False)),
        is_asked=bool(row.get("variable", True)),
        hint=_words(row.get("hint", {"id": "", "en": ""})),
        choices=tuple(
            Choice(str(one["key"]), _words(one["name"])) for one in row.get("values", ())
        ),
        stops=bool(row.get("stops", False)),
        call=str(row.get("call", "")),
        is_offered=not row.get("retired", False),
    )


def _words(row: Mapping[str, str]) -> Words:
    return Words(id=str(row["id"]), en=str(row["en"]))
