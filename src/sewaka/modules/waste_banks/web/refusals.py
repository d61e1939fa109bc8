"""Refusals in words: on the page that follows a deed, or at the fields of its form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from sewaka.kernel.errors import DomainError, Forbidden, Invalid, NotFound
from sewaka.kernel.problems import sentence


@contextmanager
def said(request: HttpRequest, success: str = "") -> Iterator[None]:
    """Say on the next page that the deed was done, or why it was refused."""
    try:
        yield
    except (NotFound, Forbidden):
        raise
    except DomainError as refusal:
        messages.error(request, in_words(refusal))
    else:
        if success:
            messages.success(request, success)


class AtFields:
    """Refusals of what is done inside go to a form; see `at_fields`."""

    def __init__(
        self, form: forms.Form, *, rest: str | None, name_of: Callable[[str], str]
    ) -> None:
        self._form, self._rest, self._name_of = form, rest, name_of

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, _kind: object, refusal: BaseException | None, _trace: object) -> bool:
        """Whether the form says it; what is no matter of a form goes on."""
        if not isinstance(refusal, DomainError) or isinstance(refusal, NotFound | Forbidden):
            return False
        if not isinstance(refusal, Invalid):
            self._form.add_error(self._rest, sentence(refusal))
            return True
        for name, code in refusal.fields.items():
            field = self._name_of(name)
            at = field if field in self._form.fields else None
            self._form.add_error(at, sentence(DomainError(code, **refusal.facts)))
        return True


def at_fields(
    form: forms.Form, *, rest: str | None = None, name_of: Callable[[str], str] = str
) -> AtFields:
    """Say at the fields of the form what is wrong; what is no field's matter at `rest`.

    `name_of`: the form's name for what the deed calls otherwise.
    """
    return AtFields(form, rest=rest, name_of=name_of)


def in_words(refusal: DomainError) -> str:
    """One sentence; what is wrong with the one field is all that is wrong."""
    codes = list(refusal.fields.values()) if isinstance(refusal, Invalid) else []
    return sentence(DomainError(codes[0], **refusal.facts) if codes else refusal)
