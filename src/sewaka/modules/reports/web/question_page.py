"""The questions of a category on the page: as fields to fill in, and as answers to read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sewaka.kernel.ui.values import Answer, Choice
from sewaka.modules.reports.models import Category, catalogue
from sewaka.modules.reports.models.drafts import FlowDraft
from sewaka.modules.reports.rules.questions import Datatype, Question

_ROWS = {Datatype.TEXT: 4}
_MODES = {Datatype.NUMBER: "decimal"}
_PICKED = {Datatype.SINGLE: "radio", Datatype.MULTI: "checkbox"}


@dataclass(frozen=True, slots=True)
class Field:
    """One question as a field; `picks` is empty for what is typed."""

    name: str
    label: str
    hint: str
    error: str
    is_optional: bool
    is_text: bool  # to read, not to answer
    is_day: bool
    picks: str  # radio or checkbox
    choices: Sequence[Choice]
    values: Sequence[str]
    rows: int
    mode: str

    @property
    def value(self) -> str:
        """What was typed."""
        return self.values[0] if self.values else ""


@dataclass(frozen=True, slots=True)
class Hazard:
    """What holds the form: a question, whom to call, and whether its reader has gone on."""

    words: str
    hint: str
    call: str
    is_read: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """The questions of one category."""

    category: str
    hazards: tuple[Hazard, ...]
    fields: tuple[Field, ...]

    @property
    def required(self) -> str:
        """The names of the fields that must be filled in, blank-separated."""
        return " ".join(one.name for one in self.fields if not (one.is_optional or one.is_text))

    @property
    def is_held(self) -> bool:
        """Whether a hazard waits to be read."""
        return any(not one.is_read for one in self.hazards)


def of_draft(draft: FlowDraft, *, errors: Mapping[str, str] | None = None) -> Asked | None:
    """The questions of the draft's category; None where nothing is asked."""
    category = catalogue.current().categories.get(draft.category)
    if category is None or not category.questions:
        return None
    return _asked(category, draft, errors or {})


def of_all(*, on: date) -> list[Asked]:
    """The questions of every category that asks some: the phone shows them without a signal."""
    offered = catalogue.offered(on=on)
    return [_asked(one, FlowDraft(), {}) for one in offered if one.questions]


def answered(category: Category, answers: Mapping[str, Any]) -> list[Answer]:
    """What was answered, in the order of the form; questions that are gone by their code."""
    language = _language()
    values: Mapping[str, list[str]] = answers.get("values", {})
    known = {one.code: one for one in category.every_question}
    return [
        Answer(
            known[code].words.local(language) if code in known else code,
            text="\n".join(
                known[code].name_of(one, language=language) if code in known else one
                for one in given
            ),
        )
        for code, given in sorted(values.items(), key=lambda one: _place(one[0], known))
    ]


def _place(code: str, known: Mapping[str, Question]) -> int:
    return list(known).index(code) if code in known else len(known)


def _asked(category: Category, draft: FlowDraft, errors: Mapping[str, str]) -> Asked:
    form, is_read = category.questions, draft.warned == category.service_code
    return Asked(
        category=category.service_code,
        hazards=tuple(_hazards(form, is_read=is_read)),
        fields=tuple(_field(one, draft, errors) for one in form if not one.stops),
    )


def _hazards(form: Sequence[Question], *, is_read: bool) -> Iterator[Hazard]:
    language = _language()
    for one in form:
        if one.stops:
            yield Hazard(one.words.local(language), one.hint.local(language), one.call, is_read)


def _field(one: Question, draft: FlowDraft, errors: Mapping[str, str]) -> Field:
    language = _language()
    return Field(
        name=f"q_{one.code}",
        label=one.words.local(language),
        hint=one.hint.local(language),
        error=errors.get(f"q_{one.code}", ""),
        is_optional=not one.is_required,
        is_text=not one.is_asked,
        is_day=one.datatype is Datatype.DATETIME,
        picks=_PICKED.get(one.datatype, ""),
        choices=_choices(one, language=language),
        values=draft.answers.get(one.code, ()),
        rows=_ROWS.get(one.datatype, 0),
        mode=_MODES.get(one.datatype, ""),
    )


def _choices(one: Question, *, language: str) -> list[Choice]:
    """The answers offered; one that may be left out can be taken back without a script."""
    offered = [Choice(choice.key, choice.name.local(language)) for choice in one.choices]
    is_bound = one.is_required or one.datatype is not Datatype.SINGLE
    return offered if is_bound else [*offered, Choice("", _("I do not know"))]


def _language() -> str:
    return (get_language() or "id")[:2]
