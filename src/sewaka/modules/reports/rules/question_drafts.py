"""A question as the desk of the set-up writes it, and the form that it becomes part of.

A question's code, kind and list of values stay once it is asked: answers are kept under them.
Whoever wants another kind retires the question and writes a new one; its old answers stay
readable.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sewaka.modules.reports.rules.questions import Choice, Datatype, Form, Question, Words

MOST_ASKED: Final = 20  # questions of one category that are asked at the same time
MOST_WORDS: Final = 200
MOST_HINT: Final = 300
MOST_CHOICES: Final = 50
MOST_CALL: Final = 20
CODE: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,31}")
_CALL: Final = re.compile(r"[0-9+() -]*")
_BETWEEN: Final = "="


class Kind(StrEnum):
    """What a question is, as the desk chooses it: the kinds of answers, and two texts to read."""

    STRING = Datatype.STRING.value
    TEXT = Datatype.TEXT.value
    NUMBER = Datatype.NUMBER.value
    DATETIME = Datatype.DATETIME.value
    SINGLE = Datatype.SINGLE.value
    MULTI = Datatype.MULTI.value
    NOTE = "note"
    HAZARD = "hazard"


_READ: Final = frozenset({Kind.NOTE, Kind.HAZARD})
_LISTS: Final = frozenset({Kind.SINGLE, Kind.MULTI})


@dataclass(frozen=True, slots=True)
class QuestionDraft:
    """A question as somebody wrote it.

    `choices` holds a value on each line, "key = Indonesian = English". `place` counts from 1 among
    the questions that are asked; a retired one has none.
    """

    code: str
    words: str
    words_en: str
    kind: str
    hint: str = ""
    hint_en: str = ""
    choices: str = ""
    is_required: bool = False
    call: str = ""
    place: int = MOST_ASKED
    is_retired: bool = False


def draft_of(question: Question, *, place: int) -> QuestionDraft:
    """A question that stands, as it would be written."""
    return QuestionDraft(
        code=question.code,
        words=question.words.id,
        words_en=question.words.en,
        kind=kind_of(question),
        hint=question.hint.id,
        hint_en=question.hint.en,
        choices="\n".join(
            f" {_BETWEEN} ".join((one.key, one.name.id, one.name.en)) for one in question.choices
        ),
        is_required=question.is_required,
        call=question.call,
        place=place,
        is_retired=not question.is_offered,
    )


def kind_of(question: Question) -> Kind:
    """What a question that stands is."""
    if question.stops:
        return Kind.HAZARD
    return Kind(question.datatype.value) if question.is_asked else Kind.NOTE


def problems(draft: QuestionDraft, *, form: Form, before: Question | None) -> dict[str, str]:
    """What is wrong with a draft, a sentence's code for each name. `before` is what it replaces."""
    found = dict(_of_words(draft))
    if draft.kind not in set(Kind):
        found["kind"] = "reports.category.choice"
    elif code := _of_choices(draft, before=before):
        found["choices"] = code
    if before is not None:
        found |= _of_change(draft, before=before)
    elif code := _of_new_code(draft.code, form=form):
        found["code"] = code
    others = [one for one in form if one.is_offered and one.code != draft.code]
    if not draft.is_retired and len(others) >= MOST_ASKED:
        found["is_retired"] = "reports.question.many"
    return found


def read_choices(text: str) -> tuple[Choice, ...]:
    """The values that the lines name. Raises ValueError for a line of another shape."""
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        key, words, english = (part.strip() for part in line.split(_BETWEEN))
        if not (CODE.fullmatch(key) and words and english):
            raise ValueError(line)
        found.append(Choice(key, Words(words, english)))
    if len({one.key.casefold() for one in found}) != len(found):
        raise ValueError("a key stands twice")
    return tuple(found)


def placed(
    rows: Sequence[Mapping[str, Any]], draft: QuestionDraft
) -> tuple[Mapping[str, Any], ...]:
    """The form, as it is kept in JSON, with the draft at its place; retired questions come last."""
    others = [row for row in rows if row["code"] != draft.code]
    asked = [row for row in others if not row.get("retired")]
    retired = [row for row in others if row.get("retired")]
    if draft.is_retired:
        return (*asked, *retired, as_row(draft))
    asked.insert(max(0, draft.place - 1), as_row(draft))
    return (*asked, *retired)


def as_row(draft: QuestionDraft) -> dict[str, Any]:
    """The draft as `questions.read_form` reads it. Call on a draft without problems."""
    kind = Kind(draft.kind)
    row: dict[str, Any] = {
        "code": draft.code,
        "question": {"id": draft.words, "en": draft.words_en},
        "datatype": Datatype.STRING.value if kind in _READ else kind.value,
        "required": draft.is_required and kind not in _READ,
        "variable": kind not in _READ,
        "stops": kind is Kind.HAZARD,
        "call": draft.call if kind is Kind.HAZARD else "",
        "retired": draft.is_retired,
        "values": [
            {"key": one.key, "name": {"id": one.name.id, "en": one.name.en}}
            for one in read_choices(draft.choices)
        ],
    }
    if draft.hint:
        row["hint"] = {"id": draft.hint, "en": draft.hint_en}
    return {name: value for name, value in row.items() if value not in (False, "", [])} | {
        "variable": row["variable"]
    }


def _of_words(draft: QuestionDraft) -> Iterator[tuple[str, str]]:
    for name in ("words", "words_en"):
        if not 1 <= len(getattr(draft, name)) <= MOST_WORDS:
            yield name, "reports.question.words"
    if bool(draft.hint) is not bool(draft.hint_en):
        yield "hint_en" if draft.hint else "hint", "reports.question.hint"
    for name in ("hint", "hint_en"):
        if len(getattr(draft, name)) > MOST_HINT:
            yield name, "reports.category.keywords"
    if len(draft.call) > MOST_CALL or not _CALL.fullmatch(draft.call):
        yield "call", "reports.question.call"
    if not 1 <= draft.place <= MOST_ASKED:
        yield "place", "reports.question.place"


def _of_choices(draft: QuestionDraft, *, before: Question | None) -> str:
    """What is wrong with the list of values; empty where it fits the kind."""
    if (Kind(draft.kind) in _LISTS) is not bool(draft.choices):
        return "reports.question.choices"
    try:
        choices = read_choices(draft.choices)
    except ValueError:
        return "reports.question.choices"
    if len(choices) > MOST_CHOICES:
        return "reports.question.choices"
    gone = before is not None and not before.keys <= {one.key for one in choices}
    return "reports.question.keys_stay" if gone else ""


def _of_change(draft: QuestionDraft, *, before: Question) -> dict[str, str]:
    stays = (draft.code, draft.kind) == (before.code, kind_of(before))
    return {} if stays else {"kind": "reports.question.kind_stays"}


def _of_new_code(code: str, *, form: Form) -> str:
    if not CODE.fullmatch(code):
        return "reports.question.code"
    taken = code.casefold() in {one.code.casefold() for one in form}
    return "reports.question.taken" if taken else ""
