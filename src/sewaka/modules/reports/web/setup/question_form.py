"""The form of a question."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sewaka.modules.reports.models import Category
from sewaka.modules.reports.models.setup_labels import ERRORS, QUESTION_KINDS
from sewaka.modules.reports.rules.question_drafts import (
    MOST_ASKED,
    MOST_CALL,
    MOST_HINT,
    MOST_WORDS,
    QuestionDraft,
    draft_of,
    kind_of,
)
from sewaka.modules.reports.rules.questions import Question


def _line(label: Any, *, most: int, code: str, required: bool = True) -> forms.CharField:
    error = ERRORS[f"reports.question.{code}"]
    return forms.CharField(
        label=label,
        max_length=most,
        required=required,
        error_messages={"required": error, "max_length": error},
    )


class QuestionForm(forms.Form):
    """A question in both languages; and the state of its category that was looked at."""

    words = _line(_("Question"), most=MOST_WORDS, code="words")
    words_en = _line(_("Question in English"), most=MOST_WORDS, code="words")
    hint = _line(_("Help below it"), most=MOST_HINT, code="hint", required=False)
    hint_en = _line(_("Help in English"), most=MOST_HINT, code="hint", required=False)
    choices = forms.CharField(
        label=_("Values of a list"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One a line: short key = Indonesian = English. Keys are never shown."),
    )
    call = _line(_("Number to call first"), most=MOST_CALL, code="call", required=False)
    is_required = forms.BooleanField(label=_("Must be answered"), required=False)
    place = forms.IntegerField(
        label=_("Place among the questions"),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": ERRORS["reports.question.place"],
            "invalid": ERRORS["reports.question.place"],
        },
    )
    seen = forms.DateTimeField(widget=forms.HiddenInput, input_formats=["%Y-%m-%dT%H:%M:%S.%f%z"])

    def __init__(
        self, posted: Any, *, category: Category, question: Question | None = None
    ) -> None:
        self.question = question
        super().__init__(posted, initial=_values(category, question))
        names = ["words", "words_en", "hint", "hint_en", "choices", "call", "is_required", "place"]
        if question is None:
            code = _line(_("Code"), most=32, code="code")
            code.help_text = _("Other programs know the question by it. It never changes.")
            error = {"required": _("Choose one."), "invalid_choice": _("Choose one.")}
            self.fields["code"] = code
            self.fields["kind"] = forms.ChoiceField(
                label=_("Kind of answer"),
                choices=list(QUESTION_KINDS.items()),
                error_messages=error,
            )
            names = ["code", "words", "words_en", "kind", *names[2:]]
        else:
            self.fields["is_retired"] = forms.BooleanField(
                label=_("Ask it no more"), required=False
            )
            names.append("is_retired")
        self.order_fields(names)

    @property
    def standing_kind(self) -> str:
        """What the question is, in words; empty where that is still to be chosen."""
        return "" if self.question is None else str(QUESTION_KINDS[kind_of(self.question)])

    def draft(self) -> QuestionDraft:
        """What was written; a question that stands keeps its code and kind. On a valid form."""
        written = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        if self.question is not None:
            written |= {"code": self.question.code, "kind": kind_of(self.question)}
        return QuestionDraft(**written)


def _values(category: Category, question: Question | None) -> dict[str, Any]:
    form = category.questions
    seen = {"seen": category.changed_at.strftime("%Y-%m-%dT%H:%M:%S.%f%z")}
    if question is None:
        return {"place": min(len(form) + 1, MOST_ASKED), **seen}
    place = form.index(question) + 1 if question in form else min(len(form) + 1, MOST_ASKED)
    return {**asdict(draft_of(question, place=place)), **seen}
